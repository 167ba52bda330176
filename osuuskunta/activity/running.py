"""How a job runs: once, as its asker may now, to one result."""

import json
import os
import shutil
import threading
import time
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import structlog
from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone, translation

from osuuskunta.activity.control import Control
from osuuskunta.activity.enums import JobState
from osuuskunta.activity.history import acting
from osuuskunta.activity.jobs import Cancelled, Lost
from osuuskunta.activity.models import Job
from osuuskunta.core.access import Actor, Reopened, doorkeeper
from osuuskunta.core.jobs import Handler, JobError, handler_of
from osuuskunta.core.scope import Scope, scope

SHOWN_EVERY = 0.5  # seconds between two writes of progress: a loop may report each row
log = structlog.get_logger(__name__)


class Heart(threading.Thread):
    """Says every few seconds that the run is alive, and hears whether it is asked to stop."""

    def __init__(self, control: Control) -> None:
        super().__init__(name=f"heart of {control.job}", daemon=True)
        self.control = control
        self.asked_to_stop = self.lost = False
        self._end = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        self._end.set()
        self.join()

    def run(self) -> None:
        while not self._end.wait(settings.JOB_HEARTBEAT_SECONDS):
            try:
                self._beat()
            except Lost:
                self.lost = True
                return

    def _beat(self) -> None:
        try:
            self.asked_to_stop |= self.control.beat()
        except DatabaseError:
            try:
                self.control.again()
            except DatabaseError:
                log.warning("job_heart_waits", job=str(self.control.job))


