"""A run's own connection: it holds the job's lock and shows progress while the work's transaction is open."""

import contextlib
import hashlib
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from osuuskunta.activity.enums import JobState
from osuuskunta.activity.jobs import Lost

LOCK_TRIES, LOCK_PAUSE = 30, 0.1  # 3 s
BEAT = "INSERT INTO core_heartbeat (kind, seen_at) VALUES ('worker', now()) ON CONFLICT (kind) DO UPDATE SET seen_at = now()"


def lock_key(job: uuid.UUID) -> int:
    """Return the number of the advisory lock that a run of `job` holds."""
    return int.from_bytes(hashlib.sha256(b"job " + job.bytes).digest()[:8], "big", signed=True)


@dataclass(frozen=True, slots=True)
class Claim:
    """A job taken over for one run."""

    turn: int
    attempts: int


class Control:
    """Everything a run tells the job row from outside its own transaction. Each call is a short transaction.

    Safe for two threads: the work and its heart.
    """

    def __init__(self, job: uuid.UUID) -> None:
        self.job = job
        self.turn = 0
        self._thread = threading.RLock()
        self._wrapper = self._connect()

    def _connect(self) -> BaseDatabaseWrapper:
        made = connection.copy()
        made.settings_dict["OPTIONS"].pop(
            "pool", None
        )  # the lock lives as long as this connection, which no one else gets
        made.inc_thread_sharing()
        made.connect()
        return made

    def close(self) -> None:
        """Give the lock back."""
        with self._thread:
            self._wrapper.close()

    @contextlib.contextmanager
    def _cursor(self) -> Iterator[Any]:
        with (
            self._thread,
            self._wrapper.wrap_database_errors,
            self._wrapper.connection.transaction(),
            self._wrapper.cursor() as cursor,
        ):
            cursor.execute("SELECT set_config('app.worker', 'on', true)")
            yield cursor

    def lock(self) -> bool:
        """Take the job's lock if it is free; it is given back when the connection ends, however it ends."""
        with self._cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock_key(self.job)])
            return bool(cursor.fetchone()[0])

    def claim(self) -> Claim | None:
        """Take the job over for a run, or None when there is nothing to run: done, ended, asked to stop, tried too often.

        A job that says *running* while its lock is free was left behind by a run that died.
        """
        with self._cursor() as cursor:
            cursor.execute(_END_WAITING, [settings.JOB_ATTEMPTS, self.job])
            cursor.execute(_CLAIM, [self.job])
            found = cursor.fetchone()
            cursor.execute(BEAT)
        if found is None:
            return None
        self.turn = found[0]
        return Claim(*found)

    def beat(self) -> bool:
        """Say that the run is alive; return whether it is asked to stop. Lost when it no longer holds the job."""
        with self._cursor() as cursor:
            cursor.execute(
                "UPDATE activity_job SET heartbeat_at = now() WHERE id = %s AND turn = %s AND state = 'running'"
                " RETURNING cancel_requested",
                [self.job, self.turn],
            )
            found = cursor.fetchone()
            cursor.execute(BEAT)
        if found is None:
            raise Lost
        return bool(found[0])

    def show(self, done: int, total: int | None, message: str, params: str) -> bool:
        """Write how far the run is; return whether it is asked to stop. Lost when it no longer holds the job."""
        with self._cursor() as cursor:
            cursor.execute(
                "UPDATE activity_job SET heartbeat_at = now(), done = %s, total = %s, message = %s, message_params = %s"
                " WHERE id = %s AND turn = %s AND state = 'running' RETURNING cancel_requested",
                [done, total, message, params, self.job, self.turn],
            )
            found = cursor.fetchone()
        if found is None:
            raise Lost
        return bool(found[0])

    def end(self, state: JobState, *, error: str = "", text: str = "", params: str = "{}") -> None:
        """End the run without a result, unless another run has the job."""
        with self._cursor() as cursor:
            cursor.execute(
                "UPDATE activity_job SET state = %s, error = %s, error_text = %s, error_params = %s, finished_at = now()"
                " WHERE id = %s AND turn = %s AND state = 'running'",
                [state.value, error, text, params, self.job, self.turn],
            )

    def is_done(self) -> bool:
        """Whether this very run has brought the result."""
        with self._cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM activity_job WHERE id = %s AND turn = %s AND state = 'done'", [self.job, self.turn]
            )
            return cursor.fetchone() is not None

    def give_back(self) -> None:
        """Put the job back into the queue, for the sweep to publish: what stopped it will pass."""
        with self._cursor() as cursor:
            cursor.execute(
                "UPDATE activity_job SET state = 'queued', published_at = NULL"
                " WHERE id = %s AND turn = %s AND state = 'running'",
                [self.job, self.turn],
            )

    def again(self) -> None:
        """Connect again after the connection broke, and take the lock again; Lost when another run has it.

        The server may need a moment to notice that the old connection is gone, and holds its lock until then.
        """
        with self._thread:
            with contextlib.suppress(DatabaseError):
                self._wrapper.close()
            self._wrapper = self._connect()
            for _try in range(LOCK_TRIES):
                if self.lock():
                    return
                time.sleep(LOCK_PAUSE)
            raise Lost


# What will not run any more ends here, in the same words as everywhere (activity.saying reads the codes).
_END_WAITING = """
UPDATE activity_job
SET state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'failed' END,
    error = CASE WHEN cancel_requested THEN '' ELSE 'too_many_attempts' END,
    finished_at = now()
WHERE state IN ('queued', 'running') AND (cancel_requested OR attempts >= %s) AND id = %s
"""
_CLAIM = """
UPDATE activity_job
SET state = 'running', attempts = attempts + 1, turn = turn + 1, heartbeat_at = now(), started_at = now(),
    done = 0, message = '', message_params = '{}', error = '', error_text = '', error_params = '{}'
WHERE state IN ('queued', 'running') AND id = %s
RETURNING turn, attempts
"""
