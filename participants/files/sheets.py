"""The first sheet of a workbook, row by row in bounded memory."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from xml.parsers import expat  # nosec B406  documents that declare entities are refused in feed()

from django.utils.translation import gettext as _

from participants.files.errors import Unreadable
from participants.files.heading import heading, unguard
from participants.files.source import Source
from participants.files.values import Broken, Cell
from participants.files.workbook import MAX_STRINGS, MAX_UNPACKED, Package, Workbook, feed, readable

_MAX_COLUMN = 16_384
_MAX_DEPTH = 50
_MAX_COUNT = 3_000_000  # of shared texts
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SECONDS = 86_400
_KEPT = 100_000


def _unescaped(text: str) -> str:
    """Return text with `_x000D_` and the like as the characters they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class Days(dict[str, Cell]):
    """From a serial number, as text, to its day; what is no day stays a number. Remembers what it has seen."""

    def __init__(self, *, since_1904: bool) -> None:
        super().__init__()
        self._shift = 1462 if since_1904 else 0

    def __missing__(self, text: str) -> Cell:
        found = self._day(float(text) + self._shift)
        if len(self) < _KEPT:
            self[text] = found
        return found

    def _day(self, serial: float) -> Cell:
        if not 1 <= serial < 2_958_466 or 60 <= serial < 61:
            return serial  # a time of day, or the 29 February 1900 that spreadsheets believe in
        whole = math.floor(serial)
        day = date(1899, 12, 30 if serial >= 61 else 31) + timedelta(days=whole)
        seconds = round((serial - whole) * _SECONDS)
        return datetime.combine(day, datetime.min.time()) + timedelta(seconds=seconds) if seconds else day


def _number(text: str) -> Cell:
    if text.isdecimal() and len(text) < 16:
        return int(text)
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return int(value) if value == int(value) and abs(value) < 10**15 else value


def _iso(text: str) -> Cell:
    moment = datetime.fromisoformat(text.removesuffix("Z"))
    return moment.date() if moment.time() == datetime.min.time() else moment


