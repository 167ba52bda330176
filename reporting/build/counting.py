"""One pass over the facts: who counts where, as bits, grouped; a handful of groups whatever the number of people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from reporting.build.facts import FACTS
from reporting.checks.people import PEOPLE_CHECKS, PeopleCheck
from reporting.indicators import IndicatorSet


@dataclass(frozen=True, slots=True)
class Layout:
    """Which bit says what: indicators in `mask`; in `marks` first whether a question was answered at all, then the checks."""

    codes: tuple[str, ...]
    asked: tuple[str, ...]
    checks: tuple[PeopleCheck, ...]

    @classmethod
    def of(cls, wanted: IndicatorSet) -> "Layout":
        asked = dict.fromkeys(fact for one in wanted.of_people() for fact in one.asks)
        checks = tuple(check for check in PEOPLE_CHECKS if wanted.code in check.sets)
        return cls(tuple(one.code for one in wanted.of_people()), tuple(asked), checks)


@dataclass(frozen=True, slots=True)
class Group:
    """So many people who are alike in everything that figures need. `sites` are ids; `final_site` is where results count."""

    gender: str | None
    sites: tuple[int, ...]
    final_site: int
    in_output: bool
    in_result: bool
    left: bool
    complete: bool
    mask: int
    marks: int
    people: int


def _bits(conditions: Iterable[str]) -> str:
    terms = [f"(CASE WHEN {condition} THEN {1 << at} ELSE 0 END)::bigint" for at, condition in enumerate(conditions)]
    return " + ".join(terms) or "0::bigint"


def people_sql(wanted: IndicatorSet, *, verdicts: bool = False, more: str = "") -> str:
    """Return a statement with a row a person: bits of what they count in, under the names of `Group`, and `participant_id`.

    With `verdicts` also which parts hold and which cannot be told, and `more` (facts of the row `p`). Each part is told once a
    person: OFFSET 0 keeps PostgreSQL from telling it again for every indicator that uses it.
    """
    layout, parts = Layout.of(wanted), list(wanted.parts())
    columns = ", ".join(f"({part.sql}) AS p_{part.code}" for part in parts)
    mask = _bits(" AND ".join(f"p.p_{part.code}" for part in wanted.by_code[code].parts) for code in layout.codes)
    marks = _bits(
        [
            *(f"p.{fact} IS NOT NULL" for fact in layout.asked),
            *(f"p.c_{number}" for number, _ in enumerate(layout.checks)),
        ]
    )
    checks = "".join(f", ({check.sql}) AS c_{number}" for number, check in enumerate(layout.checks))
    why = ""
    if verdicts:
        holds, unknown = (_bits(f"p.{kind}_{part.code}" for part in parts) for kind in ("p", "u"))
        why = f", {holds} AS holds, {unknown} AS unknown, {more}"
        columns += "".join(f", coalesce({part.unknown}, false) AS u_{part.code}" for part in parts)
    complete = next(part for part in parts if part.code == "complete")
    return f"""
        SELECT p.participant_id, p.gender, p.sites, p.final_site,
               p.entry_date BETWEEN %(from_day)s AND %(to_day)s AS in_output,
               coalesce(p.exit_date BETWEEN %(from_day)s AND %(to_day)s, false) AS in_result,
               p.exit_date IS NOT NULL AS "left", p.p_{complete.code} AS complete,
               {mask} AS mask, {marks} AS marks{why}
          FROM (SELECT f.*, {columns}{checks} FROM ({FACTS}) f OFFSET 0) p
    """


NAMES = ("gender", "sites", "final_site", "in_output", "in_result", '"left"', "complete", "mask", "marks")


def groups(wanted: IndicatorSet, parameters: Mapping[str, Any]) -> list[Group]:
    """Return the people of the world of `to_day` in groups. The scope must see every site in `parameters["sites"]`."""
    names = ", ".join(NAMES)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names}, count(*) FROM ({people_sql(wanted)}) g GROUP BY {names}", dict(parameters))
        return [Group(row[0], tuple(row[1]), *row[2:]) for row in cursor.fetchall()]


def held(codes: Sequence[str], bits: int) -> Iterator[str]:
    """Yield the codes whose bit is set."""
    for at, code in enumerate(codes):
        if bits >> at & 1:
            yield code
