"""Planting rows so that it can be done again: what a person has changed, added or removed since is left as it is.

Each planted row has a `SeedMark` with the values it was last given. On the next run
* a field that still has its planted value takes the new one, any other field is a person's and stays;
* a row that is gone was removed by a person and stays gone;
* a row that is there without a mark was made by a person and stays theirs.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from osuuskunta.project.models import SeedMark

Values = Mapping[str, Any]


@dataclass(slots=True)
class Harvest:
    """What a run did, row by row: made anew, brought up to date, as it was, or left because a person has changed it."""

    made: int = 0
    updated: int = 0
    same: int = 0
    left: int = 0
    _marks: dict[tuple[str, str], SeedMark] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._marks = {(mark.label, mark.key): mark for mark in SeedMark.objects.all()}

    def plant(self, model: type[models.Model], key: Values, values: Values) -> Any:
        """Make or update the row of `model` that `key` finds; returns it, or None when a person has removed it."""
        name = (model._meta.label, _name(model, key))
        mark = self._marks.get(name)
        row = model._default_manager.filter(**key).first()
        if row is None and mark is None:
            return self._make(model, name, key, values)
        if row is None:
            self.left += 1
            return None
        if mark is None:
            self.left += 1
            return row
        self._update(row, mark, values)
        return row

    def _make(self, model: type[models.Model], name: tuple[str, str], key: Values, values: Values) -> Any:
        row = model(**key, **values)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # a person has put something of their own in its place, say a value for the same days
            self.left += 1
            return None
        self._marks[name] = SeedMark.objects.create(label=name[0], key=name[1], planted=_plain(row, values))
        self.made += 1
        return row

    def _update(self, row: models.Model, mark: SeedMark, values: Values) -> None:
        now, wanted = _plain(row, values), _plain(type(row)(**values), values)
        changed = [name for name in values if now[name] != wanted[name] and _is_free(name, now, mark)]
        for name in changed:
            setattr(row, name, values[name])
        if changed:
            row.save(update_fields=changed)
            mark.planted = {**mark.planted, **{name: wanted[name] for name in changed}}
            mark.save(update_fields=["planted"])
        self.updated += bool(changed)
        self.left += not changed and any(now[name] != wanted[name] for name in values)
        self.same += not changed and all(now[name] == wanted[name] for name in values)


def _is_free(name: str, now: Mapping[str, Any], mark: SeedMark) -> bool:
    """Say whether nobody has written the field since: it holds what was planted, or nothing if it was not planted before."""
    if name in mark.planted:
        return bool(now[name] == mark.planted[name])
    return now[name] in ("", None)


def _plain(row: models.Model, values: Values) -> dict[str, Any]:
    """Return the row's values of the named fields as JSON keeps them, so that they can be compared with a mark's."""
    plain = {name: _prepared(row, name) for name in values}
    found: dict[str, Any] = json.loads(json.dumps(plain, cls=DjangoJSONEncoder))
    return found


def _prepared(row: models.Model, name: str) -> Any:
    chosen = row._meta.get_field(name)
    value = chosen.to_python(getattr(row, chosen.attname)) if not chosen.is_relation else getattr(row, chosen.attname)
    if isinstance(chosen, models.DecimalField) and value is not None:
        return f"{value:.{chosen.decimal_places}f}"  # 24 and 24.0000 are one value
    return value


def _name(model: type[models.Model], key: Values) -> str:
    return " ".join(str(value.pk if isinstance(value, models.Model) else value) for value in key.values())


@contextmanager
def planting(command: str) -> Iterator[Harvest]:
    """Plant in one transaction; history says that it was `command`."""
    with transaction.atomic(), pghistory.context(command=command):
        yield Harvest()
