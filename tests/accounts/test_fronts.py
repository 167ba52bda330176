"""Where one arrives: the root, the front page of each role, the change of role, and nobody without a role."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from osuuskunta.accounts.models import User
from osuuskunta.accounts.roles import ROLES, Level
from osuuskunta.core import front
from osuuskunta.core.front import Todo
from osuuskunta.core.periods import today
from tests.accounts.conftest import Place, text
from tests.factories.accounts import a_grant, a_user, entered, grants_of
from tests.factories.project import a_project, a_site


def holder(place: Place, role: str, **fields: Any) -> User:
    """Somebody with one role, as its level demands."""
    user = a_user(f"Haltija {role}", f"{role}@example.com")
    level = ROLES[role].level
    site = None if level is Level.PROJECT else place.forssa
    a_grant(
        user, place.project, role, **{"site": site, "organisation": place.cooperative if level is Level.ORGANISATION else None, **fields}
    )  # fmt: skip
    return user


@pytest.mark.parametrize("role", list(ROLES))
def test_each_role_is_told_what_it_is_for(place: Place, role: str) -> None:
    page = text(entered(holder(place, role)).get("/p/ALFA/"))
    with translation.override("fi"):
        words = [str(ROLES[role].purpose), *map(str, ROLES[role].says)]
    assert [one for one in words if one.replace("'", "&#x27;") not in page] == []
    waits = role == "project_admin"  # the project's card lacks most of its facts
    assert page.count('data-state="empty"') == (not waits)


def test_what_there_is_to_do_comes_from_the_apps(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "_asks", front.defaultdict(list))
    front.register("coach", lambda _actor, project: [Todo(f"Tee jotain: {project.code}", url="/x/")])
    front.register("coach", lambda _actor, _project: [])
    page = text(entered(holder(place, "coach")).get("/p/ALFA/"))
    assert (page.count("Tee jotain: ALFA"), page.count('data-state="empty"')) == (1, 0)


def test_the_root_leads_to_the_project_of_this_session_then_to_the_last_one(place: Place) -> None:
    user = holder(place, "coach")
    beta = a_project("BETA")
    a_grant(user, beta, "coach", site=a_site(beta, "285"))
    client = entered(user)
    client.get("/p/BETA/")
    assert client.get("/")["Location"] == "/p/BETA/"
    client.get("/p/ALFA/")
    assert client.get("/")["Location"] == "/p/ALFA/"
    client.post("/p/BETA/role/", {"grant": grants_of(user)[1].pk})
    assert entered(user).get("/")["Location"] == "/p/BETA/"


def test_opening_a_project_writes_nothing_about_the_user(place: Place) -> None:
    user = holder(place, "coach")
    entered(user).get("/p/ALFA/")
    user.refresh_from_db()
    assert user.last_project is None


@pytest.mark.parametrize(
    ("first", "last", "opens"),
    [
        (-10, -1, False),  # ended yesterday
        (-10, 0, True),  # the last day is included
        (0, None, True),
        (1, None, False),  # begins tomorrow
    ],
)
def test_a_role_opens_from_its_first_to_its_last_day(place: Place, first: int, last: int | None, opens: bool) -> None:
    day = today()
    until = None if last is None else day + timedelta(days=last)
    user = holder(place, "coach", valid_from=day + timedelta(days=first), valid_to=until, granted_by=place.admin)
    client = entered(user)
    assert client.get("/p/ALFA/").status_code == (200 if opens else 404)
    root = client.get("/")
    assert root.status_code == (302 if opens else 200)
    if not opens:
        assert place.admin.email in text(root)


def test_who_has_no_role_is_told_so_and_may_still_change_the_own_account(place: Place) -> None:
    client = entered(a_user("Uusi Ihminen"))
    assert text(client.get("/")).count('data-state="empty"') == 1
    assert client.get("/account/").status_code == 200
    assert client.get("/p/ALFA/").status_code == 404


def test_a_closed_account_is_signed_out(place: Place) -> None:
    user = holder(place, "coach")
    client = entered(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/p/ALFA/")["Location"] == "/accounts/login/?next=/p/ALFA/"


# --- change of role ---------------------------------------------------------------------------------------------------
@pytest.fixture
def two(place: Place) -> User:
    """A coach in Forssa who is also on a board."""
    user = holder(place, "coach")
    a_grant(user, place.project, "board_member", site=place.forssa, organisation=place.cooperative)
    return user


def standing(client: Client) -> str:
    return text(client.get("/p/ALFA/")).split('class="top-role"')[1].split("</p>")[0]


def test_the_header_says_place_and_role_and_changes_with_them(place: Place, two: User) -> None:
    client = entered(two)
    assert ("Forssa" in standing(client), "Marja" in standing(client)) == (True, False)
    key = client.session.session_key
    assert client.post("/p/ALFA/role/", {"grant": grants_of(two)[1].pk})["Location"] == "/p/ALFA/"
    assert "Osuuskunta Marja" in standing(client)
    assert client.session.session_key != key
    two.refresh_from_db()
    assert two.last_project == place.project


def test_the_active_role_alone_decides_what_one_may(place: Place) -> None:
    admin = place.admin
    a_grant(admin, place.project, "coach", site=place.forssa)
    client = entered(admin)
    assert client.get("/p/ALFA/staff/").status_code == 200
    client.post("/p/ALFA/role/", {"grant": grants_of(admin)[1].pk})
    assert client.get("/p/ALFA/staff/").status_code == 403


def test_a_role_one_does_not_have_cannot_be_chosen(place: Place, two: User) -> None:
    client = entered(two)
    theirs = grants_of(place.admin)[0]
    for wanted in (theirs.pk, 10**9, "", "x"):
        assert client.post("/p/ALFA/role/", {"grant": wanted}).status_code == 403
    beta = a_project("BETA")
    other = a_grant(two, beta, "coach", site=a_site(beta, "285"))
    assert client.post("/p/ALFA/role/", {"grant": other.pk}).status_code == 403
    assert "Forssa" in standing(client)


def test_the_page_lists_roles_here_and_the_other_projects(place: Place, two: User) -> None:
    beta = a_project("BETA")
    a_grant(two, beta, "coach", site=a_site(beta, "285"))
    page = text(entered(two).get("/p/ALFA/role/"))
    assert (page.count('name="grant"'), page.count('href="/p/BETA/"')) == (1, 1)


def test_a_front_page_costs_the_same_with_one_role_and_with_three(place: Place) -> None:
    def statements(user: User) -> int:
        client = entered(user)
        client.get("/p/ALFA/")
        with CaptureQueriesContext(connection) as caught:
            client.get("/p/ALFA/")
        return len(caught)

    one, three = holder(place, "coach"), holder(place, "trainer")
    a_grant(three, place.project, "coach", site=place.oulu)
    a_grant(three, place.project, "coach", site=place.forssa)
    assert statements(one) == statements(three)


def test_ones_own_pages_keep_the_navigation_of_the_project_that_is_open(place: Place) -> None:
    client = entered(holder(place, "coach"))
    assert text(client.get("/account/")).count('href="/p/ALFA/"') == 0
    client.get("/p/ALFA/")
    page = text(client.get("/account/"))
    assert page.count('<li><a href="/p/ALFA/">') >= 1
    assert "Forssa" in page.split('class="top-role"')[1].split("</p>")[0]
