"""The read log: one statement, in the reader's own name, never changed, and no data without it."""

import threading

import pytest
from django.db import ProgrammingError, connection, transaction

from osuuskunta.activity.enums import Action, Reason
from osuuskunta.activity.history import acting
from osuuskunta.activity.models import ReadLog
from osuuskunta.activity.readlog import Subject, log_read
from osuuskunta.core.ids import new_id
from osuuskunta.core.scope import Scope, scope
from tests.factories.activity import House, scope_of
from tests.toys.models import PeopleToy


def people(house: House, n: int = 1) -> list[PeopleToy]:
    return [PeopleToy.objects.create(site=house.forssa, name=f"canary {number}") for number in range(n)]


def test_a_line_says_who_as_what_whose_data_what_why_and_where(house: House):
    with scope(scope_of(house.coach)), acting(house.coach.pk, "coach", "/p/TEST/toys/"):
        (person,) = people(house)
        assert log_read(house.coach, [person], why=Reason.OWN_WORK, note="before the meeting") == 1
        (line,) = ReadLog.objects.values()
    del line["id"], line["at"]
    assert line == {
        "user_id": house.coach.pk,
        "role": "coach",
        "site_id": house.forssa.pk,
        "label": "toys.peopletoy",
        "subject": person.pk,
        "action": "opened",
        "reason": "own_work",
        "note": "before the meeting",
        "path": "/p/TEST/toys/",
    }


@pytest.mark.parametrize("n", [1, 50])
def test_fifty_lines_are_one_statement(house: House, n: int, django_assert_num_queries):
    with scope(scope_of(house.coach)):
        rows = people(house, n)
        with django_assert_num_queries(1):
            assert log_read(house.coach, rows, why=Reason.OWN_WORK, action=Action.LISTED) == n
        assert set(ReadLog.objects.values_list("subject", flat=True)) == {row.pk for row in rows}


def test_nobody_read_is_no_statement(house: House, django_assert_num_queries):
    with scope(scope_of(house.coach)), django_assert_num_queries(0):
        assert log_read(house.coach, [], why=Reason.OWN_WORK) == 0


@pytest.mark.django_db(transaction=True)
def test_a_read_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction"):
        log_read(None, [Subject("toys.peopletoy", new_id(), 1)], why=Reason.CHECK)


def test_a_long_note_is_refused(house: House):
    with scope(scope_of(house.coach)), pytest.raises(ValueError, match="200"):
        log_read(house.coach, people(house), why=Reason.OTHER, note="x" * 201)


def test_a_reason_is_a_known_one(house: House):
    with scope(scope_of(house.coach)), pytest.raises(ValueError, match="curiosity"):
        log_read(house.coach, people(house), why="curiosity")


def test_a_long_address_does_not_stop_a_page(house: House):
    with scope(scope_of(house.coach)), acting(house.coach.pk, "coach", "/" + "x" * 300):
        log_read(house.coach, people(house), why=Reason.OWN_WORK)
        assert len(ReadLog.objects.get().path) == 200


def test_what_cannot_be_logged_is_not_read(house: House):
    """The page's transaction fails with the line: here the site is not the reader's."""
    foreign = Subject("toys.peopletoy", new_id(), house.oulu.pk)

    @transaction.atomic
    def page() -> None:
        people(house)
        log_read(house.coach, [foreign], why=Reason.OWN_WORK)

    with scope(scope_of(house.coach)):
        with pytest.raises(ProgrammingError, match="row-level security"):
            page()
        assert (PeopleToy.objects.count(), ReadLog.objects.count()) == (0, 0)


def test_nobody_writes_in_anothers_name(house: House):
    with scope(scope_of(house.coach)):
        for name in (house.other, None):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                log_read(name, people(house), why=Reason.OWN_WORK)


def test_a_command_writes_in_nobodys_name(house: House):
    with scope(Scope(people=frozenset({house.forssa.pk}))), acting(None, source="command:export"):
        log_read(None, people(house), why=Reason.DATA_SUBJECT, action=Action.EXPORTED)
    with scope(scope_of(house.officer)):
        assert list(ReadLog.objects.values_list("user", "path", "role")) == [(None, "command:export", "")]


@pytest.mark.parametrize("reach", ["people", "notes", "coops"])
def test_who_sees_data_of_a_site_can_log_it_there(house: House, reach: str):
    with scope(Scope(user=house.coach.pk, **{reach: frozenset({house.forssa.pk})})):
        log_read(house.coach, [Subject("a.b", new_id(), house.forssa.pk)], why=Reason.CHECK)
        assert ReadLog.objects.count() == 1


def test_the_log_is_seen_by_the_officer_and_by_each_reader_for_the_own_lines(house: House):
    for user, site in ((house.coach, house.forssa), (house.other, house.oulu)):
        with scope(scope_of(user)):
            log_read(user, [Subject("a.b", new_id(), site.pk)], why=Reason.OWN_WORK)
    seen = {}
    for name in ("coach", "other", "officer"):
        with scope(scope_of(getattr(house, name))):
            seen[name] = sorted(ReadLog.objects.values_list("user", flat=True))
    both = sorted([house.coach.pk, house.other.pk])
    assert seen == {"coach": [house.coach.pk], "other": [house.other.pk], "officer": both}
    everything_else = {
        name: frozenset({house.forssa.pk, house.oulu.pk}) for name in ("people", "notes", "figures", "coops", "card")
    }
    with scope(Scope(**everything_else)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activity_readlog")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize(("table", "column"), [("activity_readlog", "note"), ("activity_readlogseal", "mac")])
def test_the_log_and_its_seals_are_only_added_to(house: House, statement: str, table: str, column: str):
    @transaction.atomic
    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table, column, "'x'"))

    with scope(scope_of(house.officer)), pytest.raises(ProgrammingError, match="permission denied"):
        change()


@pytest.mark.django_db(transaction=True)
def test_readers_never_wait_for_each_other(house: House):
    """Two readers hold the shared lock at once: the second one writes while the first one's transaction is open."""
    wrote = []

    def second() -> None:
        with scope(scope_of(house.other)):
            wrote.append(log_read(house.other, [Subject("a.b", new_id(), house.oulu.pk)], why=Reason.OWN_WORK))
        connection.close()

    with scope(scope_of(house.coach)):
        log_read(house.coach, [Subject("a.b", new_id(), house.forssa.pk)], why=Reason.OWN_WORK)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(10)
        assert wrote == [1]
