"""Toy handlers: what the machinery of jobs is proved with. Each leaves a row behind a wall, so that results can be counted."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from django.db import connection

from osuuskunta.activity.enums import Action, Reason
from osuuskunta.activity.readlog import log_read
from osuuskunta.activity.running import JobRun
from osuuskunta.core.jobs import JobError, handler
from tests.toys.models import PeopleToy

STEPS = 10


def _pause(job: JobRun) -> None:
    time.sleep(job.params.get("pause_ms", 0) / 1000)


def _die_at(job: JobRun, step: int) -> None:
    """Kill the worker's process with -9 at `step`, on the first run only."""
    if job.params.get("die_at") == step and job.control.turn <= job.params.get("deaths", 1):
        os.kill(os.getpid(), signal.SIGKILL)


@handler("toy.make", title="Toy result", may="activity.view_jobs")
def make(job: JobRun) -> dict[str, Any]:
    """Write one row and one file, in ten steps."""
    path = job.file("toys.csv") if job.params.get("file") else None
    toy = PeopleToy.objects.create(site_id=job.params["site"], name=f"result {job.job.key}")
    for step in range(STEPS):
        _die_at(job, step)
        _pause(job)
        if path:
            with Path(path).open("a") as file:
                file.write(f"line {step}\n")
        job.progress(step + 1, STEPS, "%(n)s of %(total)s", n=step + 1, total=STEPS)
    if path:
        log_read(job.actor, [toy], why=Reason.EXPORT, action=Action.EXPORTED)
    _die_at(job, STEPS)
    return {"toy": str(toy.pk)}


@handler("toy.fail", title="Toy fault", may="activity.view_jobs")
def fail(job: JobRun) -> None:
    """Write a row, then fail: by a sentence, by a mistake of ours, or because the connection is lost, `times` times."""
    PeopleToy.objects.create(site_id=job.params["site"], name=f"result {job.job.key}")
    if job.control.turn > job.params.get("times", 99):
        return
    how = job.params["how"]
    if how == "sentence":
        raise JobError("%(n)s of %(total)s", code="toy", n=1, total=2)
    if how == "connection":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    raise ZeroDivisionError("a canary name")
