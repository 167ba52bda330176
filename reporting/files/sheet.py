"""A report as a spreadsheet: real numbers and days, a frozen header, filters, and a sheet that says how it was made."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel, Format

from osuuskunta.core.wording import moment
from reporting.build.result import Cell, ReportResult
from reporting.files import words
from reporting.files.making import Making
from reporting.indicators import SETS
from reporting.indicators.choices import choices_between

CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its columns with their widths, and its rows."""

    name: str
    columns: Mapping[str, int]
    rows: Sequence[Sequence[Any]]
    mixed: bool = False  # texts, numbers and days in one column: the writer chooses the format of each cell


def xlsx_file(result: ReportResult, making: Making) -> bytes:
    """Return the report as a spreadsheet: figures, by site, checks, definitions, how it was made. Same inputs, same bytes."""
    with translation.override(making.language):
        sheets = [
            _figures(result, making.language),
            _by_site(result, making.language),
            _checks(result, making.language),
            _definitions(result, making.language),
            _making(result, making),
        ]
    out = io.BytesIO()
    with FastExcel(out) as book:
        book.format(datetime_format="d.m.yyyy")
        for sheet in sheets:
            _put(book, sheet)
    return _without_clock(out.getvalue(), making)


def _put(book: FastExcel, sheet: Sheet) -> None:
    names = list(sheet.columns)
    rows = [dict(zip(names, row, strict=True)) for row in sheet.rows] or [dict.fromkeys(names)]
    book.sheet(
        sheet.name,
        rows,
        column_widths={name: float(width) for name, width in sheet.columns.items()},
        header_format=Format().set_bold().set_background_color("#E3F0F3").set_border_bottom("thin").set_text_wrap(),
        column_formats=None if sheet.mixed else {name: Format().set_text_wrap().set_align("top") for name in names},
        autofilter=True,
        page_setup={
            "landscape": True,
            "paper_size": 9,
            "fit_to_pages": (1, 0),
            "repeat_rows": 0,
            "footer": "&L&A&R&P / &N",
        },
    )
    book.freeze(row=1, col=1, sheet=sheet.name)


def _genders(prefix: str = "") -> dict[str, int]:
    said = (_("Women"), _("Men"), _("Other"), _("Total"))
    return {f"{prefix}{label}": 11 for label in said}


def _numbers(cell: Cell) -> list[int]:
    return [cell.women, cell.men, cell.nonbinary, cell.total]


def _figures(result: ReportResult, language: str) -> Sheet:
    columns = {_("Code"): 10, _("Figure"): 60, _("Kind"): 28, **_genders(), _("Remark"): 18}
    rows = [
        [
            figure.code,
            figure.name.in_language(language),
            words.kind_words(figure.kind),
            *_numbers(figure.cell),
            words.remark(figure),
        ]
        for figure in result.figures
    ]
    return Sheet(_("Figures"), columns, rows)


def _by_site(result: ReportResult, language: str) -> Sheet:
    sites = list(result.figures[0].by_site) if result.figures else []
    columns = {_("Code"): 10, _("Figure"): 60}
    for site in sites:
        columns |= _genders(f"{words.site(result, site)} ")
    rows = [
        [figure.code, figure.name.in_language(language), *(n for site in sites for n in _numbers(figure.by_site[site]))]
        for figure in result.figures
    ]
    return Sheet(_("By site"), columns, rows)


def _checks(result: ReportResult, language: str) -> Sheet:
    columns = {_("Check"): 14, _("What it asks"): 80, _("How it went"): 24, _("People"): 10, _("Meaning"): 18}
    rows = [
        [check.id, check.message.in_language(language), words.verdict(check), check.people, words.severity(check)]
        for check in result.checks
    ]
    return Sheet(_("Checks"), columns, rows)


def _definitions(result: ReportResult, language: str) -> Sheet:
    wanted = SETS[result.set].by_code
    columns = {_("Code"): 10, _("What is counted"): 90, _("Source"): 46}
    rows = [
        [figure.code, wanted[figure.code].sentence.in_language(language), wanted[figure.code].source]
        for figure in result.figures
    ]
    return Sheet(_("Definitions"), columns, rows)


def _making(result: ReportResult, making: Making) -> Sheet:
    """Return how the report was made; days are days, so that a spreadsheet can reckon with them."""
    facts: list[tuple[str, Any]] = [
        (_("Project"), result.project),
        (_("Indicator set"), SETS[result.set].name.in_language(making.language)),
        (_("First day"), result.first),
        (_("Last day"), result.last),
        (_("As of"), result.as_of),
        (
            _("Sites"),
            ", ".join(words.site(result, code) for code in result.sites) if result.sites else _("The whole project"),
        ),
        (_("Version"), result.version),
        (_("Made by"), making.made_by),
        (_("Made on"), moment(making.generated_at)),
        (_("Checksum"), result.checksum),
        (_("Checks"), words.checks_said(result.checks)),
        *((_("Explanation"), said) for said in words.explanations(result.last)),
        *(
            (_("Decision"), choice.words.in_language(making.language))
            for choice in choices_between(result.set, result.first, result.last)
        ),
    ]
    return Sheet(_("How it was made"), {_("What"): 24, _("Value"): 100}, facts, mixed=True)


def _without_clock(content: bytes, making: Making) -> bytes:
    """Return the file with the report's moment in place of the writer's clock, so that the same report gives the same bytes."""
    at = making.generated_at.astimezone(UTC).replace(microsecond=0)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "docProps/core.xml":
                data = CLOCK.sub(rb"\g<1>" + f"{at:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>", data)
            new.writestr(zipfile.ZipInfo(entry.filename, date_time=(1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
