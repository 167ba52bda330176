"""Two readings of the specification on the same people: every figure of `build` is the figure of the oracle.

People are made to stand at the borders of the rules: ages, six and twelve months, the 28th day, leap days and month ends, periods that
overlap, return, stay open or end after the report's last day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from osuuskunta.core.scope import scope
from osuuskunta.project.models import MunicipalityRelation, Project, Site
from participants.actions.importing import FileRow, store
from reporting.build.figures import build
from tests.factories.people import people_scope
from tests.factories.project import a_municipality, a_project, sites
from tests.reporting import example, oracle
from tests.reporting.oracle import Question

pytestmark = pytest.mark.django_db
PLACES = ("061", "285", "564", "980")
DAY = timedelta(days=1)
CLASSES: oracle.Classes = {
    "061": [("2", None, date(2016, 2, 28)), ("3", date(2016, 2, 29), date(2021, 7, 31))],
    "285": [("1", None, date(2014, 12, 31)), ("3", date(2016, 3, 1), date(2021, 7, 31))],
    "980": [("3", None, None)],
    "564": [],
}
ENTRIES = [
    date(2015, 9, 1), date(2015, 2, 28), date(2015, 3, 1), date(2016, 2, 28), date(2016, 2, 29), date(2016, 3, 1),
    date(2016, 8, 31), date(2016, 11, 30), date(2017, 2, 28), date(2017, 3, 1), date(2021, 7, 31), date(2021, 8, 1),
]  # fmt: skip
LEAP_BIRTHS = [date(1960, 2, 29), date(1988, 2, 29), date(1992, 2, 29), date(2000, 2, 29), date(2004, 2, 29)]
BORDERS = (40, 15, 16, 17, 18, 24, 25, 29, 30, 54, 55)
STATUS = st.sampled_from(["unemployed", "inactive", "employed"])
ANSWER = st.sampled_from(["yes", "no", "refused"])
YES_NO = st.booleans()

MOSTLY_KNOWN = {
    "gender": st.sampled_from(["W", "M", "NB"]),
    "labour_status_entry": STATUS,
    "in_education_entry": YES_NO,
    "isced_entry": st.integers(0, 8),
    "home_municipality": st.sampled_from([*CLASSES, "091"]),
}
OFTEN_UNKNOWN = {
    "registered_unemployed_entry": YES_NO,
    "full_time_student_entry": YES_NO,
    "migrant_minority": ANSWER,
    "disability": ANSWER,
    "other_disadvantaged": ANSWER,
    "third_country_national": ANSWER,
    "foreign_background": ANSWER,
    "minority": ANSWER,
    "homeless": st.sampled_from(["yes", "no"]),
}
AFTER = {
    "labour_status_exit": STATUS,
    "job_search_exit": YES_NO,
    "in_education_exit": YES_NO,
    "qualification_exit": YES_NO,
    "labour_status_6m": STATUS,
    "improved_6m": YES_NO,
}


def seldom(draw: st.DrawFn, *, one_in: int = 8) -> bool:
    """Once in so many times; the simplest is yes, so that a failing example shrinks to what must be known."""
    return draw(st.integers(1, one_in)) == 1


def drawn(draw: st.DrawFn, facts: dict[str, st.SearchStrategy[Any]], *, missing_one_in: int) -> dict[str, Any]:
    return {name: draw(values) for name, values in facts.items() if not seldom(draw, one_in=missing_one_in)}


@st.composite
def rows_of(draw: st.DrawFn, key: str) -> list[dict[str, Any]]:
    """One person: from one to four periods that a file may hold (none overlaps another at its site, nobody is born too late)."""
    rows: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(1, 4))):
        known = [row["entry_date"] for row in rows]
        entry = draw(st.sampled_from([*known, *ENTRIES]) | st.dates(date(2015, 1, 1), date(2021, 12, 31)))
        exits = [row["exit_date"] for row in rows if row.get("exit_date", date.min) >= entry]
        row = draw(a_row(key, entry, exits))
        if not any(overlap(row, other) for other in rows):
            rows.append(row)
    return draw(st.permutations(rows))


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["site"] != other["site"]:
        return False
    never = date.max
    return one["entry_date"] <= other.get("exit_date", never) and other["entry_date"] <= one.get("exit_date", never)


@st.composite
def a_row(draw: st.DrawFn, key: str, entry: date, exits: Sequence[date]) -> dict[str, Any]:
    """One period: its site, its facts of the start, and mostly an end, perhaps one of `exits`, with what was found afterwards."""
    row = {"external_id": key, "site": draw(st.sampled_from(PLACES)), "entry_date": entry}
    row |= drawn(draw, MOSTLY_KNOWN, missing_one_in=10) | drawn(draw, OFTEN_UNKNOWN, missing_one_in=2)
    if not seldom(draw):
        row["birth_date"] = draw(births(entry))
    if not seldom(draw, one_in=5):
        back = oracle.add_months(entry, -draw(st.sampled_from([12, 6, 0])))
        row["unemployed_since"] = min(entry, back + draw(st.integers(-3, 3)) * DAY)
    if not seldom(draw, one_in=4):
        fresh = st.integers(0, 700).map(lambda days: entry + days * DAY)
        row["exit_date"] = left = draw(st.sampled_from(exits) | fresh if exits else fresh)
        if draw(YES_NO):
            row["exit_status_date"] = left + draw(st.sampled_from([28, 29, 0, 1, 27, 60])) * DAY
        row |= drawn(draw, AFTER, missing_one_in=6)
    return row


def births(entry: date) -> st.SearchStrategy[date]:
    """Days of birth that make somebody just so old, or a day less or more, and leap days."""
    borders = [oracle.add_months(entry, -12 * years) + days * DAY for years in BORDERS for days in (0, -1, 1)]
    return st.sampled_from(borders) | st.sampled_from(LEAP_BIRTHS)


@st.composite
def questions(draw: st.DrawFn, rows: Sequence[dict[str, Any]]) -> Question:
    """A report whose days lie where something happens to these people, or a day beside."""
    entries = [row["entry_date"] for row in rows]
    exits = [row["exit_date"] for row in rows if "exit_date" in row]
    turns = sorted({*entries, *exits, date(2015, 1, 1), date(2022, 12, 31)})
    near = st.integers(-1, 1).map(lambda days: days * DAY)
    first, last = sorted(draw(st.sampled_from(days)) + draw(near) for days in (turns, turns[::-1]))
    later = [oracle.add_months(day, 6) for day in exits if day <= last < oracle.add_months(day, 6)]
    as_of = max(last, draw(st.sampled_from([last, *later])) + draw(near))
    chosen = tuple(sorted(draw(st.sets(st.sampled_from(PLACES)))))
    return Question(draw(st.sampled_from(["esf2014", "esfplus2021"])), first, last, as_of, chosen)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[Question]]:
    """People and what is asked of them."""
    rows = [row for number in range(draw(st.integers(1, 12))) for row in draw(rows_of(f"P{number + 1:02}"))]
    return rows, draw(st.lists(questions(rows), min_size=1, max_size=4))


@pytest.fixture
def project() -> Iterator[Project]:
    made = a_project("EXAMPLE", starts_on=date(2015, 1, 1), ends_on=date(2022, 12, 31))
    for code, classes in CLASSES.items():
        place = a_municipality(code)
        for name, first, last in classes:
            MunicipalityRelation.objects.create(
                municipality=place, kind="degurba", name=name, valid_from=first, valid_to=last
            )
    with scope(people_scope(*sites(made, *PLACES))):
        yield made


def stored_rows(rows: Sequence[dict[str, Any]]) -> list[FileRow]:
    """Return the rows as the import hands them on: answers by their numbers, and names, which no figure reads."""
    named = {"given_names": "Esimerkki", "family_name": "Testinen"}
    return [
        FileRow(
            number,
            named | {name: example.ANSWERS[cell] if name in example.SENSITIVE else cell for name, cell in row.items()},
        )
        for number, row in enumerate(rows, start=2)
    ]


def cells(figure: dict[str, Any]) -> dict[str, int]:
    """Return a figure's cells by one name each: `women`, `061 men`, …"""
    named = {name: figure[name] for name in ("women", "men", "nonbinary", "total")}
    return named | {f"{site} {name}": n for site, cell in figure["by_site"].items() for name, n in cell.items()}


