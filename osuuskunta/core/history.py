"""A row's history in words: who changed what, when, from what to what. `components/history.html` shows it.

Row history is written by database triggers (django-pghistory) into a table beside each tracked one. Those tables are only added
to, and stand behind the same wall as the rows they remember. Who acts is said by `activity.history.acting` and the middleware.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Field, ForeignKey, Model
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from osuuskunta.core.access import Words, doorkeeper
from osuuskunta.core.models import SiteScoped
from osuuskunta.core.scope import require_scope
from osuuskunta.core.sealing.fields import SealedField
from osuuskunta.core.wording import NOTHING, day, moment, number

if TYPE_CHECKING:
    AnyField = Field[Any, Any]

LONGEST = 50  # entries a page shows


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a change, in words. Of a sealed field only that it changed: `sealed` is true and both texts are empty."""

    name: Words
    before: Words = ""
    after: Words = ""
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a row's history. `kind` is created, changed or removed; `who` is "" when nobody was signed in."""

    at: datetime
    who: str
    role: Words
    source: str
    kind: str
    fields: tuple[FieldChange, ...]

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
    events = event_model(type(obj))
    if events is None:
        raise LookupError(f"{obj._meta.label} has no history: track it with pghistory.track().")
    if isinstance(obj, SiteScoped):
        require_scope()
    found = list(events._base_manager.filter(pgh_obj_id=obj.pk).order_by("-pgh_id").values()[: limit + 1])
    fields = _fields(events)
    changes = [(row, before, _changed(fields, before, row)) for row, before in _pairs(found)][:limit]
    words = _Words(fields, changes)
    names = _names({_context(row).get("user") for row, _before, _fields in changes})
    return [_change(row, before, changed, words, names) for row, before, changed in changes]


def _pairs(newest_first: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
    """Pair each event with the one before it. An insert has none, and neither has the oldest event read."""
    for row, older in zip_longest(newest_first, newest_first[1:]):
        yield row, (None if row["pgh_label"] == "insert" else older)


def _fields(events: type[Model]) -> list["AnyField"]:
    return [field for field in events._meta.concrete_fields if not field.name.startswith("pgh_")]


def _changed(
    fields: Iterable["AnyField"], before: Mapping[str, Any] | None, row: Mapping[str, Any]
) -> list["AnyField"]:
    if before is None or row["pgh_label"] not in {"insert", "update"}:
        return []
    return [field for field in fields if row[field.attname] != before[field.attname]]


def _context(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return row.get("pgh_context") or {}


def _names(users: Iterable[int | None]) -> dict[int, str]:
    ids = {user for user in users if user is not None}
    return {found.pk: str(found) for found in get_user_model()._base_manager.filter(pk__in=ids)} if ids else {}


def _change(
    row: Mapping[str, Any],
    before: Mapping[str, Any] | None,
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
        fields=tuple(words.change(field, before or {}, row) for field in changed),
    )


class _Words:
    """Turns column values into what people read; the rows that keys point at are read once for the whole history."""

    def __init__(self, fields: Iterable["AnyField"], changes: Iterable[tuple[Any, Any, Sequence["AnyField"]]]) -> None:
        wanted: dict[type[Model], set[Any]] = defaultdict(set)
        for row, before, changed in changes:
            for field in changed:
                if isinstance(field, ForeignKey):
                    wanted[field.related_model] |= {row[field.attname], (before or {}).get(field.attname)} - {None}
        self._rows = {model: model._base_manager.in_bulk(sorted(keys, key=str)) for model, keys in wanted.items()}

    def change(self, field: "AnyField", before: Mapping[str, Any], after: Mapping[str, Any]) -> FieldChange:
        name = field.verbose_name
        if isinstance(field, SealedField):
            return FieldChange(name, sealed=True)
        return FieldChange(name, self.say(field, before[field.attname]), self.say(field, after[field.attname]))

    def say(self, field: "AnyField", value: Any) -> str:
        """Return `value` of `field` in words."""
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
