"""The named checks: each can fail, for women or men alone too, and each finds the people it means."""

from datetime import date
from typing import Any

import pytest

from reporting.checks import PEOPLE_CHECKS, SUM_CHECKS, check_figures, people_checks
from reporting.indicators import SETS
from tests.reporting.cells import Cells
from tests.reporting.fact_rows import NO, REFUSED, a_leaver, a_row, ask

OLD, NEW = "esf2014", "esfplus2021"
IDS = {
    OLD: [*(f"A0{n}" for n in range(1, 10)), *(f"A{n}" for n in range(11, 18)), "A20", "A22"],
    NEW: [*(f"E0{n}" for n in (1, 2, 3, 4, 5, 7, 8, 9)), "E10", "E11", "E12", "E13", "A08", "A20", "A22"],
}


def zeros(indicator_set: str) -> dict[str, Any]:
    return {one.code: Cells() for one in SETS[indicator_set].of_people()}


def opened(indicator_set: str, women: dict[str, int], *, leavers: int = 0) -> dict[str, tuple[str, ...]]:
    """Return the checks that some figures of women, all others being zero, do not pass, and where not."""
    figures = zeros(indicator_set) | {code: Cells(women=n, total=n) for code, n in women.items()}
    found = check_figures(indicator_set, figures, leavers=Cells(women=leavers, total=leavers))
    return {outcome.id: outcome.failed_for for outcome in found if not outcome.passed}


@pytest.mark.parametrize("indicator_set", [OLD, NEW])
def test_a_set_has_its_checks_and_zeros_pass_them_all(indicator_set):
    found = check_figures(indicator_set, zeros(indicator_set), leavers=Cells())
    assert sorted(outcome.id for outcome in found) == sorted(IDS[indicator_set])
    assert all(outcome.passed and outcome.severity == "error" for outcome in found)
    known = {one.code for one in SETS[indicator_set].of_people()}
    assert all(outcome.codes and set(outcome.codes) <= known for outcome in found)


BROKEN = [  # each bound of each rule: figures that break it, whatever else they break
    ("A01", OLD, {"T": 1}), ("A01", OLD, {"CO05": 1}), ("A02", OLD, {"CO02": 1}), ("A03", OLD, {"CO04": 1}),
    ("A04", OLD, {"CO06": 1, "CO07": 1, "T": 1}), ("A05", OLD, {"CO08": 1, "CO07": 1}), ("A05", OLD, {"CO08": 1, "CO01": 1}),
    ("A06", OLD, {"CO09": 1, "CO11": 1, "T": 1}), *(("A07", OLD, {f"CO{n}": 1}) for n in range(15, 20)), ("A08", OLD, {"T": 1}),
    ("A11", OLD, {"CR01": 1, "T": 1}), ("A12", OLD, {"CR02": 1}), ("A12", OLD, {"CR03": 1}), ("A13", OLD, {"CR04": 1}),
    ("A13", OLD, {"CR01": 1, "CR04": 1, "CO03": 1}), ("A14", OLD, {"CR05": 1, "CR04": 1, "T": 1}),
    ("A14", OLD, {"CR05": 1, "CO16": 1, "T": 1}), ("A14", OLD, {"CR05": 1, "CO16": 1, "CR04": 1}), ("A15", OLD, {"CR06": 1}),
    ("A15", OLD, {"CR07": 1, "CO03": 1}), ("A16", OLD, {"CR08": 1, "CO07": 1}), ("A16", OLD, {"CR08": 1, "CR06": 1}),
    ("A17", OLD, {"CR09": 1, "CO15": 1}), ("A17", OLD, {"CR09": 1, "CR06": 1}), *(("A20", OLD, {f"CR0{n}": 1}) for n in range(1, 10)),
    ("E01", NEW, {"EECO01": 1}), ("E02", NEW, {"EECO03": 1}), ("E03", NEW, {"EECO06": 1, "EECO08": 1, "EECO01": 1}),
    ("E04", NEW, {"GT": 1, "EECO01": 1}), ("E04", NEW, {"GT": 2, "EECO01": 1, "EECO09": 1, "EECO10": 1}),
    *(("E05", NEW, {f"EECO{n}": 1}) for n in range(12, 18)), ("E07", NEW, {"EECR01": 1, "EECO01": 1}), ("E08", NEW, {"EECR04": 1}),
    ("E08", NEW, {"EECR05": 1}), ("E08", NEW, {"EECR01": 1, "EECR04": 1, "EECO04": 1}), ("E09", NEW, {"EECR06": 1, "EECO02": 1}),
    ("E10", NEW, {"EECR02": 1}), ("E10", NEW, {"EECR03": 1}), *(("E11", NEW, {f"EECR0{n}": 1}) for n in range(1, 7)),
    ("A08", NEW, {"EECO01": 1}), *(("A20", NEW, {f"EECR0{n}": 1}) for n in range(1, 7)),
]  # fmt: skip


