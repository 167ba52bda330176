"""The sweep: every 30 s it brings back what was lost on the way and shows that a worker is alive."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from osuuskunta.activity.broker import publish
from osuuskunta.activity.control import BEAT, lock_key
from osuuskunta.activity.enums import JobState
from osuuskunta.activity.models import Job
from osuuskunta.core.scope import Scope, scope

LONGEST_WAIT = timedelta(minutes=5)
AT_ONCE = 500  # jobs a sweep publishes


@dataclass(slots=True)
class Swept:
    """What a sweep did."""

    left_behind: int = 0  # running jobs whose run had died
    published: int = 0
    files: int = 0  # jobs whose file was kept long enough


def sweep() -> Swept:
    """Bring back running jobs whose run has died, publish jobs that have waited too long, take away old files."""
    swept = Swept()
    with scope(Scope(worker=True)), connection.cursor() as cursor:
        cursor.execute(BEAT)
    with scope(Scope(worker=True)):
        swept.left_behind = _bring_back()
    swept.published = _publish_waiting()
    with scope(Scope(worker=True)):
        swept.files = _drop_files()
    return swept


def _bring_back() -> int:
    """Queue again what says *running* without a heartbeat and whose lock is free: its run is dead, not slow."""
    stale = timezone.now() - timedelta(seconds=settings.JOB_STALE_SECONDS)
    count = 0
    for job in Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=stale):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock_key(job.pk)])
            if not cursor.fetchone()[0]:
                continue
        same = Job.objects.filter(pk=job.pk, turn=job.turn, state=JobState.RUNNING)
        if job.cancel_requested:
            count += same.update(state=JobState.CANCELLED, finished_at=timezone.now())
        elif job.attempts >= settings.JOB_ATTEMPTS:
            count += same.update(state=JobState.FAILED, error="too_many_attempts", finished_at=timezone.now())
        else:
            count += same.update(state=JobState.QUEUED, published_at=None, publications=0)
    return count


def _publish_waiting() -> int:
    """Publish queued jobs again whose message may be lost: after 20 s, then 40, 80 …, since the workers may only be busy."""
    now, count = timezone.now(), 0
    with scope(Scope(worker=True)):
        waiting = list(
            Job.objects.filter(state=JobState.QUEUED).order_by(F("published_at").asc(nulls_first=True))[:AT_ONCE]
        )
    for job in waiting:
        doubled = 2 ** min(max(job.publications - 1, 0), 8)
        wait = min(timedelta(seconds=settings.JOB_QUEUED_SECONDS) * doubled, LONGEST_WAIT)
        if job.published_at is not None and now - job.published_at < wait:
            continue
        if not publish(job.pk):
            break
        with scope(Scope(worker=True)):
            Job.objects.filter(pk=job.pk).update(published_at=now, publications=F("publications") + 1)
        count += 1
    return count


def _drop_files() -> int:
    """Take away the files of jobs that ended more than JOB_FILE_DAYS ago: what was exported does not lie about for ever."""
    old = timezone.now() - timedelta(days=settings.JOB_FILE_DAYS)
    count = 0
    for job in Job.objects.filter(state=JobState.DONE, finished_at__lt=old).exclude(file=""):
        shutil.rmtree(Path(settings.MEDIA_ROOT) / "jobs" / str(job.pk), ignore_errors=True)
        count += Job.objects.filter(pk=job.pk).update(file="")
    return count
