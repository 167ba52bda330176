"""Jobs with real workers that are killed: exactly one result for a key, whatever happens (targets R2–R4)."""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
import redis
from django.db import connection
from django.utils import translation

from osuuskunta.accounts.models import RoleGrant
from osuuskunta.activity import actions
from osuuskunta.activity.broker import publish
from osuuskunta.activity.models import Job, ReadLog
from osuuskunta.activity.seals import verify
from osuuskunta.celery import app
from osuuskunta.core import jobs
from osuuskunta.core.models import Heartbeat
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.actions.card_letter import ask_for_card_letter
from tests.factories.activity import House, a_house, scope_of
from tests.faults.processes import Broker, Worker, eventually
from tests.toys.models import PeopleToy

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BOUND = 60  # seconds; the sweep of these tests is quick, so that what takes longer is a hang


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    with Broker(tmp_path / "broker") as found:
        monkeypatch.setattr(app.conf, "broker_url", found.url)
        yield found


@pytest.fixture
def house(transactional_db: None) -> House:
    return a_house()


@pytest.fixture
def worker(broker: Broker, tmp_path: Path, house: House) -> Iterator[Worker]:
    with Worker(tmp_path / "var", broker.url) as found:
        yield found


def ask(house: House, key: str = "k", *, kind: str = "toy.make", **params: object) -> Job:
    with scope(scope_of(house.coach)):
        return jobs.request(
            kind=kind, key=key, params={"site": house.forssa.pk, **params}, by=house.coach, project=house.project
        )


def states() -> dict[str, str]:
    with scope(Scope(worker=True)):
        return dict(Job.objects.values_list("key", "state"))


def ended(*keys: str, state: str = "done") -> None:
    wanted = dict.fromkeys(keys, state)
    try:
        eventually(lambda: states() == wanted, BOUND)
    except AssertionError:
        assert states() == wanted


def the(key: str = "k") -> Job:
    with scope(Scope(worker=True)):
        return Job.objects.get(key=key)


def is_running(key: str = "k", done: int = 1) -> None:
    eventually(lambda: the(key).state == "running" and the(key).done >= done)


def results(house: House) -> Counter:
    with scope(scope_of(house.coach)):
        return Counter(PeopleToy.objects.values_list("name", flat=True))


def test_a_worker_killed_at_each_point_brings_exactly_one_whole_result(house: House, worker: Worker, tmp_path: Path):
    keys = [f"dies at {step}" for step in range(11)]
    for step, key in enumerate(keys):
        ask(house, key, die_at=step, file=True)
    ended(*keys)
    assert results(house) == {f"result {key}": 1 for key in keys}
    assert {the(key).turn for key in keys} == {2}
    files = tmp_path / "var/files"
    assert {path.relative_to(files) for path in files.rglob("*") if path.is_file()} == {
        Path(the(key).file) for key in keys
    }
    whole = [f"line {step}" for step in range(10)]
    assert all((files / the(key).file).read_text().splitlines() == whole for key in keys)
    with scope(scope_of(house.officer)):
        assert ReadLog.objects.count() == len(keys)
    assert verify().damage == []


def test_a_job_that_kills_every_worker_is_given_up_with_a_sentence(house: House, worker: Worker):
    ask(house, die_at=3, deaths=99)
    ended("k", state="failed")
    assert (the().error, the().attempts, the().turn, results(house)) == ("too_many_attempts", 3, 3, {})


def test_a_whole_worker_killed_and_started_again_brings_the_result(house: House, worker: Worker, tmp_path: Path):
    ask(house, pause_ms=300, file=True)
    ask(house, "waits", pause_ms=1)
    is_running(done=2)
    worker.kill()
    worker.start()
    ended("k", "waits")
    assert results(house) == {"result k": 1, "result waits": 1}
    assert the().turn == 2


def test_five_deliveries_are_one_run(house: House, worker: Worker):
    job = ask(house, pause_ms=100)
    for _ in range(5):
        assert publish(job.pk)
    ended("k")
    for _ in range(5):
        assert publish(job.pk)
    ask(house, "after them all")
    ended("k", "after them all")
    assert (results(house), the().turn) == ({"result k": 1, "result after them all": 1}, 1)


def test_without_a_broker_the_job_waits_and_is_made_once_afterwards(house: House, worker: Worker, broker: Broker):
    broker.kill()
    began = time.monotonic()
    ask(house)
    assert time.monotonic() - began < 3
    assert states() == {"k": "queued"}
    broker.start()
    ended("k")
    assert results(house) == {"result k": 1}


def test_a_broker_that_hangs_holds_nobody_up(house: House, worker: Worker, broker: Broker):
    broker.signal(signal.SIGSTOP)
    began = time.monotonic()
    ask(house)
    assert time.monotonic() - began < 4
    assert states() == {"k": "queued"}
    broker.signal(signal.SIGCONT)
    ended("k")
    assert results(house) == {"result k": 1}


def test_a_broker_that_forgot_everything_is_told_again(house: House, broker: Broker, tmp_path: Path):
    ask(house)
    redis.Redis.from_url(broker.url).flushall()
    with Worker(tmp_path / "var", broker.url):
        ended("k")
    assert results(house) == {"result k": 1}


def test_cancel_is_heard_while_it_runs(house: House, worker: Worker, tmp_path: Path):
    ask(house, pause_ms=1000, file=True)
    is_running()
    with scope(scope_of(house.coach)):
        assert actions.cancel(job=the(), by=house.coach).cancel_requested
    ended("k", state="cancelled")
    assert (results(house), [path for path in (tmp_path / "var/files").rglob("*") if path.is_file()]) == ({}, [])
    with scope(scope_of(house.coach)):
        actions.retry(job=the(), by=house.coach)
    ended("k")
    assert results(house) == {"result k": 1}


def test_a_failed_job_can_be_tried_again(house: House, worker: Worker):
    ask(house, kind="toy.fail", how="mistake", times=1)
    ended("k", state="failed")
    assert results(house) == {}
    with scope(scope_of(house.coach)):
        actions.retry(job=the(), by=house.coach)
    ended("k")
    assert results(house) == {"result k": 1}


def test_a_right_that_ended_while_the_job_waited_refuses_it(house: House, broker: Broker, tmp_path: Path):
    ask(house)
    with scope(scope_of(house.coach)):
        RoleGrant.objects.filter(user=house.coach).delete()
    with Worker(tmp_path / "var", broker.url):
        ended("k", state="refused")
    assert (the().error, results(house)) == ("right_ended", {})


def test_database_connections_that_die_cost_a_run_and_not_the_result(house: House, worker: Worker):
    ask(house, pause_ms=300)
    is_running(done=2)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 2
    ended("k")
    assert results(house) == {"result k": 1}


def test_a_worker_shows_that_it_is_alive(house: House, worker: Worker):
    eventually(lambda: Heartbeat.objects.filter(kind="worker").exists())


def test_a_worker_makes_the_card_as_a_pdf(house: House, worker: Worker, tmp_path: Path):
    with scope(scope_of(house.coach)):
        job = ask_for_card_letter(project=house.project, language="sv", by=house.coach)
    ended(job.key)
    with pikepdf.open(tmp_path / "var/files" / the(job.key).file) as pdf, translation.override("sv"):
        assert (str(pdf.Root.Lang), str(pdf.docinfo.Title)) == ("sv", f"{house.project}: projektkort")
