"""Lists: a table on a wide page, cards on a phone, one page at a time by keyset.

A subclass names its columns; a row is made from values that are already in words (`core.wording`). The HTML is written here
and not in a template: a page of 50 rows costs a third of the template's time (targets.md §1).

    class SiteTable(Table):
        caption = _("Sites of the project")
        columns = (Column("name", _("Site"), head=True), Column("people", _("People"), kind="num"))

    SiteTable([Row({"name": link(site.name, url), "people": number(n)}) for site, n in found])
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.access import Words
from osuuskunta.core.paging import Page
from osuuskunta.core.wording import NOTHING


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `head`: its cells name their row. `kind`: text or num (right-aligned). `label` is also a card's label;
    `quiet`: shown only to those who hear the page (a column of buttons)."""

    key: str
    label: Words
    kind: str = "text"
    head: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column key, in words or safe HTML. `select` is the value of the row's tick box, `title` names it for it;
    `group=True` makes the row a heading over those that follow."""

    cells: Mapping[str, Words]
    id: str = ""
    select: str = ""
    title: Words = ""
    group: bool = False
    css: str = ""


def link(text: Words, url: str) -> SafeString:
    """Return a link for a cell."""
    return format_html('<a href="{}">{}</a>', url, text)


def with_note(text: Words, note: Words) -> SafeString:
    """Return a cell's text with a quieter line below it."""
    return format_html("{}<small>{}</small>", text, note)


def _escaped(words: Words) -> str:
    return conditional_escape(str(words))


@dataclass(slots=True)
class Table:
    """Rows under the class's columns. `page` adds the pager, `total` is what number links promise (formats §4)."""

    rows: Sequence[Row]
    page: Page | None = None
    foot: Sequence[Row] = ()
    css: str = field(default="")

    columns: ClassVar[Sequence[Column]] = ()
    caption: ClassVar[Words] = ""
    caption_shown: ClassVar[bool] = False
    cards: ClassVar[bool] = True
    sticky: ClassVar[bool] = True

    def html(self) -> SafeString:
        """Return the whole table."""
        css = " ".join(filter(None, ("tbl", "cards" if self.cards else "", self.css)))
        # Cards take the table's roles away from the browser (display: block), so they are said in words.
        role = 'role="table"' if self.cards else ""
        inside = "".join((self._caption(), self._head(), self._body("tbody", self.rows)))
        foot = self._body("tfoot", self.foot) if self.foot else ""
        found = f'<table class="{css}" {role}>{inside}{foot}</table>'
        if not self.cards:
            found = f'<div class="scroll" role="group" tabindex="0" aria-label="{_escaped(self.caption)}">{found}</div>'
        return SafeString(found)

    def _role(self, name: str) -> str:
        return f' role="{name}"' if self.cards else ""

    def _caption(self) -> str:
        hidden = "" if self.caption_shown else ' class="visually-hidden"'
        return f"<caption{hidden}>{_escaped(self.caption)}</caption>" if self.caption else ""

    @property
    def selectable(self) -> bool:
        return any(row.select for row in self.rows)

    def _head(self) -> str:
        cells = []
        if self.selectable:
            said = _escaped(_("Choose"))
            cells.append(
                f'<th scope="col"{self._role("columnheader")}><span class="visually-hidden">{said}</span></th>'
            )
        for column in self.columns:
            label = _escaped(column.label)
            shown = f'<span class="visually-hidden">{label}</span>' if column.quiet else label
            css = ' class="num"' if column.kind == "num" else ""
            cells.append(f'<th scope="col"{css}{self._role("columnheader")}>{shown}</th>')
        sticky = ' class="sticky"' if self.sticky else ""
        group, row = self._role("rowgroup"), self._role("row")
        return f"<thead{sticky}{group}><tr{row}>{''.join(cells)}</tr></thead>"

    def _body(self, tag: str, rows: Iterable[Row]) -> str:
        lines = "".join(self._group(row) if row.group else self._row(row) for row in rows)
        return f"<{tag}{self._role('rowgroup')}>{lines}</{tag}>"

    def _group(self, row: Row) -> str:
        text = next(iter(row.cells.values()), "")
        width = len(self.columns) + self.selectable
        head = self._role("rowheader")
        return f'<tr class="gap"{self._role("row")}><th scope="rowgroup" colspan="{width}"{head}>{_escaped(text)}</th></tr>'

    def _row(self, row: Row) -> str:
        cells = [self._tick(row)] if self.selectable else []
        cells += [self._cell(column, row.cells.get(column.key, "")) for column in self.columns]
        names = {"id": row.id, "class": row.css}
        said = "".join(f' {name}="{_escaped(value)}"' for name, value in names.items() if value)
        return f"<tr{said}{self._role('row')}>{''.join(cells)}</tr>"

    def _cell(self, column: Column, value: Words) -> str:
        shown = _escaped(NOTHING if value is None or value == "" else value)
        css = ' class="num"' if column.kind == "num" else ""
        if column.head:
            return f'<th scope="row"{css}{self._role("rowheader")}>{shown}</th>'
        label = "" if column.quiet else f' data-label="{_escaped(column.label)}"'
        return f"<td{css}{label}{self._role('cell')}>{shown}</td>"

    def _tick(self, row: Row) -> str:
        if not row.select:
            return f"<td{self._role('cell')}></td>"
        box = format_html(
            '<label class="check"><input class="tick" type="checkbox" name="selected" value="{}" data-select>'
            '<span class="visually-hidden">{}</span></label>',
            row.select, row.title,
        )  # fmt: skip
        return f'<td class="tick-cell"{self._role("cell")}>{box}</td>'
