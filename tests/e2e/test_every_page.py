"""Every page of every role: followed from link to link on a phone, and looked at for what a reader would stumble over."""

import gzip
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext, Page, Response

from demo.accounts import wanted
from osuuskunta.accounts.models import User
from osuuskunta.accounts.roles import ROLES
from tests.e2e.door import STATUS, faults
from tests.e2e.looks import sticks_out, stretch
from tests.factories.accounts import BACKEND

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOST = 60  # pages a role
OF_ONE_KIND = 2  # pages of one address pattern, for the first role; the others' differ in rights, not in rows: one each
NO_PAGES = {"account_logout", "mfa_download_recovery_codes", "job_file", "health_live", "health_ready", "metrics"}
OWN_LOOK = {"front", "people", "staff", "read_log", "jobs"}  # differ so much by role that each is looked at by axe
SCRIPT_BYTES, STYLE_BYTES = 60_000, 40_000  # compressed, a page
# Two crawls, so that two cores have something to do: who sees people, beginning with who may most, and who does not.
GROUPS = [
    sorted(
        (code for code, role in ROLES.items() if role.sees_people() is sees), key=lambda code: code != "project_admin"
    )
    for sees in (True, False)
]


@dataclass
class Seen:
    """What a crawl has met: axe has looked at these pages, files of this size were fetched, this was wrong."""

    looked_at: set[tuple[str, str]] = field(default_factory=set)
    bytes_of: dict[str, int] = field(default_factory=dict)
    wrong: dict[tuple[str, str], list[object]] = field(default_factory=dict)
    pages: Counter[str] = field(default_factory=Counter)


@pytest.fixture
def house(live_server: Any, tmp_path: Any, settings: Any) -> str:
    """The demo with its accounts and a few people."""
    settings.VAR_DIR = tmp_path
    call_command("demo", "--participants", "40", stdout=StringIO(), stderr=StringIO())
    return str(live_server.url)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="fi-FI", viewport={"width": 320, "height": 800})
    yield opened
    opened.close()


def enter(phone: BrowserContext, house: str, role: str) -> None:
    """Sign the demo's account of a role in, as if the password had just been typed."""
    client, user = Client(), User.objects.get(email=next(one.email for one in wanted() if one.sort.role.code == role))
    client.force_login(user, BACKEND)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "email": user.email}]
    session.save()
    phone.clear_cookies()
    phone.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": house}])


def name_of(address: str) -> str:
    """Return the name of the page at an address."""
    return str(resolve(urlsplit(address).path).url_name)


def links_of(page: Page, house: str) -> list[str]:
    """Return the pages of this house that the page leads to."""
    found = page.evaluate("[...document.querySelectorAll('a[href]')].map((link) => link.href)")
    ours = dict.fromkeys(urldefrag(link).url for link in found if link.startswith(house))
    return [link for link in ours if name_of(link) not in NO_PAGES]


def crawl(page: Page, house: str, role: str, seen: Seen) -> None:
    """Open every page that a role can reach by links, at most MOST and of each kind OF_ONE_KIND, and note what is wrong."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    most = 1 if len(seen.pages) > 0 else OF_ONE_KIND
    waiting, known, kinds = [f"{house}/p/DEMO/"], {f"{house}/p/DEMO/"}, Counter[str]()
    while waiting and seen.pages[role] < MOST:
        address = waiting.pop(0)
        kind = name_of(address)
        if kinds[kind] >= most:
            continue
        kinds[kind] += 1
        seen.pages[role] += 1
        said.clear()
        wrong = look(page, page.goto(address), role, seen)
        wrong += [text for text in said if not STATUS.match(text)]
        if wrong:
            seen.wrong[role, address.removeprefix(house)] = wrong
        fresh = [link for link in links_of(page, house) if link not in known]
        known.update(fresh)
        waiting += fresh


def look(page: Page, response: Response | None, role: str, seen: Seen) -> list[object]:
    """Return what is wrong with the page that stands open; axe looks once at each kind of page, light and dark."""
    wrong: list[object] = []
    if response is None or response.status != 200:
        wrong.append(f"status {response.status if response else None}")
    if (heads := page.locator("h1").count()) != 1:
        wrong.append(f"{heads} h1")
    if wide := sticks_out(page):
        wrong.append(f"{wide} px too wide")
    wrong += too_heavy(page, seen)
    kind = name_of(page.url)
    key = (kind, role if kind in OWN_LOOK else "")
    if key not in seen.looked_at:
        seen.looked_at.add(key)
        stretch(page, 320)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            wrong += [(scheme, *fault) for fault in faults(page)]
    return wrong


def too_heavy(page: Page, seen: Seen) -> list[object]:
    """Return which of script and style is more than a page may load, compressed as it is sent."""
    loaded = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name.split('?')[0])")
    wrong: list[object] = []
    for ending, most in ((".js", SCRIPT_BYTES), (".css", STYLE_BYTES)):
        files = {name for name in loaded if name.endswith(ending)}
        for name in files - set(seen.bytes_of):
            seen.bytes_of[name] = len(gzip.compress(page.request.get(name).body()))
        total = sum(seen.bytes_of[name] for name in files)
        if not 0 < total <= most:
            wrong.append(f"{total} bytes of {ending}")
    return wrong


@pytest.mark.parametrize("roles", GROUPS, ids=["with people", "without people"])
def test_every_page_of_every_role_is_in_order(phone: BrowserContext, house: str, roles: list[str]) -> None:
    seen = Seen()
    for role in roles:
        enter(phone, house, role)
        page = phone.new_page()
        crawl(page, house, role, seen)
        page.close()
    assert seen.wrong == {}
    assert {role for role in roles if seen.pages[role] < 15} == set()  # none stops at its front page
