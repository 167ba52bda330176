"""What can be seen only over the whole file: periods that meet, one code on two people, facts that differ between rows.

Of each row a few references are kept, never the row. Identity codes are kept as digests.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from osuuskunta.core.wording import span
from participants.files import faults, warnings
from participants.files.context import Context, Stored, StoredPeriod, StoredPerson
from participants.files.faults import Finding
from participants.files.layout import Values

_AT_ONCE = 1000
_FACTS = ("given_names", "family_name", "birth_date", "gender", "identity_code")
_FAR = date.max
_NOBODY = StoredPerson()


class Seen(NamedTuple):
    """What is kept of a row. `facts` are in the order of _FACTS, the code as its digest."""

    row: int
    site: str
    entry: date
    exit: date | None
    exit_status: date | None
    stated_birth: bool
    facts: tuple[object, ...]
    missing: int


class Said(NamedTuple):
    """A finding with its row; a warning unless it is a fault."""

    row: int
    finding: Finding
    is_fault: bool


def meet(first_exit: date | None, second_entry: date) -> bool:
    """Say whether a period is still open when another one begins: on its last day it is open no more (formats.md §2)."""
    return first_exit is None or first_exit > second_entry


class People:
    """The people of one file."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._rows: dict[str, list[Seen]] = {}
        self._owners: dict[bytes, tuple[str, int]] = {}
        self._alike: dict[int, tuple[str, int]] = {}

    def add(self, number: int, values: Values, *, stated_birth: bool, placed: bool) -> Iterator[Said]:
        """Remember a row; yield what earlier rows make of it. `placed`: person, site and entry are known."""
        key, code = values.external_id, values.identity_code
        digest = self._context.digest(code) if code else None
        if digest and key:
            owner, row = self._owners.setdefault(digest, (key, number))
            if owner != key:
                yield Said(number, faults.code_used(row), is_fault=True)
        if not placed:
            return
        facts = (values.given_names, values.family_name, values.birth_date, values.gender, digest)
        rows = self._rows.setdefault(key, [])
        if rows and rows[-1].facts == facts:
            facts = rows[-1].facts  # one tuple for all rows of a person
        rows.append(
            Seen(
                number, values.site, values.entry_date, values.exit_date, values.exit_status_date, stated_birth, facts,
                warnings.missing(values),
            )
        )  # fmt: skip
        if values.birth_date and len(rows) == 1:
            yield from self._look_alike(number, values)

    def _look_alike(self, number: int, values: Values) -> Iterator[Said]:
        names = f"{values.given_names} {values.family_name}".casefold().split()
        owner, row = self._alike.setdefault(hash((*names, values.birth_date)), (values.external_id, number))
        if owner != values.external_id:
            reason = _(
                "Names and birth date are those of row %(row)d, which has another external_id. Check if it is one person."
            )
            yield Said(number, Finding("external_id", "likely_duplicate", reason % {"row": row}), is_fault=False)

    def finish(self) -> Iterator[Said]:
        """Yield, after the last row, what rows of one person and stored rows make of each other."""
        ask = self._context.stored
        everybody = iter(self._rows.items())
        while some := list(islice(everybody, _AT_ONCE)):
            stored = Stored()
            if ask is not None:
                digests = {seen.facts[-1] for _key, rows in some for seen in rows if seen.facts[-1]}
                stored = ask([key for key, _rows in some], sorted(digests))
            for key, rows in some:
                yield from self._person(key, rows, stored)

    def _person(self, key: str, rows: list[Seen], stored: Stored) -> Iterator[Said]:
        known = stored.people.get(key, _NOBODY)
        exits = {(period.site, period.entry): period for period in known.periods}
        for seen in rows:
            if self._context.stored is not None:
                yield from _against_stored(seen, known, exits)
            if seen.facts[-1] and stored.owners.get(seen.facts[-1], key) != key:
                yield Said(seen.row, faults.code_stored(), is_fault=True)
        yield from _periods(rows, known)
        earliest = min(rows, key=lambda seen: (seen.entry, seen.site))
        if all((earliest.entry, earliest.site) < (period.entry, period.site) for period in known.periods):
            for finding in warnings.missing_answers(earliest.missing):
                yield Said(earliest.row, finding, is_fault=False)
        if len(rows) > 1:
            yield from _differing(rows, earliest)


