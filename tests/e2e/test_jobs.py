"""A job's page in a real browser: it moves by itself, says that it is done, and works without script."""

from pathlib import Path
from typing import Any

import pytest
import redis
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from osuuskunta.accounts.models import User
from osuuskunta.activity import jobs
from osuuskunta.activity.enums import Reason
from osuuskunta.activity.models import Job
from osuuskunta.activity.readlog import Subject, log_read
from osuuskunta.core.ids import new_id
from osuuskunta.core.scope import Scope, scope
from tests.factories.activity import House, a_house, scope_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def house(transactional_db: None, settings: Any, tmp_path: Path) -> House:
    settings.MEDIA_ROOT = tmp_path
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    return a_house()


def sign_in(browser: Browser, live_server: Any, user: User, **options: Any) -> Page:
    """Open a page as `user`, whatever the sign-in page is like."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    context = browser.new_context(locale="fi", **options)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    return context.new_page()


def ask(house: House, **fields: object) -> Job:
    with scope(scope_of(house.coach)):
        job = jobs.request(kind="toy.make", key="k", params={}, by=house.coach, project=house.project)
    change(job, **fields)
    return job


def change(job: Job, **fields: object) -> None:
    with scope(Scope(worker=True)):
        Job.objects.filter(pk=job.pk).update(**fields)


def faults(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    return [(fault["id"], node["html"][:120]) for fault in found for node in fault["nodes"]]


def test_the_page_follows_the_job_to_its_end_by_itself(browser: Browser, live_server: Any, house: House) -> None:
    job = ask(house, state="running", done=2, total=10)
    page = sign_in(browser, live_server, house.coach)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.goto(f"{live_server.url}/p/TEST/jobs/{job.pk}/")
    bar = page.locator("progress")
    expect(bar).to_have_attribute("value", "2")
    assert faults(page) == []
    change(job, done=7)
    expect(bar).to_have_attribute("value", "7", timeout=6000)
    change(job, state="done", done=10, file="jobs/x/1/toys.csv")
    with translation.override("fi"):
        expect(page.locator(f'a[href="/p/TEST/jobs/{job.pk}/file/"]')).to_be_visible(timeout=6000)
    expect(page.locator("progress")).to_have_count(0)
    assert (faults(page), said) == ([], [])
    page.context.close()


def test_without_script_the_page_asks_again(browser: Browser, live_server: Any, house: House) -> None:
    job = ask(house, state="running", done=2, total=10)
    page = sign_in(browser, live_server, house.coach, java_script_enabled=False)
    page.goto(f"{live_server.url}/p/TEST/jobs/{job.pk}/")
    change(job, state="cancelled")
    expect(page.locator(f'form[action="/p/TEST/jobs/{job.pk}/retry/"] button')).to_be_visible(timeout=10_000)
    page.context.close()


@pytest.mark.parametrize("size", [{"width": 320, "height": 700}, {"width": 1280, "height": 800}])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_have_no_barrier(
    browser: Browser, live_server: Any, house: House, size: dict[str, int], scheme: str
) -> None:
    job = ask(house, state="failed", error="fault")
    with scope(scope_of(house.coach)):
        log_read(house.coach, [Subject("toys.peopletoy", new_id(), house.forssa.pk)], why=Reason.OWN_WORK, note="x")
    found = {}
    for user, addresses in (
        (house.coach, ["jobs/", f"jobs/{job.pk}/", "read-log/?first=31.2.2026", "read-log/?action=exported"]),
        (house.officer, ["jobs/", "read-log/"]),
    ):
        page = sign_in(browser, live_server, user, viewport=size, color_scheme=scheme)
        for address in addresses:
            page.goto(f"{live_server.url}/p/TEST/{address}")
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found[address] = (faults(page), wide)
        page.context.close()
    assert {address: said for address, said in found.items() if said != ([], False)} == {}
