"""Dated limits in a real browser: what is valid on a day, a new value with what follows, a correction, a check."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from osuuskunta.project.models import RuleParameter
from tests.e2e.door import heard
from tests.e2e.looks import every_look, refused, said, send, tab_to, write
from tests.factories.accounts import an_admin
from tests.factories.project import a_parameter, a_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY = "vat.rate.standard"
ROW = "#limit-vat-rate-standard"


@pytest.fixture
def limits(page: Page, context: BrowserContext, live_server: Any, let_in: Any) -> Page:
    a_parameter(KEY, "24", valid_from=date(2013, 1, 1), valid_to=date(2024, 8, 31))
    a_parameter(KEY, "25.5", valid_from=date(2024, 9, 1))
    a_parameter("unemp.exempt_amount_month", "300", confidence="M", unit="eur_month")
    let_in(context, an_admin(a_project("ALFA")))
    page.goto(f"{live_server.url}/p/ALFA/limits/")
    return page


def values() -> list[tuple[Decimal | None, date | None, date | None]]:
    return list(RuleParameter.objects.filter(key=KEY).values_list("value", "valid_from", "valid_to"))


def test_a_day_is_chosen_by_keyboard_and_the_page_shows_what_was_valid_then(limits: Page) -> None:
    with heard(limits):
        expect(limits.locator(ROW)).to_contain_text("25,5")
        assert every_look(limits) == []
        write(limits, "#id_on", "31.8.2024")
        limits.keyboard.press("Enter")
        limits.wait_for_url("**/limits/?on=31.8.2024")
        expect(limits.locator(ROW)).to_contain_text("24 %".replace(" ", "\u00a0"))
        expect(limits.locator(".head")).to_contain_text("31.8.2024")


def test_a_day_that_does_not_exist_is_said_at_its_field(limits: Page, live_server: Any) -> None:
    with heard(limits):
        limits.goto(f"{live_server.url}/p/ALFA/limits/?on=31.11.2024")
        expect(limits.locator("#id_on_error")).to_be_visible()
        expect(limits.locator("#id_on")).to_have_value("31.11.2024")
        expect(limits.locator("#id_on")).to_have_attribute("aria-invalid", "true")
        assert every_look(limits) == []


def test_a_new_value_says_what_follows_before_it_is_saved(limits: Page) -> None:
    with heard(limits):
        limits.click(f"{ROW} a")
        assert every_look(limits) == []
        tab_to(limits, "main a[href$='/add/']")
        limits.keyboard.press("Enter")
        limits.wait_for_url("**/add/")
        assert every_look(limits) == []
        write(limits, "#id_value", "26")
        write(limits, "#id_valid_from", "1.1.2027")
        write(limits, "#id_source", "Laki 1/2026")
        limits.select_option("#id_confidence", "V")
        send(limits)
        expect(limits.locator("main .note")).to_contain_text("päättyy 31.12.2026")
        expect(limits.locator("#id_source")).to_have_value("Laki 1/2026")
        assert (every_look(limits), len(values())) == ([], 2)
        send(limits)
        said(limits, "Tallennettu: 26\u00a0% alkaen 1.1.2027")
        expect(limits.get_by_role("row", name="1.1.2027")).to_contain_text("26")
    assert values()[1:] == [
        (Decimal("25.5"), date(2024, 9, 1), date(2026, 12, 31)),
        (Decimal(26), date(2027, 1, 1), None),
    ]


def test_a_value_that_is_refused_loses_nothing(limits: Page, live_server: Any) -> None:
    with heard(limits):
        limits.goto(f"{live_server.url}/p/ALFA/limits/{KEY}/add/")
        limits.fill("#id_value", "1.234,5")
        limits.fill("#id_valid_from", "1.1.2027")
        limits.fill("#id_valid_to", "31.6.2027")
        limits.fill("#id_note", "Vain kirjoille")
        send(limits)
        refused(limits, "Arvo, %", "Viimeinen päivä", "Lähde", "Luotettavuus")
        assert every_look(limits) == []
        typed = [limits.input_value(f"#id_{name}") for name in ("value", "valid_from", "valid_to", "note")]
        assert typed == ["1.234,5", "1.1.2027", "31.6.2027", "Vain kirjoille"]
    assert len(values()) == 2


def test_a_value_is_corrected_and_looked_up(limits: Page, live_server: Any) -> None:
    with heard(limits):
        limits.goto(f"{live_server.url}/p/ALFA/limits/unemp.exempt_amount_month/")
        limits.click("main table a")
        assert every_look(limits) == []
        limits.fill("#id_value", "")
        limits.fill("#id_source", "")
        send(limits)
        refused(limits, "Lähde")
        limits.fill("#id_value", "310,50")
        limits.fill("#id_source", "Kela 2026")
        send(limits)
        said(limits, "Tallennettu")
        expect(limits.locator("main table")).to_contain_text("310,50")
        limits.click("main .list form button")  # I have looked it up
        expect(limits.locator("#snacks")).to_be_visible()
        expect(limits.locator("main table")).to_contain_text("Tarkistettu")
        assert every_look(limits) == []


def test_a_limit_without_a_value_and_nothing_to_check_say_so(limits: Page, live_server: Any) -> None:
    RuleParameter.objects.filter(confidence="M").delete()
    with heard(limits):
        limits.goto(f"{live_server.url}/p/ALFA/limits/unemp.exempt_amount_month/")
        expect(limits.locator("main")).to_contain_text("Arvoa ei tiedetä")
        assert every_look(limits) == []
        limits.goto(f"{live_server.url}/p/ALFA/limits/?check=on")
        expect(limits.locator("main")).to_contain_text("Mitään ei tarvitse tarkistaa")
        assert every_look(limits) == []
