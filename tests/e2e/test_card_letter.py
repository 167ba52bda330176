"""The card as a PDF in a real browser: asked for on the card, followed, left and come back to, fetched; also without script."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import redis
from django.db import connection
from playwright.sync_api import BrowserContext, Page, expect

from osuuskunta.accounts.models import User
from osuuskunta.activity import running
from osuuskunta.activity.models import Job
from osuuskunta.core.scope import Scope, scope
from tests.core.letters.test_letters import squeezed
from tests.e2e.door import faults, heard
from tests.factories.accounts import an_admin
from tests.factories.project import a_partner, a_place, a_project, a_target, an_organisation, sites

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUTTON = "main form[action='/p/ALFA/card/pdf/'] button"
FILE = "main a[href$='/file/']"


@pytest.fixture
def admin(live_server: Any, settings: Any, tmp_path: Path) -> User:
    settings.MEDIA_ROOT = tmp_path
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    project = a_project("ALFA", name="Marjahanke", summary="Marjat yhteen.")
    forssa, _oulu = sites(project, "061", "564")
    a_place(a_partner(project, an_organisation("Vetäjä ry"), role="lead"), forssa, task="Päätoimija")
    a_target(forssa)
    return an_admin(project)


def the_job() -> Job:
    with scope(Scope(worker=True)):
        return Job.objects.get()


@contextmanager
def worked_on(job: Job) -> Iterator[None]:
    """Run the job beside the browser, as a worker does."""

    def work() -> None:
        time.sleep(1)
        running.run(job.pk)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join(30)


@pytest.mark.parametrize("size", [{"width": 360, "height": 740}, {"width": 1280, "height": 800}])
def test_the_card_is_asked_for_followed_and_fetched(
    browser: Any, live_server: Any, admin: User, let_in: Any, size: dict[str, int], tmp_path: Path
) -> None:
    context = browser.new_context(locale="fi-FI", viewport=size)
    let_in(context, admin)
    page = context.new_page()
    with heard(page):
        page.goto(f"{live_server.url}/p/ALFA/card/")
        expect(page.locator(BUTTON)).to_have_text("Tee PDF")
        assert faults(page) == []
        page.locator(BUTTON).click()
        expect(page.locator("h1")).to_have_text("Hankekortti PDF-tiedostona")
        expect(page.locator("main progress")).to_be_visible()
        assert faults(page) == []
        address = page.url
        page.goto(f"{live_server.url}/p/ALFA/")  # one may leave
        page.goto(address)
        with worked_on(the_job()):
            expect(page.locator(FILE)).to_be_visible(timeout=20_000)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth > innerWidth") is False
        with page.expect_download() as fetched:
            page.locator(FILE).click()
        kept = tmp_path / "kept.pdf"
        fetched.value.save_as(kept)
        assert fetched.value.suggested_filename.startswith("ALFA-hankekortti-")
        with pikepdf.open(kept) as pdf:
            text, language = squeezed(pdf), str(pdf.Root.Lang)
        assert (language, [word for word in ("Marjahanke", "Vetäjäry", "Päätoimija") if word not in text]) == ("fi", [])
        page.goto(f"{live_server.url}/p/ALFA/card/")  # the same card again is there at once
        page.locator(BUTTON).click()
        expect(page.locator(FILE)).to_be_visible()
        assert page.url == address
    context.close()


def test_without_script_it_is_asked_for_and_fetched(browser: Any, live_server: Any, admin: User, let_in: Any) -> None:
    context: BrowserContext = browser.new_context(locale="fi-FI", java_script_enabled=False)
    let_in(context, admin)
    page: Page = context.new_page()
    page.goto(f"{live_server.url}/p/ALFA/card/")
    page.locator(BUTTON).press("Enter")
    expect(page.locator("main progress")).to_be_visible()
    running.run(the_job().pk)
    expect(page.locator(FILE)).to_be_visible(timeout=15_000)
    with page.expect_download() as fetched:
        page.locator(FILE).press("Enter")
    assert Path(fetched.value.path()).read_bytes().startswith(b"%PDF-")
    context.close()
