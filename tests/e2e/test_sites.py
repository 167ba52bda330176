"""Sites in a real browser: added by keyboard, refused, renamed, closed with what follows, opened again."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from osuuskunta.project.models import Municipality, Site
from tests.e2e.door import heard
from tests.e2e.looks import every_look, refused, said, send, tab_to, write
from tests.factories.accounts import an_admin
from tests.factories.project import a_municipality, a_partner, a_place, a_project, a_site, a_target

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sites(page: Page, context: BrowserContext, live_server: Any, let_in: Any) -> Page:
    project = a_project("ALFA")
    forssa = a_site(project, "061")
    a_place(a_partner(project), forssa)
    a_target(forssa)
    a_municipality("092")
    let_in(context, an_admin(project))
    page.goto(f"{live_server.url}/p/ALFA/sites/")
    return page


def test_a_site_is_added_by_keyboard_alone(sites: Page, live_server: Any) -> None:
    with heard(sites):
        assert every_look(sites) == []
        tab_to(sites, "main a[href='/p/ALFA/sites/add/']")
        sites.keyboard.press("Enter")
        expect(sites).to_have_url(f"{live_server.url}/p/ALFA/sites/add/")
        assert every_look(sites) == []
        tab_to(sites, "#id_municipality")
        sites.keyboard.type("Vantaa")
        write(sites, "#id_opened_on", "1.2.2026")
        sites.keyboard.press("Enter")
        expect(sites).to_have_url(f"{live_server.url}/p/ALFA/sites/")
        said(sites, "Paikkakunta lisätty: Vantaa")
        expect(sites.get_by_role("row", name="Vantaa")).to_contain_text("1.2.2026")


def test_what_is_wrong_with_a_new_site_is_said_at_its_fields_and_nothing_is_lost(sites: Page, live_server: Any) -> None:
    with heard(sites):
        sites.goto(f"{live_server.url}/p/ALFA/sites/add/")
        sites.select_option("#id_municipality", "other")
        sites.fill("#id_code", "18")
        sites.fill("#id_name", "Joutsan piste")
        sites.fill("#id_opened_on", "31.11.2026")
        send(sites)
        refused(sites, "Muun kunnan numero", "Kunnan nimi suomeksi", "Avattu")
        assert every_look(sites) == []
        typed = [sites.input_value(f"#id_{name}") for name in ("municipality", "code", "name", "opened_on")]
        assert typed == ["other", "18", "Joutsan piste", "31.11.2026"]


def test_a_refused_site_leaves_no_municipality_behind_that_would_block_the_second_try(
    sites: Page, live_server: Any
) -> None:
    with heard(sites):
        sites.goto(f"{live_server.url}/p/ALFA/sites/add/")
        sites.select_option("#id_municipality", "other")
        sites.fill("#id_code", "172")
        sites.fill("#id_name_fi", "Joutsa")
        sites.fill("#id_opened_on", "1.1.2035")  # after the project
        send(sites)
        refused(sites, "Avattu")
        assert not Municipality.objects.filter(code="172").exists()
        sites.fill("#id_opened_on", "1.1.2026")
        send(sites)
        said(sites, "Paikkakunta lisätty: Joutsa")


def test_a_site_is_renamed_and_its_history_says_it(sites: Page) -> None:
    with heard(sites):
        sites.click("main table a:has-text('Nimeä')")
        sites.fill("#id_name", "")
        send(sites)
        refused(sites, "Nimi")
        assert every_look(sites) == []
        sites.fill("#id_name", "Forssan seutu")
        send(sites)
        said(sites, "Tallennettu")
        expect(sites.locator("main table")).to_contain_text("Forssan seutu")
        sites.click("main table a:has-text('Nimeä')")
        expect(sites.locator("main .tl")).to_contain_text("Forssan seutu")
        assert every_look(sites) == []


def test_a_site_is_closed_with_what_follows_said_and_the_closing_is_undone(sites: Page) -> None:
    with heard(sites):
        sites.click("main table a:has-text('Sulje')")
        follows = sites.locator("main .note")
        expect(follows.locator("li")).to_have_count(4)  # nothing is deleted; one partner's task; one target; roles
        expect(follows).to_contain_text("Mitä seuraa")
        assert every_look(sites) == []
        sites.fill("#id_closed_on", "30.6.2026")
        send(sites)
        refused(sites, "Miksi suljetaan")
        assert (sites.input_value("#id_closed_on"), every_look(sites)) == ("30.6.2026", [])
        sites.get_by_label("Miksi suljetaan").fill("Työ siirtyy kunnalle.")
        send(sites)
        said(sites, "Paikkakunta suljettu: Forssa")
        expect(sites.locator("main table")).to_contain_text("30.6.2026")
        sites.click("main table a:has-text('Avaa')")
        expect(sites.locator("main")).to_contain_text("Työ siirtyy kunnalle.")
        assert every_look(sites) == []
        sites.click("main form button.btn-primary")
        said(sites, "Paikkakunta avattu uudestaan: Forssa")
        sites.click("main table a:has-text('Sulje')")
        sites.fill("#id_closed_on", "30.6.2026")
        sites.get_by_label("Miksi suljetaan").fill("Sama uudestaan.")
        send(sites)
        sites.click("#snacks form button")  # undo
        said(sites, "Paikkakunta avattu uudestaan: Forssa")
    assert Site.objects.get().is_open


def test_a_project_without_sites_says_so(sites: Page, context: BrowserContext, live_server: Any, let_in: Any) -> None:
    let_in(context, an_admin(a_project("EMPTY"), "Eino Ylläpitäjä"))
    with heard(sites):
        sites.goto(f"{live_server.url}/p/EMPTY/sites/")
        expect(sites.locator("main")).to_contain_text("Hankkeella ei ole vielä paikkakuntaa")
        assert every_look(sites) == []
