"""The list of people and the search: who sees whom, in which order, found by what, and each sight a line in the read log."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osuuskunta.activity.models import ReadLog
from osuuskunta.core.scope import Scope, scope
from osuuskunta.core.sealing.tokens import LIFE_SECONDS, hide, reveal
from osuuskunta.project.models import Project, Site
from participants.queries.finding import letters_apart
from tests.factories.accounts import a_grant, a_second_factor, a_user, entered
from tests.factories.people import a_period, people_scope
from tests.factories.project import a_project, sites

pytestmark = pytest.mark.django_db
CODE = "150375-912V"


@pytest.fixture
def project(settings: Any) -> Project:
    settings.DEMO_MFA = False
    return a_project("PEOPLE")


@pytest.fixture
def places(project: Project) -> list[Site]:
    return sites(project, "061", "564")


@pytest.fixture
def people(places: list[Site]) -> Iterator[None]:
    with scope(people_scope(*places)):
        a_period(
            places[0],
            family_name="Väisänen-Wirtanen",
            given_names="Åke Mikael",
            external_id="F-1",
            phone="040 123 4567",
        )
        a_period(
            places[0],
            family_name="Marjanen",
            birth_date=date(1975, 3, 15),
            identity_code=CODE,
            entry_date=date(2025, 2, 1),
        )
        a_period(places[0], family_name="Lopettanut", exit_date=date(2025, 3, 1))
        a_period(places[1], family_name="Kanarialintu", given_names="Kaukana", external_id="F-9", phone="050 9999999")


def sign_in(project: Project, role: str, name: str = "Valma Valmentaja", **extra: Any) -> tuple[Client, Any]:
    user = a_user(name, language="fi")
    a_grant(user, project, role, **extra)
    a_second_factor(user)
    return entered(user), user


def names(response: Any) -> list[str]:
    """Return the names of the page's rows, as shown."""
    table = response.context["table"]
    return [] if table is None else [str(row.cells["name"]) for row in table.rows]


def search(browser: Client, project: Project, text: str) -> Any:
    posted = browser.post(f"/p/{project.code}/people/search/", {"q": text})
    assert posted.status_code == 302
    assert text.split(maxsplit=1)[0].lower() not in posted.url.lower()
    return browser.get(posted.url)


def has(response: Any, *wanted: str) -> bool:
    shown = names(response)
    return len(shown) == len(wanted) and all(any(name in row for row in shown) for name in wanted)


def test_an_administrator_sees_everybody_who_takes_part_first(project, people):
    browser, _ = sign_in(project, "project_admin")
    page = browser.get("/p/PEOPLE/people/")
    found = names(page)
    assert ["Marjanen" in found[0], "Lopettanut" in found[-1], len(found)] == [True, True, 4]
    assert page.context["found"] == "4 henkilöä"


def test_another_site_is_not_there(project, places, people):
    browser, _ = sign_in(project, "site_coordinator", site=places[0])
    for response in (
        browser.get("/p/PEOPLE/people/"),
        search(browser, project, "Kanarialintu"),
        search(browser, project, "F-9"),
    ):
        assert b"Kaukana" not in response.content
    assert has(browser.get("/p/PEOPLE/people/"), "Väisänen", "Marjanen", "Lopettanut")
    assert has(browser.get(f"/p/PEOPLE/people/?site={places[1].pk}"), "Väisänen", "Marjanen", "Lopettanut")


def test_a_coach_begins_with_the_own_people_and_can_see_the_sites(project, places, people):
    browser, user = sign_in(project, "coach", site=places[0])
    with scope(people_scope(*places)):
        a_period(places[0], family_name="Omanen", coach=user)
    page = browser.get("/p/PEOPLE/people/")
    assert has(page, "Omanen")
    assert [chip.text for chip in page.context["chips"]] == ["Valmentaja: Valma Valmentaja"]
    assert has(browser.get("/p/PEOPLE/people/?coach="), "Omanen", "Väisänen", "Marjanen", "Lopettanut")
    assert has(browser.get("/p/PEOPLE/people/?coach=0"), "Väisänen", "Marjanen", "Lopettanut")
    assert has(browser.get("/p/PEOPLE/people/?coach=&standing=ended"), "Lopettanut")


