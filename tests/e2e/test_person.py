"""One person in a real browser: added through the search, edited, ended and taken back, two windows; every page and state with axe."""

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from osuuskunta.accounts.models import User
from osuuskunta.core.erasure import erase
from osuuskunta.core.periods import today
from osuuskunta.core.scope import scope
from osuuskunta.core.wording import day
from osuuskunta.project.models import Project, Site
from participants.models import Participation
from tests.e2e.door import faults, heard
from tests.factories.accounts import a_grant, a_second_factor, a_user, an_admin
from tests.factories.people import a_period, people_scope
from tests.factories.project import a_project, sites

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDED = re.compile(r"/people/[0-9a-f-]{36}/$")


@pytest.fixture
def project(live_server: Any) -> Project:
    return a_project("ALFA", test_codes_allowed=True, indicator_set="esf2014")


@pytest.fixture
def places(project: Project) -> list[Site]:
    return sites(project, "061", "564")


@pytest.fixture
def admin(project: Project) -> User:
    user = an_admin(project)
    a_second_factor(user)
    return user


@pytest.fixture
def period(places: list[Site]) -> Participation:
    """A person who left once, has come back, and takes part at a second site too."""
    with scope(people_scope(*places)):
        one = a_period(
            places[0], given_names="Maija", family_name="Marjanen", phone="040 1", entry_date=date(2025, 2, 3),
            exit_date=date(2025, 6, 30), disability=2, birth_date=date(1975, 3, 15), identity_code="150375-912V",
        )  # fmt: skip
        a_period(places[0], one.participant, entry_date=date(2026, 1, 12))
        a_period(places[1], one.participant, entry_date=date(2025, 9, 1), exit_date=today())
    return one


@pytest.fixture
def opened(page: Page, context: BrowserContext, admin: User, let_in: Any) -> Page:
    let_in(context, admin)
    return page


def save(page: Page) -> None:
    page.click(".savebar button[type=submit], .form-end button[type=submit]")


def people(house: Any) -> str:
    return f"{house.url}/p/ALFA/people/"


def of(house: Any, period: Participation) -> str:
    return f"{people(house)}{period.participant_id}/"


def pages_of(period: Participation) -> list[str]:
    pages = [f"periods/{period.pk}/{name}/" for name in ("start", "answers", "coach", "end", "later")]
    return ["", "esf/", "history/", "reads/", "reason/", "code/", "edit/", "begin/", *pages]


def test_somebody_is_added_through_the_search(opened: Page, live_server: Any, places: list[Site]) -> None:
    page = opened
    with heard(page):
        page.goto(people(live_server))
        page.click("main a.btn-primary:visible")
        assert faults(page) == []
        page.fill("#person-search", "Maija Marjanen")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"found="))
        assert faults(page) == []
        page.click("main a[href*='/people/new/']")
        assert "Marjanen" not in page.url
        assert faults(page) == []
        page.fill("#id_identity_code", "150375-912X")
        save(page)
        expect(page.locator(".summary")).to_be_visible()
        assert faults(page) == []
        page.fill("#id_identity_code", "150375-912V")
        save(page)
        page.wait_for_selector("#id_entry_date")
        assert faults(page) == []
        page.select_option("#id_isced_entry", "3")
        page.click("button[name=back]")
        expect(page.locator("#id_given_names")).to_have_value("Maija")
        save(page)
        expect(page.locator("#id_isced_entry")).to_have_value("3")
        save(page)
        page.wait_for_url(ADDED)
        expect(page.locator("h1")).to_have_text("Maija Marjanen")
        expect(page.locator("main")).to_contain_text("15.3.1975")
        assert faults(page) == []


def test_a_likely_twin_is_shown_first(opened: Page, live_server: Any, period: Participation) -> None:
    page = opened
    with heard(page):
        page.goto(f"{people(live_server)}search/")
        page.fill("#person-search", "Maija Marjanen")
        page.keyboard.press("Enter")
        expect(page.locator("main table")).to_contain_text("Maija Marjanen")
        page.click("main a[href*='/people/new/']")
        page.fill("#id_birth_date", "15.3.1975")
        save(page)
        expect(page.locator("main .note.n-warn")).to_be_visible()
        assert faults(page) == []
        save(page)
        page.wait_for_selector("#id_entry_date")


