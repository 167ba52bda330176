"""What all tests of accounts stand on: quick password digests, and a project with two sites and its administrator."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from osuuskunta.accounts.models import User
from osuuskunta.project.models import Organisation, Project, Site
from tests.factories.accounts import PASSWORD, a_grant, a_user, an_admin, entered
from tests.factories.project import a_project, an_organisation, sites


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass
class Place:
    """A project with Forssa and Oulu, a cooperative and an administrator."""

    project: Project
    forssa: Site
    oulu: Site
    cooperative: Organisation
    admin: User


@pytest.fixture
def place(db: None) -> Place:
    project = a_project("ALFA")
    forssa, oulu = sites(project, "061", "564")
    return Place(project, forssa, oulu, an_organisation("Osuuskunta Marja", kind="cooperative"), an_admin(project))


def text(response: HttpResponse) -> str:
    return response.content.decode()


LOGIN = "/accounts/login/"


def try_to_enter(client: Client, email: str, password: str = PASSWORD, **headers: str) -> HttpResponse:
    return client.post(LOGIN, {"login": email, "password": password}, **headers)


def user_in(client: Client) -> int | None:
    found = client.session.get("_auth_user_id")
    return int(found) if found else None


@pytest.fixture
def board(place: Place) -> User:
    """Somebody whose role opens nobody's data: a password is enough."""
    user = a_user("Hilla Hallitus", password=PASSWORD)
    a_grant(user, place.project, "board_member", site=place.forssa, organisation=place.cooperative)
    return user


@pytest.fixture
def admin(place: Place) -> Client:
    return entered(place.admin)


@pytest.fixture
def coach(place: Place) -> User:
    user = a_user("Veikko Valmentaja", password=PASSWORD)
    a_grant(user, place.project, "coach", site=place.forssa)
    return user


def form(place: Place, **fields: Any) -> dict[str, Any]:
    """What an administrator types into the invitation."""
    usual = {
        "email": "uusi@example.com",
        "name": "Uusi Ihminen",
        "language": "sv",
        "role": "coach",
        "site": place.forssa.pk,
    }
    return {**usual, "organisation": "", "valid_to": "", **fields}
