"""Dated limits as the pages show them: what is valid on a day, and one limit's whole story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from osuuskunta.core.access import Actor
from osuuskunta.project.models import RuleParameter
from osuuskunta.project.parameters import NAMES, TOPICS, Topic


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


def open_before(key: str, valid_from: date) -> RuleParameter | None:
    """Return the value without a last day that a new one from `valid_from` would end, or None."""
    rows = RuleParameter.objects.filter(key=key, valid_to__isnull=True)
    return next((row for row in rows if row.valid_from is None or row.valid_from < valid_from), None)
