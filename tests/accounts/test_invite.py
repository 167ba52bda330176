"""Inviting somebody: what is typed, what is shown before, what is sent, and to whom."""

import re
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from osuuskunta.accounts.models import User
from osuuskunta.core.periods import today
from tests.accounts.conftest import Place, form, text
from tests.factories.accounts import entered, grants_of
from tests.factories.project import a_project, a_site

Commits = Callable[..., Any]


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
