"""Fields read what people in Finland type, and say what to mend."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from osuuskunta.core.forms import ClockField, DayField, DecimalField, EuroField, mistakes
from osuuskunta.core.wording import day, number


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("24.11.2026", date(2026, 11, 24)),
        ("1.2.2026", date(2026, 2, 1)),
        (" 01.02.2026 ", date(2026, 2, 1)),
        ("1. 2. 2026", date(2026, 2, 1)),
        ("2026-11-24", date(2026, 11, 24)),
        ("29.2.2024", date(2024, 2, 29)),
        ("", None),
        (date(2026, 1, 2), date(2026, 1, 2)),
        (datetime(2026, 1, 2, 3, 4), date(2026, 1, 2)),  # noqa: DTZ001  what a form may get as initial
    ],
)
def test_days(text: Any, read: date | None) -> None:
    assert DayField(required=False).clean(text) == read


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("31.11.2026", "There is no such day: the month has 30 days. Write the day as 24.11.2026."),
        ("29.2.2026", "There is no such day: the month has 28 days. Write the day as 24.11.2026."),
        ("32.12.2026", "There is no such day: the month has 31 days. Write the day as 24.11.2026."),
        ("1.13.2026", "Write the day as 24.11.2026."),
        ("0.1.2026", "Write the day as 24.11.2026."),
        ("1.1.0000", "Write the day as 24.11.2026."),
        ("32.12.9999", "There is no such day: the month has 31 days. Write the day as 24.11.2026."),
        ("24/11/2026", "Write the day as 24.11.2026."),
        ("24.11.26", "Write the day as 24.11.2026."),
        ("huomenna", "Write the day as 24.11.2026."),
    ],
)
def test_what_is_no_day_is_said(text: str, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DayField().clean(text)
    assert caught.value.messages == [says]


@given(st.dates())
def test_a_shown_day_reads_as_itself(value: date) -> None:
    padded = f"{value.day}.{value.month}.{value.year:04d}"
    assert DayField().clean(padded) == value
    assert DayField().clean(value.isoformat()) == value


def test_what_was_typed_is_shown_again_as_it_was() -> None:
    class Starts(forms.Form):
        on = DayField()

    assert 'value="31.11.2026"' in str(Starts({"on": "31.11.2026"})["on"])
    assert 'value="1.2.2026"' in str(Starts(initial={"on": date(2026, 2, 1)})["on"])
    same = Starts({"on": "01.02.2026"}, initial={"on": date(2026, 2, 1)})
    assert same.has_changed() is False
    assert Starts({"on": "rubbish"}, initial={"on": date(2026, 2, 1)}).has_changed() is True


@pytest.mark.parametrize(
    ("text", "read"),
    [("14.30", time(14, 30)), ("14:30", time(14, 30)), ("klo 9", time(9)), ("kl. 9.05", time(9, 5)), ("", None)],
)
def test_clocks(text: str, read: time | None) -> None:
    assert ClockField(required=False).clean(text) == read


@pytest.mark.parametrize("text", ["24.00", "9.60", "yhdeksän", "9.5"])
def test_what_is_no_clock_is_said(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ClockField().clean(text)
    assert caught.value.messages == ["Write the time as 14.30."]


def test_a_stored_clock_is_shown_finnish() -> None:
    class At(forms.Form):
        at = ClockField(initial=time(9, 5))

    assert 'value="9.05"' in str(At()["at"])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50 €", "1234.50"),
        ("1234.5", "1234.5"),
        ("\u221212,00", "-12.00"),
        ("0", "0"),
    ],
)
def test_amounts(text: str, read: str) -> None:
    assert EuroField().clean(text) == Decimal(read)


@pytest.mark.parametrize("text", ["1.234,50", "1,2,3", "sata", "NaN", "Infinity", "1e5x"])
def test_what_is_no_amount_is_said(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        EuroField().clean(text)
    assert caught.value.messages == ["Write a number, for example 1 234,50."]


def test_cents_have_two_digits() -> None:
    with pytest.raises(ValidationError):
        EuroField().clean("1,234")
    assert DecimalField(required=False).clean("") is None


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False))
def test_a_shown_amount_reads_as_itself(value: Decimal) -> None:
    assert EuroField().clean(number(value, 2)) == value


def test_mistakes_lead_to_their_fields() -> None:
    class Sample(forms.Form):
        name = forms.CharField(label="Name")
        way = forms.ChoiceField(label="Way", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
        secret = forms.CharField(widget=forms.HiddenInput)

        def clean(self) -> None:
            raise ValidationError("Both are missing.")

    found = mistakes(Sample({}))
    required = "This field is required."
    assert [(one.anchor, one.label, one.text) for one in found] == [
        ("", "", "Both are missing."),
        ("id_name", "Name", required),
        ("id_way_0", "Way", required),
        ("", "", required),
    ]
    assert mistakes(Sample()) == []


def test_day_is_what_the_house_shows() -> None:
    assert day(date(2026, 11, 24)) == "24.11.2026"
