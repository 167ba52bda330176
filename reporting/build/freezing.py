"""A built report is kept as it is: the people of each cell and a verdict for each person, beside the result (architecture §5)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from osuuskunta.core.ids import new_id
from osuuskunta.core.sealing import Subject, give, load
from osuuskunta.project.models import Site
from participants.models.participants import SUBJECT
from reporting.build.counting import Group, Layout, held, people_sql
from reporting.build.figures import Days, statement_parameters
from reporting.indicators import IndicatorSet
from reporting.models import FigureMembers, Verdict

AT_ONCE = 1000  # people read, sealed and written together; also the longest list in a row of members
Tell = Callable[[int], None]

# The facts kept beside a verdict, as they decided; days as text.
FACTS_KEPT = (
    "birth_date", "age_entry", "entry_date", "status_entry", "status_said", "registered_entry", "student_entry", "unemployed_since",
    "in_education_entry", "education_said", "isced_entry", "migrant_minority", "disability", "other_disadvantaged", "third_country_national",
    "foreign_background", "minority", "homeless", "rural", "home_municipality", "exit_date", "exit_status_date", "status_exit",
    "job_search_exit", "in_education_exit", "qualification_exit", "status_6m", "improved_6m",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the statement: what a person counts in, and why."""

    id: UUID
    gender: str
    sites: tuple[int, ...]
    final_site: int
    in_output: bool
    in_result: bool
    left: bool
    complete: bool
    mask: int
    marks: int
    held: int
    unknown: int
    facts: dict[str, Any]


@dataclass(slots=True)
class _Cells:
    """People of each cell, written whenever a cell has a full row."""

    version: UUID
    waiting: dict[tuple[str, int, str, bool], list[UUID]] = field(default_factory=lambda: defaultdict(list))
    pages: dict[tuple[str, int, str, bool], int] = field(default_factory=lambda: defaultdict(int))
    rows: list[FigureMembers] = field(default_factory=list)

    def add(self, code: str, person: Person, sites: Sequence[int], first: int) -> None:
        for site in sites:
            cell = (code, site, person.gender, site == first)
            self.waiting[cell].append(person.id)
            if len(self.waiting[cell]) == AT_ONCE:
                self._turn(cell)

    def _turn(self, cell: tuple[str, int, str, bool]) -> None:
        code, site, gender, counts = cell
        self.rows.append(
            FigureMembers(
                version_id=self.version, code=code, site_id=site, gender=gender, counts=counts, page=self.pages[cell],
                people=self.waiting.pop(cell),
            )
        )  # fmt: skip
        self.pages[cell] += 1

    def write(self, *, all_of_them: bool = False) -> None:
        if all_of_them:
            for cell in [cell for cell, people in self.waiting.items() if people]:
                self._turn(cell)
        FigureMembers.objects.bulk_create(self.rows)
        self.rows = []


def freeze(version: UUID, wanted: IndicatorSet, *, places: Sequence[Site], days: Days, tell: Tell) -> list[Group]:
    """Store the people of each cell and a verdict for everybody in the world of the last day; return the groups they make.

    Figures and lists come from one statement, so nothing that changes meanwhile can part them. The version itself is stored after
    this, in the same transaction: the keys that point at it are put off. `tell` hears how many people are done.
    """
    cells, done = _Cells(version), 0
    groups: Counter[tuple[Any, ...]] = Counter()
    order = {site.pk: number for number, site in enumerate(sorted(places, key=lambda site: site.code))}
    for people in _chunks(wanted, statement_parameters(wanted, places, days)):
        for person in people:
            _count(cells, wanted, person, order)
            groups[_group(person)] += 1
        cells.write()
        _judge(version, people, order)
        done += len(people)
        tell(done)
    cells.write(all_of_them=True)
    return [Group(*[*facts, n]) for facts, n in groups.items()]


def _group(person: Person) -> tuple[Any, ...]:
    """Return what `Group` tells people apart by, in its order."""
    return (
        person.gender or None, person.sites, person.final_site, person.in_output, person.in_result, person.left,
        person.complete, person.mask, person.marks,
    )  # fmt: skip


def _count(cells: _Cells, wanted: IndicatorSet, person: Person, order: dict[int, int]) -> None:
    places = sorted(person.sites, key=order.__getitem__)
    for code in held(Layout.of(wanted).codes, person.mask):
        result = wanted.by_code[code].kind.is_result
        if result and person.in_result:
            cells.add(code, person, [person.final_site], person.final_site)
        elif not result and person.in_output:
            cells.add(code, person, places, places[0])


def _judge(version: UUID, people: Sequence[Person], order: dict[int, int]) -> None:
    ring = load(Subject(SUBJECT, person.id) for person in people)
    rows = []
    for person in people:
        subject = Subject(SUBJECT, person.id)
        if ring.found().get(subject) is None:
            continue  # erased: the figure keeps the person, and nothing is left to explain
        row = Verdict(
            id=new_id(), version_id=version, site_id=min(person.sites, key=order.__getitem__), participant=person.id,
            gender=person.gender, in_output=person.in_output, in_result=person.in_result, held=person.held,
            unknown=person.unknown, checks=person.marks,
        )  # fmt: skip
        give(ring, [row])
        row.facts = person.facts
        rows.append(row)
    Verdict.objects.bulk_create(rows)


def _chunks(wanted: IndicatorSet, parameters: dict[str, Any]) -> Iterator[list[Person]]:
    """Yield everybody in the world of the last day, some at once, in bounded memory."""
    kept = ", ".join(f"p.{name}" for name in FACTS_KEPT)
    statement = people_sql(wanted, verdicts=True, more=kept)
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(AT_ONCE):
            yield [_person(row) for row in rows]


def _person(row: Sequence[Any]) -> Person:
    person, gender, sites, final, in_output, in_result, left, complete, mask, marks, holds, unknown, *facts = row
    known = {name: value for name, value in zip(FACTS_KEPT, facts, strict=True) if value is not None}
    said = {name: value.isoformat() if isinstance(value, date) else value for name, value in known.items()}
    return Person(
        person, gender or "", tuple(sites), final, in_output, in_result, left, complete, mask, marks, holds, unknown, said
    )  # fmt: skip
