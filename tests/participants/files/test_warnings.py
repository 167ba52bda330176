"""What is stored all the same, and said."""

from datetime import date

import pytest

from participants.files.context import Stored, StoredPeriod, StoredPerson
from participants.files.judging import Judging, judge
from participants.files.layout import NO_COACH
from participants.files.reading import open_table
from tests.participants.files.samples import DATA, a_context, a_file, judged, warnings

LEFT = {"exit_date": "2016-06-30", "labour_status_exit": "inactive", "labour_status_6m": "inactive"}


def test_an_ordinary_row_says_nothing():
    assert warnings({}, LEFT | {"site": "285"}) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"gender": ""}, ["gender missing_gender"]),
        ({"birth_date": ""}, ["birth_date missing_birth_date"]),
        ({"labour_status_entry": ""}, ["labour_status_entry missing_labour_status_entry"]),
        ({"isced_entry": ""}, ["isced_entry missing_isced_entry"]),
        ({"in_education_entry": ""}, ["in_education_entry missing_in_education_entry"]),
        ({"labour_status_entry": "unemployed"}, ["unemployed_since missing_unemployed_since"]),
        ({"labour_status_entry": "", "registered_unemployed_entry": "yes", "unemployed_since": "2015-01-01"}, []),
        ({"full_time_student_entry": "yes", "in_education_entry": ""}, []),
        (
            {"full_time_student_entry": "yes", "registered_unemployed_entry": "yes"},
            ["registered_unemployed_entry student_registered", "in_education_entry student_education"],
        ),
        (
            {"full_time_student_entry": "yes", "labour_status_entry": "employed", "in_education_entry": "yes"},
            ["labour_status_entry student_status"],
        ),
        (
            {"registered_unemployed_entry": "yes", "unemployed_since": "2016-01-10"},
            ["labour_status_entry registered_status"],
        ),
        (
            {
                "registered_unemployed_entry": "no",
                "labour_status_entry": "unemployed",
                "unemployed_since": "2016-01-10",
            },
            ["registered_unemployed_entry unemployed_unregistered"],
        ),
        ({"unemployed_since": "2016-01-01"}, ["unemployed_since unemployed_since_unused"]),
        (
            {"birth_date": "2005-01-10", "isced_entry": "2"},
            ["birth_date unlikely_age", "isced_entry unlikely_education"],
        ),
        ({"birth_date": "1900-01-10"}, ["birth_date unlikely_age"]),
        ({"birth_date": "1998-01-10", "isced_entry": "8"}, ["isced_entry unlikely_education"]),
        ({"isced_entry": "0", "other_disadvantaged": "no"}, ["other_disadvantaged no_school_no_disadvantage"]),
        ({"isced_entry": "0", "other_disadvantaged": "refused"}, []),
        ({"job_search_exit": "no", "improved_6m": "no"}, []),
        (
            {"exit_reason": "other", "improved_6m": "yes"},
            ["exit_reason result_without_exit", "improved_6m result_without_exit"],
        ),
        (LEFT | {"labour_status_exit": ""}, ["labour_status_exit missing_labour_status_exit"]),
        (LEFT | {"exit_status_date": "2016-07-28"}, []),
        (LEFT | {"exit_status_date": "2016-07-29"}, ["exit_status_date status_too_late"]),
        (LEFT | {"job_search_exit": "yes"}, []),
        (
            LEFT | {"job_search_exit": "yes", "labour_status_exit": "employed"},
            ["job_search_exit job_search_cannot_follow"],
        ),
        (
            LEFT | {"in_education_exit": "yes", "in_education_entry": "yes"},
            ["in_education_exit education_cannot_follow"],
        ),
        (LEFT | {"exit_reason": "employed_open"}, ["labour_status_exit reason_against_status"]),
        (LEFT | {"labour_status_6m": ""}, ["labour_status_6m missing_labour_status_6m"]),
        (LEFT | {"improved_6m": "yes"}, ["improved_6m improvement_cannot_follow"]),
        (
            LEFT | {"improved_6m": "yes", "labour_status_entry": "employed"},
            ["improved_6m improvement_without_work"],
        ),
        (LEFT | {"exit_date": "2018-01-31"}, ["labour_status_6m six_months_too_early"]),
        (LEFT | {"exit_date": "2017-12-01"}, []),
        (
            LEFT | {"exit_date": "2018-07-02", "labour_status_6m": "", "exit_status_date": "2018-07-03"},
            [
                "exit_date exit_date_in_future",
                "exit_date exit_after_project",
                "exit_status_date exit_status_date_in_future",
            ],
        ),
        ({"referral_source": "employment_authority"}, ["referral_source referral_out_of_time"]),
        ({"referral_source": "te_office"}, []),
    ],
)
def test_a_row_is_stored_and_what_is_odd_is_said(row, said):
    assert sorted(warnings(row)) == sorted(f"2 {line}" for line in said)


