"""Partners in a real browser: added, given a site and a task, corrected, taken off with what follows said."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from osuuskunta.project.models import Organisation, ProjectPartner
from tests.e2e.door import heard
from tests.e2e.looks import every_look, refused, said, send, tab_to, write
from tests.factories.accounts import an_admin
from tests.factories.project import a_partner, a_place, a_project, an_organisation, sites

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def partners(page: Page, context: BrowserContext, live_server: Any, let_in: Any) -> Page:
    project = a_project("ALFA")
    forssa, _oulu = sites(project, "061", "564")
    lead = a_partner(project, an_organisation("Vetäjä ry", business_id="9000001-1"), role="lead")
    a_place(lead, forssa, task="Valmennus")
    let_in(context, an_admin(project))
    page.goto(f"{live_server.url}/p/ALFA/partners/")
    return page


def test_a_partner_is_added_by_keyboard_alone(partners: Page) -> None:
    with heard(partners):
        assert every_look(partners) == []
        tab_to(partners, "main a[href='/p/ALFA/partners/add/']")
        partners.keyboard.press("Enter")
        partners.wait_for_url("**/partners/add/")
        assert every_look(partners) == []
        write(partners, "#id_name", "Uusi säätiö")
        write(partners, "#id_business_id", "9000003-8")
        write(partners, "#id_task", "Järjestää koulutukset")
        partners.keyboard.press("Enter")
        said(partners, "Toteuttaja lisätty: Uusi säätiö")
        expect(partners.get_by_role("region", name="Uusi säätiö")).to_contain_text("Järjestää koulutukset")


def test_what_is_wrong_with_a_partner_is_said_at_its_fields_and_nothing_is_lost(
    partners: Page, live_server: Any
) -> None:
    with heard(partners):
        partners.goto(f"{live_server.url}/p/ALFA/partners/add/")
        partners.fill("#id_business_id", "9000003-9")
        partners.fill("#id_expertise", "Pienet yritykset")
        send(partners)
        refused(partners, "Organisaation nimi")
        partners.fill("#id_name", "Uusi säätiö")
        send(partners)
        refused(partners, "Y-tunnus")
        assert every_look(partners) == []
        typed = [partners.input_value(f"#id_{name}") for name in ("name", "business_id", "expertise")]
        assert typed == ["Uusi säätiö", "9000003-9", "Pienet yritykset"]
    assert Organisation.objects.count() == 1


def test_a_partner_gets_a_further_site_and_its_task_is_corrected(partners: Page) -> None:
    with heard(partners):
        partners.click("main a[href$='/sites/add/']")
        assert every_look(partners) == []
        partners.fill("#id_own_share", "12,345,6")
        send(partners)
        refused(partners, "Paikkakunta", "Omarahoitus")
        assert (partners.input_value("#id_own_share"), every_look(partners)) == ("12,345,6", [])
        partners.select_option("#id_site", label="Oulu")
        partners.fill("#id_own_share", "1 500,50")
        send(partners)
        said(partners, "Paikkakunta lisätty: Oulu")
        partners.click("main tr:has-text('Oulu') a")
        assert every_look(partners) == []
        expect(partners.locator("#id_own_share")).to_have_value("1500,50")
        partners.fill("#id_task", "Tilat ja laitteet")
        send(partners)
        said(partners, "Tallennettu")
        expect(partners.locator("main tr:has-text('Oulu')")).to_contain_text("Tilat ja laitteet")


def test_a_partner_is_taken_off_after_what_follows_is_said(partners: Page) -> None:
    with heard(partners):
        partners.click("main .row-actions a")  # edit
        assert every_look(partners) == []
        partners.click("main a[href$='/remove/']")
        expect(partners.locator("main .note li")).to_have_count(3)
        assert every_look(partners) == []
        tab_to(partners, "main form button")
        partners.keyboard.press("Enter")
        said(partners, "Poistettu: Vetäjä ry")
        expect(partners.locator("main")).to_contain_text("Hankkeella ei ole vielä toteuttajia")
        assert every_look(partners) == []  # the empty page
    assert (ProjectPartner.objects.count(), Organisation.objects.count()) == (0, 1)
