"""The cases at the borders of the rules (esf.md §7), and every check of a report both failing and passing."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from osuuskunta.core.scope import scope
from osuuskunta.project.models import Site
from participants.actions.periods import change_period
from participants.models import Participation
from reporting.build import figures
from reporting.build.counting import Group, Layout
from reporting.build.figures import build
from reporting.build.result import ReportResult
from reporting.checks.people import PEOPLE_CHECKS
from reporting.checks.sums import SUM_CHECKS
from reporting.indicators import SETS
from tests.factories.people import a_period, people_scope
from tests.factories.project import a_project, a_site, sites

FIRST, LAST = date(2015, 1, 1), date(2022, 12, 31)
START = {
    "gender": "W",
    "birth_date": date(1980, 5, 5),
    "entry_date": date(2016, 1, 11),
    "labour_status_entry": "employed",
    "in_education_entry": False,
    "isced_entry": 3,
}
LEFT = date(2016, 8, 31)
INACTIVE = {"labour_status_entry": "inactive"}
TO_WORK = {**INACTIVE, "exit_date": LEFT, "labour_status_exit": "employed", "labour_status_6m": "employed"}


@pytest.fixture
def site() -> Iterator[Site]:
    place = a_site(a_project("EXAMPLE", starts_on=FIRST, ends_on=LAST))
    with scope(people_scope(place)):
        yield place


def report(site: Site, indicator_set: str = "esf2014", **more: Any) -> ReportResult:
    return build(**{"project": site.project, "indicator_set": indicator_set, "first": FIRST, "last": LAST, **more})


def counted(site: Site, indicator_set: str = "esf2014", **more: Any) -> set[str]:
    """Return the codes whose total is not 0."""
    return {code for code, figure in report(site, indicator_set, **more).by_code.items() if figure.cell.total}


def unemployed(born: date, since: date, entry: date) -> dict[str, Any]:
    return {"birth_date": born, "unemployed_since": since, "entry_date": entry, "labour_status_entry": "unemployed"}


AGED_24, AGED_25 = date(1991, 1, 1), date(1990, 9, 1)
LONG_TERM = {
    "24 years, exactly 6 months": (unemployed(AGED_24, date(2015, 3, 1), date(2015, 9, 1)), False),
    "24 years, 6 months and a day": (unemployed(AGED_24, date(2015, 3, 1), date(2015, 9, 2)), True),
    "25 years, 6 months and a day": (unemployed(AGED_25, date(2015, 3, 1), date(2015, 9, 2)), False),
    "25 years, exactly 12 months": (unemployed(AGED_25, date(2014, 9, 1), date(2015, 9, 1)), False),
    "25 years, 12 months and a day": (unemployed(AGED_25, date(2014, 8, 31), date(2015, 9, 1)), True),
    "6 months clamped to 28 February": (unemployed(AGED_24, date(2014, 8, 31), date(2015, 2, 28)), False),
    "the day after 28 February": (unemployed(AGED_24, date(2014, 8, 31), date(2015, 3, 1)), True),
    "6 months clamped to 29 February": (unemployed(AGED_24, date(2015, 8, 31), date(2016, 2, 29)), False),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("facts", "counts"), LONG_TERM.values(), ids=LONG_TERM.keys())
def test_long_term_unemployment_is_more_than_six_or_twelve_months(site, facts, counts):
    a_period(site, **(START | facts))
    assert ("CO02" in counted(site)) is ("EECO03" in counted(site, "esfplus2021")) is counts
    assert "CO01" in counted(site)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born", "entry", "code", "counts"),
    [
        (date(1960, 2, 29), date(2015, 2, 28), "CO07", False),
        (date(1960, 2, 29), date(2015, 3, 1), "CO07", True),
        (date(1960, 2, 29), date(2016, 2, 29), "CO07", True),
        (date(1960, 10, 9), date(2015, 10, 9), "CO07", True),
        (date(1960, 10, 10), date(2015, 10, 9), "CO07", False),
        (date(1990, 10, 9), date(2015, 10, 9), "CO06", False),
        (date(1990, 10, 10), date(2015, 10, 9), "CO06", True),
        (date(1997, 10, 10), date(2015, 10, 9), "EECO06", True),
        (date(1997, 10, 9), date(2015, 10, 9), "EECO07", True),
        (date(1985, 10, 10), date(2015, 10, 9), "EECO07", True),
        (date(1985, 10, 9), date(2015, 10, 9), "EECO07", False),
    ],
    ids=str,
)
def test_the_birthday_counts_and_29_february_is_followed_by_1_march(site, born, entry, code, counts):
    a_period(site, **START | {"birth_date": born, "entry_date": entry})
    assert (code in counted(site) | counted(site, "esfplus2021")) is counts


@pytest.mark.django_db
def test_six_months_after_31_august_is_the_end_of_february(site):
    a_period(site, **START | TO_WORK)
    day = date(2017, 2, 28)
    assert "CR06" in counted(site, last=day)
    assert "CR06" not in counted(site, last=day - timedelta(days=1))
    assert "CR06" in counted(site, last=LEFT, as_of=day)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "counts"), [(0, True), (28, True), (29, False)])
def test_a_job_is_a_result_until_the_28th_day(site, days, counts):
    a_period(site, **START | TO_WORK | {"exit_status_date": LEFT + timedelta(days=days)})
    assert ("CR04" in counted(site)) is ("EECR04" in counted(site, "esfplus2021")) is counts


@pytest.mark.django_db
def test_who_stays_in_the_same_job_has_no_result(site):
    a_period(site, **START | TO_WORK | {"labour_status_entry": "employed", "improved_6m": False})
    assert counted(site) == {"GT", "T", "CO05", "CO10"}


@pytest.mark.django_db
def test_who_refuses_to_answer_is_complete_and_not_disadvantaged(site):
    refused = dict.fromkeys(("migrant_minority", "disability", "other_disadvantaged"), 2)
    a_period(site, **START | TO_WORK | refused)
    assert counted(site) == {"GT", "T", "CO03", "CO04", "CO10", "CR04", "CR06"}
    assert not any(report(site).by_code[code].not_collected for code in ("CO15", "CO16", "CO17"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "entry", "counts"),
    [
        (15, date(2016, 1, 11), True),
        (16, date(2021, 7, 31), True),
        (17, date(2021, 7, 31), False),
        (17, date(2021, 8, 1), True),
        (18, date(2021, 8, 1), False),
    ],
)
def test_no_completed_school_counts_only_at_school_age(site, age, entry, counts):
    a_period(
        site, **START | {"isced_entry": 0, "entry_date": entry, "birth_date": entry.replace(year=entry.year - age)}
    )
    assert ("CO09" in counted(site)) is counts
    assert "EECO09" in counted(site, "esfplus2021")


@pytest.mark.django_db
def test_from_education_to_work_is_employment_and_no_job_search(site):
    a_period(site, **START | TO_WORK | {"in_education_entry": True, "job_search_exit": True})
    assert counted(site) == {"GT", "T", "CO03", "CO10", "CR04", "CR06"}


@pytest.mark.django_db
def test_a_record_completed_later_counts_in_the_period_of_its_entry(site):
    period = a_period(site, **START | {"isced_entry": None})
    in_2016 = {"first": date(2016, 1, 1), "last": date(2016, 12, 31)}
    assert counted(site, **in_2016) == {"GT"}
    change_period(period=period, values={"isced_entry": 3}, by=None)
    assert counted(site, **in_2016) == {"GT", "T", "CO05", "CO10"}
    assert counted(site, first=date(2017, 1, 1)) == set()
    assert report(site, **in_2016).by_code["GT"].cell.total == 1


@pytest.mark.django_db
def test_two_records_of_one_person_become_one(site):
    one, other = a_period(site, **START), a_period(site, **START | {"entry_date": date(2017, 1, 1)})
    change_period(period=one, values={"exit_date": LEFT}, by=None)
    assert report(site).by_code["GT"].cell.total == 2
    Participation.objects.filter(pk=other.pk).update(participant=one.participant)
    result = report(site)
    assert result.by_code["GT"].cell.total == result.by_code["T"].cell.total == 1


SINCE = {"labour_status_entry": "unemployed"}
LEAVER = {"exit_date": LEFT, "labour_status_exit": "inactive", "labour_status_6m": "inactive"}
OLD_ANSWERS = {"migrant_minority": 0, "disability": 1, "other_disadvantaged": 2}
NEW_ANSWERS = {"disability": 0, "third_country_national": 1, "foreign_background": 2, "minority": 2}
PUPIL = {"isced_entry": 0, "entry_date": date(2021, 8, 1)}
# What is wrong with somebody, and what is right and near to it. A list: several ways.
CASES: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "G01": ([{"gender": "NB"}], [{"gender": "M"}, {"gender": None}]),
    "R12-gender": ([{"gender": None}], [{"gender": "NB"}]),
    "R12-birth": ([{"birth_date": None}], [{}]),
    "R12-status": (
        [{"labour_status_entry": None}, {"labour_status_entry": None, "registered_unemployed_entry": False}],
        [{"labour_status_entry": None, "registered_unemployed_entry": True}, {"full_time_student_entry": True}],
    ),
    "R12-isced": ([{"isced_entry": None}], [{"isced_entry": 0}]),
    "R12-education": (
        [{"in_education_entry": None}],
        [{"in_education_entry": None, "full_time_student_entry": True}, {"in_education_entry": False}],
    ),
    "R12-since": (
        [SINCE, {"registered_unemployed_entry": True}],
        [SINCE | {"unemployed_since": date(2016, 1, 11)}, SINCE | {"full_time_student_entry": True}, {}],
    ),
    "R11": (
        [{"isced_entry": 0}, {"isced_entry": 0, "other_disadvantaged": 0}, PUPIL | {"birth_date": date(2003, 8, 1)}],
        [{"isced_entry": 0, "other_disadvantaged": answer} for answer in (1, 2)]
        + [{"isced_entry": 1}, PUPIL | {"birth_date": date(2003, 8, 2)}],
    ),
    "R24": (
        [LEAVER | {"exit_status_date": LEFT + timedelta(days=29)}],
        [LEAVER | {"exit_status_date": LEFT + timedelta(days=28)}, LEAVER, {}],
    ),
    "P01": (
        [
            {"full_time_student_entry": True},
            {"full_time_student_entry": True, **INACTIVE, "registered_unemployed_entry": True},
            {"full_time_student_entry": True, **INACTIVE},
        ],
        [{"full_time_student_entry": True, **INACTIVE, "in_education_entry": said} for said in (True, None)]
        + [{"full_time_student_entry": False}],
    ),
    "P02": (
        [{"registered_unemployed_entry": True}, {"registered_unemployed_entry": True, **INACTIVE}],
        [
            {"registered_unemployed_entry": True, "labour_status_entry": "unemployed"},
            {"registered_unemployed_entry": True, "labour_status_entry": None},
            {"registered_unemployed_entry": True, "full_time_student_entry": True},
        ],
    ),
    "P03": ([LEAVER | {"labour_status_exit": None}], [LEAVER, {}]),
    "P04": (
        [LEAVER | {"labour_status_6m": None}, LEAVER],  # of who began in work it is asked whether that improved
        [
            LEAVER | {"improved_6m": False},
            LEAVER | INACTIVE,
            {},
            {"exit_date": date(2022, 7, 1)},
        ],  # six months have passed on 1.1.2023 only
    ),
    "P05": (
        [
            LEAVER | INACTIVE | {"job_search_exit": True, "labour_status_exit": "employed"},
            LEAVER | INACTIVE | {"improved_6m": True},
        ],
        [LEAVER | {"improved_6m": True}, LEAVER | INACTIVE | {"job_search_exit": True}],
    ),
    "P06": (
        [
            {"isced_entry": 5, "birth_date": date(1997, 1, 12)},
            {"isced_entry": 3, "birth_date": date(2000, 1, 12)},
        ],
        [
            {"isced_entry": 5, "birth_date": date(1997, 1, 11)},
            {"isced_entry": 3, "birth_date": date(2000, 1, 11)},
            {"isced_entry": 2, "birth_date": date(2001, 1, 1)},
        ],
    ),
    "P07": ([{}, OLD_ANSWERS | {"disability": None}], [OLD_ANSWERS]),
    "P08": ([{}, NEW_ANSWERS | {"minority": None}], [NEW_ANSWERS]),
    "P09": (
        [{"unemployed_since": date(2016, 1, 11)}],
        [SINCE | {"unemployed_since": date(2016, 1, 11)}, {}],
    ),
    "R01": ([{"birth_date": date(1895, 1, 10)}], [{"birth_date": date(1896, 1, 12)}, {"birth_date": None}]),
}


def test_every_check_of_people_has_its_cases():
    assert set(CASES) == {check.id for check in PEOPLE_CHECKS}


@pytest.mark.django_db
@pytest.mark.parametrize("check", PEOPLE_CHECKS, ids=lambda check: check.id)
def test_a_check_of_people_names_who_is_wrong_and_nobody_else(site, check):
    wrong, right = CASES[check.id]
    for facts in right:
        a_period(site, **START | facts)
    for name in SETS:
        found = {one.id: one for one in report(site, name).checks}
        assert (check.id in found) is (name in check.sets)
        assert check.id not in found or found[check.id].passed
    for people, facts in enumerate(wrong, start=1):
        a_period(site, **START | facts)
        found = {one.id: one for one in report(site, check.sets[0]).checks}
        assert (found[check.id].passed, found[check.id].people) == (False, people), facts
    assert found[check.id].severity == check.severity


# Values that agree, with every figure of people at its place; and for each check what breaks each of its rules.
AGREE = {
    "esf2014": {
        "GT": 12, "T": 11, "CO01": 6, "CO02": 3, "CO03": 4, "CO04": 2, "CO05": 1, "CO06": 2, "CO07": 2, "CO08": 1, "CO09": 2,
        "CO10": 6, "CO11": 2, "CO15": 1, "CO16": 5, "CO17": 2, "CO18": 0, "CO19": 0, "CR01": 1, "CR02": 2, "CR03": 1, "CR04": 3,
        "CR05": 4, "CR06": 3, "CR07": 1, "CR08": 1, "CR09": 2, "LEAVERS": 10,
    },
    "esfplus2021": {
        "GT": 12, "EECO01": 11, "EECO02": 6, "EECO03": 3, "EECO04": 4, "EECO05": 1, "EECO06": 0, "EECO07": 4, "EECO08": 2,
        "EECO09": 3, "EECO10": 6, "EECO11": 2, "EECO12": 5, "EECO13": 0, "EECO14": 0, "EECO15": 0, "EECO16": 0, "EECO17": 0,
        "EECR01": 1, "EECR02": 2, "EECR03": 1, "EECR04": 3, "EECR05": 3, "EECR06": 1, "LEAVERS": 10,
    },
}  # fmt: skip
BREAK: dict[tuple[str, str], list[dict[str, int]]] = {
    ("esf2014", "A01"): [{"T": 12}, {"CO05": 0}],
    ("esf2014", "A02"): [{"CO02": 7}],
    ("esf2014", "A03"): [{"CO04": 5}],
    ("esf2014", "A04"): [{"CO06": 10}],
    ("esf2014", "A05"): [{"CO08": 3}, {"CO07": 9, "CO08": 9}],
    ("esf2014", "A06"): [{"CO11": 4}],
    ("esf2014", "A07"): [{f"CO{number}": 12} for number in range(15, 20)],
    ("esf2014", "A08"): [{"GT": 10}],
    ("esf2014", "A11"): [{"CR01": 5}],
    ("esf2014", "A12"): [{"CR02": 12}, {"CR03": 12}],
    ("esf2014", "A13"): [{"CR01": 4, "CR04": 7}, {"CR04": 11}],
    ("esf2014", "A14"): [{"CO16": 0}, {"CR01": 0, "CR02": 0, "CR04": 0}, {"CR05": 12, "CO15": 9, "CR03": 9}],
    ("esf2014", "A15"): [{"CR06": 11}, {"CR07": 2}],
    ("esf2014", "A16"): [{"CR08": 4, "CO07": 4}, {"CR08": 3}],
    ("esf2014", "A17"): [{"CR09": 4}, {"CO15": 0, "CO16": 0, "CO17": 0}],
    ("esf2014", "A20"): [{"LEAVERS": 12}, *({f"CR0{number}": 11} for number in range(1, 10))],
    ("esfplus2021", "E01"): [{"EECO01": 10}, {"EECO02": 5}],
    ("esfplus2021", "E02"): [{"EECO03": 7}],
    ("esfplus2021", "E03"): [{"EECO06": 6}],
    ("esfplus2021", "E04"): [{"EECO09": 2}, {"EECO11": 3}],
    ("esfplus2021", "E05"): [{f"EECO{number}": 12} for number in range(12, 18)],
    ("esfplus2021", "E07"): [{"EECR01": 5}],
    ("esfplus2021", "E08"): [{"EECR04": 11}, {"EECR05": 11}, {"EECR01": 4, "EECR04": 7}],
    ("esfplus2021", "E09"): [{"EECR06": 2}],
    ("esfplus2021", "E10"): [{"EECR02": 12}, {"EECR03": 12}],
    ("esfplus2021", "E11"): [{f"EECR0{number}": 12} for number in range(1, 7)],
    ("esfplus2021", "A08"): [{"GT": 10}],
    ("esfplus2021", "A20"): [{"LEAVERS": 12}, *({f"EECR0{number}": 11} for number in range(1, 7))],
}
SUMS = [(name, check) for check in SUM_CHECKS for name in check.sets]


def test_every_check_of_sums_has_its_cases():
    assert set(BREAK) == {(name, check.id) for name, check in SUMS}
    for name, found in SETS.items():
        assert set(AGREE[name]) == {one.code for one in found.of_people()} | {"LEAVERS"}


@pytest.mark.parametrize(("name", "check"), SUMS, ids=lambda value: getattr(value, "id", value))
def test_a_check_of_sums_holds_until_each_of_its_rules_is_broken(name, check):
    assert check.holds(AGREE[name])
    assert [check.holds(AGREE[name] | broken) for broken in BREAK[name, check.id]] == [False] * len(
        BREAK[name, check.id]
    )


def checks_of(name: str, *groups: tuple[str | None, str, int]) -> dict[str, bool]:
    """Return which checks pass for hand-made groups of people: gender, the codes they count in, how many they are."""
    wanted = SETS[name]
    layout = Layout.of(wanted)
    found = [
        Group(gender, (1,), 1, in_output=True, in_result=True, left=False, complete=True, marks=0, people=people,
              mask=sum(1 << layout.codes.index(code) for code in codes.split()))
        for gender, codes, people in groups
    ]  # fmt: skip
    return {check.id: check.passed for check in figures._checks(wanted, layout, found, frozenset({1}))}


def test_a_check_of_sums_holds_for_women_and_men_apart():
    """A18: a woman is long-term unemployed without being unemployed, a man is unemployed. Together they seem right."""
    assert checks_of("esf2014", ("W", "GT T CO01 CO02", 1), ("M", "GT T CO01", 1))["A02"]
    assert not checks_of("esf2014", ("W", "GT T CO02", 1), ("M", "GT T CO01", 1))["A02"]
    assert not checks_of("esf2014", ("M", "GT T CO02", 1), ("W", "GT T CO01", 1))["A02"]
    assert not checks_of("esfplus2021", ("NB", "GT EECO01 EECO03", 1))["E02"]  # and for everybody together


@pytest.mark.parametrize(("name", "check", "total"), [("esf2014", "A09", "T"), ("esfplus2021", "E12", "EECO01")])
def test_only_the_grand_total_may_have_people_of_unknown_gender(name, check, total):
    assert checks_of(name, (None, "GT", 1), ("NB", f"GT {total}", 1))[check]
    assert not checks_of(name, (None, f"GT {total}", 1))[check]


@pytest.mark.parametrize("name", list(SETS))
def test_no_figure_is_below_zero(name):
    assert checks_of(name, ("W", "GT", 0))["A22"]
    assert not checks_of(name, ("W", "GT", -1))["A22"]


@pytest.mark.django_db
def test_sums_are_checked_from_the_first_day_and_not_for_the_period_alone():
    """Who entered earlier and leaves in the period is in its results only; the checks see both (A24)."""
    place, other = sites(a_project("OTHER", starts_on=FIRST, ends_on=LAST), "061", "564")
    with scope(people_scope(place, other)):
        a_period(place, **START | TO_WORK)
        result = report(place, first=LEFT, last=LEFT)
        assert (result.by_code["CR04"].cell.total, result.by_code["T"].cell.total) == (1, 0)
        assert all(check.passed for check in result.checks if check.people is None)
        assert all(check.passed for check in report(place, sites=[other]).checks)
