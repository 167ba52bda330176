"""The project card in a real browser: read, edit, a mistake, two windows, history, a partner, on a phone and without script."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from osuuskunta.accounts.models import User
from osuuskunta.project.models import CardLine, Project
from tests.e2e.door import faults, heard
from tests.factories.accounts import an_admin
from tests.factories.project import a_funding_line, a_partner, a_place, a_project, a_target, an_organisation, sites

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admin(live_server: Any) -> User:
    project = a_project("ALFA", name="Marjahanke", summary="Marjat yhteen.", indicator_set="esf2014")
    forssa, _oulu = sites(project, "061", "564")
    a_place(a_partner(project, an_organisation("Vetäjä ry", business_id="9000001-1"), role="lead"), forssa)
    a_target(forssa)
    a_funding_line(project, forssa)
    CardLine.objects.create(project=project, kind="promise", number=1, title="Lupaus", text="Näin teemme.")
    return an_admin(project)


@pytest.fixture
def card(page: Page, context: BrowserContext, live_server: Any, admin: User, let_in: Any) -> Page:
    let_in(context, admin)
    page.goto(f"{live_server.url}/p/ALFA/card/")
    return page


def save(page: Page) -> None:
    page.click(".savebar button[type=submit], .form-end button[type=submit]")


def test_the_card_is_opened_edited_and_its_history_says_it(card: Page, live_server: Any) -> None:
    with heard(card):
        expect(card.locator("h1")).to_have_text("Marjahanke")
        assert faults(card) == []
        card.click("main a[href='/p/ALFA/card/edit/period/']")
        assert faults(card) == []
        card.fill("#id_ends_on", "31.3.2028")
        card.fill("#id_period_note", "Jatkettu")
        save(card)
        card.wait_for_url(f"{live_server.url}/p/ALFA/card/")
        expect(card.locator(".facts")).to_contain_text("31.3.2028")
        card.goto(f"{live_server.url}/p/ALFA/card/history/")
        assert faults(card) == []
        history = card.locator("main .tl")
        for word in ("31.12.2027", "31.3.2028", "Jatkettu", "Pirjo Pääkäyttäjä"):
            expect(history).to_contain_text(word)


def test_a_mistake_leads_to_its_field_and_nothing_typed_is_lost(card: Page, live_server: Any) -> None:
    with heard(card):
        card.goto(f"{live_server.url}/p/ALFA/card/edit/period/")
        card.fill("#id_ends_on", "31.11.2028")
        card.fill("#id_period_note", "Tärkeä teksti")
        save(card)
        summary = card.locator(".summary")
        expect(summary).to_be_visible()
        assert faults(card) == []
        summary.locator("a").first.click()
        expect(card.locator("#id_ends_on")).to_be_focused()
        expect(card.locator("#id_ends_on")).to_have_value("31.11.2028")
        expect(card.locator("#id_period_note")).to_have_value("Tärkeä teksti")
    assert Project.objects.get(code="ALFA").period_note == ""


def test_two_windows_show_both_texts_and_lose_neither(card: Page, context: BrowserContext, live_server: Any) -> None:
    url = f"{live_server.url}/p/ALFA/card/edit/basics/"
    other = context.new_page()
    with heard(card):
        card.goto(url)
        other.goto(url)
        other.fill("#id_summary", "Toisen ikkunan lause.")
        save(other)
        other.wait_for_url(f"{live_server.url}/p/ALFA/card/")
        card.fill("#id_summary", "Tämän ikkunan lause.")
        save(card)
        expect(card.locator(".note.n-warn")).to_contain_text("Pirjo Pääkäyttäjä")
        expect(card.locator(".merge ins")).to_have_text(["Tämän ", "Toisen "])
        expect(card.locator("#id_summary")).to_have_value("Tämän ikkunan lause.")
        mine, theirs = card.locator(".merge button").all()
        theirs.click()
        expect(card.locator("#id_summary")).to_have_value("Toisen ikkunan lause.")
        mine.click()
        expect(card.locator("#id_summary")).to_have_value("Tämän ikkunan lause.")
        assert Project.objects.get(code="ALFA").summary == "Toisen ikkunan lause."
        assert faults(card) == []
        save(card)
        card.wait_for_url(f"{live_server.url}/p/ALFA/card/")
    assert Project.objects.get(code="ALFA").summary == "Tämän ikkunan lause."


def test_a_partner_is_added_by_keyboard_without_script(
    browser: Any, live_server: Any, admin: User, let_in: Any
) -> None:
    plain = browser.new_context(locale="fi-FI", java_script_enabled=False)
    let_in(plain, admin)
    page = plain.new_page()
    page.goto(f"{live_server.url}/p/ALFA/partners/add/")
    page.fill("#id_name", "Uusi säätiö")
    page.fill("#id_business_id", "9000003-9")
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("Uusi säätiö")
    page.fill("#id_business_id", "9000003-8")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/p/ALFA/partners/")
    expect(page.locator("main")).to_contain_text("Uusi säätiö")
    plain.close()


PAGES = ("card/", "sites/", "partners/", "funding/", "targets/", "aims/", "card/history/", "partners/add/", "funding/add/", "aims/promise/add/")  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_card_fits_a_phone_and_axe_finds_nothing(
    browser: Any, live_server: Any, admin: User, let_in: Any, scheme: str
) -> None:
    # Tall, so that axe measures what is there and not what the thumb's button covers until one scrolls.
    phone = browser.new_context(locale="fi-FI", viewport={"width": 320, "height": 2400}, color_scheme=scheme)
    let_in(phone, admin)
    page = phone.new_page()
    found = {}
    with heard(page):
        for path in PAGES:
            page.goto(f"{live_server.url}/p/ALFA/{path}")
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            found[path] = (faults(page), max(wide, 0))
    phone.close()
    assert found == {path: ([], 0) for path in PAGES}
