"""What is done with dated limits. A value is never deleted: it ends, and another begins."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from osuuskunta.core.access import Actor
from osuuskunta.core.periods import today
from osuuskunta.project.actions.card import require
from osuuskunta.project.models import RuleParameter
from osuuskunta.project.queries.limits import open_before
from osuuskunta.project.rules import EDIT_PARAMETERS


@transaction.atomic
def add_value(*, key: str, unit: str, values: Mapping[str, Any], by: Actor | None) -> RuleParameter:
    """Add a value of a limit from a day; the open value before it ends the day before. ValidationError for an overlap."""
    require(by, EDIT_PARAMETERS)
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
def change_value(*, row: RuleParameter, values: Mapping[str, Any], by: Actor | None) -> list[str]:
    """Correct a value; returns the names of the fields that changed. A corrected value must be checked again."""
    require(by, EDIT_PARAMETERS)
    now = RuleParameter.objects.select_for_update().get(pk=row.pk)
    changed = [name for name, value in values.items() if getattr(now, name) != value]
    if changed:
        for name in changed:
            setattr(now, name, values[name])
        now.verified_on = now.verified_by = None
        now.full_clean()
        now.save(update_fields=[*changed, "verified_on", "verified_by"])
    return changed


@transaction.atomic
def set_checked(*, row: RuleParameter, checked: bool, by: Actor) -> RuleParameter:
    """Say that `by` has looked the value up in its source today, or take it back."""
    require(by, EDIT_PARAMETERS)
    row.verified_on = today() if checked else None
    row.verified_by_id = by.pk if checked else None
    row.save(update_fields=["verified_on", "verified_by"])
    return row
