"""Background work: actions ask for it, a registry says what runs, the row in the database is the truth (architecture §6).

    @handler("report.build", title=_("ESF report"), may="report.build")      # in tasks.py
    def build_report(job: JobRun) -> dict:
        for n, person in enumerate(people, start=1):
            job.progress(n, len(people), gettext_noop("%(n)s people read"), n=n)
        return {"version": str(version.pk)}

    jobs.request(kind="report.build", key=f"{report.pk}:{day}", params={"report": str(report.pk)}, by=user, project=project)

A handler runs in one transaction and one scope: the asker's rights as they are when it starts. What it writes, its result and the
state *done* are committed together, so there is exactly one result for a key, whatever is killed or delivered twice.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from osuuskunta.activity.broker import publish
from osuuskunta.activity.models import Job
from osuuskunta.core.access import Actor, Denied, Words, doorkeeper

if TYPE_CHECKING:
    from osuuskunta.activity.running import JobRun

Result = dict[str, Any] | None
Opens = Callable[[Job], tuple[Words, str] | None]


@dataclass(frozen=True, slots=True)
class Handler:
    """What runs for a kind of job. `may` is the action asked of the asker, when asking and again before it runs.

    `opens` gives the words and the address of what a finished job leads to, besides a file.
    """

    kind: str
    title: Words
    may: str
    run: "Callable[[JobRun], Result]"
    opens: Opens | None = None


_handlers: dict[str, Handler] = {}


def handler(
    kind: str, *, title: Words, may: str, opens: Opens | None = None
) -> "Callable[[Callable[[JobRun], Result]], Callable[[JobRun], Result]]":
    """Register a function as what runs for `kind`."""

    def register(run: "Callable[[JobRun], Result]") -> "Callable[[JobRun], Result]":
        known = _handlers.get(kind)
        if known is not None and known.run.__qualname__ != run.__qualname__:
            raise ValueError(f"Two handlers for jobs of the kind “{kind}”.")
        _handlers[kind] = Handler(kind, title, may, run, opens)
        return run

    return register


def handler_of(kind: str) -> Handler | None:
    """Return the handler of `kind`; None when this release has none (an old row, or a newer web server's)."""
    return _handlers.get(kind)


class JobError(Exception):
    """Ends a job as failed with a sentence that says what to do. `text` is a msgid, `params` fill it in."""

    def __init__(self, text: str, /, *, code: str = "job_error", **params: Any) -> None:
        super().__init__(code)
        self.text, self.code, self.params = text, code, params


class Cancelled(Exception):
    """Raised by `progress()` when the job was asked to stop."""


class Lost(Exception):
    """Raised when another run has taken the job over: nothing of this one counts."""


class AskedByAnother(Exception):
    """The same work has been asked for by somebody else, whose jobs one does not see."""


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
    """Write the job into the caller's transaction and publish it when that is committed; return it.

    The same `kind` and `key` is the same job, whatever its state: put into the key what makes a new one. PermissionDenied when
    `by` may not, KeyError for an unknown kind, AskedByAnother when somebody else has asked for it. A broker that is away
    changes nothing: the sweep publishes the job again.
    """
    decision = by.can(_handlers[kind].may)
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
    return found