def test_a_future_entry_is_said():
    assert warnings({"entry_date": "2018-04-01"}, today=date(2018, 3, 1)) == ["2 entry_date entry_date_in_future"]


def test_a_municipality_that_is_not_listed_is_said():
    assert warnings({"home_municipality": "999"}) == []
    assert warnings({"home_municipality": "999"}, municipalities=frozenset({"061"})) == [
        "2 home_municipality unknown_municipality"
    ]


def test_a_coach_of_another_site_is_no_coach_here():
    table = open_table(
        a_file({"coach": "Coach@Example.org"}, {"site": "285", "coach": "coach@example.org"}, {"site": "564"})
    )
    judging = Judging(table, a_context())
    assert [row.values.coach for row in judging] == ["coach@example.org", NO_COACH, None]
    assert [str(warning) for warning in judging.warnings] == [
        "row 3, column coach: No coach of this site has this address. The period is stored without a coach."
    ]


def test_answers_about_households_are_left_out_unless_they_are_asked_for():
    row = {"household_jobless": "yes", "household_children": "what?", "household_single_adult": ""}
    assert warnings(row, row | {"site": "285"}) == [
        "2 household_jobless household_off",
        "2 household_children household_off",
    ]
    judging = Judging(open_table(a_file({"household_jobless": "yes"})), a_context(household=True))
    assert [row.values.household_jobless for row in judging] == [True]


def test_missing_answers_are_asked_of_the_earliest_period_only():
    later = {"entry_date": "2017-01-01", "isced_entry": "", "gender": ""}
    assert warnings(later, {"exit_date": "2016-06-30"} | LEFT) == []
    known = Stored(people={"P1": StoredPerson(periods=[StoredPeriod("061", date(2016, 1, 10))])})
    assert warnings({"isced_entry": ""}, stored=lambda _ids, _codes: known) == []


def test_a_later_row_that_says_otherwise_is_said():
    code = {"identity_code": "010180-9015", "birth_date": ""}
    other = {"identity_code": "150375-912V", "birth_date": "", "site": "285", "entry_date": "2016-02-01"}
    assert warnings(other, code) == ["2 identity_code differing_fact"]
    assert warnings({}, {"site": "285", "given_names": "Maija-Liisa", "gender": "", "birth_date": "1980-05-06"}) == [
        "3 given_names differing_fact", "3 birth_date differing_fact",
    ]  # fmt: skip


def test_two_people_of_one_name_and_birth_date_are_said():
    rows = ({}, {"external_id": "P2", "given_names": "MAIJA"}, {"external_id": "P3", "birth_date": "1980-05-06"})
    assert warnings(*rows) == ["3 external_id likely_duplicate"]


def test_the_warnings_of_the_worked_example_are_the_known_ones():
    found = judge(open_table(DATA / "worked_example.csv"), a_context())
    assert [(warning.row, warning.code) for warning in found.warnings] == [
        (8, "missing_isced_entry"), (10, "education_cannot_follow"),
    ]  # fmt: skip


def test_warnings_are_counted_beyond_what_is_kept():
    rows = [{"external_id": f"P{number}", "given_names": f"N{number}", "gender": ""} for number in range(30)]
    found = judge(open_table(a_file(*rows)), a_context(), keep=10)
    assert (found.warning_count, len(found.warnings), found.fault_count) == (30, 10, 0)


def test_rows_without_a_fault_of_their_own_are_handed_on():
    judging = Judging(open_table(a_file({}, {"gender": "x"}, {"site": "285"})), a_context())
    assert [row.number for row in judging] == [2, 4]
    assert judged({}).rows == 1
