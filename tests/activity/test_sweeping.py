"""The sweep: what was lost on the way comes back, what died too often ends, old files go."""

from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.utils import timezone

from osuuskunta.activity import control, running, sweeping
from osuuskunta.core.models import Heartbeat
from tests.activity.job_steps import ask, change, given_back, now_is, results, waiting
from tests.factories.activity import House, a_house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(transactional_db: None, settings, tmp_path: Path) -> House:
    settings.MEDIA_ROOT = tmp_path
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    return a_house()


# --- the sweep --------------------------------------------------------------------------------------------------------
def test_a_worker_that_sweeps_is_alive(house: House):
    sweeping.sweep()
    assert timezone.now() - Heartbeat.objects.get(kind="worker").seen_at < timedelta(seconds=5)


def test_a_queued_job_is_published_again_less_and_less_often(house: House, settings):
    job = ask(house)
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    assert sweeping.sweep().published == 0
    for age, published in ((21, 1), (21, 0), (41, 1), (41, 0), (81, 1)):
        change(job, published_at=timezone.now() - timedelta(seconds=age))
        assert sweeping.sweep().published == published
    change(job, publications=100, published_at=timezone.now() - timedelta(seconds=301))
    assert (sweeping.sweep().published, waiting(settings)) == (1, 4)


def test_a_sweep_without_a_broker_forgets_nothing(house: House, monkeypatch):
    from osuuskunta.celery import app

    job = ask(house)
    change(job, published_at=None, publications=0)
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    assert (sweeping.sweep().published, now_is(job).publications) == (0, 0)


def test_a_run_that_died_is_found_and_one_that_is_only_slow_is_not(house: House):
    dead, slow, fresh = (ask(house, key) for key in ("dead", "slow", "fresh"))
    runs = {job: control.Control(job.pk) for job in (dead, slow, fresh)}
    for run in runs.values():
        assert run.lock()
        assert run.claim() is not None
    for job in (dead, slow):
        change(job, heartbeat_at=timezone.now() - timedelta(seconds=31))
    for job in (dead, fresh):
        runs[job].close()
        given_back(job)
    assert (sweeping.sweep().left_behind, [now_is(job).state for job in (dead, slow, fresh)]) == (
        1, ["queued", "running", "running"],
    )  # fmt: skip
    runs[slow].close()


@pytest.mark.parametrize(
    ("fields", "state", "error"),
    [({"attempts": 3}, "failed", "too_many_attempts"), ({"cancel_requested": True}, "cancelled", "")],
)
def test_a_job_that_dies_too_often_or_was_to_stop_ends(house: House, fields: dict, state: str, error: str):
    for end in (lambda _job: sweeping.sweep(), lambda job: running.run(job.pk)):
        job = ask(house, str(end))
        change(job, state="running", turn=3, heartbeat_at=timezone.now() - timedelta(hours=1), **fields)
        end(job)
        found = now_is(job)
        assert (found.state, found.error, found.finished_at is not None, results(house)) == (state, error, True, [])


def test_a_file_is_taken_away_after_a_week_and_the_job_stays(house: House, tmp_path: Path):
    kept, old = ask(house, "kept", file=True), ask(house, "old", file=True)
    for job in (kept, old):
        running.run(job.pk)
    change(old, finished_at=timezone.now() - timedelta(days=8))
    assert sweeping.sweep().files == 1
    assert (now_is(old).state, now_is(old).file, bool(now_is(kept).file)) == ("done", "", True)
    assert [path.parent.parent.name for path in tmp_path.rglob("*.csv")] == [str(kept.pk)]
