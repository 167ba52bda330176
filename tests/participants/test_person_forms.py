"""Changing a person and their periods: short forms, refusals at the field, nothing typed lost, nothing overwritten unseen."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from osuuskunta.core.scope import scope
from osuuskunta.core.sealing import unlock
from osuuskunta.project.models import Project, Site
from participants.models import Participant, Participation, SensitiveAnswers
from tests.factories.accounts import a_grant, a_user
from tests.factories.people import a_period, people_scope
from tests.factories.project import a_project, sites
from tests.participants.test_people_pages import sign_in

pytestmark = pytest.mark.django_db
CODE = "150375-912V"


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
    return sign_in(project, "project_admin")[0]


def made(places: list[Site], site: int = 0, person: Participant | None = None, **fields: Any) -> Participation:
    with scope(people_scope(*places)):
        return a_period(places[site], person, **fields)


def now(places: list[Site], row: Any) -> Any:
    """Return the row as it is stored now, unlocked."""
    with scope(people_scope(*places)):
        found = type(row).objects.get(pk=row.pk)
        unlock(found)
        for name in ("given_names", "phone", "identity_code", "address"):
            getattr(found, name, None)
        return found


def of_person(period: Participation) -> str:
    return f"/p/PEOPLE/people/{period.participant_id}/"


def of(period: Participation, page: str) -> str:
    return f"{of_person(period)}periods/{period.pk}/{page}/"


def typed(browser: Client, url: str, **changes: Any) -> dict[str, Any]:
    """Return what the page's form sends when only `changes` are typed."""
    form = browser.get(url).context["form"]
    values: dict[str, Any] = {}
    for field in form:
        value = field.value()
        value = field.field.widget.format_value(value) if hasattr(field.field.widget, "format_value") else value
        value = value[0] if isinstance(value, list) and len(value) == 1 else value
        if value not in (None, "", False) and not (field.name == "non_disclosure" and not field.value()):
            values[field.name] = value
    return {**values, **changes}


def mistakes(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200, response.status_code
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def test_a_person_is_edited_and_the_code_stays_hidden(places, browser):
    period = made(places, identity_code=CODE, birth_date=date(1975, 3, 15), given_names="Maija")
    url = of_person(period) + "edit/"
    page = browser.get(url)
    assert CODE not in page.content.decode()
    assert "15.03.1975-***" in page.content.decode()
    saved = browser.post(url, typed(browser, url, given_names="Maija Liisa", phone="040 1", non_disclosure="on"))
    assert (saved.status_code, saved.url) == (302, of_person(period))
    person = now(places, period.participant)
    assert (person.given_names, person.phone, person.identity_code, person.non_disclosure) == (
        "Maija Liisa", "040 1", CODE, True,
    )  # fmt: skip


def test_under_non_disclosure_an_empty_address_keeps_the_stored_one(places, browser):
    period = made(places, non_disclosure=True, address="Salakuja 1")
    url = of_person(period) + "edit/"
    browser.post(url, typed(browser, url, phone="1"))
    assert now(places, period.participant).address == "Salakuja 1"
    browser.post(url, typed(browser, url, address="Toinen kuja 2"))
    assert now(places, period.participant).address == "Toinen kuja 2"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"identity_code": "150375-912X"}, "identity_code"),
        ({"identity_code": "rubbish"}, "identity_code"),
        ({"identity_code": CODE, "birth_date": "16.3.1975"}, "birth_date"),
        ({"birth_date": "31.2.1975"}, "birth_date"),
        ({"birth_date": "25.11.2026"}, "birth_date"),
        ({"birth_date": "1.1.2025"}, "birth_date"),  # the first day of the period: the action refuses
        ({"email": "not an address"}, "email"),
        ({"family_name": ""}, "family_name"),
    ],
)
def test_what_cannot_be_is_refused_at_the_field_and_stays_typed(places, browser, change, field):
    period = made(places)
    url = of_person(period) + "edit/"
    answer = browser.post(url, typed(browser, url, phone="040 7", **change))
    assert list(mistakes(answer)) == [field]
    assert 'value="040 7"' in answer.content.decode()
    assert f"#id_{field}" in answer.content.decode()
    assert now(places, period.participant).phone is None


def test_test_codes_are_refused_where_the_project_does_not_allow_them(project, places, browser):
    project.test_codes_allowed = False
    project.save()
    period = made(places)
    url = of_person(period) + "edit/"
    assert list(mistakes(browser.post(url, typed(browser, url, identity_code=CODE, birth_date="")))) == [
        "identity_code"
    ]


