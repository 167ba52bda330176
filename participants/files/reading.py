"""A participant file, CSV or XLSX, as a header and rows of cells."""

import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Protocol

from django.utils.translation import gettext as _

from participants.files.delimited import CsvTable
from participants.files.errors import Unreadable
from participants.files.sheets import SheetTable
from participants.files.source import Format, Source
from participants.files.values import Cell


class Table(Protocol):
    """What was opened: its format, its delimiter ("" in a sheet), its header as written, its rows.

    Each iteration starts anew and yields the spreadsheet's row number (header = 1) and as many cells as the header has, row by
    row in bounded memory; two iterations of one stream do not run side by side. Errors: Unreadable, also in the middle.
    """

    @property
    def format(self) -> str: ...
    @property
    def delimiter(self) -> str: ...
    @property
    def header(self) -> tuple[str, ...]: ...
    def __iter__(self) -> Iterator[tuple[int, Sequence[Cell]]]: ...


def open_table(given: str | os.PathLike[str] | BinaryIO, *, expected: Format | None = None) -> Table:
    """Open a path or a binary stream and read its header. What it is follows from its content, never from its name.

    `expected` is what somebody said it is. Unreadable, one sentence, when it is something else or nothing of use.
    """
    source = Source(given)
    found = source.detect()
    if expected is not None and found != expected:
        text = _("The file is %(found)s, not %(expected)s. Choose another file, or say what it is.")
        raise Unreadable(text % {"found": found.upper(), "expected": expected.upper()})
    table: Table = CsvTable(source) if found == "csv" else SheetTable(source)
    if next(iter(table), None) is None:
        raise Unreadable(
            _("Below the names of the columns there is no row. Choose the file that holds the participants.")
        )
    return table
