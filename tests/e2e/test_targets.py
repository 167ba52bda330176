"""Targets of the sites in a real browser: set by keyboard, refused, taken away."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from osuuskunta.core.scope import scope
from osuuskunta.project.models import Project, SiteTarget
from tests.e2e.door import heard
from tests.e2e.looks import every_look, refused, said, send, tab_to, write
from tests.factories.accounts import an_admin
from tests.factories.project import a_project, a_target, card_scope, sites

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def targets(page: Page, context: BrowserContext, live_server: Any, let_in: Any) -> Page:
    project = a_project("ALFA")
    forssa, _oulu = sites(project, "061", "564")
    a_target(forssa, "participants", 40, source="Rahoituspäätös")
    a_target(forssa, "members", 12, source="Hakemus")
    let_in(context, an_admin(project))
    page.goto(f"{live_server.url}/p/ALFA/targets/")
    return page


def stored(place: str) -> dict[str, tuple[int, str]]:
    with scope(card_scope(Project.objects.get(code="ALFA"))):
        rows = SiteTarget.objects.filter(site__name=place)
        return {row.measure: (row.value, row.source) for row in rows}


def test_targets_are_set_by_keyboard_alone(targets: Page) -> None:
    with heard(targets):
        assert every_look(targets) == []
        tab_to(targets, "main tr:has-text('Oulu') a")
        targets.keyboard.press("Enter")
        targets.wait_for_url("**/targets/*/")
        assert every_look(targets) == []
        write(targets, "#id_participants", "60")
        write(targets, "#id_cooperatives", "0")
        write(targets, "#id_source", "Rahoituspäätös 3 §")
        targets.keyboard.press("Enter")
        said(targets, "Tallennettu")
        expect(targets.locator("tfoot")).to_contain_text("100")
    assert stored("Oulu") == {"participants": (60, "Rahoituspäätös 3 §"), "cooperatives": (0, "Rahoituspäätös 3 §")}


def test_numbers_that_are_none_are_said_at_their_fields_and_nothing_is_lost(targets: Page) -> None:
    with heard(targets):
        targets.click("main tr:has-text('Forssa') a")
        expect(targets.locator("main .note")).to_be_visible()  # two sources: each is kept
        assert every_look(targets) == []
        targets.locator("#id_participants").press_sequentially("e")  # what a number field lets through and is no number
        targets.fill("#id_members", "-3")
        targets.fill("#id_packages", "99999999")
        targets.fill("#id_reached", "250")
        send(targets)
        refused(targets, "Osuuskuntien jäsenet", "Koulutuspaketit")
        assert every_look(targets) == []
        typed = [targets.input_value(f"#id_{name}") for name in ("members", "packages", "reached")]
        assert typed == ["-3", "99999999", "250"]
    assert stored("Forssa") == {"participants": (40, "Rahoituspäätös"), "members": (12, "Hakemus")}


def test_an_empty_field_takes_its_target_away_and_the_others_keep_their_sources(targets: Page) -> None:
    with heard(targets):
        targets.click("main tr:has-text('Forssa') a")
        targets.fill("#id_participants", "")
        send(targets)
        said(targets, "Tallennettu")
        targets.click("main tr:has-text('Forssa') a")
        send(targets)
        said(targets, "Mikään ei muuttunut, joten mitään ei tallennettu.")
    assert stored("Forssa") == {"members": (12, "Hakemus")}


def test_a_project_without_sites_says_so(targets: Page, context: BrowserContext, live_server: Any, let_in: Any) -> None:
    let_in(context, an_admin(a_project("EMPTY"), "Eino Ylläpitäjä"))
    with heard(targets):
        targets.goto(f"{live_server.url}/p/EMPTY/targets/")
        expect(targets.locator("main")).to_contain_text("Hankkeella ei ole vielä paikkakuntaa")
        assert every_look(targets) == []
