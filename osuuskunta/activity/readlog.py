"""The read log: no log, no data.

    def participant_page(user, id):
        found = …                                       # the scoped query
        log_read(user, [found], why=Reason.OWN_WORK)    # in the same transaction; fails → the page fails

Lines are written under a shared advisory lock that the sealer asks for exclusively: once it has it, no older line can come any
more (activity.seals).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from osuuskunta.activity.enums import Action, Reason
from osuuskunta.activity.history import circumstances
from osuuskunta.core.access import Actor

WRITING = 0x6F736B_0001  # advisory lock: shared by those who write lines, exclusive for a moment when a seal is made
NOTE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data: a model's label (`participants.participant`), the row's UUID, and the site through which it was seen."""

    label: str
    id: uuid.UUID
    site: int

    @classmethod
    def of(cls, row: "Subject | Model") -> "Subject":
        """Return the subject that `row` is; a row names its own site."""
        return row if isinstance(row, Subject) else cls(row._meta.label_lower, row.pk, row.site_id)  # type: ignore[attr-defined]


_INSERT = """
WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(%s))
INSERT INTO activity_readlog (at, user_id, role, action, reason, note, path, label, subject, site_id)
SELECT %s, %s, %s, %s, %s, %s, %s, seen.label, seen.subject, seen.site
FROM held, unnest(%s::text[], %s::uuid[], %s::bigint[]) AS seen(label, subject, site)
"""


def log_read(
    user: Actor | None,
    subjects: Iterable[Subject | Model],
    *,
    why: Reason,
    action: Action = Action.OPENED,
    note: str = "",
) -> int:
    """Write one line for each subject, in one statement, and return how many. `user` is None for a command only.

    Role and page come from the circumstances (middleware, `history.acting`). RuntimeError outside a transaction: the read and
    its line must stand or fall together. `note` is the reader's own words, at most 200 characters, and names nobody.
    """
    seen = [Subject.of(row) for row in subjects]
    if not seen:
        return 0
    if not connection.in_atomic_block:
        raise RuntimeError("log_read() belongs into the transaction that reads.")
    if len(note) > NOTE_LENGTH:
        raise ValueError(f"A note in the read log has at most {NOTE_LENGTH} characters.")
    now = circumstances()
    line: list[Any] = [
        timezone.now(),
        user.pk if user else None,
        now.role,
        Action(action).value,
        Reason(why).value,
        note,
        now.source[:200],
    ]
    columns: list[Any] = [[one.label for one in seen], [one.id for one in seen], [one.site for one in seen]]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [WRITING, *line, *columns])
    return len(seen)
