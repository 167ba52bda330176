"""People and rights in a real browser: invite with and without script, follow the link, end a role and undo it."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from osuuskunta.accounts.models import User
from osuuskunta.core.periods import today
from tests.e2e.door import faults, heard
from tests.factories.accounts import PASSWORD, a_grant, a_user, an_admin, grants_of
from tests.factories.project import a_project, an_organisation, sites

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def admin(live_server: Any) -> User:
    project = a_project("ALFA")
    sites(project, "061", "564")
    an_organisation("Osuuskunta Marja", kind="cooperative")
    return an_admin(project)


@pytest.fixture
def staff(page: Page, context: BrowserContext, live_server: Any, admin: User, let_in: Any) -> Page:
    let_in(context, admin)
    page.goto(f"{live_server.url}/p/ALFA/staff/")
    return page


def fill(page: Page, role: str) -> None:
    page.fill("#id_email", "kirsi@example.com")
    page.fill("#id_name", "Kirsi Kutsuttu")
    page.select_option("#id_role", role)


def test_somebody_is_invited_and_comes_in(staff: Page, browser: Any, live_server: Any) -> None:
    page = staff
    with heard(page):
        assert faults(page) == []
        page.click("main .btn-primary:visible")
        expect(page.locator("#sees table")).to_have_count(0)
        fill(page, "board_member")
        expect(page.locator("#sees table")).to_be_visible()  # said before anything is sent
        page.select_option("#id_site", label="Forssa")
        page.select_option("#id_organisation", label="Osuuskunta Marja")
        expect(page.locator("#sees")).to_contain_text("Osuuskunta Marja, Forssa")
        assert faults(page) == []
        page.click("main button[type=submit].btn-primary")
        page.wait_for_url(re.compile(r"/p/ALFA/staff/\d+/$"))
        link = page.inner_text("#link")
        assert faults(page) == []
        page.reload()
        expect(page.locator("#link")).to_have_count(0)
    guest = browser.new_context(locale="fi-FI").new_page()
    with heard(guest):
        guest.goto(live_server.url + "/" + link.split("/", 3)[3])
        assert faults(guest) == []
        guest.fill("#id_password1", PASSWORD)
        guest.fill("#id_password2", PASSWORD)
        guest.keyboard.press("Enter")
        guest.wait_for_url(f"{live_server.url}/p/ALFA/")
        expect(guest.locator(".top-role")).to_contain_text("Osuuskunta Marja")
        assert guest.locator("a[href='/p/ALFA/staff/']").count() == 0
    guest.context.close()


def test_mistakes_are_said_and_what_was_typed_stays(staff: Page) -> None:
    with heard(staff):
        staff.click("main .btn-primary:visible")
        fill(staff, "esf_auditor")
        staff.click("main button[type=submit].btn-primary")
        expect(staff.locator(".summary")).to_be_visible()
        assert faults(staff) == []
        assert (staff.input_value("#id_name"), staff.input_value("#id_role")) == ("Kirsi Kutsuttu", "esf_auditor")
        expect(staff.locator("#sees table")).to_be_visible()
        assert User.objects.count() == 1


def test_without_script_a_button_shows_what_will_be_seen(
    browser: Any, live_server: Any, admin: User, let_in: Any
) -> None:
    context = browser.new_context(locale="fi-FI", java_script_enabled=False)
    let_in(context, admin)
    page = context.new_page()
    page.goto(f"{live_server.url}/p/ALFA/staff/invite/")
    fill(page, "coach")
    page.click("button[name=preview]")
    expect(page.locator("#sees table")).to_be_visible()
    assert (page.input_value("#id_email"), User.objects.count()) == ("kirsi@example.com", 1)
    context.close()


def test_a_role_is_ended_and_the_end_is_undone(staff: Page, live_server: Any, admin: User) -> None:
    coach = a_user("Veikko Valmentaja", password=PASSWORD)
    a_grant(coach, grants_of(admin)[0].project, "coach")
    with heard(staff):
        staff.reload()
        staff.click("text=Veikko Valmentaja")
        assert faults(staff) == []
        staff.click("main a[href$='/end/']")
        assert faults(staff) == []
        staff.click("main form button.btn-primary")
        staff.wait_for_url(re.compile(r"/p/ALFA/staff/\d+/$"))
        expect(staff.locator("main a[href$='/end/']")).to_have_count(0)
        staff.click("#snacks form button")
        expect(staff.locator("main a[href$='/end/']")).to_have_count(1)
    assert [(grant.valid_from, grant.valid_to) for grant in grants_of(coach)][-1] == (today(), None)


def test_the_last_administrator_stays_and_is_told_why(staff: Page, admin: User) -> None:
    with heard(staff):
        staff.click(f"main >> text={admin.name}")
        staff.click("main a[href$='/end/']")
        staff.click("main form button.btn-primary")
        expect(staff.locator(".note.n-bad")).to_be_visible()
        assert faults(staff) == []
    assert grants_of(admin)[0].valid_to is None


def test_the_pages_fit_a_phone(browser: Any, live_server: Any, admin: User, let_in: Any) -> None:
    context = browser.new_context(locale="fi-FI", viewport={"width": 320, "height": 700})
    let_in(context, admin)
    page = context.new_page()
    grant = grants_of(admin)[0]
    with heard(page):
        for path in ("", "invite/", f"{admin.pk}/", f"roles/{grant.pk}/", f"roles/{grant.pk}/end/"):
            page.goto(f"{live_server.url}/p/ALFA/staff/{path}")
            assert (path, faults(page), page.evaluate("document.documentElement.scrollWidth")) == (path, [], 320)
    context.close()