def test_two_who_save_see_both_and_nothing_is_overwritten(places, browser):
    period = made(places, phone="1", identity_code=CODE, birth_date=date(1975, 3, 15))
    url = of_person(period) + "edit/"
    mine = typed(browser, url, phone="2")
    browser.post(url, typed(browser, url, phone="3"))
    both = browser.post(url, mine)
    assert both.status_code == 409
    shown = both.context["meanwhile"]
    assert [(str(one.label), [version.value for version in one.versions]) for one in shown.fields] == [
        ("Puhelin", ["2", "3"])
    ]
    assert [saver.split(" tallensi")[0] for saver in shown.savers] == ["Valma Valmentaja"]
    assert 'value="2"' in both.content.decode()
    assert now(places, period.participant).phone == "3"
    again = {field.name: field.value() for field in both.context["form"] if field.value()}
    assert browser.post(url, again).status_code == 302
    assert now(places, period.participant).phone == "2"


def test_a_choice_and_a_tick_are_shown_in_both_states_and_a_hidden_code_is_not(places, browser):
    period = made(places, gender="W", identity_code=CODE, birth_date=date(1975, 3, 15))
    url = of_person(period) + "edit/"
    mine = typed(browser, url, gender="M", identity_code="150375X912V")
    browser.post(url, typed(browser, url, gender="NB", non_disclosure="on"))
    both = browser.post(url, mine)
    shown = both.context["meanwhile"]
    pairs = [[text for version in one.versions for _kind, text in version.pieces] for one in shown.fields]
    assert sorted(pairs) == [["Mies", "Muunsukupuolinen"], ["ei", "kyllä"]]
    assert [str(label) for label in shown.hidden] == ["Henkilötunnus"]
    assert CODE not in both.content.decode()


def test_the_start_is_mended_and_unknown_stays_unknown(places, browser):
    period = made(places, labour_status_entry="unemployed")
    url = of(period, "start")
    data = typed(
        browser,
        url,
        isced_entry="3",
        in_education_entry="False",
        home_municipality="Forssa",
        unemployed_since="1.3.2024",
    )
    assert data["registered_unemployed_entry"] == "-"
    assert browser.post(url, data).url == of_person(period) + "esf/"
    stored = now(places, period)
    assert (stored.isced_entry, stored.in_education_entry, stored.home_municipality, stored.unemployed_since) == (
        3, False, "061", date(2024, 3, 1),
    )  # fmt: skip
    assert (stored.registered_unemployed_entry, stored.full_time_student_entry) == (None, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"entry_date": "31.12.2024"}, "entry_date"),  # before the project
        ({"entry_date": ""}, "entry_date"),
        ({"unemployed_since": "2.1.2025"}, "unemployed_since"),
        ({"home_municipality": "Tuntematon"}, "home_municipality"),
        ({"isced_entry": "9"}, "isced_entry"),
    ],
)
def test_a_start_that_cannot_be_is_refused_at_the_field(places, browser, change, field):
    period = made(places)
    url = of(period, "start")
    assert list(mistakes(browser.post(url, typed(browser, url, **change)))) == [field]
    assert now(places, period).entry_date == date(2025, 1, 1)


def test_answers_are_given_refused_or_not_asked(project, places, browser):
    project.indicator_set = "esf2014"
    project.save()
    period = made(places, disability=1)
    url = of(period, "answers")
    data = typed(browser, url, migrant_minority="2", disability="-", homeless="0")
    assert set(data) == {"seen", "migrant_minority", "disability", "other_disadvantaged", "homeless"}
    browser.post(url, data)
    stored = now(places, SensitiveAnswers(pk=period.pk))
    assert (stored.migrant_minority, stored.disability, stored.other_disadvantaged, stored.homeless) == (
        2,
        None,
        None,
        0,
    )
    assert "homeless" in mistakes(browser.post(url, {**data, "homeless": "2"}))


def test_participation_ends_and_the_end_can_be_undone(places, browser):
    period = made(places)
    url = of(period, "end")
    data = typed(browser, url)
    assert (data["exit_date"], data["exit_status_date"]) == ("24.11.2026", "24.11.2026")
    answer = browser.post(
        url, {**data, "exit_date": "20.11.2026", "exit_reason": "education", "in_education_exit": "True"}
    )
    assert answer.status_code == 302
    stored = now(places, period)
    assert (stored.exit_date, stored.exit_reason, stored.in_education_exit, stored.exit_status_date) == (
        date(2026, 11, 20), "education", True, date(2026, 11, 24),
    )  # fmt: skip
    undo = of(period, "reopen")
    assert undo in browser.get(answer.url).content.decode()
    assert browser.get(undo).status_code == 302
    assert now(places, period).exit_date == date(2026, 11, 20)
    browser.post(undo)
    stored = now(places, period)
    assert (stored.exit_date, stored.exit_reason, stored.in_education_exit, stored.exit_status_date) == (None,) * 4