@pytest.mark.parametrize(("check", "indicator_set", "women"), BROKEN, ids=str)
def test_a_rule_between_figures_can_fail(check, indicator_set, women):
    assert opened(indicator_set, women)[check] == ("women", "total")


def test_every_rule_is_among_those_that_have_been_broken():
    assert {(check.id, *check.sets) for check in SUM_CHECKS} == {(check, one) for check, one, _ in BROKEN}


HOLDS = [
    ("A16", OLD, {"CR08": 1, "CR06": 1, "CO07": 1}),  # more than CO08, which leaves out those in education
    ("A06", OLD, {"T": 1}),  # the gap is ISCED 0
    ("A14", OLD, {"CR05": 1, "CO17": 1, "CR02": 1, "T": 1}),
]


@pytest.mark.parametrize(("check", "indicator_set", "women"), HOLDS, ids=str)
def test_a_rule_asks_no_more_than_it_says(check, indicator_set, women):
    assert check not in opened(indicator_set, women)


def test_a_fault_of_men_is_not_hidden_by_women():
    figures = zeros(OLD) | {"CO01": Cells(women=2, men=0, total=2), "CO02": Cells(women=1, men=1, total=2)}
    found = {outcome.id: outcome.failed_for for outcome in check_figures(OLD, figures, leavers=Cells())}
    assert found["A02"] == ("men",)


def test_leavers_are_entrants():
    assert opened(OLD, {}, leavers=1)["A20"] == opened(NEW, {}, leavers=1)["A20"] == ("women", "total")


@pytest.mark.parametrize(("indicator_set", "check", "total"), [(OLD, "A09", "T"), (NEW, "E12", "EECO01")])
def test_only_the_grand_total_may_have_people_of_unknown_gender(indicator_set, check, total):
    unknown = Cells(women=1, men=1, nonbinary=1, total=4)
    for code, expected in (("GT", ()), (total, (total,))):
        found = check_figures(indicator_set, zeros(indicator_set) | {code: unknown}, leavers=Cells())
        assert {outcome.id: outcome.failed_for for outcome in found}[check] == expected


def test_a_figure_below_zero_or_in_parts_is_found():
    for wrong in (Cells(men=-1, total=-1), Cells(total=0.5)):  # type: ignore[arg-type]
        found = {outcome.id: outcome for outcome in check_figures(OLD, zeros(OLD) | {"CO18": wrong}, leavers=Cells())}
        assert found["A22"].failed_for == ("CO18",)


def test_a_figure_that_is_not_there_is_found():
    figures = zeros(NEW)
    del figures["EECO13"]
    assert {o.id for o in check_figures(NEW, figures, leavers=Cells()) if not o.passed} == {"E13"}


