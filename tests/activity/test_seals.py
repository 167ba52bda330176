"""Seals: what is done to the log behind the application's back is found and named, also when the database's owner does it."""

import hashlib
import hmac
import json
import os
import subprocess
import threading
import time
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from osuuskunta.activity import seals
from osuuskunta.activity.enums import Reason
from osuuskunta.activity.models import ReadLog, ReadLogSeal
from osuuskunta.activity.readlog import WRITING, Subject, log_read
from osuuskunta.activity.seals import seal_pending, verify
from osuuskunta.core.db import as_owner
from osuuskunta.core.ids import new_id
from osuuskunta.core.scope import Scope, scope
from tests.factories.activity import House, a_house, scope_of
from tests.faults.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(transactional_db: None) -> House:
    return a_house()


@pytest.fixture
def sealed(house: House) -> House:
    """Three seals over three lines each."""
    for _ in range(3):
        read(house, 3)
        assert seal_pending() == 3
    return house


def read(house: House, n: int = 1) -> None:
    with scope(scope_of(house.coach)):
        log_read(house.coach, [Subject("a.b", new_id(), house.forssa.pk) for _ in range(n)], why=Reason.OWN_WORK)


def lines() -> list[int]:
    with seals._whole_log():
        return list(ReadLog.objects.order_by("id").values_list("id", flat=True))


def chain() -> list[ReadLogSeal]:
    with seals._whole_log():
        return list(ReadLogSeal.objects.order_by("number"))


def as_owner_run(statement: str, *params: object) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def command(*args: str) -> tuple[int, str]:
    out, status = StringIO(), 0
    try:
        call_command("verify_read_log", *args, stdout=out)
    except SystemExit as end:
        status = int(end.code)
    return status, out.getvalue()


def test_a_whole_log_is_whole(sealed: House):
    number, mac = chain()[-1].number, chain()[-1].mac
    assert command() == (0, f"9 rows, 3 seals, 0 damaged\n0 unsealed\ntip {number}:{mac}\n")


def test_what_waits_for_its_seal_is_told_with_its_age(sealed: House):
    read(sealed, 2)
    as_owner_run("UPDATE activity_readlog SET at = at - interval '7 minutes 30 seconds' WHERE id > %s", lines()[-3])
    assert command()[1].splitlines()[:2] == ["11 rows, 3 seals, 0 damaged", "2 unsealed, the oldest 7 minutes old"]


def test_an_empty_log_is_whole(house: House):
    assert seal_pending() == 0
    assert command() == (0, "0 rows, 0 seals, 0 damaged\n0 unsealed\n")


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'", "user_id = NULL", "role = 'x'", "label = 'x'", "action = 'listed'",
        "subject = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'", "reason = 'other'", "note = 'x'", "path = 'x'",
        "site_id = (SELECT max(id) FROM project_site)",
    ],
)  # fmt: skip
def test_a_changed_line_is_named(sealed: House, change: str):
    damaged = lines()[4]
    as_owner_run(f"UPDATE activity_readlog SET {change} WHERE id = %s", damaged)
    assert verify().damage == [f"line {damaged}: changed"]


def test_every_column_of_a_line_is_under_the_seal():
    assert sorted(seals.COLUMNS) == sorted(field.attname for field in ReadLog._meta.concrete_fields)


@pytest.mark.parametrize("at", [0, 4, 8])
def test_a_removed_line_is_named(sealed: House, at: int):
    damaged = lines()[at]
    as_owner_run("DELETE FROM activity_readlog WHERE id = %s", damaged)
    status, said = command()
    assert (status, said.splitlines()[:2]) == (1, ["8 rows, 3 seals, 1 damaged", f"line {damaged}: removed"])


def test_a_line_inserted_into_a_sealed_range_is_named(sealed: House):
    gap = lines()[4]
    as_owner_run("UPDATE activity_readlog SET id = -5 WHERE id = %s", gap)
    assert verify().damage == ["line -5: inserted afterwards", f"line {gap}: removed"]


