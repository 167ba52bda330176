"""The rules in the database, over rows of facts made by hand: who counts where, at the borders too (esf.md §7)."""

import random
from datetime import date, timedelta

import pytest

from reporting.checks import HOUSEHOLD_CHECK, PEOPLE_CHECKS, check_figures
from reporting.indicators import SETS, Part, parts_of
from reporting.indicators import completeness as known
from reporting.indicators import leaving as after
from reporting.indicators import parts as p
from tests.reporting.cells import Cells
from tests.reporting.fact_rows import AS_OF, NO, REFUSED, TYPES, YES, a_leaver, a_row, ask, codes

pytestmark = pytest.mark.django_db
OLD, NEW = SETS["esf2014"], SETS["esfplus2021"]
ALL_PARTS = {part.code: part for wanted in SETS.values() for one in wanted.indicators for part in parts_of(*one.parts)}

SINCE = {"status_entry": "unemployed", "unemployed_since": date(2015, 3, 1)}
YOUNG, ADULT = {"birth_date": date(1990, 9, 2)}, {"birth_date": date(1990, 9, 1)}  # 24 and 25 on 1.9.2015
GT, BASE = {"GT"}, {"GT", "T", "CO03", "CO04", "CO10"}  # the row as it is
WORKED = {"status_exit": "employed"}