def test_household_figures_are_checked_while_they_are_collected():
    wanted = SETS[OLD].under({"household_required": 1})
    figures = zeros(OLD) | {code: Cells() for code in ("CO12", "CO13", "CO14")} | {"CO13": Cells(women=1, total=1)}
    found = {o.id: o for o in check_figures(OLD, figures, leavers=Cells(), wanted=wanted)}
    assert not found["A07"].passed
    assert {"CO12", "CO13", "CO14"} <= set(found["A07"].codes)


PEOPLE = [
    ("G01", a_row(gender="NB")), ("R12-gender", a_row(gender=None)), ("R12-birth", a_row(birth_date=None)),
    ("R12-status", a_row(status_entry=None)), ("R12-isced", a_row(isced_entry=None)),
    ("R12-education", a_row(in_education_entry=None)), ("R12-since", a_row(status_entry="unemployed")),
    ("R11", a_row(isced_entry=0)), ("R24", a_leaver(exit_status_date=date(2016, 9, 29))),
    ("P01", a_row(student_entry=True, status_said="employed")), ("P01", a_row(student_entry=True, registered_entry=True)),
    ("P02", a_row(registered_entry=True, status_entry="unemployed", status_said="inactive", unemployed_since=date(2015, 1, 1))),
    ("P03", a_leaver(status_exit=None)), ("P04", a_leaver(status_6m=None)),
    ("P04", a_leaver(status_entry="employed", improved_6m=None)), ("P05", a_leaver(job_search_exit=True, status_exit="employed")),
    ("P05", a_leaver(improved_6m=True)), ("P06", a_row(birth_date=date(2000, 9, 1), isced_entry=3)),
    ("P06", a_row(birth_date=date(1997, 9, 1), isced_entry=6)), ("P07", a_row(disability=None)),
    ("P09", a_row(unemployed_since=date(2015, 1, 1))), ("R01", a_row(birth_date=date(1880, 1, 1))),
]  # fmt: skip
FINE = [
    a_row(), a_leaver(), a_row(disability=REFUSED), a_row(isced_entry=0, other_disadvantaged=REFUSED),
    a_leaver(exit_status_date=date(2016, 9, 28)), a_leaver(exit_date=date(2017, 10, 31), status_6m=None),
    a_leaver(in_education_entry=True, in_education_exit=True), a_row(birth_date=date(1999, 9, 1), isced_entry=0),
    a_row(student_entry=True, in_education_entry=True), a_leaver(status_entry="employed", improved_6m=False),
]  # fmt: skip


def found_in(row: dict[str, Any], indicator_set: str = OLD) -> set[str]:
    checks = people_checks(indicator_set)
    (said,) = ask([row], [check.sql for check in checks], as_of=date(2018, 4, 29))
    return {check.id for check, holds in zip(checks, said, strict=True) if holds}


@pytest.mark.django_db
@pytest.mark.parametrize(("check", "row"), PEOPLE, ids=[case[0] for case in PEOPLE])
def test_a_check_of_people_finds_whom_it_means_and_no_other_does(check, row):
    assert found_in(row) == {check}


@pytest.mark.django_db
@pytest.mark.parametrize("row", FINE)
def test_nothing_is_said_of_people_whose_facts_are_in_order(row):
    assert found_in(row) == set()


@pytest.mark.django_db
def test_the_new_programme_has_a_cell_for_all_and_other_questions():
    assert found_in(a_row(gender="NB", other_disadvantaged=None, isced_entry=0), NEW) == set()
    assert found_in(a_row(minority=None), NEW) == {"P08"}
    assert found_in(a_row(minority=None, foreign_background=NO), OLD) == set()


def test_only_a_gender_that_cannot_be_reported_stops_a_report():
    assert {check.id for check in PEOPLE_CHECKS if check.severity == "error"} == {"G01"}
    ids = [check.id for check in PEOPLE_CHECKS]
    assert len(ids) == len(set(ids))
    assert set(ids) == {check for check, _ in PEOPLE} | {"P08"}