def test_a_line_where_a_reader_was_rolled_back_is_inserted(house: House):
    with scope(scope_of(house.coach)):
        log_read(house.coach, [Subject("a.b", new_id(), house.forssa.pk)], why=Reason.OWN_WORK)
        transaction.set_rollback(True)
    read(house)
    assert seal_pending() == 1
    (only,) = lines()
    as_owner_run(
        "INSERT INTO activity_readlog (id, at, user_id, role, site_id, label, subject, action, reason, note, path)"
        " SELECT id - 1, at, user_id, role, site_id, label, subject, action, reason, note, path FROM activity_readlog"
    )
    assert verify().damage == [f"line {only - 1}: inserted afterwards"]


@pytest.mark.parametrize(
    "change",
    ["count = count + 1", "digest = repeat('0', 64)", "mac = repeat('0', 64)", "made_at = now()", "marks = ''"],
)
def test_a_changed_seal_is_named(sealed: House, change: str):
    as_owner_run(f"UPDATE activity_readlogseal SET {change} WHERE number = 2")
    assert "seal 2: changed" in verify().damage


def test_a_removed_seal_is_named(sealed: House):
    as_owner_run("DELETE FROM activity_readlogseal WHERE number = 2")
    assert verify().damage == ["seal 2: removed"]


def test_the_first_seal_cannot_be_cut_off(sealed: House):
    as_owner_run("DELETE FROM activity_readlogseal WHERE number = 1")
    assert verify().damage[0] == "seal 1: removed"


def test_a_chain_cut_off_at_its_end_shows_by_a_tip_noted_elsewhere(sealed: House):
    tip = chain()[-1]
    as_owner_run("DELETE FROM activity_readlog WHERE id >= %s", tip.first)
    as_owner_run("DELETE FROM activity_readlogseal WHERE number = %s", tip.number)
    assert verify().damage == []
    assert command("--tip", f"{tip.number}:{tip.mac}") == (
        1,
        f"6 rows, 2 seals, 1 damaged\nseal 3 {tip.mac}: removed or replaced\n0 unsealed\ntip 2:{chain()[-1].mac}\n",
    )


def test_a_tip_that_is_still_there_is_fine(sealed: House):
    first = chain()[0]
    assert command("--tip", f"{first.number}:{first.mac}")[0] == 0


def test_who_has_the_database_alone_cannot_seal_a_forged_log(sealed: House):
    """The forger recomputes everything that can be, and signs with the best key there is in a database: none."""
    target = chain()[-1]
    as_owner_run("UPDATE activity_readlog SET note = 'forged' WHERE id = %s", target.last)
    with seals._whole_log():
        rows = list(ReadLog.objects.filter(id__gte=target.first).order_by("id").values_list(*seals.COLUMNS))
    forged = seals._seal(rows, chain()[-2])
    said = json.dumps([forged.number, forged.digest])
    forged.mac = hmac.new(b"", said.encode(), hashlib.sha256).hexdigest()
    as_owner_run(
        "UPDATE activity_readlogseal SET digest = %s, marks = %s, mac = %s WHERE number = 3",
        forged.digest, bytes(forged.marks), forged.mac,
    )  # fmt: skip
    assert verify().damage == ["seal 3: changed"]


def test_another_index_key_makes_another_seal(sealed: House, settings):
    settings.INDEX_KEYS = "i1:" + "B" * 43 + "="
    assert [fault for fault in verify().damage if fault.startswith("seal")] == [f"seal {n}: changed" for n in (1, 2, 3)]


def test_a_missing_index_key_is_one_sentence(sealed: House, settings):
    settings.INDEX_KEYS = "i2:" + "B" * 43 + "="
    with pytest.raises(CommandError, match="INDEX_KEYS lacks the key “i1”"):
        command()


def test_a_new_index_key_in_front_seals_on(sealed: House, settings):
    settings.INDEX_KEYS = "i2:" + "B" * 43 + "=," + settings.INDEX_KEYS
    read(sealed)
    assert seal_pending() == 1
    assert ([seal.key_id for seal in chain()], verify().damage) == (["i1", "i1", "i1", "i2"], [])


