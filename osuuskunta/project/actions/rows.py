"""Changing and removing a row of the card, the same for all of them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model

from osuuskunta.core.access import Actor
from osuuskunta.project.actions.card import require
from osuuskunta.project.queries.rows import mark_of, values_of


class RowChangedMeanwhile(Exception):
    """Somebody else has changed the row since it was opened; `stored` is the row as it is now."""

    def __init__(self, stored: Model) -> None:
        super().__init__("The row was changed meanwhile.")
        self.stored = stored


@transaction.atomic
def change_row(*, row: Model, values: Mapping[str, Any], seen: str, action: str, by: Actor | None) -> list[str]:
    """Store values by field name; returns the names of the fields that changed (none: nothing was written).

    `seen` is the mark of these fields when they were opened: RowChangedMeanwhile when it is another now, and nothing is stored.
    ValidationError when the row's own rules refuse. A relation is given as the row it points at, or None.
    """
    require(by, action)
    now = type(row)._default_manager.select_for_update().get(pk=row.pk)
    stored = values_of(now, values)
    if mark_of(stored) != seen:
        raise RowChangedMeanwhile(now)
    for name, value in values.items():
        setattr(now, name, value)
    wanted = values_of(now, values)
    changed = [name for name in values if wanted[name] != stored[name]]
    if changed:
        now.full_clean()
        now.save(update_fields=changed)
    return changed


@transaction.atomic
def remove_row(*, row: Model, action: str, by: Actor | None) -> None:
    """Take a row off the card with what hangs on it; history keeps what it was."""
    require(by, action)
    row.delete()
