"""The door in a real browser: password, second factor, throttle, language, an absence, a change of role."""

import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from osuuskunta.accounts.factors import code_for
from osuuskunta.accounts.models import User
from osuuskunta.project.models import Project
from tests.e2e.door import faults, heard, sign_in
from tests.factories.accounts import PASSWORD, a_grant, a_second_factor, a_user, code_now
from tests.factories.project import a_project, a_site, an_organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def board(live_server: Any) -> User:
    """A board member at Forssa who is also an evaluator: roles that need no second factor."""
    project = a_project("ALFA")
    user = a_user("Hilla Hallitus", password=PASSWORD)
    coop = an_organisation("Osuuskunta Marja", kind="cooperative")
    a_grant(user, project, "board_member", site=a_site(project, "061"), organisation=coop)
    a_grant(user, project, "evaluator")
    return user


@pytest.fixture
def coach(board: User) -> User:
    user = a_user("Veikko Valmentaja", password=PASSWORD)
    a_grant(user, Project.objects.get(), "coach")
    return user


def test_a_password_opens_the_front_page_and_signing_out_closes_it(page: Page, live_server: Any, board: User) -> None:
    with heard(page):
        sign_in(page, live_server.url, board.email, "guess")
        expect(page.locator(".summary")).to_be_visible()
        assert page.input_value("#id_login") == board.email
        assert faults(page) == []
        page.fill("#id_password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{live_server.url}/p/ALFA/")
        assert faults(page) == []
        page.click(".me")
        assert faults(page) == []
        page.click("form[action='/accounts/logout/'] button")
        page.wait_for_url(f"{live_server.url}/accounts/login/**")
        page.goto(f"{live_server.url}/p/ALFA/")
        expect(page.locator("#id_password")).to_be_visible()


def test_the_second_factor_is_set_up_and_asked_for(page: Page, live_server: Any, coach: User) -> None:
    with heard(page):
        sign_in(page, live_server.url, coach.email)
        page.wait_for_url("**/account/second-factor/on/")
        assert faults(page) == []
        assert page.locator("svg.qr").bounding_box()["width"] > 200
        secret = page.inner_text("#totp-key").replace(" ", "")
        page.fill("#id_code", code_now(secret))
        page.keyboard.press("Enter")
        page.wait_for_url("**/account/second-factor/codes/")
        assert (page.locator("main code").count(), faults(page)) == (10, [])
        page.goto(f"{live_server.url}/account/")
        page.click("form[action='/accounts/logout/'] button")
        sign_in(page, live_server.url, coach.email)
        page.wait_for_url("**/accounts/code/")
        assert faults(page) == []
        page.fill("#id_code", "000000")
        page.keyboard.press("Enter")
        expect(page.locator(".summary")).to_be_visible()
        page.fill("#id_code", code_for(secret, time.time() + 30))  # the next one: the present one may be used up
        page.keyboard.press("Enter")
        page.wait_for_url(f"{live_server.url}/p/ALFA/")


def test_after_five_wrong_ones_the_page_says_when_to_try_again(page: Page, live_server: Any, board: User) -> None:
    with heard(page):
        for n in range(5):
            sign_in(page, live_server.url, board.email, f"guess {n}")
        expect(page.locator(".note.n-warn")).to_be_visible()
        assert faults(page) == []
        sign_in(page, live_server.url, board.email)
        expect(page.locator(".note.n-warn")).to_be_visible()


def test_the_language_is_chosen_at_the_door(page: Page, live_server: Any, board: User) -> None:
    with heard(page):
        page.goto(f"{live_server.url}/accounts/login/")
        assert page.get_attribute("html", "lang") == "fi"
        page.click(".enter-lang button[value=sv]")
        assert page.get_attribute("html", "lang") == "sv"
        sign_in(page, live_server.url, board.email)
        page.wait_for_url(f"{live_server.url}/p/ALFA/")
        assert page.get_attribute("html", "lang") == "fi"  # her own


def test_an_absence_ends_the_session_and_one_goes_on_from_the_same_place(
    page: Page, live_server: Any, board: User
) -> None:
    with heard(page):
        sign_in(page, live_server.url, board.email)
        page.wait_for_url(f"{live_server.url}/p/ALFA/")
        away_for(31 * 60)
        page.goto(f"{live_server.url}/p/ALFA/role/")
        expect(page.locator(".enter-form .note")).to_be_visible()
        assert faults(page) == []
        page.fill("#id_login", board.email)
        page.fill("#id_password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{live_server.url}/p/ALFA/role/")


def away_for(seconds: int) -> None:
    """Put the clock of the one open session back."""
    for row in Session.objects.all():
        store = row.get_session_store_class()(row.session_key)
        if "seen" in store:
            store["seen"] -= seconds
            store.save()


def test_the_role_is_changed_from_the_header(page: Page, live_server: Any, board: User) -> None:
    with heard(page):
        sign_in(page, live_server.url, board.email)
        expect(page.locator(".top-role")).to_contain_text("Osuuskunta Marja")
        page.click(".top-role a")
        assert faults(page) == []
        page.click("main form button[name=grant]")
        page.wait_for_url(f"{live_server.url}/p/ALFA/")
        expect(page.locator(".top-role")).not_to_contain_text("Osuuskunta Marja")


def test_the_door_fits_a_phone_and_the_dark(browser: Any, live_server: Any, board: User) -> None:
    context = browser.new_context(locale="fi-FI", viewport={"width": 320, "height": 700}, color_scheme="dark")
    page = context.new_page()
    with heard(page):
        page.goto(f"{live_server.url}/accounts/login/")
        assert (faults(page), page.evaluate("document.documentElement.scrollWidth")) == ([], 320)
        sign_in(page, live_server.url, board.email)
        for path in ("/p/ALFA/", "/p/ALFA/role/", "/account/", "/account/sign-ins/", "/account/second-factor/"):
            page.goto(f"{live_server.url}{path}")
            assert (path, faults(page), page.evaluate("document.documentElement.scrollWidth")) == (path, [], 320)
    context.close()


def test_a_code_works_on_the_phone_too(browser: Any, live_server: Any, coach: User) -> None:
    secret = a_second_factor(coach)
    context = browser.new_context(locale="fi-FI", viewport={"width": 360, "height": 740})
    page = context.new_page()
    with heard(page):
        sign_in(page, live_server.url, coach.email)
        page.wait_for_url("**/accounts/code/")
        assert page.get_attribute("#id_code", "inputmode") == "numeric"
        page.fill("#id_code", code_now(secret))
        page.keyboard.press("Enter")
        page.wait_for_url(f"{live_server.url}/p/ALFA/")
    context.close()
