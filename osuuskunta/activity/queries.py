"""What pages ask about the read log and about jobs. Whoever asks comes first."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count, Model, QuerySet
from django.utils import timezone

from osuuskunta.activity.models import Job, ReadLog
from osuuskunta.core.access import Actor
from osuuskunta.core.scope import Scope, require_scope, scope
from osuuskunta.project.queries import site_ids_by_project

READ_LOG_ORDER = ("-at", "-id")
JOBS_ORDER = ("-created_at", "-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFilter:
    """What of the read log is wanted; days are calendar days in Helsinki, both included."""

    reader: int | None = None
    action: str = ""
    subject: uuid.UUID | None = None
    first: date | None = None
    last: date | None = None


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def read_log(user: Actor, project: Any, wanted: ReadFilter) -> QuerySet[ReadLog]:
    """Return the lines of the project that `user` may see: all of them for who watches over the log, else the own ones."""
    rows: QuerySet[ReadLog] = ReadLog.objects.select_related("user", "site")
    if user.can("activity.view_read_log"):
        rows = rows.visible_to(user)  # type: ignore[attr-defined]
    else:
        rows = rows.filter(
            user=user.pk, site__in=sorted(site_ids_by_project([project.pk]).get(project.pk, frozenset()))
        )
    if wanted.reader is not None:
        rows = rows.filter(user=wanted.reader)
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.subject is not None:
        rows = rows.filter(subject=wanted.subject)
    if wanted.first is not None:
        rows = rows.filter(at__gte=_begin(wanted.first))
    if wanted.last is not None:
        rows = rows.filter(at__lt=_begin(wanted.last + timedelta(days=1)))
    return rows


# Jumps from one reader to the next along the index: as many steps as there are readers, however long the log is.
_READERS = """
WITH RECURSIVE reader(id) AS (
    (SELECT user_id FROM activity_readlog WHERE user_id IS NOT NULL ORDER BY user_id LIMIT 1)
    UNION ALL
    SELECT (SELECT user_id FROM activity_readlog WHERE user_id > reader.id ORDER BY user_id LIMIT 1)
    FROM reader WHERE reader.id IS NOT NULL
)
SELECT id FROM reader WHERE id IS NOT NULL
"""


def readers(user: Actor) -> list[Model]:
    """Return everybody who stands in the lines that `user` may see, by name."""
    require_scope()
    with connection.cursor() as cursor:
        cursor.execute(_READERS)
        found = [row[0] for row in cursor.fetchall()]
    return sorted(get_user_model()._base_manager.filter(pk__in=found), key=str)


def own_jobs(user: Actor, project: Any) -> QuerySet[Job]:
    """Return the jobs that `user` asked for in the project."""
    return Job.objects.filter(asked_by=user.pk, project=project)


def own_job(user: Actor, project: Any, job: uuid.UUID) -> Job | None:
    """Return one of them; None for another's as for one that does not exist."""
    return own_jobs(user, project).filter(pk=job).first()


@dataclass(frozen=True, slots=True)
class JobCount:
    """How many jobs of a kind are in a state."""

    kind: str
    state: str
    count: int


def job_counts() -> list[JobCount]:
    """Return how many jobs of the whole house are in which state. Numbers only: no job is shown to who did not ask for it."""
    with scope(Scope(worker=True)):
        rows = Job.objects.values("kind", "state").annotate(n=Count("id")).order_by("kind", "state")
        return [JobCount(row["kind"], row["state"], row["n"]) for row in rows]
