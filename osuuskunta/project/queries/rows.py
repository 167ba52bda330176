"""The mark of rows as somebody opened them, so that nobody overwrites unseen what another has saved meanwhile."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from osuuskunta.core.access import Actor
from osuuskunta.core.history import Change, Event, EventKey, changes_since, event_model
from osuuskunta.project.queries.history import events_of

Part = tuple[Model, Sequence[str]]  # a row and the names of its fields that a form shows


def values_of(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """Return the stored values of the named fields; of a relation its key."""
    columns = {field.name: field.attname for field in row._meta.concrete_fields}
    return {name: getattr(row, columns[name]) for name in names}


def mark_of(values: Mapping[str, Any]) -> str:
    """Return a short mark of values: it differs as soon as one of them does."""
    text = json.dumps(dict(values), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def mark_of_rows(parts: Iterable[Part]) -> str:
    """Return the mark of several rows that one form shows; no two have a field of the same name."""
    return mark_of({name: value for row, names in parts for name, value in values_of(row, names).items()})


def changed_meanwhile(user: Actor, parts: Sequence[Part], seen: str) -> list[Change]:
    """Return who has changed the named fields since they had the mark `seen`, newest first; `parts` are the rows as stored now."""
    columns = [
        (name, (event_model(type(row)), row.pk), row._meta.get_field(name).attname)  # type: ignore[union-attr]
        for row, names in parts
        for name in names
    ]

    def shown(states: Mapping[EventKey, Event]) -> dict[str, Any]:
        return {name: states[key][column] for name, key, column in columns if key in states}  # type: ignore[index]

    events = [events_of(user, type(row), pgh_obj=row.pk) for row, _names in parts]
    return changes_since(events, [row for row, _names in parts], shown, opened=lambda values: mark_of(values) == seen)


def removal(events: QuerySet[Any]) -> QuerySet[Any]:
    """Return of a row's history its end: nothing while the row is there."""
    return events.filter(pgh_label="delete")