def differences(project: Project, rows: Sequence[dict[str, Any]], question: Question) -> dict[str, str]:
    """Return each cell in which the two readings differ: `CO01 061 women` → what each says."""
    chosen = list(Site.objects.filter(project=project, municipality__in=question.sites))
    built = build(
        project=project, indicator_set=question.indicator_set, first=question.first, last=question.last,
        as_of=question.as_of, sites=chosen,
    )  # fmt: skip
    wanted = oracle.figures(rows, PLACES, question, CLASSES)
    people = {code: figure for code, figure in built.by_code.items() if figure.kind != "output_entity"}
    assert people.keys() == wanted.keys()
    found = {}
    for code, figure in people.items():
        ours, theirs = cells(figure.as_dict()), cells(wanted[code])
        for name in theirs.keys() | ours.keys():
            if ours.get(name) != theirs.get(name):
                found[f"{code} {name}"] = f"built {ours.get(name)}, oracle {theirs.get(name)}"
    unasked = {code for code, figure in people.items() if figure.not_collected}
    for code in unasked ^ oracle.not_collected(rows, question, CLASSES):
        found[f"{code} not_collected"] = f"built {code in unasked}"
    return found


@pytest.mark.slow
@how(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(cases())
def test_both_readings_of_the_specification_give_the_same_figures(project, case):
    rows, asked = case
    with transaction.atomic():
        store(project=project, rows=stored_rows(rows), by=None)
        found = {question: differences(project, rows, question) for question in asked}
        transaction.set_rollback(True)
    wrong = [f"{question}: {cell}: {says}" for question, cells in found.items() for cell, says in sorted(cells.items())]
    assert not wrong, "\n".join(wrong)