def test_each_person_seen_is_a_line_in_the_read_log(project, places, people):
    browser, user = sign_in(project, "site_coordinator", site=places[0])
    browser.get("/p/PEOPLE/people/")
    search(browser, project, "Marjanen")
    with scope(Scope(log=frozenset(site.pk for site in places))):
        lines = list(ReadLog.objects.values_list("action", "reason", "user", "label", "path"))
    assert len(lines) == 4
    assert set(lines) == {("listed", "supervision", user.pk, "participants.participant", "/p/PEOPLE/people/")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Väisänen", "Väisänen"),
        ("vaisanen", "Väisänen"),
        ("virtanen", "Väisänen"),
        ("wirtanen åke", "Väisänen"),
        ("Vaisnen", "Väisänen"),
        ("Väisäänen", "Väisänen"),
        ("Vasiänen", "Väisänen"),
        ("Vesisoinen", None),
        ("väi", "Väisänen"),
        ("mik", "Väisänen"),
        ("Marjanem", "Marjanen"),
        ("040 1234567", "Väisänen"),
        ("+358 40 123 4567", "Väisänen"),
        ("1234567", "Väisänen"),
        ("15.3.1975", "Marjanen"),
        (CODE.lower(), "Marjanen"),
        ("F-1", "Väisänen"),
        ("Tuntematon", None),
        ("31.2.1975", None),
        ("%%%", None),
    ],
)
def test_a_person_is_found_by_what_one_remembers(project, people, text, found):
    browser, _ = sign_in(project, "project_admin")
    page = search(browser, project, text)
    assert has(page, found) if found else names(page) == []


def test_the_nearest_name_comes_first(project, places, people):
    with scope(people_scope(*places)):
        for name in ("Marjoinen", "Marjan", "Marjanen"):
            a_period(places[0], family_name=name)
    browser, _ = sign_in(project, "project_admin")
    found = [row.split(">")[1].split()[1].split("<")[0] for row in names(search(browser, project, "Marjanen"))]
    assert found == ["Marjanen", "Marjanen"]
    found = [row.split(">")[1].split()[1].split("<")[0] for row in names(search(browser, project, "Marjannen"))]
    assert found == ["Marjanen", "Marjanen"]
    assert [letters_apart("marja", other) for other in ("marja", "marjan", "harja", "arja", "majra", "")] == [
        0,
        1,
        1,
        1,
        2,
        5,
    ]


def test_each_match_says_why(project, people):
    browser, _ = sign_in(project, "project_admin")
    assert "Nimi on tämän kaltainen" in names(search(browser, project, "Marjanem"))[0]
    assert "Sama henkilötunnus" in names(search(browser, project, CODE))[0]


def test_a_search_is_only_ones_own_and_only_for_a_day(project, people):
    browser, user = sign_in(project, "project_admin")
    address = browser.post("/p/PEOPLE/people/search/", {"q": "Marjanen"}).url
    other, _ = sign_in(project, "project_admin", "Toinen Pääkäyttäjä")
    assert other.get(address).context["query"] is None
    assert other.get("/p/PEOPLE/people/?found=rubbish").context["query"] is None
    token = hide("Marjanen", purpose="people", user=user.pk)
    assert reveal(token, purpose="people", user=user.pk) == "Marjanen"
    assert reveal(token, purpose="other", user=user.pk) is None
    with time_machine.travel(0, tick=False):
        old = hide("Marjanen", purpose="people", user=user.pk)
    with time_machine.travel(LIFE_SECONDS + 1, tick=False):
        assert reveal(old, purpose="people", user=user.pk) is None


def test_an_empty_search_is_asked_again(project, people):
    browser, _ = sign_in(project, "project_admin")
    assert browser.post("/p/PEOPLE/people/search/", {"q": "  "}).url == "/p/PEOPLE/people/search/"
    assert browser.get("/p/PEOPLE/people/search/").status_code == 200


def test_who_sees_nobody_has_neither_list_nor_search(project, people):
    browser, _ = sign_in(project, "project_coordinator")
    assert browser.get("/p/PEOPLE/people/").status_code == 403
    assert b"top-search" not in browser.get("/p/PEOPLE/").content


def test_the_number_of_statements_does_not_grow_with_the_people(project, places):
    browser, _ = sign_in(project, "project_admin")

    def statements(n: int) -> int:
        with scope(people_scope(*places)):
            for _number in range(n):
                a_period(places[0], family_name="Sama")
        with CaptureQueriesContext(connection) as seen:
            browser.get("/p/PEOPLE/people/")
        with CaptureQueriesContext(connection) as searched:
            search(browser, project, "Sama")
        return len(seen) * 1000 + len(searched)

    statements(1)  # what is kept in memory after the first time
    assert statements(1) == statements(5)
