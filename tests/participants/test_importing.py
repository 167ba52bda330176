"""Rows of a file against what is stored: new, changed with the columns, unchanged; all or nothing; the same again changes nothing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from osuuskunta.core.scope import scope
from osuuskunta.core.sealing import unlock
from osuuskunta.project.models import Project, Site
from participants.actions.importing import PEOPLE_AT_ONCE, FileRow, RowKind, RowResult, preview, store
from participants.models import Enrolment, NameIndex, Participant, Participation, SensitiveAnswers
from tests.factories.accounts import a_grant, a_user, in_role
from tests.factories.people import people_scope
from tests.factories.project import a_project, sites

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 1)


@pytest.fixture
def project() -> Project:
    return a_project("FILE", starts_on=date(2025, 1, 1), ends_on=date(2027, 12, 31))


@pytest.fixture
def places(project: Project) -> Iterator[list[Site]]:
    made = sites(project, "061", "564")
    with scope(people_scope(*made)):
        yield made


def a_row(number: int = 2, key: str = "P1", **values: Any) -> FileRow:
    usual = {
        "external_id": key,
        "given_names": "Esimerkki",
        "family_name": "Testinen",
        "site": "061",
        "entry_date": DAY,
    }
    return FileRow(number, {**usual, **values})


def put(project: Project, *rows: FileRow) -> list[RowResult]:
    return store(project=project, rows=rows, by=None)


def the_person() -> Participant:
    found = Participant.objects.get()
    unlock(found)
    return found


def test_new_rows_become_people_who_can_be_found(project, places):
    coach = a_user("Valma Valmentaja", "valma@example.org")
    found = put(project, a_row(2, gender="W", isced_entry=3, disability=1, coach="valma@example.org"), a_row(3, "P2"))
    assert found == [RowResult(2, RowKind.NEW), RowResult(3, RowKind.NEW)]
    period = Participation.objects.get(participant__external_id="P1")
    assert (period.isced_entry, period.coach, period.answers.disability) == (3, coach, 1)
    assert set(Enrolment.objects.values_list("entry_date", "open", "coach")) == {
        (DAY, True, coach.pk),
        (DAY, True, None),
    }
    assert [bool(row.tokens) for row in NameIndex.objects.all()] == [True, True]
    assert Participant.pgh_event_model.objects.count() == 2


def test_the_same_again_changes_nothing(project, places):
    rows = [
        a_row(2, gender="W", birth_date=date(1990, 1, 1), exit_date=date(2025, 9, 1), minority=2),
        a_row(3, site="564"),
    ]
    put(project, *rows)
    events = Participation.pgh_event_model.objects.count()
    assert {one.kind for one in put(project, *rows)} == {RowKind.UNCHANGED}
    assert Participation.pgh_event_model.objects.count() == events
    assert Participant.pgh_event_model.objects.count() == 1


def test_what_differs_is_named_and_an_empty_cell_leaves_what_is_stored(project, places):
    put(project, a_row(family_name="Vanha", gender="W", isced_entry=2, disability=0, labour_status_entry="inactive"))
    changed = a_row(family_name="Uusi", gender=None, isced_entry=3, disability=1)
    assert put(project, changed) == [RowResult(2, RowKind.CHANGED, ("family_name", "isced_entry", "disability"))]
    person, period = the_person(), Participation.objects.get()
    assert (person.family_name, person.gender) == ("Uusi", "W")
    assert (period.isced_entry, period.labour_status_entry, period.answers.disability) == (3, "inactive", 1)
    facts = Participation.pgh_event_model.objects.order_by("-pgh_id").first()
    unlock(facts)
    assert facts.facts["isced_entry"] == 3


def test_one_person_has_several_periods_and_sites(project, places):
    put(project, a_row(2, exit_date=date(2025, 4, 1)), a_row(3, entry_date=date(2025, 6, 1)), a_row(4, site="564"))
    assert Participant.objects.count() == 1
    assert Participation.objects.count() == 3
    assert dict(Enrolment.objects.values_list("site__municipality", "entry_date")) == {"061": DAY, "564": DAY}
    assert SensitiveAnswers.objects.count() == 3


@pytest.mark.parametrize("stored_first", [True, False])
def test_a_persons_own_facts_are_those_of_the_earliest_period(project, places, stored_first):
    early, late = a_row(3, family_name="Varhainen", site="061"), a_row(2, family_name="Myöhäinen", site="564")
    if stored_first:
        put(project, early)
        assert put(project, late) == [RowResult(2, RowKind.NEW)]
    else:
        put(project, late, early)
    assert the_person().family_name == "Varhainen"


def test_an_earlier_period_brings_its_own_facts(project, places):
    put(project, a_row(family_name="Myöhäinen", gender="M"))
    put(project, a_row(family_name="Varhainen", entry_date=date(2025, 1, 7), exit_date=date(2025, 2, 1)))
    assert (the_person().family_name, the_person().gender) == ("Varhainen", "M")


def test_all_or_nothing(project, places):
    with pytest.raises(IntegrityError, match="one_participation_at_a_time"), transaction.atomic():
        put(project, a_row(2, "P0"), a_row(3), a_row(4, entry_date=date(2025, 5, 1)))
    assert not Participant.objects.exists()


def test_a_preview_says_the_same_and_writes_nothing(project, places):
    rows = [a_row(2), a_row(3, "P2")]
    assert [one.kind for one in preview(project=project, rows=rows, by=None)] == [RowKind.NEW, RowKind.NEW]
    assert not Participant.objects.exists()
    put(project, rows[0])
    again = [a_row(2, gender="M"), rows[1]]
    found = list(preview(project=project, rows=again, by=None))
    assert found == [RowResult(2, RowKind.CHANGED, ("gender",)), RowResult(3, RowKind.NEW)]
    assert the_person().gender is None


def test_only_an_administrator_imports(project, places):
    coach = a_user("Valma")
    a_grant(coach, project, "coach", site=places[0])
    with in_role(coach) as actor, pytest.raises(PermissionDenied):
        store(project=project, rows=[a_row()], by=actor)


def test_the_number_of_statements_does_not_grow_with_the_rows(project, places):
    def statements(first: int, n: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            put(project, *(a_row(number, f"P{first}-{number}") for number in range(n)))
        return len(seen)

    assert statements(0, 3) == statements(1, 30)
    assert PEOPLE_AT_ONCE > 30


def test_progress_is_told(project, places):
    told: list[tuple[int, int]] = []
    rows = [a_row(number, f"P{number}") for number in range(PEOPLE_AT_ONCE + 1)]
    store(project=project, rows=rows, by=None, progress=lambda done, total: told.append((done, total)))
    assert told == [(PEOPLE_AT_ONCE, PEOPLE_AT_ONCE + 1), (PEOPLE_AT_ONCE + 1, PEOPLE_AT_ONCE + 1)]
