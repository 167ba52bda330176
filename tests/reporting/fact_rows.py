"""Rows of facts made by hand, as `reporting.build.facts` would give them, and what the declarations say of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from participants.rules import age_on
from reporting.indicators import SETS, IndicatorSet, parameters, sql_of

TYPES = {
    "gender": "text", "birth_date": "date", "age_entry": "int", "entry_date": "date", "status_entry": "text",
    "status_said": "text", "registered_entry": "bool", "student_entry": "bool", "unemployed_since": "date",
    "in_education_entry": "bool", "education_said": "bool", "isced_entry": "smallint", "migrant_minority": "smallint", "disability": "smallint",
    "other_disadvantaged": "smallint", "third_country_national": "smallint", "foreign_background": "smallint",
    "minority": "smallint", "homeless": "smallint", "rural": "bool", "home_municipality": "text",
    "household_jobless": "bool", "household_children": "bool", "household_single_adult": "bool", "exit_date": "date",
    "exit_status_date": "date", "status_exit": "text", "job_search_exit": "bool", "in_education_exit": "bool",
    "qualification_exit": "bool", "status_6m": "text", "improved_6m": "bool",
}  # fmt: skip
NO, YES, REFUSED = 0, 1, 2
AS_OF = date(2018, 4, 30)
ANSWERED = dict.fromkeys(
    ("migrant_minority", "disability", "other_disadvantaged", "third_country_national", "foreign_background", "minority"), NO
)  # fmt: skip
SOMEBODY: dict[str, Any] = {
    "gender": "W", "birth_date": date(1980, 5, 5), "entry_date": date(2015, 9, 1), "status_entry": "inactive",
    "in_education_entry": False, "isced_entry": 3, **ANSWERED,
}  # fmt: skip
LEFT: dict[str, Any] = {
    "exit_date": date(2016, 8, 31), "status_exit": "inactive", "job_search_exit": False, "in_education_exit": False,
    "qualification_exit": False, "status_6m": "inactive", "improved_6m": False,
}  # fmt: skip


def a_row(**facts: Any) -> dict[str, Any]:
    """Return the facts of somebody of 35, outside the labour force, with a vocational degree; `facts` say what is different.

    As in the facts: the age follows from the days unless it is given, the situation was established on the exit day unless said.
    """
    row = dict.fromkeys(TYPES) | SOMEBODY | facts
    if "age_entry" not in facts and row["birth_date"] is not None:
        row["age_entry"] = age_on(row["birth_date"], row["entry_date"])
    row["exit_status_date"] = row["exit_status_date"] or row["exit_date"]
    row["education_said"] = facts.get("education_said", row["in_education_entry"])
    row["status_said"] = facts.get("status_said", row["status_entry"])
    return row


def a_leaver(**facts: Any) -> dict[str, Any]:
    """Return the facts of the same person after leaving without any result."""
    return a_row(**(LEFT | facts))


def ask(rows: Sequence[dict[str, Any]], expressions: Sequence[str], **more: Any) -> list[tuple[Any, ...]]:
    """Return what each SQL expression says of each row; `more` are parameters that differ from the choices."""
    values = {**parameters(), "as_of": AS_OF, **more}
    lines = []
    for number, row in enumerate(rows):
        assert row.keys() == TYPES.keys()
        values |= {f"{name}_{number}": value for name, value in row.items()}
        lines.append("(" + ", ".join(f"%({name}_{number})s::{kind}" for name, kind in TYPES.items()) + ")")
    asked = ", ".join(f"({expression})" for expression in expressions)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked} FROM (VALUES {', '.join(lines)}) AS f ({', '.join(TYPES)})", values)
        return list(cursor.fetchall())


def codes(rows: Sequence[dict[str, Any]], wanted: IndicatorSet = SETS["esf2014"], **more: Any) -> list[set[str]]:
    """Return in which figures of people of a set each row counts."""
    people = wanted.of_people()
    said = ask(rows, [sql_of(one) for one in people], **more)
    return [{one.code for one, holds in zip(people, line, strict=True) if holds} for line in said]