class JobRun:
    """What a handler gets: whose work it is and with which ids, and a way to say how far it is.

    The scope of the asker's rights is open around the handler, in the one transaction that also writes the result.
    """

    def __init__(self, job: Job, reopened: Reopened, control: Control, heart: Heart) -> None:
        self.job, self.control, self._heart = job, control, heart
        self.actor: Actor = reopened.actor
        self.scope: Scope = reopened.scope
        self._shown = 0.0
        self._message = ""
        self._name = ""

    @property
    def id(self) -> uuid.UUID:
        return self.job.pk

    @property
    def project(self) -> Any:
        """The project it was asked for in, read when the run began; None for the house's own work."""
        return self.job.project

    @property
    def params(self) -> dict[str, Any]:
        """The ids the job was asked for with."""
        params: dict[str, Any] = self.job.params
        return params

    def progress(self, done: int, total: int | None = None, message: str = "", /, **params: Any) -> None:
        """Say how far the work is: `message` is a msgid (gettext_noop), `params` fill it in at reading.

        Cheap to call for each row. Raises Cancelled when the asker wants no result any more: let it pass through.
        """
        if self._heart.lost:
            raise Lost
        stop = self._heart.asked_to_stop
        moment = time.monotonic()
        if moment - self._shown >= SHOWN_EVERY or message != self._message or done == total:
            stop |= self.control.show(done, total, message, json.dumps(params))
            self._shown, self._message = moment, message
        if stop:
            raise Cancelled

    # --- the result's file ----------------------------------------------------------------------------------------------
    @property
    def _folder(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "jobs" / str(self.job.pk) / str(self.control.turn)

    def file(self, name: str) -> Path:
        """Return where to write the job's file, called `name` for its reader; it is in place only when the job is done."""
        self._name = Path(name).name
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._folder / f".part-{self._name}"

    def _settle(self) -> str:
        """Put the file in place and return its path below MEDIA_ROOT, "" without one."""
        if not self._name:
            return ""
        part, whole = self._folder / f".part-{self._name}", self._folder / self._name
        part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(whole)
        return str(whole.relative_to(settings.MEDIA_ROOT))

    def drop_files(self) -> None:
        """Take away what this run wrote."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def drop_older_files(self) -> None:
        """Take away what runs before this one left when they were killed."""
        for folder in self._folder.parent.glob("*"):
            if folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)

    def finish(self, result: dict[str, Any] | None) -> None:
        """Write the result into the work's own transaction; Lost when another run has the job."""
        changed = Job.objects.filter(pk=self.job.pk, turn=self.control.turn, state=JobState.RUNNING).update(
            state=JobState.DONE,
            result=result,
            file=self._settle(),
            sites=sorted(self.scope.people | self.scope.notes | self.scope.coops) if self._name else [],
            finished_at=timezone.now(),
        )
        if changed != 1:
            raise Lost


def run(job_id: uuid.UUID) -> JobState | None:
    """Run a job if it waits and nobody runs it; return how it ended, or None when there was nothing to do.

    Any number of deliveries may come, at any time: the job's lock lets one run at a time, its state lets one succeed.
    """
    control = Control(job_id)
    try:
        if not control.lock() or control.claim() is None:
            return None
        with scope(Scope(worker=True)):
            job = Job.objects.select_related("project").get(pk=job_id)
        with Heart(control) as heart:
            return _run_claimed(job, control, heart)
    finally:
        control.close()


def _run_claimed(job: Job, control: Control, heart: Heart) -> JobState | None:
    handler = handler_of(job.kind)
    if handler is None:
        control.end(JobState.FAILED, error="unknown_kind")
        return JobState.FAILED
    reopened = doorkeeper().reopen(job.asked_by_id, job.project_id, job.grant)
    if reopened is None or not reopened.actor.can(handler.may):
        control.end(JobState.REFUSED, error="right_ended")
        return JobState.REFUSED
    made = JobRun(job, reopened, control, heart)
    ended = _work(handler, made)
    if ended is JobState.DONE:
        made.drop_older_files()
    elif ended is not None:
        made.drop_files()
    log.info("job_ended", job=str(job.pk), kind=job.kind, state=ended.value if ended else "lost", turn=control.turn)
    return ended


def _work(handler: Handler, made: JobRun) -> JobState | None:
    """Let the handler work and say how it ended; QUEUED when it will be tried again, None when that can't be told here."""
    try:
        _in_scope(handler, made)
    except Lost:
        made.drop_files()
        return None
    except Cancelled:
        return _end(made.control, JobState.CANCELLED)
    except (OperationalError, InterfaceError):
        return _database_was_away(made.control)
    except Exception as fault:  # noqa: BLE001  whatever a handler does wrong ends its job, not the worker
        return _end(made.control, JobState.FAILED, **_said(handler, made, fault))
    return JobState.DONE


def _said(handler: Handler, made: JobRun, fault: Exception) -> dict[str, str]:
    """Return how a fault is told: its code, and for those that a handler raised on purpose its sentence."""
    if isinstance(fault, JobError):
        return {"error": fault.code, "text": fault.text, "params": json.dumps(fault.params)}
    if isinstance(fault, SoftTimeLimitExceeded):
        return {"error": "too_long"}
    log.error("job_fault", job=str(made.id), kind=handler.kind, exc_info=fault)
    return {"error": "fault"}


def _in_scope(handler: Handler, made: JobRun) -> None:
    language = getattr(made.actor, "language", "") or settings.LANGUAGE_CODE
    with (
        translation.override(language),
        acting(made.actor.pk, made.job.role, f"job:{handler.kind}"),
        scope(made.scope),
    ):
        made.finish(handler.run(made))


def _end(control: Control, state: JobState, **said: str) -> JobState | None:
    """Write how the run ended; None when the database is away, so that the sweep will find it left behind."""
    try:
        control.end(state, **said)
    except DatabaseError:
        return None
    return state


def _database_was_away(control: Control) -> JobState | None:
    """Try again later; but the commit may have gone through although its answer was lost."""
    try:
        return _after_the_break(control)
    except DatabaseError:  # the lock's connection broke too
        pass
    try:
        control.again()
        return _after_the_break(control)
    except (DatabaseError, Lost):
        return None


def _after_the_break(control: Control) -> JobState:
    if control.is_done():
        return JobState.DONE
    control.give_back()
    return JobState.QUEUED
