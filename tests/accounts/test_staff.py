"""People and rights, for the project administrator: list, invitation, last day, end, accounts (journeys.md Q)."""

import re
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
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
from tests.accounts.conftest import Place, text
from tests.factories.accounts import PASSWORD, a_grant, a_second_factor, a_user, an_admin, entered, grants_of, in_role
from tests.factories.project import a_project, a_site, an_organisation

Commits = Callable[..., Any]
YESTERDAY, TOMORROW = timedelta(days=-1), timedelta(days=1)


@pytest.fixture
def admin(place: Place) -> Client:
    return entered(place.admin)


@pytest.fixture
def coach(place: Place) -> User:
    user = a_user("Veikko Valmentaja", password=PASSWORD)
    a_grant(user, place.project, "coach", site=place.forssa)
    return user


def names(response: HttpResponse) -> list[str]:
    """The people of the list, in its order."""
    return re.findall(r'<th scope="row"[^>]*><a href="/p/ALFA/staff/\d+/">([^<]+)</a>', text(response))


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
        plain = re.sub(r"[0-9A-F]{4}-\d{4}|\"\w{64}\"", "", text(page)).replace(str(of), "")
        return page.status_code, plain

    assert said(f"{theirs.pk}/", theirs.pk) == said(f"{10**6}/", 10**6)
    assert said(f"roles/{grant.pk}/end/", grant.pk) == said(f"roles/{10**6}/end/", 10**6)
    assert said(f"{theirs.pk}/", theirs.pk)[0] == 404
    assert admin.post(f"/p/ALFA/staff/{theirs.pk}/close/").status_code == 404
    assert admin.get("/p/BETA/staff/").status_code == 404


def test_a_visitor_is_led_to_the_door(place: Place) -> None:
    for path in ("staff/", "staff/invite/", f"staff/{place.admin.pk}/", "", "role/"):
        assert Client().get(f"/p/ALFA/{path}")["Location"] == f"/accounts/login/?next=/p/ALFA/{path}"


# --- invitation -------------------------------------------------------------------------------------------------------
def test_an_invitation_goes_out_in_the_language_of_who_gets_it(
    place: Place,
    admin: Client,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commits,
    settings: Any,
) -> None:
    settings.MAIL_IS_SENT = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin.post("/p/ALFA/staff/invite/", form(place))
    _wait_for(mailoutbox)
    user = User.objects.get(email="uusi@example.com")
    assert answer["Location"] == f"/p/ALFA/staff/{user.pk}/"
    assert (user.name, user.language, user.has_usable_password()) == ("Uusi Ihminen", "sv", False)
    grant = grants_of(user)[0]
    assert (grant.role, grant.site_id, grant.valid_from, grant.valid_to) == ("coach", place.forssa.pk, today(), None)
    assert grant.granted_by_id == place.admin.pk
    (mail,) = mailoutbox
    assert (mail.to, mail.body.count("/accounts/invitation/")) == (["uusi@example.com"], 1)
    assert "/accounts/invitation/" not in text(admin.get(answer["Location"]))


def _wait_for(box: list[EmailMessage]) -> None:
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(5)
    assert box


def test_where_no_mail_goes_out_the_page_shows_the_link_once(place: Place, admin: Client) -> None:
    where = admin.post("/p/ALFA/staff/invite/", form(place))["Location"]
    link = re.search(r"<code[^>]*>(http[^<]+/accounts/invitation/[^<]+)</code>", text(admin.get(where)))[1]
    assert "/accounts/invitation/" not in text(admin.get(where))
    assert Client().get("/" + link.split("/", 3)[3]).status_code == 302


def test_somebody_who_has_an_account_gets_the_role_in_it(
    place: Place,
    admin: Client,
    coach: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commits,
) -> None:
    theirs = entered(coach)
    with django_capture_on_commit_callbacks(execute=True):
        data = form(place, email="Veikko.Valmentaja@example.com", role="trainer", name="Joku Toinen")
        admin.post("/p/ALFA/staff/invite/", data)
    assert [grant.role for grant in grants_of(coach)] == ["coach", "trainer"]
    coach.refresh_from_db()
    assert (coach.name, User.objects.filter(email=coach.email).count()) == ("Veikko Valmentaja", 1)
    assert [mail.body.count("/accounts/invitation/") for mail in mailoutbox] == [0]
    assert theirs.get("/p/ALFA/").status_code == 302  # signs in again, with what is new


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"name": ""}, "name"),
        ({"role": ""}, "role"),
        ({"role": "king"}, "role"),
        ({"site": ""}, "site"),
        ({"site": "foreign"}, "site"),
        ({"role": "board_member"}, "organisation"),
        ({"role": "esf_auditor", "site": ""}, "valid_to"),
        ({"valid_to": "1.1.2020"}, "valid_to"),
        ({"valid_to": "31.2.2030"}, "valid_to"),
    ],
)
def test_what_does_not_fit_the_role_is_said_at_its_field(
    place: Place, admin: Client, fields: dict[str, Any], field: str
) -> None:
    beta = a_project("BETA")
    fields = {**fields, **({"site": a_site(beta, "285").pk} if fields.get("site") == "foreign" else {})}
    page = admin.post("/p/ALFA/staff/invite/", form(place, **fields))
    assert page.status_code == 200
    assert re.findall(r'<a href="#id_(\w+)"', text(page)) == [field]
    assert User.objects.filter(email="uusi@example.com").count() == 0