AT_THE_START = [
    ("as it is", a_row(), BASE),
    ("young, 6 months to the day", a_row(**SINCE, **YOUNG), {"GT", "T", "CO01", "CO06", "CO10"}),
    (
        "young, a day more than 6 months",
        a_row(**SINCE, birth_date=date(1990, 9, 3), entry_date=date(2015, 9, 2)),
        {"GT", "T", "CO01", "CO02", "CO06", "CO10"},
    ),
    ("25, 12 months to the day", a_row(**{**SINCE, "unemployed_since": date(2014, 9, 1)}, **ADULT), {"GT", "T", "CO01", "CO10"}),
    ("25, a day more", a_row(**{**SINCE, "unemployed_since": date(2014, 8, 31)}, **ADULT), {"GT", "T", "CO01", "CO02", "CO10"}),
    ("born on 29 February, the day before", a_row(birth_date=date(1960, 2, 29), entry_date=date(2015, 2, 28)), BASE),
    (
        "born on 29 February, on 1 March",
        a_row(birth_date=date(1960, 2, 29), entry_date=date(2015, 3, 1)),
        BASE | {"CO07", "CO08"},
    ),
    ("55 today", a_row(birth_date=date(1960, 9, 1)), BASE | {"CO07", "CO08"}),
    ("55 tomorrow", a_row(birth_date=date(1960, 9, 2)), BASE),
    (
        "over 54, outside and in education",
        a_row(birth_date=date(1960, 9, 1), in_education_entry=True),
        {"GT", "T", "CO03", "CO07", "CO10"},
    ),
    ("employed", a_row(status_entry="employed", isced_entry=5), {"GT", "T", "CO05", "CO11"}),
    ("a level that is not known", a_row(isced_entry=None), GT),
    ("unemployed, not known since when", a_row(status_entry="unemployed"), GT),
    ("in education or not is not known", a_row(in_education_entry=None), GT),
    ("gender not known", a_row(gender=None), GT),
    ("birth date not known", a_row(birth_date=None), GT),
    ("erased: the age at entry has been kept", a_row(birth_date=None, age_entry=35), BASE),
    ("non-binary", a_row(gender="NB"), BASE),
    (
        "refused everything",
        a_row(migrant_minority=REFUSED, disability=REFUSED, other_disadvantaged=REFUSED),
        BASE,
    ),
    ("said yes", a_row(migrant_minority=YES, disability=YES, homeless=YES, rural=True), BASE | {"CO15", "CO16", "CO18", "CO19"}),
    ("ISCED 0 at 16", a_row(birth_date=date(1999, 9, 1), isced_entry=0), {"GT", "T", "CO03", "CO04", "CO06", "CO09"}),
    ("ISCED 0 at 17", a_row(birth_date=date(1998, 9, 1), isced_entry=0), {"GT", "T", "CO03", "CO04", "CO06"}),
    (
        "ISCED 0 at 17, since the law of 2021",
        a_row(birth_date=date(2004, 8, 1), entry_date=date(2021, 8, 1), isced_entry=0),
        {"GT", "T", "CO03", "CO04", "CO06", "CO09"},
    ),
    (
        "ISCED 0 at 17, the day before",
        a_row(birth_date=date(2004, 7, 31), entry_date=date(2021, 7, 31), isced_entry=0),
        {"GT", "T", "CO03", "CO04", "CO06"},
    ),
]  # fmt: skip
ON_LEAVING = [
    ("nothing", a_leaver(), set()),
    ("work on day 28", a_leaver(**WORKED, exit_status_date=date(2016, 9, 28)), {"CR04"}),
    ("work on day 29", a_leaver(**WORKED, exit_status_date=date(2016, 9, 29)), set()),
    ("still taking part", a_leaver(**WORKED, status_6m="employed", exit_date=None), set()),
    ("incomplete", a_leaver(**WORKED, status_6m="employed", isced_entry=None), set()),
    ("looks for work", a_leaver(job_search_exit=True), {"CR01"}),
    ("looks for work and works", a_leaver(job_search_exit=True, **WORKED), {"CR04"}),
    ("looked for work before", a_leaver(job_search_exit=True, **SINCE), set()),
    ("looks for work, the rest is not known", a_leaver(job_search_exit=True, status_exit=None), {"CR01"}),
    ("entered education", a_leaver(in_education_exit=True), {"CR02"}),
    ("was in education", a_leaver(in_education_entry=True, in_education_exit=True), set()),
    ("in education, found work", a_leaver(in_education_entry=True, **WORKED), {"CR04"}),
    ("qualified while employed", a_leaver(status_entry="employed", qualification_exit=True), {"CR03"}),
    ("employed before, better paid", a_leaver(status_entry="employed", **WORKED, status_6m="employed"), set()),
    ("employed before, improved", a_leaver(status_entry="employed", **WORKED, improved_6m=True), {"CR07"}),
    ("improved, but was not employed", a_leaver(improved_6m=True), set()),
    (
        "disadvantaged, three results, counted once",
        a_leaver(disability=YES, job_search_exit=True, in_education_exit=True, qualification_exit=True),
        {"CR01", "CR02", "CR03", "CR05"},
    ),
    ("disadvantaged, none", a_leaver(disability=YES), set()),
    ("refused", a_leaver(disability=REFUSED, **WORKED, status_6m="employed"), {"CR04", "CR06"}),
    ("work later only", a_leaver(status_6m="employed", migrant_minority=YES), {"CR06", "CR09"}),
    ("work later, 55", a_leaver(status_6m="employed", birth_date=date(1960, 9, 1)), {"CR06", "CR08"}),
]


@pytest.mark.parametrize(
    ("row", "expected"), [case[1:] for case in AT_THE_START], ids=[case[0] for case in AT_THE_START]
)
def test_who_counts_by_the_situation_at_the_start(row, expected):
    assert codes([row]) == [expected]


@pytest.mark.parametrize(("row", "expected"), [case[1:] for case in ON_LEAVING], ids=[case[0] for case in ON_LEAVING])
def test_who_counts_by_the_situation_after_leaving(row, expected):
    (found,) = codes([row])
    assert {code for code in found if code.startswith("CR")} == expected


def test_half_a_year_is_asked_of_the_young_and_its_end_is_clamped_to_the_month():
    """31.8.2014 and six months are 28.2.2015."""
    young = {"status_entry": "unemployed", "unemployed_since": date(2014, 8, 31), "birth_date": date(1991, 1, 1)}
    rows = [a_row(**young, entry_date=day) for day in (date(2015, 2, 28), date(2015, 3, 1))]
    assert ["CO02" in found for found in codes(rows)] == [False, True]


