"""Two states of a row of the card, in words."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.forms import BaseForm

from osuuskunta.core.parts import Fact
from osuuskunta.core.wording import NOTHING, day, euro


def differences(form: BaseForm, stored: Model, names: Iterable[str]) -> list[Fact]:
    """Return the fields in which what was typed differs from what is stored now, each with the stored value."""
    differing = [name for name in names if form.cleaned_data.get(name) != getattr(stored, name)]
    return [Fact(form.fields[name].label or name, _said(stored, name)) for name in differing]


def _said(stored: Model, name: str) -> str:
    value: Any = getattr(stored, name)
    if value in ("", None):
        return NOTHING
    if isinstance(value, Decimal):
        return euro(value)
    if isinstance(value, date):
        return day(value)
    shown = getattr(stored, f"get_{name}_display", None)
    return str(shown() if shown else value)