def test_a_period_ends_and_the_end_is_taken_back(opened: Page, live_server: Any, places: list[Site]) -> None:
    with scope(people_scope(*places)):
        period = a_period(places[0], entry_date=date(2025, 3, 3))
    page = opened
    with heard(page):
        page.goto(of(live_server, period))
        page.click("main a[href$='/end/']")
        page.fill("#id_exit_date", "1.3.2025")
        save(page)
        expect(page.locator(".summary")).to_be_visible()
        expect(page.locator("#id_exit_date")).to_have_value("1.3.2025")
        assert faults(page) == []
        page.fill("#id_exit_date", day(today()))
        page.select_option("#id_exit_reason", "education")
        save(page)
        page.wait_for_url(re.compile(r"/esf/$"))
        expect(page.locator("main")).to_contain_text("Koulutus tai opinnot")
        assert faults(page) == []
        page.click("#snacks form button")
        page.wait_for_url(re.compile(r"/esf/$"))
        expect(page.locator("main")).not_to_contain_text("Koulutus tai opinnot")


def test_two_windows_end_in_one_that_shows_both(
    opened: Page, context: BrowserContext, live_server: Any, period: Participation
) -> None:
    mine, theirs = opened, context.new_page()
    with heard(mine), heard(theirs):
        for page in (mine, theirs):
            page.goto(of(live_server, period) + "edit/")
        theirs.fill("#id_phone", "050 2")
        save(theirs)
        theirs.wait_for_url(of(live_server, period))
        mine.fill("#id_phone", "060 3")
        save(mine)
        expect(mine.locator("main .both")).to_contain_text("050 2")
        expect(mine.locator("#id_phone")).to_have_value("060 3")
        assert faults(mine) == []
        save(mine)
        mine.wait_for_url(of(live_server, period))
        expect(mine.locator("main")).to_contain_text("060 3")


def test_every_page_is_without_faults_at_320_pixels_in_the_dark(
    browser: Browser, live_server: Any, admin: User, let_in: Any, period: Participation
) -> None:
    context = browser.new_context(locale="fi-FI", viewport={"width": 320, "height": 700}, color_scheme="dark")
    let_in(context, admin)
    page = context.new_page()
    with heard(page):
        for name in pages_of(period):
            page.goto(of(live_server, period) + name)
            assert (name, faults(page), page.evaluate("document.documentElement.scrollWidth")) == (name, [], 320)
        page.goto(f"{people(live_server)}new/")
        assert (faults(page), page.evaluate("document.documentElement.scrollWidth")) == ([], 320)
    context.close()


def test_every_page_and_state_is_without_faults(
    opened: Page, live_server: Any, places: list[Site], period: Participation
) -> None:
    page = opened
    with scope(people_scope(*places)):
        hidden = a_period(places[0], non_disclosure=True, address="Salakuja 1")
        later, gone = a_period(places[0], entry_date=date(2027, 12, 1)), a_period(places[0], exit_date=date(2025, 2, 1))
        erase("participant", gone.participant_id)
    with heard(page):
        for name in pages_of(period):
            page.goto(of(live_server, period) + name)
            assert (name, faults(page)) == (name, [])
        for one in (hidden, later, gone):
            page.goto(of(live_server, one))
            assert faults(page) == []
        page.goto(of(live_server, period) + "code/")
        page.click("input[name=reason] >> nth=0")
        save(page)
        expect(page.locator("main")).to_contain_text("150375-912V")
        assert faults(page) == []


def test_a_coach_says_why_and_goes_on_to_the_page(
    page: Page, context: BrowserContext, live_server: Any, project: Project, period: Participation, let_in: Any
) -> None:
    coach = a_user("Valma Valmentaja")
    a_grant(coach, project, "coach")
    a_second_factor(coach)
    let_in(context, coach)
    with heard(page):
        page.goto(of(live_server, period) + "esf/")
        expect(page.locator("main")).not_to_contain_text("Marjanen")
        assert faults(page) == []
        page.click("input[name=reason] >> nth=0")
        page.fill("#id_note", "Sijaistan")
        save(page)
        page.wait_for_url(re.compile(r"/esf/$"))
        expect(page.locator("h1")).to_have_text("Maija Marjanen")
        page.goto(of(live_server, period) + "reads/")
        expect(page.locator("main table")).to_contain_text("Sijaistan")