def test_half_a_year_after_a_long_month_is_the_last_day_of_a_short_one():
    """31.8.2016 and six months are 28.2.2017."""
    row = a_leaver(status_6m="employed")
    found = [codes([row], as_of=day)[0] & {"CR06"} for day in (date(2017, 2, 27), date(2017, 2, 28))]
    assert found == [set(), {"CR06"}]


def test_the_new_programme_counts_other_groups():
    row = a_row(birth_date=date(1998, 9, 1), isced_entry=0, third_country_national=YES, minority=YES, disability=YES)
    assert codes([row], NEW) == [
        {"GT", "EECO01", "EECO04", "EECO06", "EECO09", "EECO12", "EECO13", "EECO15"}
    ]  # fmt: skip
    assert codes([a_row(birth_date=date(1990, 1, 1)), a_row(birth_date=date(1985, 1, 1))], NEW) == [
        {"GT", "EECO01", "EECO04", "EECO07", "EECO10"},
        {"GT", "EECO01", "EECO04", "EECO10"},  # from 30 to 54 there is no group of age
    ]
    left = a_leaver(birth_date=date(1960, 1, 1), job_search_exit=True, status_6m="employed", foreign_background=YES)
    assert codes([left], NEW) == [{"GT", "EECO01", "EECO04", "EECO08", "EECO10", "EECO14", "EECR01", "EECR05"}]


def test_households_are_asked_for_and_count_only_while_their_setting_is_on():
    row = a_leaver(household_jobless=True, household_children=True, household_single_adult=True, **WORKED)
    quiet, asked = (
        a_leaver(**WORKED),
        a_leaver(**WORKED, household_jobless=False, household_children=False, household_single_adult=False),
    )
    late = a_leaver(**WORKED, entry_date=date(2018, 8, 2), exit_date=date(2018, 9, 1))
    assert OLD.under({"household_required": 0}) is OLD
    on = OLD.under({"household_required": 1})
    assert {one.code for one in on.of_people()} - {one.code for one in OLD.of_people()} == {"CO12", "CO13", "CO14"}
    found = codes([row, quiet, asked, late], on, household_required=1)
    assert [said & {"T", "CO12", "CO13", "CO14", "CR05"} for said in found] == [
        {"T", "CO12", "CO13", "CO14", "CR05"}, set(), {"T"}, {"T"}
    ]  # fmt: skip
    assert "CR05" not in codes([row])[0]
    assert ask([row, quiet], [HOUSEHOLD_CHECK.sql], household_required=1) == [(False,), (True,)]


def test_what_a_funder_decides_otherwise_counts_otherwise():
    row = a_leaver(**WORKED, exit_status_date=date(2016, 9, 29))
    assert "CR04" in codes([row], evidence_days=29)[0]


@pytest.mark.parametrize(
    ("part", "row", "expected"),
    [
        (p.DISADVANTAGED, a_row(disability=YES, migrant_minority=None), (True, False)),
        (p.DISADVANTAGED, a_row(disability=NO, migrant_minority=None), (False, True)),
        (p.DISADVANTAGED, a_row(), (False, False)),
        (p.DISADVANTAGED, a_row(disability=REFUSED), (False, False)),
        (p.OLD_WITHOUT_WORK, a_row(in_education_entry=None), (False, True)),
        (p.OLD_WITHOUT_WORK, a_row(status_entry="employed", in_education_entry=None), (False, False)),
        (after.NEWLY_EMPLOYED, a_leaver(status_exit=None), (False, True)),
        (after.NEWLY_EMPLOYED, a_leaver(status_entry="employed", status_exit=None), (False, False)),
        (after.ANY_RESULT, a_leaver(qualification_exit=None), (False, True)),
        (after.ANY_RESULT, a_leaver(qualification_exit=None, **WORKED), (True, False)),
        (after.SEEKS_WORK, a_leaver(job_search_exit=None, **WORKED), (False, False)),
        (known.COMPLETE, a_row(gender=None), (False, True)),
        (after.LEFT, a_row(), (False, False)),
    ],
)
def test_a_missing_fact_is_told_apart_from_a_no(part: Part, row, expected):
    assert ask([row], [part.sql, part.unknown]) == [expected]


