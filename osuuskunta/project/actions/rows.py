"""Changing and removing rows of the card, the same for all of them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Model

from osuuskunta.core.access import Actor, require
from osuuskunta.project.queries.rows import mark_of_rows, values_of


class RowChangedMeanwhile(Exception):
    """Somebody else has changed the rows since they were opened; `stored` are the rows as they are now."""

    def __init__(self, *stored: Model) -> None:
        super().__init__("The row was changed meanwhile.")
        self.stored = stored


@transaction.atomic
def change_row(
    *,
    row: Model,
    values: Mapping[str, Any],
    seen: str,
    action: str,
    by: Actor | None,
    also: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store values by field name; returns the names of the fields that changed (none: nothing was written).

    As `change_rows`, for one row. `also` is stored with a change and makes none by itself.
    """
    return change_rows(parts=[(row, values)], seen=seen, action=action, by=by, also=also or {})


@transaction.atomic
def change_rows(
    *,
    parts: Sequence[tuple[Model, Mapping[str, Any]]],
    seen: str,
    action: str,
    by: Actor | None,
    also: Mapping[str, Any] = MappingProxyType({}),
) -> list[str]:
    """Store values of several rows that one form shows; returns the names of the fields that changed.

    `seen` is the mark of these fields when they were opened: RowChangedMeanwhile when it is another now, and nothing is stored.
    Who wants what is stored already comes too late for nothing and is told nothing. ValidationError when a row's own rules refuse.
    A relation is given as the row it points at, or None. `also` is stored with a row that changes.
    """
    require(by, action)
    rows = [(type(row)._default_manager.select_for_update().get(pk=row.pk), values) for row, values in parts]
    mark = mark_of_rows((now, tuple(values)) for now, values in rows)
    before = [values_of(now, values) for now, values in rows]
    for now, values in rows:
        for name, value in values.items():
            setattr(now, name, value)
    changed = [_differing(now, values, stored) for (now, values), stored in zip(rows, before, strict=True)]
    if any(changed) and mark != seen:
        for now, _values in rows:
            now.refresh_from_db()
        raise RowChangedMeanwhile(*(now for now, _values in rows))
    for (now, _values), names in zip(rows, changed, strict=True):
        if names:
            for name, value in also.items():
                setattr(now, name, value)
            now.full_clean()
            now.save(update_fields=[*names, *also])
    return [name for names in changed for name in names]


def _differing(row: Model, values: Mapping[str, Any], stored: Mapping[str, Any]) -> list[str]:
    wanted = values_of(row, values)
    return [name for name in values if wanted[name] != stored[name]]


@transaction.atomic
def remove_row(*, row: Model, action: str, by: Actor | None) -> None:
    """Take a row off the card with what hangs on it; history keeps what it was."""
    require(by, action)
    row.delete()
