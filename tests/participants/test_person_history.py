"""The history of a person: facts named from what to what, sensitive answers by name only, one history of all rows."""

from datetime import date

import pytest
from django.utils import translation

from osuuskunta.activity.history import acting
from osuuskunta.core.erasure import erase
from osuuskunta.core.history import history_of, history_of_rows
from osuuskunta.core.scope import scope
from osuuskunta.core.sealing import unlock
from participants.actions.identity import change_person
from participants.actions.periods import change_answers, change_period
from participants.models import Participant, Participation, SensitiveAnswers
from participants.models.answers import QUESTIONS
from tests.factories.accounts import a_user
from tests.factories.people import a_period, people_scope
from tests.factories.project import a_project, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def period():
    site = a_site(a_project("HISTORY"))
    with scope(people_scope(site)), translation.override("en"):
        yield a_period(site, disability=1, labour_status_entry="unemployed", isced_entry=2)


def fields(change):
    return [(str(one.name), one.before, one.after, one.sealed, one.erased) for one in change.fields]


def test_facts_in_a_sealed_twin_are_named_with_what_they_were(period):
    change_period(
        period=period,
        values={"labour_status_entry": "inactive", "in_education_entry": True, "unemployed_since": date(2024, 1, 2)},
        by=None,
    )
    row = Participation.objects.get()
    unlock(row)
    assert fields(history_of(row)[0]) == [
        ("labour market status at the start", "Unemployed", "Outside the labour force", False, False),
        ("unemployed since", "–", "2.1.2024", False, False),
        ("in education or training at the start", "–", "yes", False, False),
    ]


def test_of_a_locked_row_only_that_the_facts_changed(period):
    change_period(period=period, values={"isced_entry": 3}, by=None)
    assert fields(history_of(Participation.objects.get())[0]) == [("Facts", "", "", True, False)]


def test_of_sensitive_answers_only_the_name(period):
    change_answers(period=period, values={"disability": 2, "homeless": 1}, by=None)
    row = SensitiveAnswers.objects.get()
    unlock(row)
    assert fields(history_of_rows({row: "Answers"}, names_only=QUESTIONS)[0]) == [
        ("disability or long-term illness", "", "", True, False),
        ("homeless or affected by housing exclusion", "", "", True, False),
    ]


def test_of_an_erased_subject_it_is_said_that_it_was_erased(period):
    change_period(period=period, values={"isced_entry": 3}, by=None)
    erase("participant", period.participant_id)
    row = Participation.objects.get()
    unlock(row)
    changes = history_of(row)
    assert [one for change in changes for one in fields(change)] == [("Facts", "", "", False, True)]


def test_several_rows_are_one_history_newest_first(period):
    user = a_user("Kirsi Koutsi")
    with acting(user.pk, "coach"):
        change_person(person=period.participant, values={"gender": "M", "phone": "1"}, by=None)
        change_period(period=period, values={"coach": user}, by=None)
    person, row = Participant.objects.get(), Participation.objects.get()
    unlock(person, row)
    changes = history_of_rows({person: "Person", row: "Period"})
    # All in one transaction here, so at one moment: of each row the newest comes first.
    by_row = {title: [change for change in changes if change.title == title] for title in ("Person", "Period")}
    assert {title: [change.kind for change in found] for title, found in by_row.items()} == {
        "Person": ["changed", "created"],
        "Period": ["changed", "created"],
    }
    assert fields(by_row["Period"][0]) == [("coach", "–", "Kirsi Koutsi", False, False)]
    assert fields(by_row["Person"][0]) == [("phone", "", "", True, False), ("gender", "Woman", "Man", False, False)]
    assert by_row["Person"][0].who == "Kirsi Koutsi"


@pytest.mark.parametrize("times", [1, 4])
def test_it_costs_the_same_however_much_has_happened(period, times, django_assert_num_queries):
    for number in range(times):
        change_period(period=period, values={"isced_entry": number + 3}, by=None)
    person, row = Participant.objects.get(), Participation.objects.get()
    unlock(person, row)
    with django_assert_num_queries(2):  # a statement for each model; nobody acted, nothing is pointed at
        assert len(history_of_rows({person: "", row: ""})) == times + 2


def test_only_so_many_entries_are_given(period):
    for number in range(4):
        change_period(period=period, values={"isced_entry": number + 3}, by=None)
    row = Participation.objects.get()
    unlock(row)
    assert [fields(change)[0][1:3] for change in history_of(row, limit=2)] == [("5", "6"), ("4", "5")]
