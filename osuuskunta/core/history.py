"""A row's history in words: who changed what, when, from what to what. `components/history.html` shows it.

Row history is written by database triggers (django-pghistory) into a table beside each tracked one. Those tables are only added
to, and stand behind the same wall as the rows they remember. Who acts is said by `activity.history.acting` and the middleware.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from heapq import merge
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from osuuskunta.core.access import Words, doorkeeper
from osuuskunta.core.history_facts import facts_changed
from osuuskunta.core.models import SiteScoped
from osuuskunta.core.scope import require_scope
from osuuskunta.core.sealing.fields import SealedField
from osuuskunta.core.sealing.keyring import Destroyed
from osuuskunta.core.sealing.twins import SealedTwinField
from osuuskunta.core.wording import NOTHING, day, moment, number

if TYPE_CHECKING:
    AnyField = Field[Any, Any]

LONGEST = 50  # entries a page shows
Event = Mapping[str, Any]  # the columns of one entry
EventKey = tuple[type[Model], Any]  # the model of a history and the key of a row in it


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a change, in words. Of a sealed field only that it changed: `sealed` is true and both texts are empty.

    `erased`: whoever it was about has been erased, so nobody can say any more what it was.
    """

    name: Words
    before: Words = ""
    after: Words = ""
    sealed: bool = False
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a row's history. `kind` is created, changed or removed; `who` is "" when nobody was signed in.

    `title` says which row it is where a page shows the history of several.
    """

    at: datetime
    who: str
    role: Words
    source: str
    kind: str
    fields: tuple[FieldChange, ...]
    title: Words = ""

    @property
    def what(self) -> str:
        """The kind in words."""
        return {
            "created": pgettext("history", "Added"),
            "changed": pgettext("history", "Changed"),
            "removed": pgettext("history", "Removed"),
        }[self.kind]

    @property
    def by(self) -> Words:
        """Who it was, in words."""
        return self.who or pgettext("history", "The system")


KINDS = {"insert": "created", "update": "changed", "delete": "removed"}


@cache
def event_model(model: type[Model]) -> type[Model] | None:
    """Return the model of `model`'s history, or None when it has none."""
    concrete = model._meta.concrete_model
    return next((found for found in apps.get_models() if getattr(found, "pgh_tracked_model", None) is concrete), None)


def history_of(obj: Model, *, limit: int = LONGEST) -> list[Change]:
    """Return the latest changes of `obj`, newest first, in words. Two statements and one for each kind of row pointed at.

    `obj` has come through a scoped query; its history stands behind the same wall. LookupError when nobody keeps history of it.
    """
    return history_of_rows({obj: ""}, limit=limit)


def history_of_rows(
    rows: Mapping[Model, Words], *, names_only: AbstractSet[str] = frozenset(), limit: int = LONGEST
) -> list[Change]:
    """Return the latest changes of several rows as one history, newest first; each entry has its row's title.

    Of the sealed twin of an unlocked row the facts that differ are named, with what they were and are; of those in `names_only`
    only that they changed. One statement for each model, and for the rest as for one row.
    """
    found = [entry for model in dict.fromkeys(map(type, rows)) for entry in _entries(model, rows, limit)]
    # As in `_walked`: within a table the order stays as it was written.
    found.sort(key=lambda entry: (entry[1]["pgh_created_at"], entry[1]["pgh_label"] != "insert"), reverse=True)
    del found[limit:]
    words = _Words([entry[1:] for entry in found], objects=rows, names_only=names_only)
    names = names_in(row for _obj, row, _before, _fields in found)
    return [
        replace(_change(row, before, changed, words, names), title=rows[obj]) for obj, row, before, changed in found
    ]


def _entries(
    model: type[Model], rows: Iterable[Model], limit: int
) -> list[tuple[Model, Event, Event | None, Sequence["AnyField"]]]:
    """Return the latest events of those of `rows` that are of `model`, newest first, each with its row and what differs."""
    events, objects = _history(model), {row.pk: row for row in rows if type(row) is model}
    if issubclass(model, SiteScoped):
        require_scope()
    read = events._base_manager.filter(pgh_obj_id__in=list(objects)).order_by("-pgh_id").values()
    by_row: dict[Any, list[Event]] = defaultdict(list)
    for row in read[: (limit + 1) * len(objects)]:  # one more each: the oldest shown still says from what it changed
        by_row[row["pgh_obj_id"]].append(row)
    fields = _fields(events)
    found = [
        (objects[key], row, before, _changed(fields, before, row))
        for key, own in by_row.items()
        for row, before in list(_pairs(own))[:limit]
    ]
    return sorted(found, key=lambda entry: entry[1]["pgh_id"], reverse=True)


