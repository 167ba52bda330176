"""Funding in a real browser: the decision explained line by line, a refusal, a correction, a line taken off."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from osuuskunta.core.scope import scope
from osuuskunta.project.models import FundingLine, Project
from tests.e2e.door import heard
from tests.e2e.looks import every_look, refused, said, send, tab_to, write
from tests.factories.accounts import an_admin
from tests.factories.project import a_project, card_scope, sites

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def funding(page: Page, context: BrowserContext, live_server: Any, let_in: Any) -> Page:
    project = a_project("ALFA", total_funding=Decimal("100000.00"))
    sites(project, "061", "564")
    let_in(context, an_admin(project))
    page.goto(f"{live_server.url}/p/ALFA/funding/")
    return page


def amounts() -> list[Decimal]:
    with scope(card_scope(Project.objects.get(code="ALFA"))):
        return [line.amount for line in FundingLine.objects.all()]


def test_a_line_is_added_by_keyboard_corrected_and_taken_off(funding: Page) -> None:
    with heard(funding):
        expect(funding.locator("main")).to_contain_text("Rahoituksessa ei ole vielä rivejä")
        assert every_look(funding) == []  # the empty page
        tab_to(funding, "main a[href='/p/ALFA/funding/add/']")
        funding.keyboard.press("Enter")
        funding.wait_for_url("**/funding/add/")
        assert every_look(funding) == []
        write(funding, "#id_source", "Valtio ja ESR")
        write(funding, "#id_amount", "75 000")
        funding.keyboard.press("Enter")
        said(funding, "Lisätty: Valtio ja ESR, 75\u00a0000,00\u00a0€")
        expect(funding.locator(".lede")).to_contain_text("25\u00a0000,00")
        assert every_look(funding) == []
        funding.click("main table a")
        assert every_look(funding) == []
        funding.fill("#id_amount", "100 000,00 €")
        funding.select_option("#id_site", label="Oulu")
        send(funding)
        said(funding, "Tallennettu")
        expect(funding.locator("main tbody tr")).to_contain_text("Oulu")
        funding.click("main table a")
        funding.click("main a[href$='/remove/']")
        assert every_look(funding) == []
        funding.click("main form button")
        said(funding, "Poistettu: Valtio ja ESR, 100\u00a0000,00\u00a0€")
    assert amounts() == []


def test_an_amount_that_is_none_is_said_at_its_field_and_nothing_is_lost(funding: Page, live_server: Any) -> None:
    with heard(funding):
        funding.goto(f"{live_server.url}/p/ALFA/funding/add/")
        funding.select_option("#id_kind", "own_share")
        funding.select_option("#id_site", label="Forssa")
        funding.fill("#id_amount", "1.234,50")  # two readings: asked rather than guessed
        send(funding)
        refused(funding, "Kuka maksaa", "Summa")
        assert every_look(funding) == []
        chosen = funding.locator("#id_site option:checked").inner_text()
        typed = [funding.input_value(f"#id_{name}") for name in ("kind", "amount")]
        assert [*typed, chosen] == ["own_share", "1.234,50", "Forssa"]
        funding.fill("#id_source", "Forssan kaupunki")
        funding.fill("#id_amount", "1234,50")
        send(funding)
        said(funding, "Lisätty: Forssan kaupunki, 1\u00a0234,50\u00a0€")
    assert amounts() == [Decimal("1234.50")]
