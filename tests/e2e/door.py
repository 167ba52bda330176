"""What browser tests of the door share: a page that hears every complaint, and signing in as people do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.factories.accounts import PASSWORD

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STATUS = re.compile(
    r"Failed to load resource: the server responded with a status of (4\d\d)"
)  # a refused page is a page


@contextmanager
def heard(page: Page) -> Iterator[list[str]]:
    """Collect what the console complains of (violations of the security policy too) and errors of scripts; none may be left."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert not (left := [text for text in said if not STATUS.match(text)]), left


def faults(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds on the page, once everything that moves has come to rest."""
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    return [(fault["id"], node["html"][:120]) for fault in found for node in fault["nodes"]]


def sign_in(page: Page, house: str, email: str, password: str = PASSWORD) -> None:
    """Fill the sign-in page and send it; the page is the one it leads to."""
    page.goto(f"{house}/accounts/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", password)
    page.click("form:has(#id_password) button[type=submit]")
