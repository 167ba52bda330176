"""The list of versions, the figures of one, and the people behind one of them."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from osuuskunta.core.access import Words
from osuuskunta.core.paging import Page
from osuuskunta.core.tables import Column, Row, Table, link, with_note
from osuuskunta.core.templatetags.ui import count, word
from osuuskunta.core.wording import moment, number, span
from participants.tables.people import name_of
from reporting.build.result import Cell, Check, Figure, ReportResult
from reporting.files.words import KINDS, kind_words, verdict
from reporting.indicators import SETS, Indicator, Kind
from reporting.models import ReportVersion
from reporting.queries.reports import PersonBehind
from reporting.saying import deciding, said

GENDERS = (("women", "W"), ("men", "M"), ("nonbinary", "NB"), ("total", ""))


class VersionTable(Table):
    caption = gettext_lazy("Reports")
    columns: ClassVar = (
        Column("period", gettext_lazy("Period"), head=True),
        Column("set", gettext_lazy("Indicator set")),
        Column("version", gettext_lazy("Version"), kind="num"),
        Column("made", gettext_lazy("Made")),
        Column("by", gettext_lazy("Made by")),
    )


def version_table(code: str, page: Page[ReportVersion]) -> VersionTable:
    """Return a page of versions in words; `code` is the project's."""
    rows = []
    for found in page.rows:
        report = found.report
        cells = {
            "period": link(span(report.first, report.last), reverse("report", args=[code, found.pk])),
            "set": said(SETS[report.indicator_set].name),
            "version": number(found.number),
            "made": moment(found.made_at),
            "by": str(found.made_by),
        }
        rows.append(Row(cells))
    return VersionTable(rows, page=page)


class FigureTable(Table):
    """Made for one report: its columns are the genders and the project's sites."""

    caption = gettext_lazy("Figures by gender and site")
    cards = False


def figure_table(code: str, found: ReportVersion, result: ReportResult) -> FigureTable:
    """Return the figures in groups; each number that counts people opens what is behind it."""
    sites = list(result.site_names.items())
    genders = (_("Women"), _("Men"), _("Other"), _("Total"))
    columns = [
        Column("name", _("Figure"), head=True),
        *(Column(name, label, kind="num") for (name, _code), label in zip(GENDERS, genders, strict=True)),
        *(Column(f"s{site}", name, kind="num") for site, name in sites),
    ]
    rows: list[Row] = []
    for kind in KINDS:
        figures = [figure for figure in result.figures if figure.kind is kind]
        if figures:
            rows.append(Row({"name": kind_words(kind)}, group=True))
            rows += [_figure_row(code, found, figure, [site for site, _name in sites]) for figure in figures]
    table = FigureTable(rows)
    table.columns = columns  # type: ignore[misc]  # this report's own
    return table


def _figure_row(code: str, found: ReportVersion, figure: Figure, sites: Iterable[str]) -> Row:
    note = figure.code if not figure.not_collected else f"{figure.code} · {_('not collected')}"
    url = reverse("figure", args=[code, found.pk, figure.code])
    cells: dict[str, Words] = {"name": with_note(said(figure.name), note)}
    opens = figure.kind is not Kind.OUTPUT_ENTITY
    for name, gender in GENDERS:
        n = getattr(figure.cell, name)
        cells[name] = count(n, f"{url}?gender={gender}" if gender else url) if opens and n else number(n)
    for site in sites:
        n = figure.by_site[site].total
        cells[f"s{site}"] = count(n, f"{url}?site={site}") if opens and n else number(n)
    return Row(cells)


class CheckTable(Table):
    caption = gettext_lazy("Checks")
    columns: ClassVar = (
        Column("what", gettext_lazy("What it asks"), head=True),
        Column("how", gettext_lazy("How it went")),
        Column("people", gettext_lazy("People"), kind="num"),
    )


def check_table(code: str, found: ReportVersion, checks: Sequence[Check]) -> CheckTable:
    """Return checks in words; a number of people opens who they are."""
    rows = []
    for check in checks:
        url = reverse("report_check", args=[code, found.pk, check.id])
        people = count(check.people, url) if check.people else ""
        rows.append(Row({"what": with_note(said(check.message), check.id), "how": _how(check), "people": people}))
    return CheckTable(rows)


def _how(check: Check) -> Words:
    if check.passed:
        return word(verdict(check), "good", "circle-check")
    if check.severity == "error":
        return word(_("Stops sending"), "bad", "circle-x")
    return word(_("Remark"), "warn", "triangle-alert")


class PeopleTable(Table):
    caption = gettext_lazy("People behind the number")
    columns: ClassVar = (
        Column("name", gettext_lazy("Name"), head=True),
        Column("why", gettext_lazy("What decided")),
        Column("site", gettext_lazy("Site")),
    )


def people_table(code: str, people: Sequence[PersonBehind], indicator: Indicator | None) -> PeopleTable:
    """Return people with the values that decided on an indicator (who alone, without one)."""
    rows = []
    for one in people:
        facts = one.verdict.facts if one.verdict else {}
        why = deciding(indicator, facts) if indicator and isinstance(facts, dict) else ""
        name = link(name_of(one.person), reverse("person", args=[code, one.person.pk]))
        rows.append(Row({"name": name, "why": why, "site": str(one.site)}))
    table = PeopleTable(rows)
    if indicator is None:
        table.columns = [column for column in table.columns if column.key != "why"]  # type: ignore[misc]
    return table


class CountTable(Table):
    caption = gettext_lazy("The number by site and gender")


def count_table(figure: Figure, result: ReportResult, shown: Sequence[str]) -> CountTable:
    """Return a figure as counts, for who does not see the people: a row a site (of `shown`), and the total."""
    columns = [Column("site", _("Site"), head=True)]
    columns += [
        Column(name, label, kind="num")
        for (name, _code), label in zip(GENDERS, (_("Women"), _("Men"), _("Other"), _("Total")), strict=True)
    ]
    rows = [Row({"site": result.site_names[code], **_numbers(figure.by_site[code])}) for code in shown]
    table = CountTable(
        rows, foot=[Row({"site": _("Each person once"), **_numbers(figure.cell)})] if len(shown) > 1 else []
    )
    table.columns = columns  # type: ignore[misc]  # with its words in the reader's language
    return table


def _numbers(cell: Cell) -> dict[str, Words]:
    return {name: number(getattr(cell, name)) for name, _code in GENDERS}
