"""The door: password, second factor, throttle, forgotten password, invitation. Everything through real requests."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog
from django.test import Client

from osuuskunta.accounts.models import User
from osuuskunta.core.sealing.models import DataKey
from tests.accounts.conftest import LOGIN, text, try_to_enter, user_in
from tests.factories.accounts import PASSWORD, a_grant, a_second_factor, a_user, code_now
from tests.factories.project import a_project


# --- password ---------------------------------------------------------------------------------------------------------
def test_the_fields_are_those_of_the_contract(db: None, client: Client) -> None:
    page = text(client.get(LOGIN))
    assert re.findall(r'<input[^>]* name="(login|password)"', page) == ["login", "password"]
    assert re.findall(r'autocomplete="(\S+)"', page) == ["username", "current-password"]


def test_a_password_opens_the_project_used_last(client: Client, board: User) -> None:
    answer = try_to_enter(client, board.email)
    assert (answer.status_code, answer["Location"], user_in(client)) == (302, "/", board.pk)
    assert client.get("/")["Location"] == "/p/ALFA/"


def test_next_is_kept_and_stays_in_the_house(client: Client, board: User) -> None:
    data = {"login": board.email, "password": PASSWORD}
    assert Client().post(f"{LOGIN}?next=/account/sign-ins/", data)["Location"] == "/account/sign-ins/"
    assert Client().post(f"{LOGIN}?next=https://elsewhere.example/", data)["Location"] == "/"


def test_capitals_of_the_address_do_not_matter(client: Client, board: User) -> None:
    try_to_enter(client, "  Hilla.Hallitus@EXAMPLE.com ")
    assert user_in(client) == board.pk


def test_a_wrong_password_and_an_unknown_address_answer_alike(client: Client, board: User) -> None:
    def said(email: str) -> tuple[int, str]:
        page = try_to_enter(Client(), email, "not-the-password")
        return page.status_code, re.sub(r'("\w{64}")|' + re.escape(email), "", text(page))

    assert said(board.email) == said("nobody.here@example.com")
    assert said(board.email)[0] == 200


def test_an_unknown_address_costs_a_digest_too(monkeypatch: pytest.MonkeyPatch, board: User) -> None:
    made: list[str] = []
    monkeypatch.setattr(User, "set_password", lambda _self, password: made.append(password))
    try_to_enter(Client(), "nobody.here@example.com", "guess")
    assert made == ["guess"]


def test_a_closed_account_is_told_only_to_who_knows_its_password(client: Client, board: User) -> None:
    User.objects.filter(pk=board.pk).update(is_active=False)
    assert try_to_enter(client, board.email, "guess").status_code == 200
    assert try_to_enter(client, board.email)["Location"] == "/accounts/inactive/"
    assert user_in(client) is None


def test_nobody_signs_up(db: None, client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 404


def test_signing_out_takes_a_post(client: Client, board: User) -> None:
    try_to_enter(client, board.email)
    client.get("/p/ALFA/")
    client.get("/accounts/logout/")
    assert user_in(client) == board.pk
    client.post("/accounts/logout/")
    assert user_in(client) is None
    board.refresh_from_db()
    assert board.last_project is not None
    assert board.last_project.code == "ALFA"


# --- second factor ----------------------------------------------------------------------------------------------------
def test_a_code_is_asked_for_after_the_password(client: Client, coach: User) -> None:
    secret = a_second_factor(coach)
    assert try_to_enter(client, coach.email)["Location"] == "/accounts/code/"
    assert user_in(client) is None
    assert client.get("/p/ALFA/").status_code == 302
    wrong = client.post("/accounts/code/", {"code": "000000"})
    assert (wrong.status_code, user_in(client)) == (200, None)
    client.post("/accounts/code/", {"code": code_now(secret)})
    assert user_in(client) == coach.pk
    assert client.get("/p/ALFA/").status_code == 200


def test_a_code_is_right_once(client: Client, coach: User) -> None:
    code = code_now(a_second_factor(coach))
    for expected in (coach.pk, None):
        other = Client()
        try_to_enter(other, coach.email)
        other.post("/accounts/code/", {"code": code})
        assert user_in(other) == expected


def test_the_secret_is_sealed_under_the_users_key(coach: User) -> None:
    secret = a_second_factor(coach)
    stored = Authenticator.objects.get(user=coach).data["secret"]
    assert secret not in stored
    assert stored.startswith("v1.")
    assert DataKey.objects.get(subject_kind="user").subject_id == coach.seal_id


def test_who_sees_people_sets_it_up_before_anything_else(client: Client, coach: User) -> None:
    try_to_enter(client, coach.email)
    assert client.get("/p/ALFA/")["Location"] == "/account/second-factor/on/"
    assert client.get("/account/")["Location"] == "/account/second-factor/on/"
    page = text(client.get("/account/second-factor/on/"))
    assert page.count('<svg class="qr"') == 1
    assert re.findall(r'(?: style=|src="data:|url\()', page) == []
    secret = re.search(r'id="totp-key"[^>]*>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert client.session["mfa.totp.secret"] == secret
    assert client.post("/account/second-factor/on/", {"code": "000000"}).status_code == 200
    assert client.get("/p/ALFA/").status_code == 302
    done = client.post("/account/second-factor/on/", {"code": code_now(secret)})
    assert done["Location"] == "/account/second-factor/codes/"
    assert len(re.findall(r"<code[^>]*>\d{8}</code>", text(client.get(done["Location"])))) == 10
    assert client.get("/p/ALFA/").status_code == 200


def test_a_session_that_was_not_asked_for_the_code_ends_when_another_sets_it_up(coach: User) -> None:
    thief = Client()
    try_to_enter(thief, coach.email)
    a_second_factor(coach)
    assert thief.get("/p/ALFA/")["Location"] == LOGIN
    assert user_in(thief) is None


def test_a_spare_code_opens_once(client: Client, coach: User) -> None:
    try_to_enter(client, coach.email)
    page = text(client.get("/account/second-factor/on/"))
    secret = re.search(r'id="totp-key"[^>]*>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    client.post("/account/second-factor/on/", {"code": code_now(secret)})
    spare = re.findall(r"<code[^>]*>(\d{8})</code>", text(client.get("/account/second-factor/codes/")))[0]
    for expected in (coach.pk, None):
        other = Client()
        try_to_enter(other, coach.email)
        other.post("/accounts/code/", {"code": spare})
        assert user_in(other) == expected


def test_who_needs_it_cannot_turn_it_off_and_who_does_not_can(client: Client, coach: User, board: User) -> None:
    for user, left in ((coach, 1), (board, 0)):
        secret, browser = a_second_factor(user), Client()
        try_to_enter(browser, user.email)
        browser.post("/accounts/code/", {"code": code_now(secret)})
        browser.post("/account/second-factor/off/")
        assert Authenticator.objects.filter(user=user).count() == left


@pytest.mark.parametrize(
    ("code", "email", "demo_mfa", "asked"),
    [
        ("DEMO", "coach@example.org", False, False),
        ("DEMO", "coach@example.org", True, True),
        ("DEMO", "coach@forssa.example", False, True),
        ("OTHER", "coach@example.org", False, True),
    ],
)
def test_only_demo_accounts_are_spared(
    client: Client, db: None, settings: Any, code: str, email: str, demo_mfa: bool, asked: bool
) -> None:
    settings.DEMO_MFA = demo_mfa
    a_grant(a_user("Demo Valmentaja", email, PASSWORD), a_project(code), "coach")
    try_to_enter(client, email)
    assert client.get(f"/p/{code}/").status_code == (302 if asked else 200)


def test_a_role_that_opens_nobodys_data_is_not_asked(client: Client, board: User) -> None:
    try_to_enter(client, board.email)
    assert client.get("/p/ALFA/").status_code == 200


# --- throttle ---------------------------------------------------------------------------------------------------------
def fail(times: int, email: str, ip: str = "127.0.0.1", agent: str = "") -> list[int]:
    return [
        try_to_enter(Client(), email, f"guess {n}", REMOTE_ADDR=ip, HTTP_USER_AGENT=f"{agent}{n}").status_code
        for n in range(times)
    ]


@pytest.mark.parametrize("known", [True, False])
def test_five_wrong_passwords_lock_the_pair_of_address_and_email(board: User, known: bool) -> None:
    email = board.email if known else "nobody.here@example.com"
    assert fail(6, email) == [200, 200, 200, 200, 429, 429]
    assert fail(1, email, ip="10.0.0.9") == [200]


def test_while_locked_the_right_password_does_not_open_and_afterwards_it_does(client: Client, board: User) -> None:
    with time_machine.travel("2026-11-24 12:00:00+02:00") as clock:
        fail(5, board.email)
        page = try_to_enter(client, board.email)
        assert (page.status_code, page["Retry-After"], user_in(client)) == (429, "900", None)
        assert "12.15" in text(page)
        clock.shift(timedelta(minutes=14))
        assert try_to_enter(client, board.email).status_code == 429
        clock.shift(timedelta(minutes=1, seconds=1))  # trying while locked has not made it longer
        assert try_to_enter(client, board.email).status_code == 302


def test_fifty_wrong_ones_lock_an_address_for_every_email(client: Client, board: User) -> None:
    for n in range(12):
        fail(4, f"somebody.{n}@example.com", ip="10.0.0.7")
    assert try_to_enter(client, board.email, "guess", REMOTE_ADDR="10.0.0.7").status_code == 200
    assert try_to_enter(client, "new@example.com", "guess", REMOTE_ADDR="10.0.0.7").status_code == 429
    assert try_to_enter(client, board.email, REMOTE_ADDR="10.0.0.7").status_code == 429
    assert try_to_enter(client, board.email, REMOTE_ADDR="10.0.0.8").status_code == 302


def test_a_success_forgives_ones_own_failures_only(client: Client, board: User) -> None:
    fail(4, board.email)
    fail(4, "nobody.here@example.com")
    try_to_enter(client, board.email)
    left = list(AccessAttempt.objects.values_list("username", flat=True).distinct().order_by())
    assert left == ["nobody.here@example.com"]


def test_wrong_codes_count_like_wrong_passwords(client: Client, coach: User) -> None:
    secret = a_second_factor(coach)
    try_to_enter(client, coach.email)
    codes = [client.post("/accounts/code/", {"code": "000000"}).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    assert client.post("/accounts/code/", {"code": code_now(secret)}).status_code == 429
    assert user_in(client) is None


def test_a_wrong_present_password_counts_too(client: Client, board: User) -> None:
    try_to_enter(client, board.email)
    data = {"oldpassword": "guess", "password1": "uusi-sana-987-x", "password2": "uusi-sana-987-x"}
    codes = [client.post("/account/password/", data).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]


def test_no_password_or_address_stands_in_the_log_of_attempts(board: User) -> None:
    try_to_enter(Client(), board.email, "canary-password")
    row = AccessAttempt.objects.get()
    assert (row.username, row.ip_address) == (board.email, "127.0.0.1")
    assert [word for word in ("canary", board.email) if word in row.post_data + row.get_data] == []
    assert AccessFailureLog.objects.get().username == board.email


@pytest.mark.parametrize("page", ["off/", "codes/", "codes/new/", "codes/file/"])
def test_pages_about_a_factor_that_is_not_there_lead_to_where_it_is_turned_on(board: User, page: str) -> None:
    client = Client()
    try_to_enter(client, board.email)
    assert client.get(f"/account/second-factor/{page}")["Location"] == "/account/second-factor/"
