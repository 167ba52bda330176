"""What one has typed and what another has saved meanwhile, side by side; what is not shown elsewhere is not shown here either."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from osuuskunta.core.access import Words
from osuuskunta.core.history import Change
from osuuskunta.core.parts import Version
from osuuskunta.project.tables.rows import saved_by
from participants.tables.facts import said


@dataclass(frozen=True, slots=True)
class Side:
    """A field in both states; `field` is the id of the input into which either can be put, "" where one chooses anew."""

    label: Words
    field: str
    versions: tuple[Version, Version]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Who came between, the fields that differ, and the labels of those whose stored value is not shown."""

    savers: Sequence[str]
    fields: Sequence[Side]
    hidden: Sequence[Words]


def conflict(form: Any, stored: Model, changes: Iterable[Change]) -> Conflict:
    """Return what differs between a checked form and the row as it is stored now; `changes` are the latest of its history."""
    typed = form.values()
    differing = [name for name in form.names if name in typed and typed[name] != getattr(stored, name)]
    hidden = [form.fields[name].label for name in differing if form.hides(name)]
    fields = [_side(form, name, typed[name], stored) for name in differing if not form.hides(name)]
    return Conflict(saved_by(changes), fields, hidden)


def _side(form: Any, name: str, value: Any, stored: Model) -> Side:
    bound, mine = form[name], type(stored)()
    setattr(mine, name, value)
    column = stored._meta.get_field(name).attname  # type: ignore[union-attr]
    theirs = form.fields[name].prepare_value(getattr(stored, column))
    versions = (
        _version(_("What you wrote"), bound.value(), said(mine, name)),
        _version(_("Stored now"), bound.field.widget.format_value(theirs), said(stored, name)),
    )
    chosen = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxInput)
    return Side(bound.label, "" if chosen else bound.auto_id, versions)


def _version(title: str, value: Any, words: Words) -> Version:
    first = value[0] if isinstance(value, list) and value else value
    shown = words or pgettext("fact", "Not known")
    return Version(title, str(first or ""), [("same", str(shown))])