def test_many_lines_make_several_seals(house: House, monkeypatch):
    monkeypatch.setattr(seals, "BATCH", 4)
    read(house, 10)
    call_command("seal_read_log", stdout=(out := StringIO()))
    assert out.getvalue() == "10 rows sealed\n"
    assert ([seal.count for seal in chain()], verify().damage) == ([4, 4, 2], [])


def test_a_line_that_is_being_written_is_never_under_a_seal_yet(house: House, monkeypatch):
    """A reader's transaction is open: its ids are given out, its lines unseen. The sealer goes away instead of waiting."""
    monkeypatch.setattr(seals, "TRIES", 2)
    inside, go_on = threading.Event(), threading.Event()

    def reader() -> None:
        with scope(scope_of(house.other)):
            log_read(house.other, [Subject("a.b", new_id(), house.oulu.pk)], why=Reason.OWN_WORK)
            inside.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=reader)
    thread.start()
    assert inside.wait(10)
    read(house)  # other readers go on, and their ids are beyond the open one's
    began = time.monotonic()
    assert seal_pending() == 0
    assert time.monotonic() - began < 2
    go_on.set()
    thread.join(10)
    assert (seal_pending(), verify().damage) == (2, [])


def test_a_line_takes_its_id_only_with_the_lock_in_hand(house: House):
    """While a sealer looks for the last id, whoever comes waits without an id that could turn out to be under the seal."""
    read(house)

    def last_id() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_value FROM pg_sequences WHERE sequencename = 'activity_readlog_id_seq'")
            return cursor.fetchone()[0]

    def waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            return cursor.fetchone()[0] > 0

    def reader() -> None:
        read(house)
        connection.close()

    before, thread = last_id(), threading.Thread(target=reader)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])
        thread.start()
        eventually(waits, 10)
        assert last_id() == before
    thread.join(10)
    assert last_id() == before + 1


def test_two_sealers_make_one_chain(house: House):
    read(house, 5)
    sealed = []

    def sealer() -> None:
        sealed.append(seal_pending())
        connection.close()

    threads = [threading.Thread(target=sealer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (sum(sealed), len(chain()), verify().damage) == (5, 1, [])


def test_only_housekeeping_seals(house: House):
    read(house)
    assert seal_pending() == 1
    (seal,) = chain()
    seal.number, seal.before = 2, seal.mac
    with pytest.raises(ProgrammingError, match="row-level security"), scope(scope_of(house.officer)):
        seal.save(force_insert=True)


def test_seals_survive_a_dump_into_another_cluster(sealed: House):
    """Ids, moments and bytes are all a seal stands on; nothing of the cluster."""
    live = connection.settings_dict
    where = ["-h", live["HOST"], "-U", settings.DATABASE_OWNER["USER"], "-d", live["NAME"]]
    port = ["-p", str(live["PORT"])] if live["PORT"] else []
    asking = {**os.environ, "PGPASSWORD": settings.DATABASE_OWNER["PASSWORD"] or ""}
    dump = subprocess.run(
        ["pg_dump", *where, *port, "--data-only", "--inserts", "-t", "activity_readlog*"],
        capture_output=True,
        check=True,
        env=asking,
    )
    as_owner_run("TRUNCATE activity_readlog, activity_readlogseal")
    assert verify().rows == 0
    as_owner_run("SET timezone = 'Asia/Tokyo'")
    subprocess.run(
        ["psql", "-q", "-v", "ON_ERROR_STOP=1", *where, *port],
        input=dump.stdout.replace(b"SET transaction_timeout", b"-- "),  # of a newer pg_dump; an older server has none
        capture_output=True,
        check=True,
        env=asking,
    )
    assert (verify().rows, verify().seals, verify().damage) == (9, 3, [])


def test_a_worker_without_the_log_reach_sees_no_line(sealed: House):
    with scope(Scope(worker=True)):
        assert ReadLog.objects.count() == 0
