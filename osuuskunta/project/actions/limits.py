"""What is done with dated limits. A value is never deleted: it ends, and another begins."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from osuuskunta.core.access import Actor, require
from osuuskunta.core.periods import today
from osuuskunta.project.actions.rows import change_row
from osuuskunta.project.models import RuleParameter
from osuuskunta.project.queries.limits import mark_of_story, mark_of_value, open_before
from osuuskunta.project.rules import EDIT_PARAMETERS


class StoryChangedMeanwhile(Exception):
    """Somebody else has changed what a form or button about a limit stood on."""


@transaction.atomic
def add_value(*, key: str, unit: str, values: Mapping[str, Any], seen: str, by: Actor | None) -> RuleParameter:
    """Add a value of a limit from a day; the open value before it ends the day before. ValidationError for an overlap.

    `seen` is the mark of the limit's values when it was said what follows: StoryChangedMeanwhile when it is another now.
    """
    require(by, EDIT_PARAMETERS)
    rows = RuleParameter.objects.select_for_update().filter(key=key)
    if mark_of_story(rows.values("id", "value", "valid_from", "valid_to")) != seen:
        raise StoryChangedMeanwhile
    before = open_before(key, values["valid_from"])
    if before is not None:
        before.valid_to = values["valid_from"] - timedelta(days=1)
        before.full_clean()
        before.save(update_fields=["valid_to"])
    row = RuleParameter(key=key, unit=unit, **values)
    row.full_clean()
    row.save(force_insert=True)
    return row


@transaction.atomic
def change_value(*, row: RuleParameter, values: Mapping[str, Any], seen: str, by: Actor | None) -> list[str]:
    """Correct a value; returns the names of the fields that changed. A corrected value must be checked again.

    `seen` is the mark of these fields when they were opened: RowChangedMeanwhile when it is another now.
    """
    unchecked = {"verified_on": None, "verified_by": None}
    return change_row(row=row, values=values, seen=seen, action=EDIT_PARAMETERS, by=by, also=unchecked)


@transaction.atomic
def set_checked(*, row: RuleParameter, seen: str, by: Actor) -> RuleParameter:
    """Say that `by` has looked the value up in its source today, or take it back when somebody has.

    `seen` is the mark of the value as it was shown: StoryChangedMeanwhile when it is another now, so that nobody ticks off what
    they have not seen, and a second press of the button does not undo the first.
    """
    require(by, EDIT_PARAMETERS)
    now = RuleParameter.objects.select_for_update().get(pk=row.pk)
    if mark_of_value(now) != seen:
        raise StoryChangedMeanwhile
    checked = now.verified_on is None
    now.verified_on = today() if checked else None
    now.verified_by_id = by.pk if checked else None
    now.save(update_fields=["verified_on", "verified_by"])
    return now
