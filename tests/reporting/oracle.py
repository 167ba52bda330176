"""A second reading of esf.md (§0.1 with §9) and of formats.md §2, in plain Python: what `reporting` must agree with.

Written from the specification's text alone and kept that way: it imports nothing of the house. Where a test finds the two readings
apart, the specification decides which of them is mended.

People are rows of the participant file: dictionaries by column, one a period, several of the same `external_id` one person. A column
that is absent or None is not known. Sensitive answers are the words `yes`, `no` and `refused`.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Row = Mapping[str, Any]
Classes = Mapping[
    str, Sequence[tuple[str, date | None, date | None]]
]  # municipality → its Degurba classes, first and last day
GENDERS = {"W": "women", "M": "men", "NB": "nonbinary"}
OUTPUTS = {
    "esf2014": ("GT", "T", *(f"CO{n:02}" for n in (*range(1, 12), *range(15, 20)))),
    "esfplus2021": ("GT", *(f"EECO{n:02}" for n in range(1, 18))),
}
RESULTS = {
    "esf2014": tuple(f"CR{n:02}" for n in range(1, 10)),
    "esfplus2021": tuple(f"EECR{n:02}" for n in range(1, 7)),
}
ASKED = {
    "CO15": "migrant_minority", "CO16": "disability", "CO17": "other_disadvantaged", "CO18": "homeless", "CO19": "rural",
    "EECO12": "disability", "EECO13": "third_country_national", "EECO14": "foreign_background", "EECO15": "minority",
    "EECO16": "homeless", "EECO17": "rural",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """Which report: the set, its days, and the codes of the chosen sites (none: the whole project)."""

    indicator_set: str
    first: date
    last: date
    as_of: date
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """What a report of a day knows of one person: the earliest period, the final one if there is an exit, and every site."""

    entry: Row
    exit: Row | None
    sites: frozenset[str]


def age(born: date, day: date) -> int:
    """Completed years; the birthday counts, and 29 February is followed by 1 March in common years (9.8)."""
    return day.year - born.year - (0 if (day.month, day.day) >= (born.month, born.day) else 1)


def add_months(day: date, months: int) -> date:
    """The same day some months later, clamped to that month's last day (§0.1)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def people(rows: Iterable[Row], last: date) -> list[Person]:
    """Who is there on the report's last day (9.9; formats.md §2, *Rows and people*)."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        if row["entry_date"] <= last:
            by_key.setdefault(row["external_id"], []).append(row)
    found = []
    for periods in by_key.values():
        first = min(periods, key=lambda row: (row["entry_date"], row["site"]))
        leaves = [row.get("exit_date") for row in periods]
        final = None
        if all(day is not None and day <= last for day in leaves):
            final = max(periods, key=lambda row: (row["exit_date"], row["entry_date"], row["site"]))
        found.append(Person(first, final, frozenset(row["site"] for row in periods)))
    return found


def status_at_entry(entry: Row) -> str | None:
    """A full-time student is inactive whatever else is said (9.10); then registration decides (8.2)."""
    if entry.get("full_time_student_entry"):
        return "inactive"
    if entry.get("registered_unemployed_entry"):
        return "unemployed"
    return entry.get("labour_status_entry")


def in_education_at_entry(entry: Row) -> bool | None:
    return True if entry.get("full_time_student_entry") else entry.get("in_education_entry")


def is_complete(entry: Row) -> bool:
    """Gender, birth date, status, education level, in education; of the unemployed since when (9.4)."""
    status = status_at_entry(entry)
    needed = [
        entry.get("gender"),
        entry.get("birth_date"),
        status,
        entry.get("isced_entry"),
        in_education_at_entry(entry),
    ]
    if status == "unemployed":
        needed.append(entry.get("unemployed_since"))
    return all(fact is not None for fact in needed)


def is_rural(entry: Row, classes: Classes) -> bool | None:
    """Whether the home municipality is of class 3 on the entry day (9.13); None where no class is known."""
    for name, valid_from, valid_to in classes.get(entry.get("home_municipality") or "", ()):
        if (valid_from is None or valid_from <= entry["entry_date"]) and (
            valid_to is None or entry["entry_date"] <= valid_to
        ):
            return name == "3"
    return None


def outputs(entry: Row, classes: Classes) -> set[str]:
    """The outputs of both sets that a person counts in by the facts of the entry; GT for everybody."""
    found = {"GT"}
    if not is_complete(entry):
        return found
    status, years, level = status_at_entry(entry), age(entry["birth_date"], entry["entry_date"]), entry["isced_entry"]
    unemployed, inactive = status == "unemployed", status == "inactive"
    outside = inactive and not in_education_at_entry(entry)
    limit = add_months(entry["unemployed_since"], 6 if years <= 24 else 12) if unemployed else None
    school_age = years <= (17 if entry["entry_date"] >= date(2021, 8, 1) else 16)
    said_yes = {code for code, asked in ASKED.items() if asked != "rural" and entry.get(asked) == "yes"}
    holds = {
        "T EECO01": True,
        "CO01 EECO02": unemployed,
        "CO02 EECO03": limit is not None and entry["entry_date"] > limit,
        "CO03 EECO04": inactive,
        "CO04": outside,
        "CO05 EECO05": status == "employed",
        "CO06": years <= 24,
        "CO07 EECO08": years >= 55,
        "CO08": years >= 55 and (unemployed or outside),
        "CO09": level in (1, 2) or (level == 0 and school_age),
        "CO10 EECO10": level in (3, 4),
        "CO11 EECO11": level in (5, 6, 7, 8),
        "CO19 EECO17": is_rural(entry, classes) is True,
        "EECO06": years <= 17,
        "EECO07": 18 <= years <= 29,
        "EECO09": level in (0, 1, 2),
    }
    return found | said_yes | {code for codes, true in holds.items() if true for code in codes.split()}


def results(entry: Row, leaving: Row | None, as_of: date) -> set[str]:
    """The results of both sets that a person counts in; none for who still takes part or lacks a fact of the start."""
    if leaving is None or not is_complete(entry):
        return set()
    return immediate_results(entry, leaving) | longer_term_results(entry, leaving, as_of)


def is_disadvantaged(entry: Row) -> bool:
    return any(entry.get(asked) == "yes" for asked in ("migrant_minority", "disability", "other_disadvantaged"))


def immediate_results(entry: Row, leaving: Row) -> set[str]:
    """What was established within 28 days of leaving; on the day itself where no day is given (9.3)."""
    left = leaving["exit_date"]
    if not left <= (leaving.get("exit_status_date") or left) <= left + timedelta(days=28):
        return set()
    status, working = status_at_entry(entry), leaving.get("labour_status_exit") == "employed"
    found: set[str] = set()
    if status == "inactive" and leaving.get("job_search_exit") and not working:
        found |= {"CR01", "EECR01"}
    if not in_education_at_entry(entry) and leaving.get("in_education_exit"):
        found |= {"CR02", "EECR02"}
    if leaving.get("qualification_exit"):
        found |= {"CR03", "EECR03"}
    if status != "employed" and working:
        found |= {"CR04", "EECR04"}
    return found | {"CR05"} if found and is_disadvantaged(entry) else found


def longer_term_results(entry: Row, leaving: Row, as_of: date) -> set[str]:
    """What held six months after leaving, once that day is not after `as_of` (9.2)."""
    if add_months(leaving["exit_date"], 6) > as_of:
        return set()
    if status_at_entry(entry) == "employed":
        return {"CR07", "EECR06"} if leaving.get("improved_6m") else set()
    if leaving.get("labour_status_6m") != "employed":
        return set()
    found = {"CR06", "EECR05"}
    found |= {"CR08"} if age(entry["birth_date"], entry["entry_date"]) >= 55 else set()
    return found | {"CR09"} if is_disadvantaged(entry) else found


def figures(
    rows: Iterable[Row], places: Sequence[str], question: Question, classes: Classes
) -> dict[str, dict[str, Any]]:
    """Return women, men, nonbinary, total and by_site for every person indicator of the question's set."""
    counts = OUTPUTS[question.indicator_set], RESULTS[question.indicator_set]
    found = {code: {**_nobody(), "by_site": {site: _nobody() for site in places}} for code in (*counts[0], *counts[1])}
    chosen = frozenset(question.sites or places)
    for person in people(rows, question.last):
        gender = GENDERS.get(person.entry.get("gender") or "")
        if question.first <= person.entry["entry_date"] <= question.last:
            for code in outputs(person.entry, classes) & set(counts[0]):
                _add(found[code], gender, person.sites, chosen)
        if person.exit is not None and question.first <= person.exit["exit_date"] <= question.last:
            for code in results(person.entry, person.exit, question.as_of) & set(counts[1]):
                _add(found[code], gender, frozenset({person.exit["site"]}), chosen)
    return found


def not_collected(rows: Iterable[Row], question: Question, classes: Classes) -> set[str]:
    """Return the codes without any input: nobody there on the report's last day has an answer (formats.md §3)."""
    entries = [person.entry for person in people(rows, question.last)]
    given = {asked for entry in entries for asked in set(ASKED.values()) if entry.get(asked) is not None}
    given |= {"rural"} if any(is_rural(entry, classes) is not None for entry in entries) else set()
    return {code for code, asked in ASKED.items() if code in OUTPUTS[question.indicator_set] and asked not in given}


def _nobody() -> dict[str, Any]:
    return {"women": 0, "men": 0, "nonbinary": 0, "total": 0}


def _add(figure: dict[str, Any], gender: str | None, sites: frozenset[str], chosen: frozenset[str]) -> None:
    cells = [figure["by_site"][site] for site in sites] + ([figure] if sites & chosen else [])
    for cell in cells:
        for name in ("total", gender) if gender else ("total",):
            cell[name] += 1
