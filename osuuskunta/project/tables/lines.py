"""The short texts of the card in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from osuuskunta.core.access import Words
from osuuskunta.core.parts import Link
from osuuskunta.core.tables import Column, Row, Table, with_note
from osuuskunta.project.enums import LineKind
from osuuskunta.project.models import CardLine

TITLES: dict[LineKind, Words] = {
    LineKind.TARGET_GROUP: gettext_lazy("For whom"),
    LineKind.PROMISE: gettext_lazy("What the project has promised"),
}
ADD: dict[LineKind, Words] = {
    LineKind.TARGET_GROUP: gettext_lazy("Add a target group"),
    LineKind.PROMISE: gettext_lazy("Add a promise"),
}
EMPTY: dict[LineKind, Words] = {
    LineKind.TARGET_GROUP: gettext_lazy("No target group has been entered yet."),
    LineKind.PROMISE: gettext_lazy("No promise has been entered yet."),
}


class LineTable(Table):
    columns = (
        Column("number", gettext_lazy("Number"), kind="num"),
        Column("text", gettext_lazy("Text"), head=True),
        Column("languages", gettext_lazy("Also in")),
        Column("act", gettext_lazy("Actions"), quiet=True),
    )


@dataclass(frozen=True, slots=True)
class Block:
    """The texts of one kind as the page lays them out; `add` is None for who may not edit."""

    anchor: str
    title: Words
    table: Table | None
    empty: Words
    add: Link | None


def blocks(found: Mapping[LineKind, Sequence[CardLine]], code: str, *, may_edit: bool) -> list[Block]:
    """Return a block for each kind of text, in the order of the page."""
    return [_block(kind, rows, code, may_edit=may_edit) for kind, rows in found.items()]


def _block(kind: LineKind, rows: Sequence[CardLine], code: str, *, may_edit: bool) -> Block:
    class OneTable(LineTable):
        caption = TITLES[kind]

    table = OneTable([_row(row, code, may_edit=may_edit) for row in rows]) if rows else None
    add = Link(ADD[kind], reverse("line_add", args=[code, kind.value])) if may_edit else None
    return Block(kind.value.replace("_", "-"), TITLES[kind], table, EMPTY[kind], add)


def _row(row: CardLine, code: str, *, may_edit: bool) -> Row:
    spoken = [name for name, text in ((_("Swedish"), row.title_sv), (_("English"), row.title_en)) if text]
    cells = {
        "number": str(row.number),
        "text": with_note(str(row), row.said) if row.said else str(row),
        "languages": ", ".join(spoken),
        "act": _edit(row, code) if may_edit else " ",
    }
    return Row(cells, id=f"line-{row.pk}")


def _edit(row: CardLine, code: str) -> SafeString:
    label = _("Edit %(name)s") % {"name": row}
    url = reverse("line_edit", args=[code, row.kind, row.pk])
    return format_html('<a href="{}" aria-label="{}">{}</a>', url, label, _("Edit"))
