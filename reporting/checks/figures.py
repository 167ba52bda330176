"""The checks of sums, asked of a report's figures. Pure: figures in, outcomes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from reporting.checks.sums import GENDERS, GENDERS_SAID, SUM_CHECKS, WHOLE_NUMBERS_SAID, ZEROS_SAID, Values
from reporting.enums import Severity
from reporting.indicators import SETS, IndicatorSet, Words3
from reporting.indicators.choices import NEW

CELLS = ("women", "men", "total")  # each rule is asked for these apart (A18)


class Counted(Protocol):
    """A figure's cells. Who has said nothing of the gender is in `total` only."""

    @property
    def women(self) -> int: ...
    @property
    def men(self) -> int: ...
    @property
    def nonbinary(self) -> int: ...
    @property
    def total(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """A check of sums and whether it passed. `codes` are the figures it reads.

    `failed_for` says where not: the cells (women, men, total) of a rule, the codes where a rule is asked of each figure by itself.
    """

    id: str
    severity: Severity
    passed: bool
    message: Words3
    codes: tuple[str, ...]
    failed_for: tuple[str, ...] = ()


def check_figures(
    indicator_set: str, figures: Mapping[str, Counted], *, leavers: Counted, wanted: IndicatorSet | None = None
) -> list[Outcome]:
    """Ask every check of sums of `figures`, by code, of the project from its first day to the report's last (A24).

    `leavers` are the people with complete facts who have left. `wanted` is the set as its choices make it (`IndicatorSet.under`).
    A figure that is missing fails E13 and counts as zero for the others.
    """
    wanted = wanted or SETS[indicator_set]
    codes = tuple(one.code for one in wanted.of_people())
    values = {cell: _values(codes, figures, leavers, cell) for cell in CELLS}
    found = [
        _outcome(
            check.id,
            check.words,
            tuple(code for code in check.codes if code in codes),
            [cell for cell in CELLS if not check.holds(values[cell])],
        )
        for check in SUM_CHECKS
        if wanted.code in check.sets
    ]
    found.append(_outcome(GENDERS[wanted.code], GENDERS_SAID, codes, _not_adding_up(codes, figures)))
    if wanted.code == NEW:
        found.append(_outcome("E13", ZEROS_SAID, codes, [code for code in codes if code not in figures]))
    found.append(_outcome("A22", WHOLE_NUMBERS_SAID, codes, _not_whole(figures)))
    return found


def _values(codes: tuple[str, ...], figures: Mapping[str, Counted], leavers: Counted, cell: str) -> Values:
    said: dict[str, int] = {code: getattr(figures[code], cell) if code in figures else 0 for code in codes}
    return said | {"LEAVERS": getattr(leavers, cell)}


def _not_adding_up(codes: tuple[str, ...], figures: Mapping[str, Counted]) -> list[str]:
    """Return the figures in which somebody's gender is not known: who is complete has one, so only GT may have such people."""
    said = ((code, figures[code]) for code in codes if code in figures and code != "GT")
    return [code for code, one in said if one.women + one.men + one.nonbinary != one.total]


def _not_whole(figures: Mapping[str, Counted]) -> list[str]:
    """Return the figures with a cell that is no whole number or below zero."""
    return [
        code
        for code, one in figures.items()
        if not all(type(n) is int and n >= 0 for n in (one.women, one.men, one.nonbinary, one.total))
    ]


def _outcome(number: str, message: Words3, codes: tuple[str, ...], failed_for: list[str]) -> Outcome:
    return Outcome(number, Severity.ERROR, not failed_for, message, codes, tuple(failed_for))
