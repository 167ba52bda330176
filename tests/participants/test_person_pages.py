"""One person's pages: who sees them, what each state shows, and that each opening is logged with its reason."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osuuskunta.activity.models import ReadLog
from osuuskunta.core.erasure import erase
from osuuskunta.core.ids import new_id
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import Project, Site
from participants.models import Participant, Participation
from tests.factories.accounts import a_user
from tests.factories.people import a_period, people_scope
from tests.factories.project import a_project, sites
from tests.participants.test_people_pages import sign_in

pytestmark = pytest.mark.django_db
CODE = "150375-912V"
WHOLE = {
    "labour_status_entry": "unemployed",
    "unemployed_since": date(2024, 1, 1),
    "in_education_entry": False,
    "isced_entry": 2,
}


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


def made(places: list[Site], site: int = 0, person: Participant | None = None, **fields: Any) -> Participation:
    with scope(people_scope(*places)):
        return a_period(places[site], person, **fields)


def url(person: Any, page: str = "") -> str:
    return f"/p/PEOPLE/people/{getattr(person, 'participant_id', person)}/{page}"


def lines(places: list[Site]) -> list[tuple[str, ...]]:
    with scope(Scope(log=frozenset(site.pk for site in places))):
        rows = ReadLog.objects.order_by("pk").values_list("action", "reason", "note", "path")
        return [(action, reason, note, path.split("/", 5)[-1]) for action, reason, note, path in rows]


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_one_period_says_who_since_when_and_what_is_missing(project, places):
    coach = a_user("Kirsi Koutsi")
    period = made(places, given_names="Maija", family_name="Marjanen", coach=coach, identity_code=CODE, phone="040 123",
                  birth_date=date(1975, 3, 15), **{**WHOLE, "isced_entry": None})  # fmt: skip
    browser, _ = sign_in(project, "site_coordinator", site=places[0])
    page = text(browser.get(url(period)))
    for wanted in ("Maija Marjanen", "Mukana nyt", "1.1.2025", "Kirsi Koutsi", "Forssa", "15.3.1975, 51 vuotta", "15.03.1975-***",
                   "Koulutusaste aloittaessa ei ole tiedossa.", "Ilman sitä Maija Marjanen ei näy raportin luvuissa.",
                   f"/periods/{period.pk}/start/#id_isced_entry", 'href="tel:040123"'):  # fmt: skip
        assert wanted in page, wanted
    assert CODE not in page
    assert "Rahoittaja näkee" not in page


def test_a_person_with_every_fact_lacks_nothing(project, places):
    period = made(places, **WHOLE)
    browser, _ = sign_in(project, "project_admin")
    response = browser.get(url(period))
    assert (response.context["lacks"], [tab.n for tab in response.context["tabs"]]) == ([], [None] * 4)


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        ({**WHOLE, "unemployed_since": None}, ["unemployed_since"]),
        ({**WHOLE, "labour_status_entry": "inactive", "unemployed_since": None}, []),
        ({"full_time_student_entry": True, "isced_entry": 0}, []),
        ({"registered_unemployed_entry": True, "isced_entry": 3, "in_education_entry": False}, ["unemployed_since"]),
        ({**WHOLE, "gender": None, "birth_date": None}, ["gender", "birth_date"]),
        ({}, ["labour_status_entry", "in_education_entry", "isced_entry"]),
    ],
)
def test_what_the_funder_lacks_follows_its_rules(project, places, facts, lacks):
    browser, _ = sign_in(project, "project_admin")
    found = browser.get(url(made(places, **facts))).context["lacks"]
    assert [lack.mend.url.split("#id_")[1].removesuffix("_0") for lack in found] == lacks


def test_several_periods_are_one_to_the_funder(project, places):
    first = made(places, entry_date=date(2025, 3, 12), exit_date=date(2025, 8, 1))
    made(places, 1, first.participant, entry_date=date(2026, 1, 8), exit_date=date(2026, 10, 4))
    whole, _ = sign_in(project, "project_admin")
    page = text(whole.get(url(first)))
    assert "Rahoittaja näkee yhden osallistumisen, 12.3.2025–4.10.2026; todellisuudessa jaksoja on 2." in page
    assert "Päättynyt" in page
    own, _ = sign_in(project, "site_coordinator", "Paikallinen", site=places[0])
    page = text(own.get(url(first)))
    assert "Oulu" not in page
    assert "4.10.2026" not in page
    assert "1.8.2025" in page
    made(places, 0, first.participant, entry_date=date(2026, 5, 1))
    assert "Rahoittaja tekee paikkakuntasi jaksoista yhden osallistumisen, 12.3.2025–;" in text(own.get(url(first)))


def test_a_period_that_has_not_begun_and_one_that_has_ended(project, places):
    browser, _ = sign_in(project, "project_admin")
    assert "Alkaa myöhemmin" in text(browser.get(url(made(places, entry_date=date(2027, 1, 1)))))
    ended = made(places, exit_date=date(2026, 10, 1), exit_reason="education")
    page = text(browser.get(url(ended)))
    for wanted in ("Päättynyt", "1.10.2026", "Koulutus tai opinnot", f"/periods/{ended.pk}/end/"):
        assert wanted in page, wanted


def test_non_disclosure_hides_address_and_municipality_everywhere(project, places):
    period = made(places, non_disclosure=True, address="Salakuja 1", home_municipality="980", **WHOLE)
    browser, _ = sign_in(project, "project_admin")
    for page in ("", "esf/", "history/", "edit/", f"periods/{period.pk}/start/"):
        shown = text(browser.get(url(period, page)))
        hidden = ("Salakuja", ">980<", '"980"', "Ylöjärvi")
        assert [word for word in hidden if word in shown] == [], page
    assert text(browser.get(url(period))).count("Piilotettu: turvakielto") == 2
    assert "Turvakielto" in text(browser.get(url(period, "reads/")))


def test_an_erased_person_is_said_to_be_erased_and_cannot_be_changed(project, places):
    period = made(places, family_name="Poistunut", **WHOLE)
    with scope(people_scope(*places)):
        erase("participant", period.participant_id)
    browser, _ = sign_in(project, "project_admin")
    for page in ("", "esf/", "history/", "reads/", "code/"):
        shown = text(browser.get(url(period, page)))
        assert "Poistunut" not in shown
        assert "Poistettu henkilö" in shown
    for page in ("edit/", "begin/", f"periods/{period.pk}/end/", f"periods/{period.pk}/answers/"):
        assert browser.get(url(period, page)).status_code == 404


def test_another_site_another_project_and_an_unknown_person_are_the_same_404(project, places):
    other = a_project("OTHER")
    elsewhere = sites(other, "285")
    with scope(people_scope(*elsewhere)):
        foreign = a_period(elsewhere[0])
    far, own = made(places, 1), made(places, 0)
    browser, _ = sign_in(project, "site_coordinator", site=places[0])
    for pk in (far.participant_id, foreign.participant_id, new_id()):
        for page in ("", "esf/", "history/", "reads/", "edit/", "code/", "reason/", "begin/"):
            assert browser.get(url(pk, page)).status_code == 404, page
            assert browser.post(url(pk, page)).status_code in {404, 405}, page
    assert browser.get(url(own, f"periods/{far.pk}/end/")).status_code == 404
    with scope(people_scope(*places)):
        assert Participation.objects.get(pk=far.pk).exit_date is None


def test_every_opening_is_a_line_with_the_reason_of_the_role(project, places):
    period = made(places)
    made(places, 1, period.participant, entry_date=date(2026, 1, 1))
    browser, _ = sign_in(project, "project_admin")
    for page in ("", "esf/", "history/", "reads/", "edit/"):
        browser.get(url(period, page))
    found = lines(places)
    assert len(found) == 10  # one for each site through which the person was seen
    assert {line[1] for line in found} == {"administration"}
    assert [line[3] for line in found[::2]] == ["", "esf/", "history/", "reads/", "edit/"]


def test_a_coach_says_why_before_reading_somebody_elses_person(project, places):
    period = made(places, family_name="Toisen")
    browser, _ = sign_in(project, "coach", site=places[0])
    asked = browser.get(url(period, "esf/"))
    assert (asked.status_code, asked.url.split("?")[0]) == (302, url(period, "reason/"))
    assert "Toisen" not in text(browser.get(asked.url))
    assert lines(places) == []

    empty = browser.post(url(period, "reason/"), {"reason": "other", "note": "", "next": url(period, "esf/")})
    assert "Kerro muutamalla sanalla" in text(empty)
    said = {"reason": "own_work", "note": "Sijaistan viikon", "next": url(period, "esf/")}
    opened = browser.post(url(period, "reason/"), said)
    assert (opened.status_code, opened.url) == (302, url(period, "esf/"))
    assert "Toisen" in text(browser.get(opened.url))
    assert lines(places) == [("opened", "own_work", "Sijaistan viikon", "esf/")]
    assert browser.post(url(period, "reason/"), {**said, "next": "https://example.org/"}).url == url(period)

    with time_machine.travel("2026-11-24T10:29:00Z", tick=False):
        assert browser.get(url(period)).status_code == 200
    with time_machine.travel("2026-11-24T10:31:00Z", tick=False):
        assert browser.get(url(period)).status_code == 302


def test_ones_own_person_opens_at_once(project, places):
    browser, user = sign_in(project, "coach", site=places[0])
    period = made(places, coach=user)
    assert browser.get(url(period)).status_code == 200
    assert lines(places) == [("opened", "own_work", "", "")]


def test_a_reason_for_one_person_opens_no_other(project, places):
    one, other = made(places), made(places)
    browser, _ = sign_in(project, "coach", site=places[0])
    browser.post(url(one, "reason/"), {"reason": "check", "note": ""})
    assert [browser.get(url(period)).status_code for period in (one, other)] == [200, 302]
    assert browser.post(url(other, "edit/"), {"given_names": "X"}).status_code == 302


def test_the_identity_code_is_shown_once_for_a_reason(project, places):
    period = made(places, identity_code=CODE, birth_date=date(1975, 3, 15))
    browser, _ = sign_in(project, "project_admin")
    assert CODE not in text(browser.get(url(period, "code/")))
    assert CODE not in text(browser.post(url(period, "code/"), {"note": "Ilman syytä"}))
    shown = browser.post(url(period, "code/"), {"reason": "check", "note": "Verrataan passiin"})
    assert CODE in text(shown)
    assert lines(places)[-1] == ("opened", "check", "Verrataan passiin", "code/")
    assert CODE not in text(browser.get(url(period)))


def test_the_sensitive_answers_stand_on_the_funders_page_only(project, places):
    period = made(places, disability=1, third_country_national=2, minority=None, **WHOLE)
    browser, _ = sign_in(project, "project_admin")
    page = text(browser.get(url(period, "esf/")))
    for wanted in ("Vamma tai pitkäaikaissairaus", "Ei halua vastata", "Ei kysytty", "Ei tiedossa", "Työtön"):
        assert wanted in page, wanted
    assert "Maahanmuuttaja" not in page  # asked by the other set of indicators
    for other in ("", "history/"):
        assert "Ei halua vastata" not in text(browser.get(url(period, other)))


def test_the_read_log_shows_ones_own_lines_and_says_so(project, places):
    period = made(places)
    other, _ = sign_in(project, "project_admin", "Toinen Pääkäyttäjä")
    other.get(url(period))
    browser, _ = sign_in(project, "site_coordinator", site=places[0])
    browser.get(url(period, "esf/"))
    response = browser.get(url(period, "reads/"))
    assert "näet tässä omat avauksesi" in text(response).lower().replace("\n", " ")
    rows = response.context["table"].rows
    assert len(rows) == 2
    assert all("Valma Valmentaja" in row.cells["who"] for row in rows)
    assert ["ESR-tiedot" in str(rows[1].cells["what"]), "Lukuloki" in str(rows[0].cells["what"])] == [True, True]


def test_a_list_leads_to_the_person(project, places):
    period = made(places)
    browser, _ = sign_in(project, "project_admin")
    assert f'href="{url(period)}"' in text(browser.get("/p/PEOPLE/people/"))


def test_the_number_of_statements_does_not_grow_with_the_periods(project, places):
    browser, _ = sign_in(project, "project_admin")
    coach = a_user("Kirsi Koutsi")
    period = made(places, exit_date=date(2025, 1, 2), home_municipality="061", coach=coach)

    def statements() -> list[int]:
        counts = []
        for page in ("", "esf/", "history/", "reads/"):
            with CaptureQueriesContext(connection) as seen:
                assert browser.get(url(period, page)).status_code == 200
            counts.append(len(seen))
        return counts

    statements()
    before = statements()
    for month in (2, 3, 4):
        made(places, 0, period.participant, entry_date=date(2025, month, 1), exit_date=date(2025, month, 3),
             home_municipality="061", coach=coach)  # fmt: skip
    assert statements() == before


def test_who_sees_nobody_has_no_page(project, places):
    browser, _ = sign_in(project, "project_coordinator")
    assert browser.get(url(made(places))).status_code == 403
    assert Client().get(url(made(places))).status_code == 302
