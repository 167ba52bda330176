"""People and rights, for the project administrator: list, invitation, last day, end, accounts (journeys.md Q)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from osuuskunta.accounts import actions
from osuuskunta.accounts.actions import Post
from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.accounts.queries import StaffWanted, Standing, staff, standing
from osuuskunta.accounts.roles import ROLES
from osuuskunta.core.periods import today
from osuuskunta.core.scope import Scope, scope
from tests.accounts.conftest import Place, form, text
from tests.factories.accounts import PASSWORD, a_grant, a_second_factor, a_user, an_admin, entered, grants_of, in_role
from tests.factories.project import a_project, a_site, an_organisation

Commits = Callable[..., Any]
YESTERDAY, TOMORROW = timedelta(days=-1), timedelta(days=1)


def names(response: HttpResponse) -> list[str]:
    """The people of the list, in its order."""
    return re.findall(r'<th scope="row"[^>]*><a href="/p/ALFA/staff/\d+/">([^<]+)</a>', text(response))


# --- the list ---------------------------------------------------------------------------------------------------------
def test_it_shows_everybody_of_this_project_and_nobody_else(place: Place, admin: Client, coach: User) -> None:
    beta = a_project("BETA")
    elsewhere = a_user("Ari Muualla")
    a_grant(elsewhere, beta, "coach", site=a_site(beta, "285"))
    a_user("Irja Irrallinen")
    page = admin.get("/p/ALFA/staff/")
    assert names(page) == ["Pirjo Pääkäyttäjä", "Veikko Valmentaja"]
    assert [word for word in (coach.email, "Forssa") if word not in text(page)] == []


def test_it_can_be_narrowed_by_role_site_and_days(place: Place, admin: Client, coach: User) -> None:
    everywhere, oulu, gone, coming = (
        a_user(name) for name in ("Kaija Kaikkialla", "Olli Oulu", "Vanha Väki", "Tuleva Toimija")
    )
    a_grant(everywhere, place.project, "trainer")
    a_grant(oulu, place.project, "coach", site=place.oulu)
    a_grant(gone, place.project, "coach", site=place.forssa, valid_to=today() + YESTERDAY)
    a_grant(coming, place.project, "coach", site=place.forssa, valid_from=today() + TOMORROW)

    def found(query: str) -> list[str]:
        return names(admin.get(f"/p/ALFA/staff/?{query}"))

    assert found("role=coach") == ["Olli Oulu", "Tuleva Toimija", "Veikko Valmentaja"]
    assert found(f"site={place.oulu.pk}") == ["Kaija Kaikkialla", "Olli Oulu", "Pirjo Pääkäyttäjä"]
    assert found("standing=ended") == ["Vanha Väki"]
    assert found("standing=coming") == ["Tuleva Toimija"]
    assert found("standing=now&role=coach") == ["Olli Oulu", "Veikko Valmentaja"]
    assert found("role=bookkeeper") == []
    assert len(found("role=nonsense&standing=x")) == 5


def test_it_says_who_has_a_second_factor_and_how_far_an_account_is(place: Place, admin: Client, coach: User) -> None:
    a_second_factor(coach)
    fresh, old = (
        a_user(name, invited_at=timezone.now() - timedelta(days=days)) for name, days in (("A Uusi", 1), ("B Vanha", 8))
    )
    for user in (fresh, old):
        a_grant(user, place.project, "coach", site=place.forssa)
    with in_role(place.admin) as actor:
        found, _more = staff(actor, place.project, StaffWanted(role="coach"))
    assert [(one.user.name, one.state.value, one.second_factor) for one in found] == [
        ("A Uusi", "invited", False),
        ("B Vanha", "expired", False),
        ("Veikko Valmentaja", "active", True),
    ]
    assert text(admin.get("/p/ALFA/staff/")).count("#i-shield-check") == 1


def test_a_list_of_one_costs_what_a_list_of_three_costs(place: Place, admin: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            admin.get("/p/ALFA/staff/")
        return len(caught)

    admin.get("/p/ALFA/staff/")
    one = statements()
    for name in ("Yksi", "Kaksi"):
        user = a_user(name)
        a_second_factor(user)
        for site in (place.forssa, place.oulu):
            a_grant(user, place.project, "coach", site=site)
    assert statements() == one


@pytest.mark.parametrize("role", [code for code in ROLES if code != "project_admin"])
def test_nobody_else_opens_any_of_it(place: Place, role: str) -> None:
    user = a_user("Joku Muu")
    level = ROLES[role].level.value
    organisation = place.cooperative if level == "organisation" else None
    site = None if level == "project" else place.forssa
    grant = a_grant(user, place.project, role, site=site, organisation=organisation)
    client = entered(user)
    gets = ["staff/", "staff/invite/", f"staff/{user.pk}/", f"staff/roles/{grant.pk}/", f"staff/roles/{grant.pk}/end/"]
    posts = ["invite/", "invite/sees/", f"roles/{grant.pk}/", f"roles/{grant.pk}/end/", "again/x/"]
    acts = [f"{user.pk}/{name}/" for name in ("resend", "close", "open", "reset-factor")]
    assert [client.get(f"/p/ALFA/{path}").status_code for path in gets] == [403] * 5
    assert [client.post(f"/p/ALFA/staff/{path}").status_code for path in posts + acts] == [403] * 9
    with in_role(user) as actor:
        assert staff(actor, place.project, StaffWanted()) == ([], False)
        with pytest.raises(PermissionDenied):
            actions.end_role(grant=grant, by=actor)


def test_another_projects_people_answer_like_nobody(place: Place, admin: Client) -> None:
    beta = a_project("BETA")
    theirs = an_admin(beta, "Beeta Pääkäyttäjä")
    grant = grants_of(theirs)[0]

    def said(path: str, of: int) -> tuple[int, str]:
        page = admin.get(f"/p/ALFA/staff/{path}")
        plain = re.sub(r"[0-9A-F]{4}-\d{4}|\"\w{64}\"", "", text(page)).replace(
            f"/{of}/", "//"
        )  # not every such number
        return page.status_code, plain

    assert said(f"{theirs.pk}/", theirs.pk) == said(f"{10**6}/", 10**6)
    assert said(f"roles/{grant.pk}/end/", grant.pk) == said(f"roles/{10**6}/end/", 10**6)
    assert said(f"{theirs.pk}/", theirs.pk)[0] == 404
    assert admin.post(f"/p/ALFA/staff/{theirs.pk}/close/").status_code == 404
    assert admin.get("/p/BETA/staff/").status_code == 404


def test_a_visitor_is_led_to_the_door(place: Place) -> None:
    for path in ("staff/", "staff/invite/", f"staff/{place.admin.pk}/", "", "role/"):
        assert Client().get(f"/p/ALFA/{path}")["Location"] == f"/accounts/login/?next=/p/ALFA/{path}"


# --- one person -------------------------------------------------------------------------------------------------------
def test_a_persons_page_says_what_they_see_and_why(place: Place, admin: Client, coach: User) -> None:
    a_grant(coach, place.project, "trainer", site=place.oulu, valid_to=today() + YESTERDAY, granted_by=place.admin)
    page = text(admin.get(f"/p/ALFA/staff/{coach.pk}/"))
    assert (page.count("<table"), page.count("Forssa") > 4, page.count("Oulu")) == (1, True, 1)
    assert page.count(f"/p/ALFA/staff/roles/{grants_of(coach)[0].pk}/end/") == 1
    assert page.count("/end/") == 1  # what has ended cannot be ended


# --- last day and end -------------------------------------------------------------------------------------------------
def test_the_last_day_can_be_changed_and_sessions_end(place: Place, admin: Client, coach: User) -> None:
    theirs, grant = entered(coach), grants_of(coach)[0]
    until = today() + timedelta(days=30)
    path = f"/p/ALFA/staff/roles/{grant.pk}/"
    assert admin.post(path, {"valid_to": "1.1.2020"}).status_code == 200
    assert theirs.get("/p/ALFA/").status_code == 200
    assert admin.post(path, {"valid_to": f"{until.day}.{until.month}.{until.year}"}).status_code == 302
    assert grants_of(coach)[0].valid_to == until
    assert theirs.get("/p/ALFA/").status_code == 302
    admin.post(path, {"valid_to": ""})
    assert grants_of(coach)[0].valid_to is None


def test_an_auditors_last_day_cannot_be_taken_away(place: Place, admin: Client) -> None:
    auditor = a_user("Tarja Tarkastaja")
    grant = a_grant(auditor, place.project, "esf_auditor")
    page = admin.post(f"/p/ALFA/staff/roles/{grant.pk}/", {"valid_to": ""})
    assert (page.status_code, grants_of(auditor)[0].valid_to) == (200, grant.valid_to)


def undo_of(response: HttpResponse) -> str:
    return re.search(r'action="(/p/ALFA/staff/again/[^"]+)"', text(response))[1]


def test_ending_a_role_asks_works_at_once_and_can_be_undone(place: Place, admin: Client, coach: User) -> None:
    theirs, grant = entered(coach), grants_of(coach)[0]
    path = f"/p/ALFA/staff/roles/{grant.pk}/end/"
    question = text(admin.get(path))
    assert [word for word in ("Veikko Valmentaja", "Forssa") if word not in question] == []
    assert grants_of(coach)[0].valid_to is None
    after = admin.post(path, follow=True)
    assert grants_of(coach)[0].valid_to == today() + YESTERDAY
    assert theirs.get("/p/ALFA/").status_code == 302
    coach.refresh_from_db()
    assert entered(coach).get("/p/ALFA/").status_code == 404
    admin.post(undo_of(after))
    assert [(one.valid_from, one.valid_to) for one in grants_of(coach)] == [
        (grant.valid_from, today() + YESTERDAY),
        (today(), None),
    ]
    assert entered(coach).get("/p/ALFA/").status_code == 200


def test_a_role_given_today_is_taken_back_whole_again_and_again(place: Place, admin: Client, coach: User) -> None:
    for _ in range(2):
        after = admin.post(f"/p/ALFA/staff/roles/{grants_of(coach)[-1].pk}/end/", follow=True)
        admin.post(undo_of(after))
    assert [(one.valid_from, one.valid_to) for one in grants_of(coach)][-1] == (today(), None)
    assert len(grants_of(coach)) == 2
    with scope(Scope(projects=frozenset({place.project.pk}))):
        kept = RoleGrant.pgh_event_model.objects.filter(user=coach.pk).order_by("pgh_id")
        assert list(kept.values_list("pgh_label", flat=True)) == ["insert", "update", "insert", "delete", "insert"]


def test_an_undo_of_another_project_or_made_up_is_unknown(place: Place, admin: Client) -> None:
    assert admin.post("/p/ALFA/staff/again/made:up:text/").status_code == 404


# --- accounts as a whole ----------------------------------------------------------------------------------------------
def test_an_account_is_closed_and_opened_again(place: Place, admin: Client, coach: User) -> None:
    theirs = entered(coach)
    admin.post(f"/p/ALFA/staff/{coach.pk}/close/")
    coach.refresh_from_db()
    assert (coach.is_active, theirs.get("/p/ALFA/").status_code) == (False, 302)
    admin.post(f"/p/ALFA/staff/{coach.pk}/open/")
    coach.refresh_from_db()
    assert coach.is_active


def test_a_lost_phone_is_helped_and_sessions_end(place: Place, admin: Client, coach: User) -> None:
    a_second_factor(coach)
    theirs = entered(coach)
    admin.post(f"/p/ALFA/staff/{coach.pk}/reset-factor/")
    assert (Authenticator.objects.filter(user=coach).count(), theirs.get("/p/ALFA/").status_code) == (0, 302)


def test_an_account_that_works_in_another_project_too_stays(place: Place, admin: Client, coach: User) -> None:
    beta = a_project("BETA")
    a_grant(coach, beta, "coach", site=a_site(beta, "285"))
    a_second_factor(coach)
    for act in ("close", "reset-factor"):
        assert admin.post(f"/p/ALFA/staff/{coach.pk}/{act}/").status_code == 302
    coach.refresh_from_db()
    assert (coach.is_active, Authenticator.objects.filter(user=coach).count()) == (True, 1)


def test_inviting_a_closed_account_opens_it_with_a_link(place: Place, admin: Client, coach: User) -> None:
    admin.post(f"/p/ALFA/staff/{coach.pk}/close/")
    where = admin.post("/p/ALFA/staff/invite/", form(place, email=coach.email, role="trainer"))["Location"]
    coach.refresh_from_db()
    assert (coach.is_active, coach.has_usable_password()) == (True, False)
    assert text(admin.get(where)).count("/accounts/invitation/") == 1


# --- actions without a page -------------------------------------------------------------------------------------------
def test_make_account_completes_what_is_there(place: Place) -> None:
    wanted = [
        (place.project, Post(role="coach", site=place.forssa)),
        (place.project, Post(role="trainer", site=place.oulu)),
    ]
    user = actions.make_account(email="Demo@Example.org", name="Demo", grants=wanted[:1], password=PASSWORD)
    assert (user.email, user.check_password(PASSWORD)) == ("demo@example.org", True)
    again = actions.make_account(email="demo@example.org", name="Other", grants=wanted)
    assert (again.pk, again.name, [grant.role for grant in grants_of(user)]) == (user.pk, "Demo", ["coach", "trainer"])
    again.refresh_from_db()
    assert again.check_password(PASSWORD)
    assert actions.make_account(email="no@example.org", name="No", grants=[]).has_usable_password() is False


def test_an_unknown_role_is_refused(place: Place) -> None:
    with pytest.raises(ValidationError):
        actions.make_account(email="x@example.org", name="X", grants=[(place.project, Post(role="king"))])


def test_only_name_and_language_are_ones_own(place: Place) -> None:
    with pytest.raises(ValueError, match="email"):
        actions.change_own(by=place.admin, email="x@example.org")


def test_the_front_page_names_what_waits(place: Place, admin: Client, coach: User) -> None:
    old = a_user("Vanha Kutsu", invited_at=timezone.now() - timedelta(days=8))
    a_grant(old, place.project, "trainer", site=place.forssa)
    ending = a_user("Pian Päättyvä", password=PASSWORD)
    a_grant(ending, place.project, "trainer", site=place.oulu, valid_to=today() + timedelta(days=30))
    a_grant(ending, place.project, "trainer", site=place.forssa, valid_to=today() + timedelta(days=31))
    page = text(admin.get("/p/ALFA/"))
    tasks = re.findall(r'<ul class="todo with-act">(.*?)</ul>', page, re.DOTALL)[0]
    assert re.findall(r'href="(/p/ALFA/staff/[^"]*)"', tasks) == [
        f"/p/ALFA/staff/{old.pk}/",
        "/p/ALFA/staff/",
        f"/p/ALFA/staff/roles/{grants_of(ending)[0].pk}/",
    ]


def test_standing_takes_the_last_day_in(place: Place, coach: User) -> None:
    grant = RoleGrant(valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 31))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)]
    assert [standing(grant, day) for day in days] == [Standing.COMING, Standing.NOW, Standing.NOW, Standing.ENDED]


def test_organisations_to_choose_are_cooperatives_and_partners(place: Place, admin: Client) -> None:
    an_organisation("Vieras Järjestö ry", kind="association")
    page = text(admin.get("/p/ALFA/staff/invite/"))
    assert (page.count("Osuuskunta Marja"), page.count("Vieras Järjestö")) == (1, 0)
