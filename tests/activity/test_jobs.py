"""Asking for jobs: one row for a key, published after the commit, seen by its asker alone."""

import threading
from datetime import date
from pathlib import Path

import pytest
import redis
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone, translation

from osuuskunta.activity.enums import JobState
from osuuskunta.activity.models import Job
from osuuskunta.core import jobs
from osuuskunta.core.ids import new_id
from osuuskunta.core.scope import Scope, scope
from tests.activity.job_steps import WORKER, ask, change, needing, now_is, waiting
from tests.factories.activity import House, a_house, scope_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(transactional_db: None, settings, tmp_path: Path) -> House:
    settings.MEDIA_ROOT = tmp_path
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    return a_house()


# --- asking -----------------------------------------------------------------------------------------------------------
def test_a_request_is_a_row_and_a_message_after_the_commit(house: House, settings):
    with transaction.atomic():
        job = ask(house)
        assert waiting(settings) == 0
    assert waiting(settings) == 1
    found = now_is(job)
    assert (found.state, found.asked_by, found.project, found.grant, found.role, found.params) == (
        "queued", house.coach, house.project, house.coach.acting.grant.pk, "coach", {"site": house.forssa.pk},
    )  # fmt: skip


def test_a_request_that_is_rolled_back_never_was(house: House, settings):
    with transaction.atomic():
        ask(house)
        transaction.set_rollback(True)
    with scope(WORKER):
        assert (Job.objects.count(), waiting(settings)) == (0, 0)


def test_the_same_key_is_the_same_job(house: House, settings):
    assert ask(house).pk == ask(house).pk
    assert ask(house, "another").pk != ask(house).pk
    assert waiting(settings) == 2


@pytest.mark.parametrize("state", ["failed", "cancelled", "refused"])
def test_asked_again_what_ended_without_a_result_runs_again_in_the_role_of_now(house: House, settings, state: str):
    job = ask(house)
    change(job, state=state, error="fault", attempts=3, cancel_requested=True, grant=None, role="trainer")
    found = ask(house)
    assert (found.pk, found.state, found.error, found.attempts, found.cancel_requested, waiting(settings)) == (
        job.pk, "queued", "", 0, False, 2,
    )  # fmt: skip
    assert (found.grant, found.role) == (house.coach.acting.grant.pk, "coach")


@pytest.mark.parametrize("state", ["queued", "running", "done"])
def test_asked_again_what_moves_or_is_done_stays_as_it_is(house: House, settings, state: str):
    """What a done job has made besides a file would else be made twice."""
    job = ask(house)
    change(job, state=state, result={"toy": "1"})
    assert (ask(house).state, waiting(settings)) == (state, 1)


def test_work_of_the_house_has_no_page(house: House):
    assert ask(house).get_absolute_url() == f"/p/TEST/jobs/{now_is(ask(house)).pk}/"
    with scope(scope_of(house.coach)):
        job = jobs.request(kind="toy.make", key="own", params={}, by=house.coach)
    assert job.get_absolute_url() == ""


def test_twenty_requests_at_once_are_one_job(house: House, settings):
    found = set()

    def one() -> None:
        found.add(ask(house).pk)
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(found), waiting(settings)) == (1, 1)


def test_what_somebody_else_asked_for_is_not_given_away(house: House):
    ask(house)
    with pytest.raises(jobs.AskedByAnother):
        ask(house, by=house.other)


def test_a_broker_that_is_away_does_not_matter_when_asking(house: House, settings, monkeypatch):
    from osuuskunta.celery import app

    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    assert now_is(ask(house)).state == JobState.QUEUED


def test_who_may_not_does_not_get_a_job(house: House, monkeypatch):
    monkeypatch.setitem(jobs._handlers, "toy.make", needing("activity.view_read_log"))
    with pytest.raises(PermissionDenied), translation.override("en"):
        ask(house)
    with scope(WORKER):
        assert Job.objects.count() == 0


@pytest.mark.parametrize(
    "value", ["Aino Aalto", "a@b.fi", "x" * 65, 1.5, {"name": "Ää"}, ["a b"], {"a b": 1}, date(2026, 1, 1)]
)
def test_params_are_ids_only(house: House, value: object):
    with pytest.raises(ValueError, match="ids"):
        ask(house, value=value)


def test_ids_of_all_sorts_are_params(house: House):
    ask(house, a=str(new_id()), b=[1, "061"], c="2026-05-01", d=None, e=True, f={"set": "esf2014"})


def test_an_unknown_kind_is_an_error_when_asking(house: House):
    with pytest.raises(KeyError):
        ask(house, kind="toy.unknown")


def test_two_handlers_of_one_kind_are_refused():
    with pytest.raises(ValueError, match=r"toy\.make"):
        jobs.handler("toy.make", title="x", may="x")(lambda _job: None)


# --- whose it is ------------------------------------------------------------------------------------------------------
def test_a_job_is_its_askers_alone(house: House):
    job = ask(house)
    for user, found in ((house.coach, [job]), (house.other, []), (house.officer, [])):
        with scope(scope_of(user)):
            assert list(Job.objects.all()) == found
            assert Job.objects.update(key="stolen") == len(found)
    everything = {
        name: frozenset({house.forssa.pk, house.oulu.pk}) for name in ("people", "notes", "coops", "log", "card")
    }
    with scope(Scope(projects=frozenset({house.project.pk}), **everything)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activity_job")
        assert cursor.fetchone() == (0,)


def test_nobody_asks_in_anothers_name(house: House):
    with (
        scope(scope_of(house.other)),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Job.objects.create(kind="toy.make", key="x", asked_by=house.coach, created_at=timezone.now())
