"""Writes participant files in the layout of formats.md §2, and the file in which faults are mended.

CSV is UTF-8 with a mark (Excel would take it for Windows-1252 without) and commas, as the report's CSV (formats.md §3); who
works in a spreadsheet program takes XLSX. A file with faults keeps the format and the delimiter of what was sent. Truth values
are the words yes and no in both: a program in Finnish would save a sheet's TRUE as TOSI.
"""

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import Format, write_worksheet

from participants.enums import Answer
from participants.files.heading import guard
from participants.files.judging import Judging
from participants.files.layout import BY_NAME, COLUMNS, NAMES, Column, Kind, canonical
from participants.files.values import EXACT, Broken, Cell

Target = str | os.PathLike[str] | BinaryIO
SHEET = "participants"
MAX_ROWS = 1_048_575  # of a sheet, below its header
MAX_TEXT = 32_767  # of a sheet's cell
ERROR_COLUMNS = ("x_row", "x_faults")
_FAULT_TEXT = 30_000
_FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheet programs disagree on which day a number is
_GUARDED = {Kind.EXTERNAL_ID, Kind.NAME, Kind.IDENTITY_CODE, Kind.EMAIL}
_ANSWERS = {Answer.NO: "no", Answer.YES: "yes", Answer.REFUSED: "refused"}
_WIDTHS = {Kind.NAME: 24.0, Kind.EMAIL: 28.0, Kind.CODE: 22.0}


class _Words(dict[Any, Any]):
    """From a value to what is written, each made once; for columns with few values."""

    def __init__(self, make: Callable[[Any], Any], known: dict[Any, Any] | None = None) -> None:
        super().__init__({None: "", **(known or {})})
        self._make = make

    def __missing__(self, value: object) -> object:
        self[value] = made = self._make(value)
        return made


def _day_cell(value: date) -> date | str:
    return value if value >= _FIRST_DAY else value.isoformat()


def _writer_of(column: Column, *, sheet: bool) -> Callable[[Any], Any]:
    """Return the function from a value of `column` to its cell; None gives an empty one."""
    if column.kind in _GUARDED:
        return lambda value: guard(value) if value else ""
    if column.kind is Kind.DATE:
        return _Words(_day_cell if sheet else date.isoformat).__getitem__
    if column.kind is Kind.BOOLEAN:
        return _Words(str, {False: "no", True: "yes"}).__getitem__
    if column.kind in {Kind.ANSWER, Kind.PLAIN_ANSWER}:
        return _Words(str, _ANSWERS).__getitem__
    if column.kind is Kind.ISCED and sheet:
        return _Words(int).__getitem__
    return _Words(str).__getitem__  # a code's member writes itself as its value


def cells_of(rows: Iterable[Sequence[Any]], *, sheet: bool) -> Iterator[list[Any]]:
    """Yield the cells of rows of values, which are in the order of COLUMNS (Values, or a query's tuples)."""
    writers = [_writer_of(column, sheet=sheet) for column in COLUMNS]
    for row in rows:
        yield [write(value) for write, value in zip(writers, row, strict=True)]


def write_csv(rows: Iterable[Sequence[Any]], target: Target, *, delimiter: str = ",") -> None:
    """Write rows of values (in the order of COLUMNS) as CSV to a path or a binary stream, which stays open."""
    _csv(NAMES, cells_of(rows, sheet=False), target, delimiter)


def write_xlsx(rows: Iterable[Sequence[Any]], target: Target) -> None:
    """Write rows of values (in the order of COLUMNS) as a workbook. ValidationError when they are more than a sheet holds."""
    _xlsx(NAMES, cells_of(rows, sheet=True), target)


def write_errors(judging: Judging, target: Target) -> None:
    """Write the judged file once more with `x_row` and `x_faults`, to be mended and imported as it is. After the end only.

    All rows are there, since none was stored. Format, delimiter, header and other columns are those of the file.
    """
    table = judging.table
    kept = [index for index, name in enumerate(table.header) if canonical(name) not in ERROR_COLUMNS]
    header = (*(table.header[index] for index in kept), *ERROR_COLUMNS)
    rows = _with_faults(judging, kept)
    if table.format == "csv":
        _csv(header, rows, target, table.delimiter)
    else:
        known = [canonical(name) in BY_NAME for name in header]
        _xlsx(header, ([_sheet_cell(*pair) for pair in zip(row, known, strict=True)] for row in rows), target)


def _with_faults(judging: Judging, kept: list[int]) -> Iterator[list[Cell]]:
    first = [str(notice) for notice in judging.header_faults()]
    for number, cells in judging.table:
        said = [f"{judging.written(found.column)}: {found.reason}" for found in judging.faults_of(number, cells)]
        text = "\n".join([*first, *said])[:_FAULT_TEXT]
        first = []
        yield [*(_guarded(cells[index]) for index in kept), number, guard(text)]


def _guarded(cell: Cell) -> Cell:
    return guard(cell) if isinstance(cell, str) and not isinstance(cell, Broken) else cell


def _sheet_cell(cell: Cell, known: bool) -> Cell:  # noqa: FBT001  one of a pair
    """Return a cell that was read as one that can be written, and will be judged alike. `known`: it is in one of our columns.

    A number there becomes text: the library gives a column one format, and a number below days would turn into a day.
    """
    if isinstance(cell, Broken):
        return str(cell) or "#N/A"
    if isinstance(cell, str):
        return cell[:MAX_TEXT]
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return _day_cell(cell)
    return str(cell) if known and not isinstance(cell, bool) and abs(cell) < EXACT else cell


@contextmanager
def _opened(target: Target) -> Iterator[BinaryIO]:
    if isinstance(target, str | os.PathLike):
        with open(target, "wb") as stream:  # noqa: PTH123  str or path
            yield stream
    else:
        yield target


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]], target: Target, delimiter: str) -> None:
    with _opened(target) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=False)
        try:
            writer = csv.writer(text, delimiter=delimiter)
            writer.writerow(header)
            writer.writerows(rows)
        finally:
            text.detach()  # writes what is left; the stream is its owner's to close


def _xlsx(header: Sequence[str], rows: Iterable[Sequence[Any]], target: Target) -> None:
    kinds = {column.name: column.kind for column in COLUMNS}
    widths = {name: max(_WIDTHS.get(kinds.get(canonical(name)), 12.0), len(name) + 3.0) for name in header}  # type: ignore[arg-type]
    with _opened(target) as stream:
        write_worksheet(
            _records(header, rows), stream, sheet_name=SHEET, freeze_row=1, autofilter=True, column_widths=widths,
            header_format=Format().set_bold(), datetime_format="yyyy-mm-dd",
        )  # fmt: skip


def _records(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows as the library wants them; it learns the header from the first, so there is always one."""
    number = 0
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise ValidationError(_("A sheet holds at most 1 048 575 rows. Choose fewer, or take CSV."))
        yield {name: None if cell == "" else cell for name, cell in zip(header, row, strict=True)}
    if number == 0:
        yield dict.fromkeys(header)
