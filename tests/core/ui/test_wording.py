"""Finnish numbers, days and clocks (domain.md 6.3)."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils import translation

from osuuskunta.core import wording


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1234, None, "1\u00a0234"),
        (1234567, None, "1\u00a0234\u00a0567"),
        (-5, None, "\u22125"),
        (Decimal("1234.50"), None, "1\u00a0234,50"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-0.125"), 2, "\u22120,13"),
        (2.5, 0, "3"),
        (1e6, 1, "1\u00a0000\u00a0000,0"),
        (None, 2, "–"),
    ],
)
def test_numbers(value: wording.Number | None, decimals: int | None, words: str) -> None:
    assert wording.number(value, decimals) == words


def test_a_rounded_nothing_has_no_minus() -> None:
    assert wording.number(Decimal("-0.004"), 2) == "0,00"


def test_money_and_shares() -> None:
    assert wording.euro(Decimal("1234.5")) == "1\u00a0234,50\u00a0€"
    assert wording.euro(12, 0) == "12\u00a0€"
    assert wording.percent(0.375) == "38\u00a0%"
    assert wording.percent(Decimal("0.375"), 1) == "37,5\u00a0%"
    assert [wording.euro(None), wording.percent(None)] == ["–", "–"]


def test_days_and_periods() -> None:
    assert wording.day(date(2026, 3, 1)) == "1.3.2026"
    assert wording.day(None) == "–"
    assert wording.span(date(2026, 5, 1), date(2026, 10, 31)) == "1.5.2026–31.10.2026"
    assert wording.span(date(2026, 5, 1), None) == "1.5.2026–"


def test_a_moment_is_told_in_helsinki() -> None:
    late = datetime(2026, 11, 23, 22, 5, tzinfo=UTC)
    assert wording.day(late) == "24.11.2026"
    with translation.override("en"):
        assert wording.clock(late) == "at 0.05"
        assert wording.moment(late) == "24.11.2026 at 0.05"
        assert wording.clock(time(14, 30)) == "at 14.30"
        assert wording.clock(None) == "–"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Testi-Valma Valmentaja", "TV"), ("Maija", "M"), ("Anna Liisa Åberg", "AÅ"), ("", ""), ("  ", "")],
)
def test_initials(name: str, letters: str) -> None:
    assert wording.initials(name) == letters
