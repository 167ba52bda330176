"""Two roles in one browser: changed from the header, and nothing of the role before is left on a page, in an address or behind Back."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from osuuskunta.accounts.models import User
from osuuskunta.core.scope import scope
from osuuskunta.project.models import Project
from tests.e2e.door import heard
from tests.e2e.looks import every_look, said, tab_to
from tests.factories.accounts import a_grant, a_user
from tests.factories.people import a_period, people_scope
from tests.factories.project import a_project, sites

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORSSA, OULU = "Mustikkamaa", "Kanarialintu"  # who takes part there


@pytest.fixture
def places(live_server: Any) -> list[Any]:
    places = sites(a_project("ALFA"), "061", "564")
    with scope(people_scope(*places)):
        a_period(places[0], family_name=FORSSA)
        a_period(places[1], family_name=OULU)
    return places


@pytest.fixture
def user(places: list[Any]) -> User:
    """A coordinator at Forssa and at Oulu, and somebody who compares the sites without seeing people."""
    made = a_user("Kaisa Kolmiroolinen")
    for role, site in (("site_coordinator", places[0]), ("site_coordinator", places[1]), ("project_coordinator", None)):
        a_grant(made, Project.objects.get(), role, site=site)
    return made


@pytest.fixture
def people(page: Page, context: BrowserContext, live_server: Any, let_in: Any, user: User) -> Page:
    """The list of people, in the first role."""
    let_in(context, user)
    page.goto(f"{live_server.url}/p/ALFA/people/")
    return page


def work_as(page: Page, name: str) -> None:
    """Change the role from the header by keyboard; `name` stands on the button."""
    tab_to(page, ".top-role a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/role/**")
    tab_to(page, f"main form button:has-text('{name}')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/ALFA/")


def test_another_site_is_another_list_and_nothing_of_the_first_is_left(people: Page, live_server: Any) -> None:
    with heard(people):
        expect(people.locator("main table")).to_contain_text(FORSSA)
        assert OULU not in people.content()
        people.fill(".top input[type=search]", FORSSA)
        people.keyboard.press("Enter")
        people.wait_for_url("**?found=*")
        found_as_forssa = people.url
        expect(people.locator("main table")).to_contain_text(FORSSA)
        work_as(people, "Oulu")
        said(people, "Toimit nyt roolissa: Paikkakuntakoordinaattori, Oulu")
        expect(people.locator(".top-role")).to_contain_text("Oulu")
        assert every_look(people) == []
        for address in (f"{live_server.url}/p/ALFA/people/", found_as_forssa):
            people.goto(address)
            assert FORSSA not in people.locator("main table, main .state").all_inner_texts()[0]
        people.goto(f"{live_server.url}/p/ALFA/people/")
        expect(people.locator("main table")).to_contain_text(OULU)


def test_behind_back_stands_no_page_of_the_role_before(people: Page, live_server: Any) -> None:
    with heard(people):
        expect(people.locator("main table")).to_contain_text(FORSSA)
        work_as(people, "Hankekoordinaattori")
        expect(people.locator(".side a[href$='/people/']")).to_have_count(0)
        expect(people.locator(".top input[type=search]")).to_have_count(0)
        people.go_back()
        people.go_back()
        expect(people).to_have_url(f"{live_server.url}/p/ALFA/people/")
        expect(people.locator("h1")).to_be_visible()
        assert FORSSA not in people.content()
        assert every_look(people) == []  # the page that says why not


def test_the_page_of_roles_is_reached_by_keyboard_and_says_what_each_sees(people: Page) -> None:
    with heard(people):
        tab_to(people, ".top-role a")
        people.keyboard.press("Enter")
        people.wait_for_url("**/role/**")
        assert every_look(people) == []
        assert (people.locator("main form button[name=grant]").count(), people.locator("main h2").count()) == (2, 3)
        people.keyboard.press("Tab")
        expect(people.locator(".skip")).to_be_focused()  # a fresh page begins at its beginning
        people.keyboard.press("Enter")
        expect(people.locator("#content")).to_be_focused()


def test_a_form_left_open_in_the_role_before_is_refused_in_words(
    page: Page, context: BrowserContext, live_server: Any, let_in: Any, user: User
) -> None:
    a_grant(user, Project.objects.get(), "project_admin")
    let_in(context, user)
    with heard(page):
        page.goto(f"{live_server.url}/p/ALFA/role/")
        page.click("main form button:has-text('pääkäyttäjä')")
        page.goto(f"{live_server.url}/p/ALFA/funding/add/")
        page.fill("#id_source", "Kirjoitettu pitkään")
        page.fill("#id_amount", "1")
        other = context.new_page()
        other.goto(f"{live_server.url}/p/ALFA/role/")
        other.click("main form button:has-text('Hankekoordinaattori')")
        page.click(".savebar button[type=submit]")
        expect(page.locator("h1")).to_have_text("Tämä ei kuulu oikeuksiisi")
        expect(page.locator("main")).to_contain_text("Kirjoitettu pitkään")  # nothing typed is lost
        assert every_look(page) == []
