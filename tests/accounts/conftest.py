"""What all tests of accounts stand on: quick password digests, and a project with two sites and its administrator."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse

from osuuskunta.accounts.models import User
from osuuskunta.project.models import Organisation, Project, Site
from tests.factories.accounts import an_admin
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
