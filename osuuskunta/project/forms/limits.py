"""Forms of dated limits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.forms import DayField, DecimalField, FormHelper, Group, Inline
from osuuskunta.project.models import RuleParameter


class DayForm(forms.Form):
    """The day on which the table shows what is valid."""

    on = DayField(label=_("Valid on"), required=False)
    check = forms.BooleanField(label=_("Only what needs checking"), required=False)


class ValueForm(forms.ModelForm):
    """One value of a limit. `preview` is the mark of what the page has said will follow, `seen` of what was opened."""

    value = DecimalField(
        label=_("Value"), required=False, max_digits=14, decimal_places=4,
        help_text=_("Empty: not known yet. The page then says so and nothing is calculated with it."),
    )  # fmt: skip
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Empty: until the next value begins."))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Law and paragraph, decision or address."))
    preview = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RuleParameter
        fields = ("value", "valid_from", "valid_to", "source", "confidence", "note")

    def __init__(self, *args: Any, unit: str, save: Any, url: str, first_day_known: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = _("Value, %(unit)s") % {"unit": unit}
        self.fields["valid_from"].required = first_day_known
        group = Group(_("Value"), "value", Inline("valid_from", "valid_to"), "source", "confidence", "note")
        self.helper = FormHelper(group, save=save, cancel=url)

    def values(self) -> dict[str, Any]:
        """Return what is to be stored."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def _post_clean(self) -> None:
        """Leave the model's checks to the action: adding a value first ends the one before it."""
