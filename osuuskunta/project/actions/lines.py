"""What is done with the short texts of the card."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from osuuskunta.core.access import Actor, require
from osuuskunta.project.enums import LineKind
from osuuskunta.project.models import CardLine, Project
from osuuskunta.project.rules import EDIT_CARD


@transaction.atomic
def add_line(*, project: Project, kind: LineKind, texts: Mapping[str, str], by: Actor | None) -> CardLine:
    """Add a text after the last of its kind; `texts` by the names of its fields."""
    require(by, EDIT_CARD)
    Project.objects.select_for_update().get(pk=project.pk)  # two savers wait for each other
    last = CardLine.objects.filter(project=project, kind=kind).aggregate(last=Max("number"))["last"]
    row = CardLine(project=project, kind=kind, number=(last or 0) + 1, **texts)
    row.full_clean()
    row.save(force_insert=True)
    return row
