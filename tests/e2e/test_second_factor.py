"""The second factor in a real browser: set up, spare codes kept and used, asked for again, and not to be switched off."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from osuuskunta.accounts.models import User
from tests.e2e.door import heard, sign_in
from tests.e2e.looks import labels, refused, tab_to, tells
from tests.factories.accounts import PASSWORD, a_grant, a_user, code_now
from tests.factories.project import a_project, a_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODES = "/account/second-factor/codes/"


@pytest.fixture
def coach(live_server: Any, language: str) -> User:
    project = a_project("ALFA")
    user = a_user("Veikko Valmentaja", password=PASSWORD, language=language)
    a_grant(user, project, "coach", site=a_site(project))
    return user


def set_up(page: Page, house: str, coach: User, language: str) -> list[str]:
    """Sign in for the first time, turn the second factor on, and return the spare codes."""
    sign_in(page, house, coach.email)
    tells(page, language, "Turn on the second factor")
    tab_to(page, "#id_code")
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    refused(page, *labels(page, "code"))
    tells(page, language, "Turn on the second factor")
    page.fill("#id_code", code_now(page.inner_text("#totp-key").replace(" ", "")))
    page.keyboard.press("Enter")
    tells(page, language, "Spare codes")
    return page.locator("main code").all_inner_texts()


def leave(page: Page, house: str) -> None:
    page.goto(f"{house}/account/")
    page.click("form[action='/accounts/logout/'] button")


def typed_long_ago() -> None:
    """Let the sign-in be an hour old, as far as the house remembers when the password was typed."""
    for row in Session.objects.all():
        store = row.get_session_store_class()(row.session_key)
        for record in store.get("account_authentication_methods", []):
            record["at"] = time.time() - 3600
        store.save()


def test_a_spare_code_opens_once(visitor: Page, language: str, live_server: Any, coach: User) -> None:
    with heard(visitor):
        codes = set_up(visitor, live_server.url, coach, language)
        assert len(set(codes)) == 10
        with visitor.expect_download() as download:
            visitor.click("main a[href$='/codes/file/']:visible")
        assert set(re.findall(r"\S+", Path(download.value.path()).read_text())) >= set(codes)
        leave(visitor, live_server.url)
        sign_in(visitor, live_server.url, coach.email)
        tells(visitor, language, "One more step")
        visitor.fill("#id_code", codes[3])
        visitor.keyboard.press("Enter")
        expect(visitor).to_have_url(f"{live_server.url}/p/ALFA/")
        leave(visitor, live_server.url)
        sign_in(visitor, live_server.url, coach.email)
        visitor.fill("#id_code", codes[3])
        visitor.keyboard.press("Enter")
        refused(visitor, *labels(visitor, "code"))
        tells(visitor, language, "One more step")
        visitor.fill("#id_code", codes[4])
        visitor.keyboard.press("Enter")
        expect(visitor).to_have_url(f"{live_server.url}/p/ALFA/")
        visitor.goto(live_server.url + CODES)
        assert visitor.locator("main code").all_inner_texts() == [*codes[:3], *codes[5:]]
        tells(visitor, language, "Spare codes")


def test_new_codes_end_the_old_ones_and_the_password_is_asked_for_first(
    visitor: Page, language: str, live_server: Any, coach: User
) -> None:
    with heard(visitor):
        codes = set_up(visitor, live_server.url, coach, language)
        typed_long_ago()
        visitor.goto(f"{live_server.url}/account/second-factor/")
        tells(visitor, language, "Second factor")
        visitor.click(f"main a[href='{CODES}new/']")
        tells(visitor, language, "Your password once more")
        visitor.fill("#id_password", "guess")
        visitor.keyboard.press("Enter")
        refused(visitor, *labels(visitor, "password"))
        tells(visitor, language, "Your password once more")
        visitor.fill("#id_password", PASSWORD)
        visitor.keyboard.press("Enter")
        tells(visitor, language, "Make new spare codes")
        visitor.click("main form button[type=submit]")
        tells(visitor, language, "Spare codes")
        assert not set(codes) & set(visitor.locator("main code").all_inner_texts())
        visitor.goto(f"{live_server.url}/account/second-factor/off/")
        tells(visitor, language, "Turn the second factor off")
        expect(visitor.locator(".note.n-warn")).to_be_visible()  # a role that opens people's data: it stays on
        expect(visitor.locator("main form")).to_have_count(0)