def anybody(dice: random.Random) -> dict[str, object]:
    """Return a row in which any fact may be missing."""
    status, boolean, answer = ["unemployed", "inactive", "employed"], [True, False], [NO, YES, REFUSED]
    entry = date(2015, 5, 1) + timedelta(days=dice.randrange(1000))
    left = entry + timedelta(days=dice.randrange(700))
    kinds = {"bool": boolean, "smallint": answer, "text": status, "date": [entry]}
    row = {name: dice.choice(kinds.get(kind, [35])) for name, kind in TYPES.items()}
    row |= {
        "gender": dice.choice(["W", "M", "NB"]),
        "isced_entry": dice.randrange(9),
        "age_entry": dice.randrange(14, 70),
    }
    row |= {"unemployed_since": entry - timedelta(days=dice.randrange(500)), "exit_date": left}
    row["exit_status_date"] = left + timedelta(days=dice.randrange(40))
    missing = dice.sample(sorted(row.keys() - {"entry_date"}), dice.randrange(6))
    return row | dict.fromkeys(missing) | ({"exit_status_date": None} if "exit_date" in missing else {})


CROWD = [anybody(random.Random(seed)) for seed in range(400)]  # noqa: S311  rows of a test, no secrets


def test_nothing_in_a_rule_or_check_is_ever_null():
    said = [sql for part in ALL_PARTS.values() for sql in (part.sql, part.unknown)] + [
        check.sql for check in PEOPLE_CHECKS
    ]
    found = ask([*CROWD, dict.fromkeys(TYPES) | {"entry_date": date(2015, 9, 1)}], said)
    assert {type(answer) for line in found for answer in line} == {bool}


FOLLOWS = [
    ("CO02", {"CO01"}), ("CO04", {"CO03"}), ("CO08", {"CO07"}), ("CR01", {"CO03"}), ("CR08", {"CR06", "CO07"}), ("CR09", {"CR06"}),
    ("CR07", {"CO05"}), *((code, {"T"}) for code in ("CO15", "CO18", "CO19", "CR03", "CR05")),
]  # fmt: skip
NEVER = [{"CO06", "CO07"}, {"CO01", "CO03"}, {"CR01", "CR04"}, {"CR06", "CR07"}, {"CO09", "CO10"}, {"CO05", "CR06"}]


def test_of_everybody_the_invariants_of_the_specification_hold():
    """R05–R09, R15–R23: for all combinations of facts."""
    found = codes(CROWD)
    assert set().union(*found) == {one.code for one in OLD.of_people()}  # each figure has somebody
    for said, row in zip(found, CROWD, strict=True):
        assert all(wanted <= said for code, wanted in FOLLOWS if code in said)
        assert not any(pair <= said for pair in NEVER)
        assert ("T" in said) == bool(said & {"CO01", "CO03", "CO05"})
        assert ("CO08" in said) == ("CO07" in said and bool(said & {"CO01", "CO04"}))
        results = {code for code in said if code.startswith("CR")}
        assert not results or (row["exit_date"] is not None and "T" in said)
        disadvantaged = bool(said & {"CO15", "CO16", "CO17"})
        assert ("CR05" in said) == (disadvantaged and bool(said & {"CR01", "CR02", "CR03", "CR04"}))
        assert ("CR09" in said) == (disadvantaged and "CR06" in said)


@pytest.mark.parametrize("wanted", SETS.values(), ids=lambda one: one.code)
def test_the_figures_of_any_crowd_pass_all_checks_of_sums(wanted):
    found = codes(CROWD, wanted)
    cells = {
        code: Cells.of(row for row, said in zip(CROWD, found, strict=True) if code in said) for code in wanted.by_code
    }
    leavers = Cells.of(
        row for row, said in zip(CROWD, found, strict=True) if row["exit_date"] is not None and wanted.total in said
    )
    assert [check.id for check in check_figures(wanted.code, cells, leavers=leavers) if not check.passed] == []
    assert max(row["entry_date"] for row in CROWD) < AS_OF
