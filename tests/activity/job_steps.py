"""Asking for toy jobs and looking at them: shared by the tests of jobs."""

import time

import redis
from django.db import connection

from osuuskunta.accounts.models import User
from osuuskunta.activity import control
from osuuskunta.activity.models import Job
from osuuskunta.core import jobs
from osuuskunta.core.scope import Scope, scope
from tests.factories.activity import House, scope_of
from tests.toys.models import PeopleToy

WORKER = Scope(worker=True)


def ask(house: House, key: str = "k", *, kind: str = "toy.make", by: User | None = None, **params: object) -> Job:
    by = by or house.coach
    with scope(scope_of(by)):
        return jobs.request(
            kind=kind, key=key, params={"site": house.forssa.pk, **params}, by=by, project=house.project
        )


def now_is(job: Job) -> Job:
    with scope(WORKER):
        return Job.objects.get(pk=job.pk)


def results(house: House) -> list[str]:
    with scope(scope_of(house.coach)):
        return sorted(PeopleToy.objects.values_list("name", flat=True))


def waiting(settings) -> int:
    return redis.Redis.from_url(settings.REDIS_URL).llen("celery")


def change(job: Job, **fields: object) -> None:
    with scope(WORKER):
        Job.objects.filter(pk=job.pk).update(**fields)


def needing(action: str) -> jobs.Handler:
    known = jobs._handlers["toy.make"]
    return jobs.Handler(known.kind, known.title, action, known.run)


def given_back(job: Job, seconds: float = 10) -> None:
    """Wait until the server has noticed that a run's connection ended: only then is its lock free, on a busy machine a while later."""
    key = control.lock_key(job.pk) & 0xFFFF_FFFF_FFFF_FFFF
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s",
                [key >> 32, key & 0xFFFF_FFFF],
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)
    raise AssertionError("the lock of the run is still held")
