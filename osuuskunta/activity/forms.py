"""The read log's filters."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from osuuskunta.activity.enums import Action
from osuuskunta.activity.queries import ReadFilter
from osuuskunta.core.forms import DayField

ANY = ("", pgettext_lazy("filter", "All"))


class ReadLogFilter(forms.Form):
    """In the address, so that it can be noted and sent on; it holds ids and days, never a name."""

    reader = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)
    action = forms.ChoiceField(label=_("What"), required=False, choices=[ANY, *Action.choices])
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("Until"), required=False)
    subject = forms.UUIDField(label=_("Identifier of the subject"), required=False)

    def __init__(self, data: Mapping[str, Any], readers: Iterable[Model]) -> None:
        super().__init__(data)
        self.fields["reader"].choices = [ANY, *((reader.pk, str(reader)) for reader in readers)]  # type: ignore[attr-defined]

    def wanted(self) -> ReadFilter:
        """Return what is asked for; a field that cannot be read filters nothing and is shown with its mistake."""
        self.is_valid()
        return ReadFilter(**{name: value for name, value in self.cleaned_data.items() if value not in (None, "")})