def _against_stored(seen: Seen, known: StoredPerson, exits: dict[tuple[str, date], StoredPeriod]) -> Iterator[Said]:
    """Yield faults between the cells of a row and what stays stored where its cells are empty."""
    before = exits.get((seen.site, seen.entry))
    exit_date = seen.exit or (before.exit if before else None)
    status = seen.exit_status or (before.exit_status if before else None)
    if seen.exit_status and exit_date is None:
        yield Said(seen.row, faults.status_without_exit(), is_fault=True)
    elif (
        status and exit_date and status < exit_date and not (seen.exit and seen.exit_status)
    ):  # both in the row: said there
        finding = faults.status_before_exit()
        column = "exit_status_date" if seen.exit_status else "exit_date"
        yield Said(seen.row, finding._replace(column=column), is_fault=True)
    birth, digest = seen.facts[2], seen.facts[4]
    if birth is None:
        if known.birth_date and known.birth_date >= seen.entry:
            yield Said(seen.row, faults.birth_not_before_entry("entry_date"), is_fault=True)
    elif known.birth_date and birth != known.birth_date:
        if digest is not None and not seen.stated_birth:
            yield Said(seen.row, faults.birth_disagrees_stored("identity_code"), is_fault=True)
        elif digest is None and known.has_code:
            yield Said(seen.row, faults.birth_disagrees_stored("birth_date"), is_fault=True)


def _periods(rows: list[Seen], known: StoredPerson) -> Iterator[Said]:
    """Yield repeated and overlapping periods, site by site: sorted by entry, each against the one that lasts longest so far."""
    sites: dict[str, list[tuple[date, int, date | None]]] = defaultdict(list)
    first: dict[tuple[str, date], int] = {}
    before = {(period.site, period.entry): period.exit for period in known.periods}
    for seen in rows:
        key = (seen.site, seen.entry)
        if key in first:
            yield Said(seen.row, faults.repeated(first[key]), is_fault=True)
        else:
            first[key] = seen.row
            sites[seen.site].append((seen.entry, seen.row, seen.exit or before.get(key)))
    if not before and len(first) == 1:
        return
    for site, periods in sites.items():
        stored = [
            (entry, 0, left) for (place, entry), left in before.items() if place == site and (place, entry) not in first
        ]
        yield from _overlaps(sorted([*periods, *stored], key=lambda period: period[0]))


def _overlaps(periods: Sequence[tuple[date, int, date | None]]) -> Iterator[Said]:
    """Yield the overlaps of one person's periods at one site, sorted by entry; row 0 stands for a stored one."""
    longest = periods[0]
    for period in periods[1:]:
        entry, row, left = period
        if meet(longest[2], entry) and (row or longest[1]):
            later, other = (period, longest) if row > longest[1] else (longest, period)
            dates = span(other[0], other[2])
            finding = faults.overlapping(other[1], dates) if other[1] else faults.overlapping_stored(dates)
            yield Said(later[1], finding, is_fault=True)
        if (left or _FAR) > (longest[2] or _FAR):
            longest = period


def _differing(rows: list[Seen], earliest: Seen) -> Iterator[Said]:
    for seen in rows:
        if seen.facts is earliest.facts:
            continue
        for name, fact, counted in zip(_FACTS, seen.facts, earliest.facts, strict=True):
            derived = name == "birth_date" and not seen.stated_birth  # the code is named instead
            if fact is not None and counted is not None and fact != counted and not derived:
                reason = _(
                    "Row %(row)d, the person's earliest period, says otherwise, and that is what counts. Correct one."
                )
                yield Said(seen.row, Finding(name, "differing_fact", reason % {"row": earliest.row}), is_fault=False)
