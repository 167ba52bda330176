"""Links that work once: of a forgotten password and of an invitation."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessLog
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from osuuskunta.accounts.links import one_time_link
from osuuskunta.accounts.models import ResetRequest, User
from osuuskunta.core.periods import now
from tests.accounts.conftest import Place, text, try_to_enter, user_in
from tests.factories.accounts import PASSWORD, a_grant, a_user

# --- forgotten password -----------------------------------------------------------------------------------------------
Mails = list[EmailMessage]
Commits = Callable[..., Any]


def ask_for_link(email: str, commits: Commits, client: Client | None = None) -> HttpResponse:
    with commits(execute=True):
        return (client or Client()).post("/accounts/password/", {"email": email})


def link_in(mail: EmailMessage) -> str:
    return re.search(r"http://127\.0\.0\.1:\d+(/accounts/\S+)", mail.body)[1]


def test_nobody_learns_who_has_an_account(
    board: User, mailoutbox: Mails, django_capture_on_commit_callbacks: Commits
) -> None:
    known = ask_for_link(board.email, django_capture_on_commit_callbacks)
    unknown = ask_for_link("nobody.here@example.com", django_capture_on_commit_callbacks)
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to for mail in mailoutbox] == [[board.email]]


def test_the_link_changes_the_password_once_and_ends_every_session(
    board: User, mailoutbox: Mails, django_capture_on_commit_callbacks: Commits
) -> None:
    elsewhere, client = Client(), Client()
    try_to_enter(elsewhere, board.email)
    ask_for_link(board.email, django_capture_on_commit_callbacks)
    link = link_in(mailoutbox[0])
    there = client.get(link)["Location"]
    assert there.endswith("-set-password/")
    data = {"password1": "uusi-sana-987-x", "password2": "uusi-sana-987-x"}
    assert client.post(there, data)["Location"] == "/accounts/password/done/"
    assert elsewhere.get("/p/ALFA/").status_code == 302
    assert try_to_enter(Client(), board.email).status_code == 200
    assert try_to_enter(Client(), board.email, "uusi-sana-987-x").status_code == 302
    assert "Tämä linkki ei enää toimi" in text(Client().get(link)) or "This link does not work" in text(
        Client().get(link)
    )


def test_the_link_lives_two_hours(board: User, mailoutbox: Mails, django_capture_on_commit_callbacks: Commits) -> None:
    with time_machine.travel("2026-11-24 12:00:00+02:00") as clock:
        ask_for_link(board.email, django_capture_on_commit_callbacks)
        link = link_in(mailoutbox[0])
        clock.shift(timedelta(hours=2))
        assert Client().get(link).status_code == 302
        clock.shift(timedelta(seconds=2))
        assert Client().get(link).status_code == 200


def test_nobodys_mailbox_is_filled(board: User, mailoutbox: Mails, django_capture_on_commit_callbacks: Commits) -> None:
    answers = [ask_for_link(board.email, django_capture_on_commit_callbacks).status_code for _ in range(5)]
    assert (answers, len(mailoutbox)) == ([302] * 5, 3)
    assert [row for row in ResetRequest.objects.values_list("address", flat=True) if "@" in row] == []


def test_from_one_address_twenty_links_an_hour(django_capture_on_commit_callbacks: Commits, db: None) -> None:
    codes = [ask_for_link(f"a{n}@example.com", django_capture_on_commit_callbacks).status_code for n in range(21)]
    assert codes == [302] * 20 + [200]


# --- invitation -------------------------------------------------------------------------------------------------------
@pytest.fixture
def invited(place: Place) -> User:
    user = a_user("Kutsu Kutsuttu", invited_at=timezone.now())
    a_grant(user, place.project, "board_member", site=place.forssa, organisation=place.cooperative)
    return user


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def choose(client: Client, link: str, password: str = PASSWORD) -> HttpResponse:
    there = client.get(path_of(link))
    if there.status_code != 302:
        return there
    return client.post(there["Location"], {"name": "Kutsu Oma-Nimi", "password1": password, "password2": password})


def test_an_invitation_takes_name_and_password_and_signs_in(client: Client, invited: User) -> None:
    link = one_time_link(invited)
    there = client.get(path_of(link))["Location"]
    assert there.endswith("/choose/")  # no token in the address that the page is read under
    page = text(client.get(there))
    assert [word for word in (invited.email, "Koehanke ALFA") if word not in page] == []
    assert choose(client, link)["Location"] == "/"
    invited.refresh_from_db()
    assert (user_in(client), invited.name, invited.has_usable_password()) == (invited.pk, "Kutsu Oma-Nimi", True)
    assert AccessLog.objects.get().username == invited.email
    assert client.get("/p/ALFA/").status_code == 200


def test_it_works_once(invited: User) -> None:
    link = one_time_link(invited)
    assert choose(Client(), link).status_code == 302
    assert choose(Client(), link).status_code == 410


def test_opening_it_does_not_use_it_up(client: Client, invited: User) -> None:
    link = one_time_link(invited)
    for _ in range(3):
        Client().get(path_of(link), follow=True)
    assert choose(client, link).status_code == 302


def test_it_lives_seven_days(invited: User) -> None:
    link = one_time_link(invited)
    with time_machine.travel(now() + timedelta(days=7, seconds=-5)):
        assert Client().get(path_of(link)).status_code == 302
    with time_machine.travel(now() + timedelta(days=7, seconds=5)):
        assert Client().get(path_of(link)).status_code == 410


def test_a_newer_invitation_ends_it(invited: User) -> None:
    link = one_time_link(invited)
    invited.invited_at = timezone.now()
    invited.save()
    assert Client().get(path_of(link)).status_code == 410
    assert Client().get(path_of(one_time_link(invited))).status_code == 302


def test_a_weak_password_is_refused_in_words(client: Client, invited: User) -> None:
    page = choose(client, one_time_link(invited), "lyhyt")
    assert (page.status_code, user_in(client)) == (200, None)
    assert page.content.count(b'class="error"') + page.content.count(b"field-error") > 0


def test_links_are_those_of_the_public_address(invited: User, settings: Any) -> None:
    settings.PUBLIC_URL = "https://osuuskunta.example"
    assert one_time_link(invited).startswith("https://osuuskunta.example/accounts/invitation/")
