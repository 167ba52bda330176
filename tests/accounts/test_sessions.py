"""How long a sign-in lasts, how it ends, and what one sees of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from osuuskunta.accounts.devices import device
from osuuskunta.accounts.models import User
from osuuskunta.accounts.sessions import end_sessions, open_sessions
from tests.accounts.conftest import Place, text
from tests.factories.accounts import PASSWORD, a_grant, a_user, entered

NOON = "2026-11-24 12:00:00+02:00"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def board(place: Place) -> User:
    user = a_user("Hilla Hallitus", password=PASSWORD, language="sv")
    a_grant(user, place.project, "board_member", site=place.forssa, organisation=place.cooperative)
    return user


def at_the_door(user: User, **headers: str) -> Client:
    """Sign in through the page."""
    client = Client(**headers)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


# --- clocks -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 302)])
def test_half_an_hour_without_a_page_ends_it(board: User, minutes: int, status: int) -> None:
    with time_machine.travel(NOON) as clock:
        client = entered(board)
        assert client.get("/p/ALFA/").status_code == 200
        clock.shift(timedelta(minutes=minutes))
        assert client.get("/p/ALFA/").status_code == status


def test_each_page_winds_the_clock(board: User) -> None:
    with time_machine.travel(NOON) as clock:
        client = entered(board)
        for _ in range(4):
            assert client.get("/p/ALFA/").status_code == 200
            clock.shift(timedelta(minutes=29))


def test_twelve_hours_end_it_whatever_is_done(board: User) -> None:
    with time_machine.travel(NOON) as clock:
        client = entered(board)
        client.get("/p/ALFA/")
        for _ in range(12 * 3 - 1):
            clock.shift(timedelta(minutes=20))
            assert client.get("/p/ALFA/").status_code == 200
        clock.shift(timedelta(minutes=20, seconds=1))
        assert client.get("/p/ALFA/").status_code == 302
        assert "12 tim" in text(client.get("/accounts/login/")) or "12 hours" in text(client.get("/accounts/login/"))


def test_a_page_that_asks_by_itself_does_not_wind_it(board: User) -> None:
    with time_machine.travel(NOON) as clock:
        client = entered(board)
        client.get("/p/ALFA/")
        for _ in range(3):
            clock.shift(timedelta(minutes=11))
            client.get("/p/ALFA/jobs/00000000-0000-0000-0000-000000000000/progress/")
        assert client.get("/p/ALFA/").status_code == 302


def test_a_reload_within_half_a_minute_writes_nothing(board: User) -> None:
    with time_machine.travel(NOON) as clock:
        client = entered(board)
        client.get("/p/ALFA/")
        before = Session.objects.get().session_data
        clock.shift(timedelta(seconds=29))
        client.get("/p/ALFA/")
        assert Session.objects.get().session_data == before
        clock.shift(timedelta(seconds=1))
        client.get("/p/ALFA/")
        assert Session.objects.get().session_data != before


def test_one_goes_on_from_the_same_place_in_the_same_language(board: User) -> None:
    with time_machine.travel(NOON) as clock:
        client = entered(board)
        client.get("/p/ALFA/role/")
        clock.shift(timedelta(minutes=31))
        door = client.get("/p/ALFA/role/")["Location"]
        assert door == "/accounts/login/?next=/p/ALFA/role/"
        page = text(client.get(door))
        assert page.count('<html lang="sv">') == 1
        assert page.count('<div class="note">') == 1
        answer = client.post(door, {"login": board.email, "password": PASSWORD})
        assert answer["Location"] == "/p/ALFA/role/"
        client.post("/accounts/logout/")
        assert text(client.get("/accounts/login/")).count('<div class="note">') == 0


def test_what_was_typed_is_given_back(board: User) -> None:
    with time_machine.travel(NOON) as clock:
        client = entered(board)
        client.get("/account/")
        clock.shift(timedelta(minutes=31))
        page = client.post("/account/", {"name": "Hilla <Uusi>", "language": "fi", "csrfmiddlewaretoken": "x"})
        assert page.status_code == 403
        assert text(page).count("Hilla &lt;Uusi&gt;</textarea>") == 1
        assert text(page).count('action="/account/"') == 1
    board.refresh_from_db()
    assert board.name == "Hilla Hallitus"


def test_htmx_opens_the_door_as_a_whole_page(board: User) -> None:
    with time_machine.travel(NOON) as clock:
        client = entered(board)
        client.get("/p/ALFA/")
        clock.shift(timedelta(minutes=31))
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/p/ALFA/staff/?role=coach"}
        answer = client.get("/p/ALFA/role/", headers=headers)
        assert (answer.status_code, answer["HX-Redirect"]) == (
            204,
            "/accounts/login/?next=%2Fp%2FALFA%2Fstaff%2F%3Frole%3Dcoach",
        )


# --- ends -------------------------------------------------------------------------------------------------------------
def test_a_new_password_ends_the_others_and_keeps_this_one(board: User) -> None:
    here, elsewhere = at_the_door(board), at_the_door(board)
    data = {"oldpassword": PASSWORD, "password1": "uusi-sana-987-x", "password2": "uusi-sana-987-x"}
    assert here.post("/account/password/", data).status_code == 302
    assert (here.get("/p/ALFA/").status_code, elsewhere.get("/p/ALFA/").status_code) == (200, 302)


def test_end_sessions_ends_also_those_that_nobody_has_listed(board: User) -> None:
    known, unlisted = at_the_door(board), entered(board)
    end_sessions(board)
    assert (known.get("/p/ALFA/").status_code, unlisted.get("/p/ALFA/").status_code) == (302, 302)


def test_one_can_sign_out_everywhere_else(board: User) -> None:
    here, elsewhere = at_the_door(board), at_the_door(board)
    assert "sign-ins/elsewhere/" in text(here.get("/account/sign-ins/"))
    assert here.get("/account/sign-ins/elsewhere/").status_code == 405
    here.post("/account/sign-ins/elsewhere/")
    assert (here.get("/p/ALFA/").status_code, elsewhere.get("/p/ALFA/").status_code) == (200, 302)
    assert "sign-ins/elsewhere/" not in text(here.get("/account/sign-ins/"))
    board.refresh_from_db()
    assert len(open_sessions(board, None)) == 1


def test_a_cookie_ends_with_the_browser(board: User) -> None:
    cookie = at_the_door(board).cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"], cookie["samesite"]) == ("", "", True, "Lax")


# --- my sign-ins ------------------------------------------------------------------------------------------------------
def test_my_sign_ins_show_devices_successes_and_failures_of_nobody_else(board: User, place: Place) -> None:
    other = a_user("Muu Muukalainen", password=PASSWORD)
    at_the_door(other, HTTP_USER_AGENT="Opera canary OPR/")
    Client(HTTP_USER_AGENT="x iPhone x Safari", REMOTE_ADDR="10.0.0.5").post(
        "/accounts/login/", {"login": board.email, "password": "guess"}
    )
    client = at_the_door(board, HTTP_USER_AGENT=FIREFOX)
    page = text(client.get("/account/sign-ins/"))
    assert (page.count("Firefox, Windows"), page.count("Safari, iPhone"), page.count("10.0.0.5")) == (2, 1, 1)
    assert page.count("Opera") == 0


def test_a_session_that_has_gone_idle_is_not_shown_as_open(board: User) -> None:
    with time_machine.travel(NOON) as clock:
        at_the_door(board)
        clock.shift(timedelta(minutes=20))
        client = at_the_door(board)
        assert len(open_sessions(board, client.session.session_key)) == 2
        clock.shift(timedelta(minutes=20))
        assert [one.current for one in open_sessions(board, client.session.session_key)] == [True]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", "Tuntematon laite"),
    ],
)
def test_devices_in_words(agent: str, words: str) -> None:
    assert device(agent) in {words, "Unknown device" if agent == "curl/8" else words}


# --- language ---------------------------------------------------------------------------------------------------------
def lang(client: Client, path: str) -> str:
    return text(client.get(path)).split('<html lang="')[1][:2]


def test_the_users_language_counts_whatever_the_cookie_says(board: User) -> None:
    client = Client()
    client.post("/accounts/language/", {"language": "en", "next": "/accounts/login/"})
    assert lang(client, "/accounts/login/") == "en"
    client.post("/accounts/login/", {"login": board.email, "password": PASSWORD})
    assert lang(client, "/p/ALFA/") == "sv"
    client.post("/accounts/logout/")
    assert lang(client, "/accounts/login/") == "sv"


def test_changing_it_is_kept_with_the_user(board: User) -> None:
    client = entered(board)
    answer = client.post("/accounts/language/", {"language": "fi", "next": "/p/ALFA/role/"})
    board.refresh_from_db()
    assert (answer["Location"], board.language, lang(client, "/p/ALFA/")) == ("/p/ALFA/role/", "fi", "fi")


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_the_way_back_stays_in_the_house(db: None, client: Client, where: str) -> None:
    assert client.post("/accounts/language/", {"language": "sv", "next": where})["Location"] == "/"


def test_an_unknown_language_changes_nothing(board: User) -> None:
    entered(board).post("/accounts/language/", {"language": "de", "next": "/"})
    board.refresh_from_db()
    assert board.language == "sv"
    assert Client().get("/accounts/language/").status_code == 405


def test_name_and_language_are_ones_own_to_change(board: User) -> None:
    client: Any = entered(board)
    assert client.post("/account/", {"name": "", "language": "fi"}).status_code == 200
    assert (
        client.post("/account/", {"name": "Hilla Uusi", "language": "fi", "email": "x@example.com"}).status_code == 302
    )
    board.refresh_from_db()
    assert (board.name, board.language, board.email) == ("Hilla Uusi", "fi", "hilla.hallitus@example.com")