class SheetTable:
    """The first sheet as rows. Iterating starts at the first row below the header, each time anew; errors: Unreadable."""

    format = "xlsx"
    delimiter = ""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._strings: list[str] | None = None
        rows = self._rows()
        number, cells = next(rows, (0, []))
        rows.close()
        if number != 1:
            raise Unreadable(_("The first sheet must begin with the names of the columns in its first row."))
        self.header = heading(cells)

    def __iter__(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield the spreadsheet's row number and as many cells as there are columns; empty cells are ""."""
        width = len(self.header)
        for number, cells in self._rows():
            if number == 1:
                continue
            if len(cells) < width:
                cells.extend([""] * (width - len(cells)))
            elif len(cells) > width:
                if any(_holds(cell) for cell in cells[width:]):
                    text = _(
                        "This row has more cells than there are columns. Give the column a name, or empty the cell."
                    )
                    raise Unreadable(text, number)
                del cells[width:]
            yield number, cells

    def _rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield the rows that hold something, with their numbers."""
        with self._source.open() as stream:
            workbook = Workbook(Package(stream))
            with readable():
                if self._strings is None:
                    self._strings = _strings(workbook)
                yield from _sheet(workbook, self._strings)


def _strings(workbook: Workbook) -> list[str]:
    """Return the shared texts; phonetic guides are left out."""
    found: list[str] = []
    if not workbook.strings:
        return found
    parts: list[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True
    skipped = 0

    def start(tag: str, _attributes: object) -> None:
        nonlocal skipped
        name = tag.rpartition(":")[2]
        if name == "rPh":
            skipped += 1
        elif name == "t" and not skipped:
            parser.CharacterDataHandler = parts.append

    def end(tag: str) -> None:
        nonlocal skipped
        parser.CharacterDataHandler = None
        name = tag.rpartition(":")[2]
        if name == "rPh":
            skipped -= 1
        elif name == "si":
            found.append(unguard(_unescaped("".join(parts))))
            parts.clear()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with workbook.package.open(workbook.strings, MAX_STRINGS) as stream:
        for _piece in feed(stream, parser, pending=lambda: sum(map(len, parts))):
            if len(found) > _MAX_COUNT:
                raise Unreadable(_("The workbook holds too many texts. Save the table alone as CSV in UTF-8."))
    return found


def _sheet(workbook: Workbook, strings: list[str]) -> Iterator[tuple[int, list[Cell]]]:
    reader = _SheetReader(_values(workbook, strings))
    with workbook.package.open(workbook.sheet, MAX_UNPACKED) as stream:
        for _piece in feed(stream, reader.parser, pending=reader.pending):
            yield from reader.done
            reader.done.clear()


class _SheetReader:
    """Handlers for expat: rows that hold something gather in `done`. They run millions of times, hence plain and slotted."""

    __slots__ = ("cell", "columns", "depth", "done", "formula", "guided", "number", "parser", "parts", "row", "tags", "value_of", "valued")  # fmt: skip

    def __init__(self, value_of: Callable[[dict[str, str], str], Cell]) -> None:
        self.done: list[tuple[int, list[Cell]]] = []
        self.value_of = value_of
        self.parts: list[str] = []
        self.columns: dict[str, int] = {}
        self.number = self.depth = 0
        self.row: list[Cell] | None = None
        self.cell: dict[str, str] | None = None
        self.formula = self.valued = self.guided = False
        self.tags = ("v", "t", "c", "row", "f", "rPh")
        self.parser: Any = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.root

    def pending(self) -> int:
        return sum(map(len, self.parts))

    def root(self, tag: str, _attributes: object) -> None:
        """Learn from the first tag which prefix the others have."""
        prefix, colon, name = tag.rpartition(":")
        if name != "worksheet":
            raise ValueError(tag)
        self.tags = tuple(prefix + colon + name for name in self.tags)
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        value, text, cell, row, formula, guide = self.tags
        if tag in (value, text):
            if self.cell is not None and not self.guided:
                self.valued = True
                self.parser.CharacterDataHandler = self.parts.append
        elif tag == cell:
            self.begin_cell(attributes)
        elif tag == row:
            if self.row is not None:
                raise ValueError(tag)
            self.number, self.row = _next_number(attributes.get("r"), self.number), []
        else:
            self.depth += 1
            self.formula = self.formula or tag == formula
            self.guided = self.guided or tag == guide
            if self.depth > _MAX_DEPTH:
                raise ValueError(tag)

    def begin_cell(self, attributes: dict[str, str]) -> None:
        row = self.row
        if row is None or self.cell is not None or len(row) >= _MAX_COLUMN:
            raise ValueError(self.number)
        self.cell, self.formula, self.valued = attributes, False, False
        reference = attributes.get("r")
        if reference is not None:
            letters = reference.rstrip("0123456789")
            column = self.columns.get(letters)
            if column is None:
                column = self.columns[letters] = _column(letters)
            if column != len(row):
                if column < len(row):
                    raise ValueError(reference)
                row.extend([""] * (column - len(row)))

    def end(self, tag: str) -> None:
        value, text, cell, row, _formula, guide = self.tags
        if tag in (value, text):
            self.parser.CharacterDataHandler = None
        elif tag == cell:
            parts = self.parts
            if parts:
                found = self.value_of(self.cell, parts[0] if len(parts) == 1 else "".join(parts))  # type: ignore[arg-type]
                parts.clear()
            else:
                found = Broken() if self.formula and not self.valued else ""
            self.row.append(found)  # type: ignore[union-attr]  # expat sees to the nesting
            self.cell = None
        elif tag == row:
            if self.row and any(_holds(found) for found in self.row):
                self.done.append((self.number, self.row))
            self.row = None
        else:
            self.depth -= 1
            self.guided = self.guided and tag != guide


def _holds(cell: Cell) -> bool:
    """Say whether a cell is more than white space; a formula without a result is."""
    return bool(cell.strip()) or isinstance(cell, Broken) if isinstance(cell, str) else True


def _column(letters: str) -> int:
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        raise ValueError(letters)
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _next_number(stated: str | None, number: int) -> int:
    found = number + 1 if stated is None else int(stated)
    if found <= number:
        raise ValueError(stated)
    return found


def _values(workbook: Workbook, strings: list[str]) -> Callable[[dict[str, str], str], Cell]:
    """Return the function from a cell's attributes and text to its value."""
    days, styles = Days(since_1904=workbook.since_1904), workbook.day_styles

    def value_of(attributes: dict[str, str], text: str) -> Cell:
        kind = attributes.get("t", "n")
        if kind == "s":
            index = int(text)
            if index < 0:
                raise ValueError(text)
            return strings[index]
        if kind in {"inlineStr", "str"}:
            text = _unescaped(text) if "_x" in text else text
            return unguard(text) if text.startswith("'") else text
        if kind == "n":
            return days[text] if attributes.get("s") in styles else _number(text)
        if kind == "b":
            return text.strip() in {"1", "true"}
        if kind == "e":
            return Broken(text)
        if kind == "d":
            return _iso(text)
        raise ValueError(kind)

    return value_of
