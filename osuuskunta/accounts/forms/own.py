"""The form of one's own account."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.forms import FormHelper, Segments


def own_names() -> list[tuple[str, str]]:
    """Return the languages, each by its own name: who has lost the way finds it back."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]


class OwnForm(forms.Form):
    """Name and language."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), choices=own_names, widget=Segments)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(save=_("Save"), bar=False)
