"""CSV files: UTF-8 with or without a mark, comma or semicolon, read row by row in bounded memory."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.utils.translation import gettext as _

from participants.files.errors import Unreadable
from participants.files.heading import heading, unguard
from participants.files.layout import BY_NAME, canonical
from participants.files.source import Source

DELIMITERS = (",", ";")
_LINE = 1_000_000  # characters; without a limit a file of one endless line would be read into memory whole


class CsvTable:
    """A CSV file as rows. Iterating starts at the first row below the header, each time anew; errors: Unreadable."""

    format = "csv"

    def __init__(self, source: Source) -> None:
        self._source = source
        self._apostrophe = False  # one was seen since the last row: only then it is worth looking for guarded cells
        self.delimiter = self._detect()
        with self._rows() as rows:
            self.header = heading(next(rows)[1])

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the spreadsheet's row number and as many cells as there are columns; rows without any text are left out."""
        width = len(self.header)
        with self._rows() as rows:
            next(rows)
            self._apostrophe = False
            for number, cells in rows:
                if self._apostrophe:
                    cells = [unguard(cell) for cell in cells]  # noqa: PLW2901
                    self._apostrophe = False
                if len(cells) != width:
                    cells = _fitted(cells, width, number)  # noqa: PLW2901
                if "".join(cells).strip():
                    yield number, cells

    def _detect(self) -> str:
        """Return the delimiter: the one that finds more known names in the first row."""
        with self._text() as text:
            first = text.readline(_LINE)
        found = {}
        for delimiter in (*DELIMITERS, "\t"):
            cells = next(csv.reader([first], delimiter=delimiter), [])
            found[delimiter] = (sum(canonical(cell) in BY_NAME for cell in cells), len(cells))
        best = max(found, key=lambda delimiter: found[delimiter])
        if best == "\t":
            raise Unreadable(_("The cells are divided by tabs. Save the file as CSV with commas or semicolons."))
        return best

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        with self._source.open() as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
            try:
                yield text
            except UnicodeDecodeError as fault:
                raise self._badly_encoded() from fault
            finally:
                text.detach()  # the stream is its owner's to close

    @contextmanager
    def _rows(self) -> Iterator[Iterator[tuple[int, list[str]]]]:
        with self._text() as text:
            yield self._numbered(text)

    def _numbered(self, text: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
        number = 0
        reader = csv.reader(self._lines(text), delimiter=self.delimiter, strict=True)
        try:
            for cells in reader:
                number += 1
                yield number, cells
        except csv.Error as fault:
            text_of_fault = _(
                "A quotation mark is not closed, or stands within a cell. Close each one that begins a cell, and write a "
                "quotation mark within a text twice."
            )
            raise Unreadable(text_of_fault, number + 1) from fault
        except _Stop as fault:
            raise Unreadable(str(fault), number + 1) from None

    def _lines(self, text: io.TextIOWrapper) -> Iterator[str]:
        for line in iter(partial(text.readline, _LINE), ""):
            if "\0" in line:
                raise _Stop(_("There is a zero byte in this row. Save the file as “CSV UTF-8” again."))
            if len(line) == _LINE:
                raise _Stop(_("This row is too long for a table. Save the file as “CSV UTF-8” again."))
            if "'" in line:
                self._apostrophe = True
            yield line

    def _badly_encoded(self) -> Unreadable:
        """Return the sentence with the first cell that is no UTF-8: other bytes become surrogates, which no text has."""
        reason = _("This is not UTF-8 text. Save the file as “CSV UTF-8” and try again.")
        with self._source.open() as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
            try:
                lines = iter(partial(text.readline, _LINE), "")
                for number, cells in enumerate(csv.reader(lines, delimiter=getattr(self, "delimiter", ",")), 1):
                    if any("\udc80" <= letter <= "\udcff" for cell in cells for letter in cell):
                        return Unreadable(reason, number)
            except csv.Error:
                return Unreadable(reason)  # the place is nothing a person could find
            finally:
                text.detach()
        return Unreadable(reason)


class _Stop(Exception):
    """Raised through csv.reader, which does not know the row's number."""


def _fitted(cells: list[str], width: int, number: int) -> list[str]:
    """Return `width` cells: missing ones are empty, surplus ones must be."""
    if any(cells[width:]):
        text = _(
            "This row has more cells than there are columns. Put a text that holds the divider between quotation marks, or "
            "remove what is too much."
        )
        raise Unreadable(text, number)
    return cells[:width] + [""] * (width - len(cells))
