"""`create_admin EMAIL --project CODE`: one link on stdout, one sentence on stderr when it cannot."""

import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.core.periods import today
from osuuskunta.core.scope import Scope, scope
from tests.accounts.conftest import Place
from tests.factories.accounts import PASSWORD, a_grant, a_user, entered, grants_of
from tests.factories.project import a_project

ROOT = Path(__file__).parents[2]


def link(email: str, code: str = "ALFA") -> str:
    out = StringIO()
    call_command("create_admin", email, "--project", code, stdout=out)
    (line,) = out.getvalue().splitlines()
    return line


def follow(line: str) -> Client:
    client = Client()
    there = client.get("/" + line.split("/", 3)[3])["Location"]
    client.post(there, {"name": "Uusi Ylläpitäjä", "password1": PASSWORD, "password2": PASSWORD})
    return client


def test_it_makes_an_administrator_and_prints_one_link(db: None) -> None:
    project = a_project("ALFA")
    line = link("Uusi@Example.org")
    assert line.startswith("http://127.0.0.1:8000/accounts/invitation/")
    user = User.objects.get(email="uusi@example.org")
    assert [(grant.role, grant.project, grant.valid_to) for grant in grants_of(user)] == [
        ("project_admin", project, None)
    ]
    client = follow(line)
    assert client.get("/")["Location"] == "/account/second-factor/on/"  # before anything else


def test_it_promotes_who_is_there_and_leaves_their_password(place: Place) -> None:
    user = a_user("Veikko Valmentaja", password=PASSWORD)
    a_grant(user, place.project, "coach", site=place.forssa)
    line = link(user.email)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert [grant.role for grant in grants_of(user)] == ["coach", "project_admin"]
    assert follow(line).get("/account/second-factor/on/").status_code == 200


def test_again_it_prints_a_new_link_and_gives_nothing_twice(place: Place) -> None:
    first, second = link(place.admin.email), link(place.admin.email)
    assert len(grants_of(place.admin)) == 1
    assert Client().get("/" + first.split("/", 3)[3]).status_code == 410
    assert follow(second).get("/account/second-factor/on/").status_code == 200


def test_a_role_that_only_begins_or_ends_some_day_is_made_lasting(place: Place) -> None:
    user = a_user("Pätkä Pääkäyttäjä", password=PASSWORD)
    a_grant(user, place.project, "project_admin", valid_from=today(), valid_to=today() + timedelta(days=9))
    link(user.email)
    assert [grant.valid_to for grant in grants_of(user)] == [None]


def test_a_closed_account_is_opened(place: Place) -> None:
    user = a_user("Suljettu Tili", password=PASSWORD, is_active=False)
    a_grant(user, place.project, "project_admin")
    assert follow(link(user.email)).get("/account/second-factor/on/").status_code == 200
    assert len(grants_of(user)) == 1


@pytest.mark.parametrize(
    ("email", "code", "sentence"),
    [
        ("not an address", "ALFA", "“not an address” is not an e-mail address."),
        ("uusi@example.org", "GONE", "There is no project GONE. Make it first, for example with seed_project."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(place: Place, email: str, code: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        link(email, code)
    assert User.objects.exclude(pk=place.admin.pk).count() == 0


def test_as_a_command_it_says_one_line_on_stderr_and_ends_with_1() -> None:
    command = [sys.executable, "manage.py", "create_admin", "not an address", "--project", "ALFA"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    assert (done.returncode, done.stdout, len(said)) == (1, "", 1)


def test_the_history_names_the_command(place: Place) -> None:
    link("uusi@example.org")
    with scope(Scope(projects=frozenset({place.project.pk}))):
        last = RoleGrant.pgh_event_model.objects.order_by("pgh_id").last()
    assert last.pgh_context["source"] == "command:create_admin"
    assert entered(User.objects.get(email="uusi@example.org")).get("/p/ALFA/").status_code == 200
