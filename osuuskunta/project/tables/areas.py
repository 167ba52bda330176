"""Municipalities and what they belong to, in words."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from osuuskunta.core.paging import Page
from osuuskunta.core.parts import Fact
from osuuskunta.core.periods import today
from osuuskunta.core.tables import Column, Row, Table, link, with_note
from osuuskunta.core.templatetags.ui import badge
from osuuskunta.core.wording import span
from osuuskunta.project.enums import RELATION_SAYS, TO_BE_CHECKED, Confidence, RelationKind
from osuuskunta.project.models import Municipality, MunicipalityRelation
from osuuskunta.project.queries.areas import Belonging


class AreasTable(Table):
    caption = gettext_lazy("What municipalities belong to")
    columns = (
        Column("name", gettext_lazy("Municipality"), head=True),
        *(Column(kind.value, kind.label) for kind in RelationKind),
    )


def areas_table(found: Sequence[Belonging], page: Page[Municipality], code: str) -> Table:
    """Return the municipalities with their areas on a day; one that is not known says so."""
    return AreasTable([_row(one, code) for one in found], page=page)


def _row(one: Belonging, code: str) -> Row:
    row = one.municipality
    name = link(str(row), reverse("municipality", args=[code, row.pk]))
    note = _("%(code)s, site of the project") % {"code": row.pk} if one.site else row.pk
    areas = {kind.value: area.name if area else _("not known") for kind, area in one.areas.items()}
    return Row({"name": with_note(name, note), **areas}, id=f"municipality-{row.pk}")


class RelationTable(Table):
    columns = (
        Column("kind", gettext_lazy("Kind of area"), head=True),
        Column("name", gettext_lazy("Belongs to")),
        Column("days", gettext_lazy("Valid")),
        Column("source", gettext_lazy("Source")),
        Column("certainty", gettext_lazy("How well known")),
        Column("act", gettext_lazy("Actions"), quiet=True),
    )


def relation_table(name: str, found: Sequence[MunicipalityRelation], code: str, *, may_edit: bool) -> Table | None:
    """Return everything that a municipality has belonged to, or None without any."""

    class OneTable(RelationTable):
        caption = name

    rows = [
        Row(
            {
                "kind": row.get_kind_display(),
                "name": row.name,
                "days": _days(row),
                "source": row.source,
                "certainty": _certainty(row),
                "act": _edit(row, code) if may_edit else " ",
            },
            id=f"relation-{row.pk}",
        )
        for row in found
    ]
    return OneTable(rows) if rows else None


def _days(row: MunicipalityRelation) -> str | SafeString:
    said = _("always") if row.valid_from is None and row.valid_to is None else span(row.valid_from, row.valid_to)
    if row.valid_to is not None and row.valid_to < today():
        return with_note(said, _("ended"))
    if row.valid_from is not None and row.valid_from > today():
        return with_note(said, _("not yet"))
    return said


def _certainty(row: MunicipalityRelation) -> SafeString:
    label = Confidence(row.confidence).label
    return (
        badge(label, "warn", "triangle-alert") if row.confidence in TO_BE_CHECKED else badge(label, "", "circle-check")
    )


def _edit(row: MunicipalityRelation, code: str) -> SafeString:
    label = _("Edit or end: %(name)s") % {"name": row.name}
    url = reverse("relation_edit", args=[code, row.municipality_id, row.pk])
    return format_html('<a href="{}" aria-label="{}">{}</a>', url, label, _("Edit or end"))


def meanings() -> list[Fact]:
    """Return what each kind of area is."""
    return [Fact(kind.label, str(RELATION_SAYS[kind])) for kind in RelationKind]
