"""Where requests for background work arrive (see `core.jobs`): the row in the database is the truth (architecture §6)."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from osuuskunta.activity.broker import publish
from osuuskunta.activity.enums import JobState
from osuuskunta.activity.models import Job
from osuuskunta.activity.rules import may_retry
from osuuskunta.core.access import Actor, Denied, Standing, doorkeeper
from osuuskunta.core.jobs import AskedByAnother, handler_of


class Cancelled(Exception):
    """Raised by `progress()` when the job was asked to stop."""


class Lost(Exception):
    """Raised when another run has taken the job over: nothing of this one counts."""


_WORD = re.compile(r"[A-Za-z0-9_.:+-]{0,64}")


def check_ids(value: Any) -> None:
    """Refuse params that are more than ids, numbers, codes, days and lists of these: a job row names nobody."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            check_ids(name)
            check_ids(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            check_ids(inner)
    elif not (value is None or isinstance(value, int) or (isinstance(value, str) and _WORD.fullmatch(value))):
        raise ValueError("The params of a job are ids, numbers and codes only.")


def request(*, kind: str, key: str, params: Mapping[str, Any], by: Actor, project: Any = None) -> Job:
    """See `core.jobs.request`. The sweep publishes the job again when the broker is away."""
    handler = handler_of(kind)
    if handler is None:
        raise KeyError(kind)
    decision = by.can(handler.may)
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)
    check_ids(params)
    standing, now = doorkeeper().standing(by), timezone.now()
    job = Job(
        kind=kind, key=key, params=dict(params), asked_by_id=cast("int", by.pk), project=project, grant=standing.grant, role=standing.role,
        created_at=now, published_at=now,
    )  # fmt: skip
    Job.objects.bulk_create([job], ignore_conflicts=True)
    found = Job.objects.filter(kind=kind, key=key, asked_by=by.pk).first()
    if found is None:
        raise AskedByAnother(kind)
    if found.pk == job.pk:
        transaction.on_commit(partial(publish, job.pk), robust=True)
    elif may_retry(found.state) or (handler.only_file and found.state == JobState.DONE and not found.file):
        again(found, standing)
        found.refresh_from_db()
    return found


def again(job: Job, standing: Standing | None = None) -> None:
    """Put an ended job back into the queue, as what its asker is now if `standing` is given; another may have been quicker.

    Call it in a transaction: the job is published when that is committed.
    """
    now = timezone.now()
    newly = {} if standing is None else {"grant": standing.grant, "role": standing.role}
    changed = Job.objects.filter(pk=job.pk, asked_by=job.asked_by_id, state=job.state).update(
        state=JobState.QUEUED, attempts=0, publications=1, published_at=now, cancel_requested=False, finished_at=None,
        done=0, total=None, message="", message_params={}, error="", error_text="", error_params={}, **newly,
    )  # fmt: skip
    if changed:
        transaction.on_commit(partial(publish, job.pk), robust=True)
