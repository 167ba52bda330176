"""The form of a short text of the card."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.forms import FormHelper, Group
from osuuskunta.project.enums import LineKind

TITLES = ("title", "title_sv", "title_en")
TEXTS = ("text", "text_sv", "text_en")


class LineForm(forms.Form):
    """A text in three languages; what is not translated is shown in Finnish."""

    title = forms.CharField(label=_("In short"), max_length=120)
    title_sv = forms.CharField(label=_("In short, in Swedish"), required=False, max_length=120)
    title_en = forms.CharField(label=_("In short, in English"), required=False, max_length=120)
    text = forms.CharField(label=_("In a sentence"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    text_sv = forms.CharField(
        label=_("The sentence in Swedish"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    text_en = forms.CharField(
        label=_("The sentence in English"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    number = forms.IntegerField(
        label=_("Place in the list"), min_value=1, max_value=99, help_text=_("A number that no other line has.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: LineKind, is_new: bool, url: str, save: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = (*TITLES, *(TEXTS if kind == LineKind.PROMISE else ()), *(() if is_new else ("number",)))
        for name in set(self.fields) - {*shown, "seen"}:
            del self.fields[name]
        self.helper = FormHelper(Group(kind.label, *shown), save=save, cancel=url)

    @property
    def texts(self) -> dict[str, str]:
        """The checked texts by the names of their fields."""
        return {name: self.cleaned_data[name] for name in (*TITLES, *TEXTS) if name in self.fields}
