"""Judges a whole file: every fault and warning of formats.md §2, with the rows handed on as they are read."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from participants.files import faults
from participants.files.context import Context
from participants.files.errors import Notice, Refused
from participants.files.faults import Finding, between_cells
from participants.files.layout import (
    BY_NAME,
    COLUMNS,
    IGNORED,
    NAMES,
    NO_COACH,
    POSITION,
    REQUIRED,
    Kind,
    Values,
    canonical,
)
from participants.files.people import People
from participants.files.reading import Table
from participants.files.values import Cell, Parser, birth_of, parser_of
from participants.files.warnings import warnings_of

SHOWN = 1000
_REMEMBERED = 50_000
_ALWAYS_NEW = {Kind.EXTERNAL_ID, Kind.NAME, Kind.IDENTITY_CODE}  # remembering these would only cost memory
_WIDTH = len(COLUMNS)


class Row(NamedTuple):
    """A row without a fault of its own: the spreadsheet's number and the values."""

    number: int
    values: Values


class Checked(NamedTuple):
    """What one row says: values (None where unreadable), faults, whether the birth date has a cell of its own."""

    values: Values
    faults: list[Finding]
    stated_birth: bool


def is_placed(values: Values) -> bool:
    """Say whether a row can be set beside other rows: whose it is, where, and from when."""
    return bool(values.external_id and values.site and values.entry_date)


class _Remembered(dict[str, Any]):
    """From text to value; reads each text once. What cannot be read raises Refused each time."""

    def __init__(self, parse: Parser) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, text: str) -> object:
        value = self._parse(text)
        if len(self) < _REMEMBERED:
            self[text] = value
        return value


class RowReader:
    """Reads and checks the rows of one header, each by itself."""

    def __init__(self, header: Sequence[str], context: Context) -> None:
        self._context = context
        self.written = {canonical(name): name for name in header if canonical(name) in BY_NAME}
        self._required = [(POSITION[name], name) for name in REQUIRED if name in self.written]
        self.left_out: list[tuple[int, str]] = []
        self._plan: list[tuple[int, int, Parser, Callable[[str], Any]]] = []
        for index, written in enumerate(header):
            column = BY_NAME.get(canonical(written))
            if column is None:
                continue
            if column.household and not context.household:
                self.left_out.append((index, column.name))
                continue
            parse = parser_of(column, context.sites, test_codes=context.test_codes)
            of_text = parse if column.kind in _ALWAYS_NEW else _Remembered(parse).__getitem__
            self._plan.append((index, POSITION[column.name], parse, of_text))

    def of_header(self, header: Sequence[str]) -> Iterator[Finding]:
        """Yield the faults of the first row: columns unknown and missing."""
        for written in header:
            if canonical(written) not in BY_NAME and not canonical(written).startswith(IGNORED):
                yield faults.unknown_column(written)
        for name in REQUIRED:
            if name not in self.written:
                yield faults.missing_column(name)

    def check(self, cells: Sequence[Cell]) -> Checked:
        """Return the values of a row and its faults, as far as they lie within it, in the order of the columns."""
        values: list[Any] = [None] * _WIDTH
        found: list[Finding] = []
        refused: set[int] = set()
        for index, position, parse, of_text in self._plan:
            cell = cells[index]
            if cell == "" and type(cell) is str:
                continue
            try:
                values[position] = of_text(cell) if type(cell) is str else parse(cell)
            except Refused as fault:
                refused.add(position)
                found.append(Finding(NAMES[position], fault.code, str(fault)))
        for position, name in self._required:
            if values[position] is None and position not in refused:
                found.append(faults.empty(name))
        row = Values(*values)
        stated_birth = row.birth_date is not None
        if row.identity_code and not stated_birth and POSITION["birth_date"] not in refused:
            row = row._replace(birth_date=birth_of(row.identity_code))
        found += between_cells(row, self._context, stated_birth=stated_birth)
        without_exit = row.exit_status_date and row.exit_date is None and POSITION["exit_date"] not in refused
        if without_exit and (
            self._context.stored is None or not is_placed(row)
        ):  # else one may be stored: people.py asks
            found.append(faults.status_without_exit())
        if len(found) > 1:
            found.sort(key=lambda finding: POSITION[finding.column])
        return Checked(row, found, stated_birth)


