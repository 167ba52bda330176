"""Every cell of the specification's worked example, in both sets, from people in the database."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osuuskunta.core.scope import scope
from osuuskunta.project.models import Project
from reporting.build.figures import build
from reporting.build.result import ReportResult
from reporting.indicators import SETS
from tests.factories.people import people_scope
from tests.factories.project import a_project, sites
from tests.reporting.example import EXPECTED, load

pytestmark = pytest.mark.django_db
NOBODY = {"women": 0, "men": 0, "nonbinary": 0, "total": 0}
FIRST, LAST = date(2015, 5, 1), date(2018, 4, 30)


@pytest.fixture
def project() -> Iterator[Project]:
    made = a_project("EXAMPLE", starts_on=FIRST, ends_on=LAST, indicator_set="esf2014")
    places = sites(made, "061", "564", "980", "285")
    with scope(people_scope(*places)):
        load(made, places)
        yield made


def built(project: Project, **more: Any) -> ReportResult:
    return build(**{"project": project, "indicator_set": "esf2014", "first": FIRST, "last": LAST, **more})


def totals(result: ReportResult, *codes: str) -> list[int]:
    return [result.by_code[code].cell.total for code in codes]


@pytest.mark.parametrize("indicator_set", ["esf2014", "esfplus2021"])
def test_every_cell_is_as_expected(project, indicator_set):
    assert EXPECTED["as_of"] == LAST.isoformat()
    result = built(project, indicator_set=indicator_set)
    for code, wanted in EXPECTED[indicator_set].items():
        figure = result.by_code[code]
        assert figure.cell.as_dict() == {name: wanted[name] for name in NOBODY}, code
        by_site = {site: cell.as_dict() for site, cell in figure.by_site.items()}
        assert by_site == {site: wanted["by_site"].get(site, NOBODY) for site in by_site}, code
        assert set(by_site) == {"061", "564", "980", "285"}


@pytest.mark.parametrize(
    ("year", "outputs", "results"),
    [
        (2015, {"GT": 5, "T": 5, "CO01": 3, "CO02": 1, "CO03": 2, "CO09": 2, "CO16": 2, "CO17": 2}, {}),
        (
            2016,
            {"GT": 6, "T": 5, "CO01": 2, "CO02": 2, "CO05": 1, "CO10": 4},
            {"CR01": 1, "CR02": 1, "CR04": 2, "CR05": 2},
        ),
        (2017, {"GT": 1, "T": 1, "CO01": 1, "CO11": 1}, {"CR02": 1, "CR03": 1, "CR04": 1, "CR05": 2}),
    ],
)
def test_a_year_counts_entries_of_the_year_and_results_of_its_leavers(project, year, outputs, results):
    result = built(project, first=date(year, 1, 1), last=date(year, 12, 31), as_of=LAST)
    wanted = outputs | results
    assert dict(zip(wanted, totals(result, *wanted), strict=True)) == wanted


def test_the_outputs_of_the_years_add_up_to_the_whole(project):
    """Results need not: P10, who came back later, had left to work in the report of 2015."""
    whole = built(project)
    years = [
        built(project, first=date(y, 1, 1), last=min(date(y, 12, 31), LAST), as_of=LAST) for y in range(2015, 2019)
    ]
    for code in ("GT", "T", *(f"CO{n:02}" for n in range(1, 12)), "CO15", "CO16", "CO17"):
        assert sum(year.by_code[code].cell.total for year in years) == whole.by_code[code].cell.total, code


def test_a_report_sees_the_world_of_its_last_day(project):
    """P10 left on 1.12.2015 to work and came back in October 2016: in June 2016 the person had left (esf.md 9.9)."""
    before = built(project, last=date(2016, 6, 29))
    assert totals(before, "CR04") == [1]
    assert totals(built(project), "CR04") == [3]
    assert totals(built(project, last=date(2016, 6, 30)), "CR04") == [2]  # and P01 leaves on this very day


def test_six_months_later_counts_only_when_they_have_passed(project):
    last = date(2016, 12, 31)
    assert totals(built(project, last=last), "CR06") == [1]
    assert totals(built(project, last=last, as_of=date(2017, 6, 29)), "CR06") == [1]
    assert totals(built(project, last=last, as_of=date(2017, 6, 30)), "CR06") == [2]


def test_chosen_sites_count_each_person_once(project):
    both = [project.sites.get(municipality_id=code) for code in ("061", "980")]
    result, one = built(project, sites=both), built(project, sites=both[:1])
    assert totals(result, "GT", "T") == [7, 6]  # P12 took part at both
    assert totals(one, "GT", "CO16", "CR04") == [4, 3, 1]
    assert result.sites == ("061", "980")
    assert one.by_code["GT"].by_site == result.by_code["GT"].by_site


def test_what_nobody_was_asked_is_not_collected(project):
    result = built(project)
    assert {code for code, figure in result.by_code.items() if figure.not_collected} == {
        "CO18", "CO19", "CO20", "CO21", "CO22", "CO23"
    }  # fmt: skip
    project.co20 = 0
    assert not built(project).by_code["CO20"].not_collected


def test_all_sums_agree_and_the_open_checks_name_people(project):
    result = built(project)
    assert {check.id: check.people for check in result.checks if not check.passed} == {"R12-isced": 1}


def test_a_project_without_people_gives_zeros():
    empty = a_project("EMPTY")
    places = sites(empty, "061")
    with scope(people_scope(*places)):
        for code in SETS:
            result = built(empty, indicator_set=code)
            assert {figure.cell.total for figure in result.figures} == {0}
            assert all(check.passed for check in result.checks)


def test_the_checksum_is_of_the_content_alone(project):
    one = built(project)
    assert one.checksum == built(project).checksum
    assert one.checksum != built(project, last=date(2018, 4, 29)).checksum
    assert one.checksum.startswith("sha256:")


def test_one_statement_counts_all(project):
    with CaptureQueriesContext(connection) as seen:
        built(project)
    assert len(seen) == 2  # the sites and the people


@pytest.mark.parametrize(
    "wrong", [{"indicator_set": "esf1999"}, {"first": date(2018, 5, 1)}, {"as_of": date(2018, 4, 29)}], ids=str
)
def test_what_cannot_be_is_refused(project, wrong):
    with pytest.raises(ValueError, match=r"called|order"):
        built(project, **wrong)