@pytest.mark.parametrize(
    ("role", "site", "organisation", "until", "stored"),
    [
        ("coach", "all", "", "", (None, None, None)),
        ("project_coordinator", "forssa", "coop", "", (None, None, None)),  # what the role does not take is left out
        ("board_member", "forssa", "coop", "31.12.2030", ("forssa", "coop", date(2030, 12, 31))),
        ("esf_auditor", "", "", "31.12.2030", (None, None, date(2030, 12, 31))),
    ],
)
def test_a_grant_is_what_its_role_takes(
    place: Place, admin: Client, role: str, site: str, organisation: str, until: str, stored: tuple[Any, ...]
) -> None:
    ids = {"forssa": place.forssa.pk, "coop": place.cooperative.pk, "all": "all", "": "", None: None}
    data = form(place, role=role, site=ids[site], organisation=ids[organisation], valid_to=until)
    assert admin.post("/p/ALFA/staff/invite/", data).status_code == 302
    grant = grants_of(User.objects.get(email="uusi@example.com"))[0]
    assert (grant.site_id, grant.organisation_id, grant.valid_to) == (ids[stored[0]], ids[stored[1]], stored[2])


def test_the_same_role_twice_in_the_same_days_is_refused_in_words(place: Place, admin: Client, coach: User) -> None:
    data = form(place, email=coach.email)
    page = admin.post("/p/ALFA/staff/invite/", data)
    assert page.status_code == 200
    assert text(page).count('value="Uusi Ihminen"') == 1  # what was typed is still there
    assert len(grants_of(coach)) == 1
    assert admin.post("/p/ALFA/staff/invite/", {**data, "site": place.oulu.pk}).status_code == 302


def test_what_the_person_will_see_is_shown_before_saving(place: Place, admin: Client) -> None:
    with_script = text(admin.post("/p/ALFA/staff/invite/sees/", form(place), headers={"HX-Request": "true"}))
    without = text(admin.post("/p/ALFA/staff/invite/", form(place, preview="1")))
    table = re.search(r"<table.*</table>", with_script, re.DOTALL)[0]
    assert table.count("Forssa") == 4
    assert table in without
    assert (with_script.count("<html"), without.count('value="Uusi Ihminen"')) == (0, 1)
    assert User.objects.filter(email="uusi@example.com").count() == 0
    unchosen = text(admin.post("/p/ALFA/staff/invite/sees/", form(place, role="coach", site="")))
    assert (unchosen.count("Forssa"), unchosen.count("eye")) == (0, 5)
    everywhere = text(admin.post("/p/ALFA/staff/invite/sees/", form(place, role="coach", site="all")))
    assert len(set(re.findall(r"#i-eye\"></use></svg>([^<]+)", everywhere))) == 1
    assert len(set(re.findall(r"#i-eye\"></use></svg>([^<]+)", unchosen))) == 2
    nothing = text(admin.post("/p/ALFA/staff/invite/sees/", form(place, role="")))
    assert nothing.count("<table") == 0


def test_a_new_link_can_be_sent_to_who_has_not_come_yet(place: Place, admin: Client, coach: User) -> None:
    where = admin.post("/p/ALFA/staff/invite/", form(place))["Location"]
    first = re.search(r"/accounts/invitation/[^<]+", text(admin.get(where)))[0]
    admin.post(f"{where}resend/")
    second = re.search(r"/accounts/invitation/[^<]+", text(admin.get(where)))[0]
    assert (Client().get(first).status_code, Client().get(second).status_code) == (410, 302)
    admin.post(f"/p/ALFA/staff/{coach.pk}/resend/")
    coach.refresh_from_db()
    assert coach.invited_at is None


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
    assert re.findall(r'href="(/p/[^"]+)"', tasks) == [
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
