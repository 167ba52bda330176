"""A new person: searched for first, two steps, a likely twin shown, once however often it is sent, no name in an address or session."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from osuuskunta.core.scope import Scope, scope
from osuuskunta.core.sealing import unlock
from osuuskunta.core.sealing.tokens import LIFE_SECONDS
from osuuskunta.project.models import Project, Site
from participants.forms.new import guessed
from participants.models import Participant, Participation
from tests.factories.people import a_period, people_scope
from tests.factories.project import a_project, sites
from tests.participants.test_people_pages import sign_in

pytestmark = pytest.mark.django_db
CODE = "150375-912V"
NEW = "/p/PEOPLE/people/new/"


@pytest.fixture(autouse=True)
def _a_day() -> Iterator[None]:
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False):
        yield


@pytest.fixture
def project(settings: Any) -> Project:
    settings.DEMO_MFA = False
    return a_project("PEOPLE", test_codes_allowed=True)


@pytest.fixture
def places(project: Project) -> list[Site]:
    return sites(project, "061", "564")


@pytest.fixture
def browser(project: Project, places: list[Site]) -> Client:
    return sign_in(project, "site_coordinator", site=places[0])[0]


def values(response: Any, **changes: Any) -> dict[str, Any]:
    """Return what the form on a page sends when only `changes` are typed."""
    assert response.status_code == 200, response.status_code
    found = {}
    for field in response.context["form"]:
        value = field.value()
        shown = field.field.widget.format_value(value) if hasattr(field.field.widget, "format_value") else value
        shown = shown[0] if isinstance(shown, list) and shown else shown
        if shown not in (None, "", False, []):
            found[field.name] = shown
    found.pop("non_disclosure", None)
    return {**found, **changes}


def begun(browser: Client, text: str = "Maija Marjanen") -> Any:
    """Search for `text`, find nobody that fits, and go on with what was typed."""
    address = browser.post("/p/PEOPLE/people/search/", {"q": text}).url
    found = browser.get(address).content.decode()
    onward = re.search(rf'href="({NEW}\?found=[^"]+)"', found)
    assert onward, "the search offers to create"
    assert text.split(maxsplit=1)[0] not in onward[1]
    return browser.get(onward[1])


def people(places: list[Site]) -> list[Any]:
    with scope(people_scope(*places)):
        found = list(Participant.objects.order_by("created_at"))
        unlock(found)
        return [(person.name, person.birth_date) for person in found]


def test_a_person_is_added_in_two_steps_from_a_search(places, browser):
    who = begun(browser)
    assert values(who)["family_name"] == "Marjanen"
    start = browser.post(NEW, values(who, birth_date="15.3.1975", gender="W"))
    assert [step.state for step in start.context["steps"]] == ["done", "now"]
    assert values(start)["entry_date"] == "24.11.2026"
    done = browser.post(NEW, values(start, entry_date="20.11.2026", labour_status_entry="inactive"))
    with scope(people_scope(*places)):
        period = Participation.objects.get()
    assert done.url == f"/p/PEOPLE/people/{period.participant_id}/"
    assert (period.site_id, period.entry_date, period.labour_status_entry, period.isced_entry) == (
        places[0].pk, date(2026, 11, 20), "inactive", None,
    )  # fmt: skip
    assert people(places) == [("Maija Marjanen", date(1975, 3, 15))]
    assert "Maija Marjanen" in browser.get(done.url).content.decode()


def test_without_a_search_the_search_comes_first(browser):
    page = browser.get(NEW)
    assert "form" not in page.context
    assert 'name="q"' in page.content.decode()


def test_nothing_typed_lies_in_the_address_or_in_the_session(places, browser):
    start = browser.post(NEW, values(begun(browser), phone="0401234567"))
    page = start.content.decode()
    assert "0401234567" not in page
    stored = [str(session.get_decoded()) for session in Session.objects.all()]
    assert stored
    assert [text for text in stored if "Marjanen" in text or "0401234567" in text] == []


def test_going_back_keeps_both_steps(browser):
    start = browser.post(NEW, values(begun(browser), phone="0401234567"))
    who = browser.post(NEW, values(start, entry_date="rubbish", isced_entry="3", back="1"))
    assert (values(who)["phone"], values(who)["given_names"]) == ("0401234567", "Maija")
    again = values(browser.post(NEW, values(who, phone="0407654321")))
    assert (again["entry_date"], again["isced_entry"]) == ("rubbish", "3")


def test_sent_twice_it_is_one_person(places, browser):
    data = values(browser.post(NEW, values(begun(browser))))
    first, second = browser.post(NEW, data), browser.post(NEW, data)
    assert (first.status_code, first.url) == (302, second.url)
    assert len(people(places)) == 1


@pytest.mark.parametrize("same", [{"identity_code": CODE}, {"birth_date": "15.3.1975"}])
def test_a_likely_twin_is_shown_and_another_is_created_all_the_same(places, browser, same):
    with scope(people_scope(*places)):
        twin = a_period(
            places[0], given_names="Maija", family_name="Marjanen", identity_code=CODE, birth_date=date(1975, 3, 15)
        )
    who = values(begun(browser, "Marjanen, Maija"), **same)
    warned = browser.post(NEW, who)
    page = warned.content.decode()
    assert "Kyseessä voi olla sama henkilö" in page
    assert f"/people/{twin.participant_id}/" in page
    assert "Lisää silti uutena" in page
    start = browser.post(NEW, values(warned))
    assert browser.post(NEW, values(start)).status_code == 302
    assert len(people(places)) == 2
    with scope(Scope(log=frozenset(site.pk for site in places))):
        from osuuskunta.activity.models import ReadLog

        assert ReadLog.objects.filter(path=NEW, action="listed").count() == 1


def test_who_was_seen_as_a_twin_says_nothing_of_another_one(places, browser):
    with scope(people_scope(*places)):
        a_period(places[0], given_names="Maija", family_name="Marjanen", birth_date=date(1975, 3, 15))
        a_period(places[0], given_names="Mikko", family_name="Marjanen", birth_date=date(1976, 3, 15))
    warned = browser.post(NEW, values(begun(browser), birth_date="15.3.1975"))
    again = browser.post(NEW, values(warned, given_names="Mikko", birth_date="15.3.1976"))
    assert "Mikko Marjanen" in again.content.decode()
    assert again.context["twins"]


def test_a_twin_at_another_site_is_not_shown(places, browser):
    with scope(people_scope(*places)):
        a_period(places[1], given_names="Maija", family_name="Marjanen", birth_date=date(1975, 3, 15))
    start = browser.post(NEW, values(begun(browser), birth_date="15.3.1975"))
    assert [step.state for step in start.context["steps"]] == ["done", "now"]


def test_mistakes_of_either_step_are_said_and_nothing_is_stored(places, browser):
    who = browser.post(NEW, values(begun(browser), identity_code="rubbish"))
    assert list(who.context["form"].errors) == ["identity_code"]
    start = browser.post(NEW, values(who, identity_code="", birth_date="15.3.2025"))
    refused = browser.post(NEW, values(start, entry_date="1.1.2025"))
    assert "Syntymäpäivä" in str(refused.context["form"].errors)
    assert people(places) == []


def test_a_first_step_of_yesterday_is_asked_again(places, browser):
    data = values(browser.post(NEW, values(begun(browser))))
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False) as clock:
        clock.shift(60)
        assert browser.post(NEW, {**data, "who": "rubbish"}).url == NEW
    assert LIFE_SECONDS == 24 * 3600
    assert people(places) == []


def test_a_coach_gets_the_new_person(project, places):
    browser, user = sign_in(project, "coach", site=places[0])
    start = browser.post(NEW, values(begun(browser)))
    done = browser.post(NEW, values(start))
    with scope(people_scope(*places)):
        assert Participation.objects.get().coach_id == user.pk
    assert browser.get(done.url).status_code == 200


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("maija liisa marjanen", {"given_names": "Maija Liisa", "family_name": "Marjanen"}),
        ("Marjanen, Maija", {"given_names": "Maija", "family_name": "Marjanen"}),
        ("Marjanen", {"given_names": "", "family_name": "Marjanen"}),
        ("15.3.1975", {"birth_date": "15.3.1975"}),
        (CODE.lower(), {"identity_code": CODE, "birth_date": date(1975, 3, 15)}),
        ("040 123 4567", {"phone": "040 123 4567"}),
        ("maija@example.org", {"email": "maija@example.org"}),
    ],
)
def test_what_was_searched_for_goes_into_its_field(text, fields):
    assert guessed(text) == fields
