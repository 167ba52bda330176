"""What the law leaves open: dated, per set, with a reason; and the same dates in SQL."""

from datetime import date

import pytest

from reporting.indicators import choices_between, choices_on, parameters
from reporting.indicators.choices import CHOICES, by_entry_date

OLD, NEW = "esf2014", "esfplus2021"
SHARED = ["evidence_days", "registered_prevails", "student_inactive", "results_by_exit_date"]


def test_each_set_has_its_choices_once_on_a_day():
    assert [one.code for one in choices_on(OLD, date(2018, 4, 30))] == [
        *SHARED, "household_required", "nonbinary_cell", "school_age"
    ]  # fmt: skip
    assert [one.code for one in choices_on(NEW, date(2024, 1, 1))] == [*SHARED, "nonbinary_cell"]
    assert choices_on(OLD, date(2013, 12, 31)) == []


@pytest.mark.parametrize(("day", "age"), [(date(2021, 7, 31), 16), (date(2021, 8, 1), 17)])
def test_a_choice_holds_until_the_next_one(day, age):
    assert parameters(OLD, day)["school_age"] == age


def test_a_report_over_a_change_prints_both():
    found = [one.value for one in choices_between(OLD, date(2020, 1, 1), date(2022, 1, 1)) if one.code == "school_age"]
    assert found == [16, 17]
    assert [
        one.value for one in choices_between(OLD, date(2021, 8, 1), date(2022, 1, 1)) if one.code == "school_age"
    ] == [17]


def test_the_sets_differ_in_the_third_gender():
    assert (parameters(OLD)["nonbinary_cell"], parameters(NEW)["nonbinary_cell"]) == (0, 1)


def test_statements_get_the_limits_of_the_law_and_every_choice_they_name():
    for indicator_set in (OLD, NEW):
        found = parameters(indicator_set, date(2018, 4, 30) if indicator_set == OLD else date(2024, 1, 1))
        assert {
            "evidence_days": 28, "registered_prevails": 1, "student_inactive": 1, "household_required": 0, "young_until": 24,
            "long_term_months_young": 6, "long_term_months": 12,
        }.items() <= found.items()  # fmt: skip


def test_a_choice_by_the_entry_day_is_a_case_in_sql():
    assert by_entry_date("school_age") == "CASE WHEN f.entry_date >= DATE '2021-08-01' THEN 17 ELSE 16 END"
    assert by_entry_date("evidence_days") == "28"


@pytest.mark.parametrize("choice", CHOICES, ids=lambda one: f"{one.code} {one.value} {one.sets[0]}")
def test_a_choice_says_what_it_means_why_and_where_from(choice):
    for said in (choice.words, choice.reason):
        assert all(text.endswith(".") for text in said.as_dict().values())
    assert choice.source.startswith("esf.md ")
