"""Changing what somebody has looked at: nobody overwrites unseen what another has saved meanwhile."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from osuuskunta.core.access import Actor
from osuuskunta.core.sealing import unlock
from osuuskunta.project.queries.rows import mark_of, values_of
from participants.actions.identity import change_person
from participants.actions.periods import change_answers, change_period
from participants.models import Participant, Participation, SensitiveAnswers

Row = Participant | Participation | SensitiveAnswers


class ChangedMeanwhile(Exception):
    """Somebody else has changed the row since it was opened; `stored` is the row as it is now, unlocked."""

    def __init__(self, stored: Row) -> None:
        super().__init__("The row was changed meanwhile.")
        self.stored = stored


def seen_mark(row: Row, names: Collection[str]) -> str:
    """Return the mark of the named fields of an unlocked row: it is another as soon as one of them is."""
    return mark_of(values_of(row, names))


@transaction.atomic
def change_seen(
    *, row: Row, names: Collection[str], values: Mapping[str, Any], seen: str, by: Actor | None
) -> list[str]:
    """Store what differs and return the changed fields' names (none: nothing was written).

    `seen` is the mark of the fields `names` when they were opened: ChangedMeanwhile when it is another now, and nothing is
    stored. ValidationError as in the action for that kind of row.
    """
    now: Any = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    unlock(now)
    if seen_mark(now, names) != seen:
        raise ChangedMeanwhile(now)
    if isinstance(now, Participant):
        return change_person(person=now, values=values, by=by)
    if isinstance(now, Participation):
        return change_period(period=now, values=values, by=by)
    return change_answers(period=now.participation, values=values, by=by)
