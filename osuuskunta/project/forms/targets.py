"""The form of a site's targets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.forms import FormHelper, Group
from osuuskunta.project.enums import Measure

LARGEST = 9_999_999  # more people than Finland has: a slip of the keyboard


class TargetsForm(forms.Form):
    """A whole number for each measure; an empty one is no target."""

    source = forms.CharField(
        label=_("Source of the targets"), required=False, max_length=200,
        help_text=_("Where the numbers are written, such as the funding decision."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for measure in Measure:
            self.fields[measure.value] = forms.IntegerField(
                label=measure.label, required=False, min_value=0, max_value=LARGEST
            )
        self.helper = FormHelper(
            Group(_("Targets"), *Measure.values, says=_("Leave a field empty when there is no target.")),
            Group(_("Where they come from"), "source"),
            save=_("Save the targets"),
            cancel=url,
        )

    @property
    def values(self) -> dict[str, int | None]:
        """The checked numbers by measure."""
        return {measure: self.cleaned_data[measure] for measure in Measure.values}
