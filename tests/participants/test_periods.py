"""Taking part: what is stored, what is refused, and the summary that the database keeps."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from osuuskunta.core.erasure import erase
from osuuskunta.core.scope import scope
from osuuskunta.core.sealing import DESTROYED, NoKey, unlock
from osuuskunta.project.models import Project, Site
from participants.actions.identity import change_person
from participants.actions.periods import change_answers, change_period
from participants.models import Enrolment, Participant, Participation, SensitiveAnswers
from participants.searching import identity_digest
from tests.factories.accounts import a_user
from tests.factories.people import a_period, people_scope
from tests.factories.project import a_project, sites

pytestmark = pytest.mark.django_db
IDENTITY_CODE = "150375-912V"


@pytest.fixture
def project() -> Project:
    return a_project("TAKE", starts_on=date(2023, 1, 1), ends_on=date(2026, 12, 31))


@pytest.fixture
def places(project: Project) -> Iterator[list[Site]]:
    made = sites(project, "061", "564")
    with scope(people_scope(*made)):
        yield made


def standing(site: Site) -> tuple[Any, ...]:
    return Enrolment.objects.values_list("entry_date", "exit_date", "open", "coach").get(site=site)


def test_the_enrolment_sums_up_its_periods(places):
    first, second = a_user("Ensi"), a_user("Toka")
    one = a_period(places[0], entry_date=date(2023, 3, 1), coach=first)
    assert standing(places[0]) == (date(2023, 3, 1), None, True, first.pk)

    change_period(period=one, values={"exit_date": date(2023, 9, 30)}, by=None)
    assert standing(places[0]) == (date(2023, 3, 1), date(2023, 9, 30), False, first.pk)

    two = a_period(places[0], one.participant, entry_date=date(2024, 1, 8), coach=second)
    assert standing(places[0]) == (date(2023, 3, 1), None, True, second.pk)

    a_period(places[1], one.participant, entry_date=date(2024, 2, 1))
    assert standing(places[1]) == (date(2024, 2, 1), None, True, None)
    assert standing(places[0]) == (date(2023, 3, 1), None, True, second.pk)

    SensitiveAnswers.objects.filter(pk=two.pk).delete()
    two.delete()
    assert standing(places[0]) == (date(2023, 3, 1), date(2023, 9, 30), False, first.pk)


def test_a_period_that_goes_over_to_another_record_changes_both_enrolments(places):
    one, two = a_period(places[0], entry_date=date(2023, 3, 1)), a_period(places[0], entry_date=date(2023, 5, 1))
    Participation.objects.filter(pk=one.pk).update(participant=two.participant, exit_date=date(2023, 4, 1))
    rows = dict(Enrolment.objects.values_list("participant", "entry_date"))
    assert rows == {one.participant_id: None, two.participant_id: date(2023, 3, 1)}


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"entry_date": date(2022, 12, 31)}, "entry_date"),
        ({"entry_date": date(2027, 1, 1)}, "entry_date"),
        ({"exit_date": date(2023, 1, 31)}, "exit_date"),
        ({"exit_status_date": date(2023, 3, 1)}, "exit_status_date"),
        ({"exit_date": date(2023, 5, 1), "exit_status_date": date(2023, 4, 30)}, "exit_status_date"),
        ({"unemployed_since": date(2023, 2, 2)}, "unemployed_since"),
        ({"isced_entry": 9}, "isced_entry"),
        ({"labour_status_entry": "busy"}, "labour_status_entry"),
        ({"birth_date": date(2023, 2, 1)}, "birth_date"),
        ({"gender": "X"}, "gender"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_nothing_is_stored(places, fields, where):
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        a_period(places[0], **{"entry_date": date(2023, 2, 1), **fields})
    assert where in caught.value.message_dict
    assert not Participant.objects.exists()
    assert not Enrolment.objects.exists()


def test_missing_and_contradictory_answers_never_stop_anybody(places):
    made = a_period(
        places[0], gender=None, birth_date=None, labour_status_entry="employed", full_time_student_entry=True
    )
    assert made.labour_status_entry == "employed"


@pytest.mark.parametrize("exit_date", [None, date(2023, 6, 2), date(2023, 7, 1)], ids=["open", "a day later", "later"])
def test_a_period_does_not_begin_while_another_is_open(places, exit_date):
    one = a_period(places[0], entry_date=date(2023, 3, 1), exit_date=exit_date)
    with pytest.raises(ValidationError, match="toinen jakso"), transaction.atomic():
        a_period(places[0], one.participant, entry_date=date(2023, 6, 1))
    two = Participation(participant=one.participant, site=places[0], entry_date=date(2023, 6, 1))
    unlock(two)
    with pytest.raises(IntegrityError, match="one_participation_at_a_time"), transaction.atomic():
        Participation.objects.bulk_create([two])
    a_period(places[1], one.participant, entry_date=date(2023, 6, 1))  # at another site they may


def test_on_its_last_day_a_period_is_open_no_more(places):
    one = a_period(places[0], entry_date=date(2023, 3, 1), exit_date=date(2023, 6, 1))
    a_period(places[0], one.participant, entry_date=date(2023, 6, 1), exit_date=date(2023, 6, 1))
    for first in (date(2023, 3, 1), date(2023, 6, 1)):
        with pytest.raises(ValidationError), transaction.atomic():
            a_period(places[0], one.participant, entry_date=first, exit_date=first)


def test_the_identity_code_is_compared_without_being_readable(project, places):
    made = a_period(places[0], identity_code=IDENTITY_CODE).participant
    assert bytes(made.identity_digest) == identity_digest(project.pk, IDENTITY_CODE)
    assert change_person(person=made, values={"identity_code": None}, by=None) == ["identity_code", "identity_digest"]
    assert Participant.objects.get().identity_digest is None


def test_a_change_that_changes_nothing_writes_nothing(places):
    made = a_period(places[0], family_name="Marjanen", disability=1)
    events = Participant.pgh_event_model.objects
    before = events.count()
    assert change_person(person=made.participant, values={"family_name": "Marjanen"}, by=None) == []
    assert change_answers(period=made, values={"disability": 1}, by=None) == []
    assert change_period(period=made, values={"entry_date": made.entry_date}, by=None) == []
    assert events.count() == before


def test_a_birth_date_cannot_move_past_the_entry(places):
    made = a_period(places[0], entry_date=date(2023, 2, 1))
    with pytest.raises(ValidationError) as caught:
        change_person(person=made.participant, values={"birth_date": date(2023, 2, 1)}, by=None)
    assert "birth_date" in caught.value.message_dict


def test_history_holds_no_clear_fact_and_the_twin_says_what_changed(places):
    made = a_period(places[0], entry_date=date(2023, 2, 1), isced_entry=2, disability=1)
    change_period(period=made, values={"isced_entry": 3}, by=None)
    change_answers(period=made, values={"disability": 2}, by=None)
    events = list(Participation.pgh_event_model.objects.order_by("pgh_id"))
    assert not {"isced_entry", "entry_date", "exit_date"} & {field.name for field in events[0]._meta.fields}
    unlock(events)
    assert [event.facts["isced_entry"] for event in events] == [2, 3]
    assert events[1].facts["entry_date"] == "2023-02-01"
    answers = list(SensitiveAnswers.pgh_event_model.objects.order_by("pgh_id"))
    unlock(answers)
    assert [event.facts for event in answers] == [{"disability": 1}, {"disability": 2}]


def test_erasure_leaves_no_name_and_no_history_that_can_be_read(places):
    made = a_period(places[0], family_name="Marjanen", disability=1)
    erase("participant", made.participant_id)
    person, events = Participant.objects.get(), list(Participation.pgh_event_model.objects.all())
    unlock(person, events)
    assert person.family_name is DESTROYED
    assert [event.facts for event in events] == [DESTROYED]
    change_period(period=made, values={"exit_date": date(2025, 9, 1)}, by=None)  # what reports read can still be mended
    assert Participation.objects.get().exit_date == date(2025, 9, 1)
    with pytest.raises(NoKey):
        change_person(person=person, values={"family_name": "Uusi"}, by=None)


def test_raw_rows_hold_no_name(places):
    a_period(
        places[0],
        given_names="Kanarialintu",
        family_name="Kanarialintu",
        phone="040 1234567",
        email="k@kanaria.example",
    )
    with connection.cursor() as cursor:
        for table in ("participant", "participantevent", "nameindex"):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM participants_{table} t")
            for (row,) in cursor.fetchall():
                assert "anaria" not in row.lower()
                assert "1234567" not in row