def changes_since(
    events: Sequence[QuerySet[Any]],
    rows: Iterable[Model],
    values: Callable[[Mapping[EventKey, Event]], Any],
    *,
    opened: Callable[[Any], bool],
) -> list[Change]:
    """Return what was changed since somebody opened some rows, newest first: who came between, for whoever saves second.

    `events` are the histories of these rows, `rows` the rows as they are stored now. History is walked back: `values` makes of the
    rows' columns (by history and key) what the form shows, and `opened` knows the state that was opened. A change that leaves these
    values as they were is not among the found. When the opened state is not reached, the last change alone is returned.
    """
    states: dict[EventKey, Event] = {(_history(type(row)), row.pk): _columns(row) for row in rows}
    found: list[tuple[Event, Event | None, type[Model]]] = []
    for row, before, model in _walked(events):
        now = values(states)
        if opened(now):
            break
        _undo(states, (model, row["pgh_obj_id"]), row, before)
        if values(states) != now:
            found.append((row, before, model))
    if not opened(values(states)):
        del found[1:]
    names = names_in(row for row, _before, _model in found)
    return [_change(row, None, (), _Words(()), names) for row, _before, _model in found]


def tell(
    pairs: Sequence[tuple[Event, Event | None]],
    events: type[Model],
    *,
    names: Mapping[int, str],
    hidden: AbstractSet[str] = frozenset(),
    says: Mapping[str, Callable[[Event], str]] | None = None,
) -> list[Change]:
    """Return events in words, each with the one before it of the same row; of a row that came or went all that it held.

    `hidden` fields are not told; `says` words the value of a field its own way, from the whole event. One statement for each kind
    of row pointed at.
    """
    key = events.pgh_tracked_model._meta.pk.name  # type: ignore[attr-defined]
    fields = [field for field in _fields(events) if field.name not in {*hidden, key}]
    changes = [(row, before, _told(fields, before, row)) for row, before in pairs]
    words = _Words(changes, says)
    return [_change(row, before, told, words, names) for row, before, told in changes]


def _told(fields: Iterable["AnyField"], before: Event | None, row: Event) -> list["AnyField"]:
    if row["pgh_label"] in {"insert", "delete"}:
        return [field for field in fields if row[field.attname] not in (None, "")]
    return _changed(fields, before, row)


def _history(model: type[Model]) -> type[Model]:
    events = event_model(model)
    if events is None:
        raise LookupError(f"{model._meta.label} has no history: track it with pghistory.track().")
    return events