def test_without_a_known_situation_no_day_is_kept_on_which_it_was_established(places, browser):
    period = made(places)
    url = of(period, "end")
    browser.post(url, typed(browser, url))
    assert (now(places, period).exit_date, now(places, period).exit_status_date) == (date(2026, 11, 24), None)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"exit_date": ""}, ["exit_date"]),
        ({"exit_date": "31.12.2024"}, ["exit_date"]),
        ({"exit_date": "1.12.2026", "labour_status_exit": "employed"}, ["labour_status_exit", "exit_status_date"]),
        ({"labour_status_exit": "employed", "exit_status_date": "25.11.2026"}, ["exit_status_date"]),
        ({"labour_status_exit": "employed", "exit_status_date": "23.11.2026"}, ["exit_status_date"]),
    ],
)
def test_an_end_that_cannot_be_is_refused_at_the_field(places, browser, change, fields):
    period = made(places)
    url = of(period, "end")
    found = list(mistakes(browser.post(url, typed(browser, url, **change))))
    assert set(found) <= set(fields)
    assert found[0] == fields[0]
    assert now(places, period).exit_date is None


def test_a_last_day_may_lie_ahead(places, browser):
    period = made(places)
    url = of(period, "end")
    assert browser.post(url, typed(browser, url, exit_date="31.12.2026")).status_code == 302
    assert (now(places, period).exit_date, now(places, period).exit_status_date) == (date(2026, 12, 31), None)


def test_an_end_is_taken_back_by_emptying_its_day(places, browser):
    period = made(places, exit_date=date(2026, 2, 1), labour_status_exit="employed", labour_status_6m="employed")
    url = of(period, "end")
    browser.post(url, typed(browser, url, exit_date=""))
    stored = now(places, period)
    assert (stored.exit_date, stored.labour_status_exit, stored.labour_status_6m) == (None, None, None)


def test_six_months_later_is_confirmed_on_that_day_and_not_before(project, places, browser):
    period = made(places, exit_date=date(2026, 5, 25))
    url = of(period, "later")
    for answer in (browser.get(url), browser.post(url, {"labour_status_6m": "employed", "improved_6m": "-"})):
        assert "25.11.2026" in answer.content.decode()
        assert "form" not in answer.context
    assert now(places, period).labour_status_6m is None
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False):
        later, _ = sign_in(project, "project_admin", "Toinen Pääkäyttäjä")  # the first sign-in is too old by then
        assert later.post(url, typed(later, url, labour_status_6m="employed")).status_code == 302
    assert now(places, period).labour_status_6m == "employed"
    assert "jatkuu" in browser.get(of(made(places), "later")).content.decode()


def test_the_coach_is_one_of_the_site(project, places, browser):
    here, there, gone = (a_user(name) for name in ("Täällä", "Toisaalla", "Lopettanut"))
    a_grant(here, project, site=places[0])
    a_grant(there, project, site=places[1])
    a_grant(gone, project, site=places[0], valid_to=date(2026, 1, 1))
    period = made(places)
    url = of(period, "coach")
    assert list(browser.get(url).context["form"].users) == [here.pk]
    assert list(mistakes(browser.post(url, typed(browser, url, coach=there.pk)))) == ["coach"]
    assert browser.post(url, typed(browser, url, coach=here.pk)).status_code == 302
    assert now(places, period).coach_id == here.pk
    browser.post(url, typed(browser, url, coach="-"))
    assert now(places, period).coach_id is None


def test_a_return_and_a_second_site_are_new_periods(project, places, browser):
    first = made(places, exit_date=date(2026, 3, 1))
    url = of_person(first) + "begin/"
    open_form = browser.get(url).context["form"]
    assert [key for key, _words in open_form.fields["site"].choices] == [site.pk for site in places]
    data = typed(browser, url, site=places[0].pk, entry_date="28.2.2026")
    assert list(mistakes(browser.post(url, data))) == ["entry_date"]  # the first period still goes on
    assert browser.post(url, {**data, "entry_date": "2.3.2026"}).status_code == 302
    assert browser.post(url, {**data, "site": places[1].pk}).status_code == 302
    with scope(people_scope(*places)):
        found = Participation.objects.filter(participant=first.participant_id).order_by("entry_date", "site")
        assert [(one.site_id, one.entry_date) for one in found] == [
            (places[0].pk, date(2025, 1, 1)), (places[1].pk, date(2026, 2, 28)), (places[0].pk, date(2026, 3, 2)),
        ]  # fmt: skip


def test_a_period_at_a_site_one_does_not_see_cannot_be_begun(project, places):
    period = made(places, exit_date=date(2026, 3, 1))
    own, _ = sign_in(project, "site_coordinator", "Paikallinen", site=places[0])
    url = of_person(period) + "begin/"
    data = typed(own, url, site=places[1].pk)
    assert list(mistakes(own.post(url, data))) == ["site"]


def test_a_coach_of_another_site_is_refused_at_the_field(project, places, browser):
    there = a_user("Toisaalla")
    a_grant(there, project, site=places[1])
    period = made(places, exit_date=date(2026, 3, 1))
    url = of_person(period) + "begin/"
    assert list(mistakes(browser.post(url, typed(browser, url, site=places[0].pk, coach=there.pk)))) == ["coach"]
