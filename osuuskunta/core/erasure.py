"""Erasing a subject: its data key is destroyed, and what stands in clear columns is cleared by whoever keeps them.

Each app registers, in `AppConfig.ready`, what it clears for a kind of subject. A restore calls the same functions for everybody
who was erased since the backup, so they must be safe to repeat and may not count on the row being there.
"""

import uuid
from collections.abc import Callable

from django.db import transaction

from osuuskunta.core.scope import Scope, scope
from osuuskunta.core.sealing import erased
from osuuskunta.core.sealing.subjects import destroy_erased_again, destroy_key

Clear = Callable[[uuid.UUID], object]
_clears: dict[str, list[Clear]] = {}


def register(kind: str, clear: Clear) -> None:
    """Have `clear(subject's id)` called whenever a subject of `kind` is erased, in the same transaction; once however often said."""
    found = _clears.setdefault(kind, [])
    if clear not in found:
        found.append(clear)


def erase(kind: str, subject_id: uuid.UUID) -> bool:
    """Erase a subject: list it, destroy its key, clear its columns; False when it had no key. Needs the caller's scope."""
    with transaction.atomic():
        had_key = destroy_key(kind, subject_id)
        _clear(kind, subject_id)
    return had_key


def erase_again() -> int:
    """Erase everybody on the erased list once more, after a restore; return how many had come back. Runs as the owner."""
    with scope(Scope(worker=True)):
        came_back = destroy_erased_again()
        for kind, subject_id in sorted(erased.read()):
            _clear(kind, subject_id)
    return came_back


def _clear(kind: str, subject_id: uuid.UUID) -> None:
    for clear in _clears.get(kind, ()):
        clear(subject_id)
