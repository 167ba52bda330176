"""Dated limits as the pages show them: what is valid on a day, and one limit's whole story."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from osuuskunta.core.access import Actor
from osuuskunta.core.history import Change, Event, EventKey, changes_since
from osuuskunta.project.models import RuleParameter
from osuuskunta.project.parameters import NAMES, TOPICS, Topic
from osuuskunta.project.queries.history import limit_events
from osuuskunta.project.queries.rows import mark_of, mark_of_rows


@dataclass(frozen=True, slots=True)
class OnDay:
    """A topic's limits on a day: by key, the row that is valid then or None."""

    topic: Topic
    rows: dict[str, RuleParameter | None]


def limits_on(user: Actor, day: date, *, only_to_check: bool = False) -> list[OnDay]:
    """Return every known limit by topic with its value on `day`, in one statement; law is the same for all readers.

    With `only_to_check` only what an administrator should look up; topics without any are left out.
    """
    valid = {row.key: row for row in RuleParameter.objects.valid_on_day(day)}
    found = []
    for topic in TOPICS:
        rows = {key: valid.get(key) for key in topic.keys}
        if only_to_check:
            rows = {key: row for key, row in rows.items() if row is not None and row.needs_check}
        if rows:
            found.append(OnDay(topic, rows))
    return found


def to_check(user: Actor, day: date) -> int:
    """Return how many values valid on `day` an administrator should look up."""
    return sum(row.needs_check for row in RuleParameter.objects.valid_on_day(day) if row.key in NAMES)


def story(user: Actor, key: str) -> Sequence[RuleParameter] | None:
    """Return all values of a limit, the oldest first; None for a key that the house does not know."""
    if key not in NAMES:
        return None
    return list(RuleParameter.objects.filter(key=key).select_related("verified_by"))


def value_of(user: Actor, key: str, pk: int) -> RuleParameter | None:
    """Return one value of a limit, or None."""
    return RuleParameter.objects.filter(key=key, pk=pk).first()


def mark_of_story(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the mark of a limit's values and days, from the columns of its rows: a preview of what follows stands on them."""
    return mark_of({str(row["id"]): [row["value"], row["valid_from"], row["valid_to"]] for row in rows})


def story_changed_meanwhile(user: Actor, key: str, seen: str) -> list[Change]:
    """Return who has changed the values of a limit since they had the mark `seen`, newest first."""
    rows = RuleParameter.objects.filter(key=key)
    events = limit_events(user, key)
    return changes_since([events], rows, lambda states: mark_of_story(_columns(states)), opened=lambda now: now == seen)


def _columns(states: Mapping[EventKey, Event]) -> list[Mapping[str, Any]]:
    return [{**row, "id": key} for (_model, key), row in states.items()]


def open_before(key: str, valid_from: date) -> RuleParameter | None:
    """Return the value without a last day that a new one from `valid_from` would end, or None."""
    rows = RuleParameter.objects.filter(key=key, valid_to__isnull=True)
    return next((row for row in rows if row.valid_from is None or row.valid_from < valid_from), None)


def mark_of_value(row: RuleParameter) -> str:
    """Return the mark of one value with everything that is said of it: who ticks it off has seen just this."""
    names = ("value", "valid_from", "valid_to", "source", "confidence", "note", "verified_on")
    return mark_of_rows([(row, names)])
