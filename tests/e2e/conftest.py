"""A real browser for the tests: the one that `script/test` found, else one on PATH, else the tests are skipped and say so."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from osuuskunta.accounts.models import User
from osuuskunta.core import assets
from osuuskunta.core.embedded.browser import launch_arguments, on_path

VISITORS = {"fi": (1280, "light"), "sv": (320, "dark"), "en": (320, "light")}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each test opens a context of its own in it."""
    found = os.environ.get("OSUUSKUNTA_BROWSER") or on_path()
    if not found:
        pytest.skip("no Chromium here: install chromium to run the browser tests")
    assets.build()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=launch_arguments(found))
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh Finnish visitor."""
    opened = browser.new_context(locale="fi-FI", viewport={"width": 1280, "height": 800})
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(params=sorted(VISITORS))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visitor(browser: Browser, language: str) -> Iterator[Page]:
    """Somebody at the door whose browser speaks `language`, each at a window of another size or scheme."""
    width, scheme = VISITORS[language]
    viewport = {"width": width, "height": 900}
    opened = browser.new_context(locale=f"{language}-FI", viewport=viewport, color_scheme=scheme)
    yield opened.new_page()
    opened.close()


@pytest.fixture
def let_in(live_server: Any) -> Callable[[BrowserContext, User], None]:
    """Sign `user` in without the sign-in page, for tests of what comes after it."""

    def enter(context: BrowserContext, user: User) -> None:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        value = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])

    return enter