def _columns(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _walked(
    events: Sequence[QuerySet[Any]],
) -> Iterator[tuple[Event, Event | None, type[Model]]]:
    """Yield the latest events of several histories, newest first, each with the one before it of the same row."""
    kinds = [[(row, one.model) for row in one.order_by("-pgh_id").values()[: LONGEST + 1]] for one in events]
    # The order of one table is kept as it was written; between tables the moment decides, and in one moment rows are made first.
    read = list(
        merge(*kinds, key=lambda found: (found[0]["pgh_created_at"], found[0]["pgh_label"] != "insert"), reverse=True)
    )
    for place, (row, model) in enumerate(read):
        older = (past for past, of in read[place + 1 :] if of is model and past["pgh_obj_id"] == row["pgh_obj_id"])
        yield row, (None if row["pgh_label"] == "insert" else next(older, None)), model


def _undo(states: dict[EventKey, Event], key: EventKey, row: Event, before: Event | None) -> None:
    """Take an event back: what was added goes, what was removed is there again, what was changed is as before."""
    past = row if row["pgh_label"] == "delete" else before
    if past is None:
        states.pop(key, None)
    else:
        states[key] = past


def _pairs(newest_first: Sequence[Event]) -> Iterator[tuple[Event, Event | None]]:
    """Pair each event with the one before it. An insert has none, and neither has the oldest event read."""
    for row, older in zip_longest(newest_first, newest_first[1:]):
        yield row, (None if row["pgh_label"] == "insert" else older)


def _fields(events: type[Model]) -> list["AnyField"]:
    return [field for field in events._meta.concrete_fields if not field.name.startswith("pgh_")]


def _changed(fields: Iterable["AnyField"], before: Event | None, row: Event) -> list["AnyField"]:
    if before is None or row["pgh_label"] not in {"insert", "update"}:
        return []
    return [field for field in fields if row[field.attname] != before[field.attname]]


def _context(row: Event) -> Mapping[str, Any]:
    return row.get("pgh_context") or {}


def names_in(rows: Iterable[Event]) -> dict[int, str]:
    """Return the names of those who made the changes, by their ids, in one statement."""
    ids = {user for row in rows if (user := _context(row).get("user")) is not None}
    return {found.pk: str(found) for found in get_user_model()._base_manager.filter(pk__in=ids)} if ids else {}


def _change(
    row: Event,
    before: Event | None,
    changed: Sequence["AnyField"],
    words: "_Words",
    names: Mapping[int, str],
) -> Change:
    context = _context(row)
    user = context.get("user")
    return Change(
        at=row["pgh_created_at"],
        who=names.get(user, "") if user is not None else "",
        role=doorkeeper().role_name(context.get("role") or ""),
        source=context.get("source") or "",
        kind=KINDS.get(row["pgh_label"], "changed"),
        fields=tuple(told for field in changed for told in words.told(field, before, row)),
    )


class _Words:
    """Turns column values into what people read; the rows that keys point at are read once for the whole history."""

    def __init__(
        self,
        changes: Iterable[tuple[Any, Any, Sequence["AnyField"]]],
        says: Mapping[str, Callable[[Event], str]] | None = None,
        *,
        objects: Iterable[Model] = (),
        names_only: AbstractSet[str] = frozenset(),
    ) -> None:
        self._says, self._names_only = says or {}, names_only
        self._objects = {(_history(type(obj)), obj.pk): obj for obj in objects}
        wanted: dict[type[Model], set[Any]] = defaultdict(set)
        for row, before, changed in changes:
            for field in changed:
                if isinstance(field, ForeignKey):
                    wanted[field.related_model] |= {row[field.attname], (before or {}).get(field.attname)} - {None}
        self._rows = {model: model._base_manager.in_bulk(sorted(keys, key=str)) for model, keys in wanted.items()}

    def told(self, field: "AnyField", before: Event | None, row: Event) -> list[FieldChange]:
        """Return what became of a field; of a sealed twin what became of each of its facts."""
        if not isinstance(field, SealedTwinField):
            return [self.change(field, before, row)]
        obj, name = self._objects.get((field.model, row["pgh_obj_id"])), pgettext("history", "Facts")
        facts = facts_changed(obj, field.name, (before or {}).get(field.attname), row[field.attname])
        if facts is None or isinstance(facts, Destroyed):
            return [FieldChange(name, sealed=facts is None, erased=facts is not None)]
        return [self._fact(fact, was, now) for fact, was, now in facts]

    def _fact(self, field: "AnyField", was: Any, now: Any) -> FieldChange:
        if field.name in self._names_only:
            return FieldChange(field.verbose_name, sealed=True)
        before, after = (self.say(field, {field.attname: value}) for value in (was, now))
        return FieldChange(field.verbose_name, before, after)

    def change(self, field: "AnyField", before: Event | None, row: Event) -> FieldChange:
        """Return what became of a field; of a row that was added or removed only the one value that there is."""
        name = field.verbose_name
        if isinstance(field, SealedField):
            return FieldChange(name, sealed=True)
        if row["pgh_label"] == "delete":
            return FieldChange(name, before=self.say(field, row))
        return FieldChange(name, self.say(field, before) if before else "", self.say(field, row))

    def say(self, field: "AnyField", row: Event) -> str:
        """Return the value of `field` in words."""
        value = row[field.attname]
        if field.name in self._says:
            return self._says[field.name](row)
        if value is None or value == "":
            return NOTHING
        if isinstance(field, ForeignKey):
            found = self._rows[field.related_model].get(value)
            return str(found) if found is not None else _("no longer there")
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, list | tuple | set):
        return ", ".join(_plain(one) for one in value) or NOTHING
    return str(value)
