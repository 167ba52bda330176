"""The form of a line of the funding."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.forms import EuroField, FormHelper
from osuuskunta.project.enums import FundingKind


class FundingForm(forms.Form):
    """Who pays, as what, how much, and for which site if for one."""

    source = forms.CharField(label=_("Who pays"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of funding"), choices=FundingKind.choices)
    amount = EuroField(label=_("Amount"), min_value=0)
    site = forms.ChoiceField(label=_("Site"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, sites: Sequence[Any], url: str, save: Any, **kwargs: Any) -> None:
        initial = kwargs.get("initial") or {}
        if initial.get("site") is not None:
            kwargs["initial"] = {**initial, "site": initial["site"].pk}
        super().__init__(*args, **kwargs)
        self.sites = {str(site.pk): site for site in sites}
        choices = [("", _("All sites")), *((key, str(site)) for key, site in self.sites.items())]
        self.fields["site"].choices = choices  # type: ignore[attr-defined]
        self.helper = FormHelper(save=save, cancel=url)

    def clean_site(self) -> Any:
        """Return the chosen site itself, None for all."""
        return self.sites.get(self.cleaned_data["site"])
