"""What is done with municipalities and what they belong to. Nothing is deleted: a relation ends, and another begins."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from osuuskunta.core.access import Actor, require
from osuuskunta.project.actions.rows import change_row
from osuuskunta.project.enums import DEGURBA_CLASSES, RelationKind
from osuuskunta.project.models import Municipality, MunicipalityRelation
from osuuskunta.project.queries.areas import open_before
from osuuskunta.project.rules import EDIT_AREAS


@transaction.atomic
def add_relation(*, municipality: Municipality, values: Mapping[str, Any], by: Actor | None) -> MunicipalityRelation:
    """Say what a municipality belongs to from a day; the open area of the same kind before it ends the day before.

    ValidationError for days that overlap, and for a degree of urbanisation that is none.
    """
    require(by, EDIT_AREAS)
    Municipality.objects.select_for_update().get(pk=municipality.pk)  # two savers wait for each other
    _check_class(values["kind"], values["name"])
    before = open_before(municipality, values["kind"], values["valid_from"]) if values["valid_from"] else None
    if before is not None:
        before.valid_to = values["valid_from"] - timedelta(days=1)
        before.save(update_fields=["valid_to"])
    row = MunicipalityRelation(municipality=municipality, **values)
    _check_days(row)
    row.full_clean()
    row.save(force_insert=True)
    return row


@transaction.atomic
def change_relation(
    *, relation: MunicipalityRelation, values: Mapping[str, Any], seen: str, by: Actor | None
) -> list[str]:
    """Correct or end what a municipality belongs to; returns the names of the fields that changed.

    `seen` is the mark of these fields when they were opened: RowChangedMeanwhile when it is another now. ValidationError for days
    that overlap or end before they begin.
    """
    require(by, EDIT_AREAS)
    _check_class(relation.kind, values["name"])
    _check_days(MunicipalityRelation(valid_from=values["valid_from"], valid_to=values["valid_to"]))
    return change_row(row=relation, values=values, seen=seen, action=EDIT_AREAS, by=by)


def _check_class(kind: str, name: str) -> None:
    if kind == RelationKind.DEGURBA and name not in DEGURBA_CLASSES:
        raise ValidationError({"name": _("Write the class as 1, 2 or 3.")})


def _check_days(row: MunicipalityRelation) -> None:
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise ValidationError({"valid_to": _("The last day cannot lie before the first.")})