class Judging:
    """The judgement on one table. Iterate once: rows without a fault of their own come as they are read.

    Nothing may be stored before the end is reached and `fault_count` is 0: some faults show only there. `faults` and `warnings`
    are the first `keep` in the order of rows; the counts, and `codes` by rule, are of all. Errors while iterating: Unreadable.
    """

    def __init__(self, table: Table, context: Context, *, keep: int = SHOWN) -> None:
        self.table, self.context, self._keep = table, context, keep
        self.rows = self.fault_count = self.warning_count = 0
        self.codes: Counter[str] = Counter()
        self.faults: list[Notice] = []
        self.warnings: list[Notice] = []
        self._reader = RowReader(table.header, context)
        self._late: dict[int, list[Finding]] = {}

    def __iter__(self) -> Iterator[Row]:
        people = People(self.context)
        for finding in self._reader.of_header(self.table.header):
            self._fault(1, finding)
        whole = self.fault_count == 0  # with a column missing no row is of use
        left_out = self._reader.left_out
        for number, cells in self.table:
            self.rows += 1
            checked = self._reader.check(cells)
            values, own, stated_birth = checked
            for finding in own:
                self._fault(number, finding)
            if own and any(finding.column == "exit_date" for finding in own):
                # With an exit that is not known, nothing is said of overlaps: as short as can be, it meets no other period.
                values = values._replace(exit_date=values.entry_date, exit_status_date=None)
            for said in people.add(number, values, stated_birth=stated_birth, placed=is_placed(values)):
                self._say(*said)
            if whole and not own:
                if left_out:
                    left_out = self._left_out(number, cells, left_out)
                for finding in warnings_of(values, self.context):
                    self._warn(number, finding)
                yield Row(number, self._with_coach(number, values))
        for said in people.finish():
            self._say(*said)
        self._settle()

    def finish(self) -> "Judging":
        """Read to the end without looking at the rows; return the judgement."""
        for _row in self:
            pass
        return self

    def every_fault(self) -> Iterator[Notice]:
        """Yield all faults in the order of rows, however many, by reading the table once more. After the end only."""
        for finding in self._reader.of_header(self.table.header):
            yield self._notice(1, finding)
        for number, cells in self.table:
            for finding in self.faults_of(number, cells):
                yield self._notice(number, finding)

    def faults_of(self, number: int, cells: Sequence[Cell]) -> list[Finding]:
        """Return all faults of a row, those that other rows make included, in the order of columns. After the end only."""
        own, late = self._reader.check(cells).faults, self._late.get(number)
        return sorted([*own, *late], key=lambda finding: POSITION[finding.column]) if late else own

    def header_faults(self) -> list[Notice]:
        return [self._notice(1, finding) for finding in self._reader.of_header(self.table.header)]

    def written(self, column: str) -> str:
        """Return a column's name as the header has it."""
        return self._reader.written.get(column, column)

    def _with_coach(self, number: int, values: Values) -> Values:
        if values.coach and values.coach not in self.context.coaches.get(values.site, ()):
            reason = _("No coach of this site has this address. The period is stored without a coach.")
            self._warn(number, Finding("coach", "unknown_coach", reason))
            return values._replace(coach=NO_COACH)
        return values

    def _left_out(self, number: int, cells: Sequence[Cell], columns: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Warn, once a column, that its answers are not asked for; return the columns of which that is still to be said."""
        still = []
        for index, name in columns:
            if cells[index] == "":
                still.append((index, name))
            else:
                reason = _("Answers about households are not asked for in this project. The column is left out.")
                self._warn(number, Finding(name, "household_off", reason))
        return still

    def _notice(self, number: int, finding: Finding) -> Notice:
        return Notice(number, self.written(finding.column), finding.reason, finding.code)

    def _fault(self, number: int, finding: Finding) -> None:
        self.fault_count += 1
        self.codes[finding.code] += 1
        if len(self.faults) < self._keep:
            self.faults.append(self._notice(number, finding))

    def _warn(self, number: int, finding: Finding) -> None:
        self.warning_count += 1
        self.codes[finding.code] += 1
        if len(self.warnings) < self._keep:
            self.warnings.append(self._notice(number, finding))

    def _say(self, number: int, finding: Finding, is_fault: bool) -> None:  # noqa: FBT001  a Said, unpacked
        if not is_fault:
            self._warn(number, finding)
            return
        self._late.setdefault(number, []).append(finding)
        self.fault_count += 1
        self.codes[finding.code] += 1

    def _settle(self) -> None:
        """Put what was kept into the order of rows and columns."""
        late = [self._notice(row, finding) for row, found in self._late.items() for finding in found]
        position = {written: POSITION[name] for name, written in self._reader.written.items()}

        def place(notice: Notice) -> tuple[int, int]:
            return notice.row, position.get(notice.column, 0)

        self.faults = sorted([*self.faults, *late], key=place)[: self._keep]
        self.warnings.sort(key=place)


def judge(table: Table, context: Context, *, keep: int = SHOWN) -> Judging:
    """Judge a whole table; return the judgement. Errors: Unreadable."""
    return Judging(table, context, keep=keep).finish()
