"""Forms of partners and their places."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.forms import EuroField, FormHelper, Group, Inline
from osuuskunta.project.enums import OrganisationKind, PartnerRole

KINDS = [choice for choice in OrganisationKind.choices if choice[0] != OrganisationKind.COOPERATIVE]


class PartnerForm(forms.Form):
    """A partner: which organisation it is, and what it brings to the project."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    business_id = forms.CharField(
        label=_("Business id"), max_length=9, required=False,
        help_text=_("As 0147520-0. An organisation that is known by it is taken as it stands."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=KINDS)
    role = forms.ChoiceField(label=_("Role in the project"), choices=PartnerRole.choices, initial=PartnerRole.PARTNER)
    expertise = forms.CharField(
        label=_("Expertise"), required=False, max_length=300, help_text=_("What the partner knows best.")
    )
    task = forms.CharField(
        label=_("Role in words"), required=False, max_length=300, help_text=_("What the partner does for the project.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, url: str, save: Any, shared: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shared:
            for name in ("name", "business_id", "kind"):
                del self.fields[name]
        who = () if shared else (Group(_("Organisation"), "name", Inline("business_id", "kind")),)
        what = Group(_("In the project"), "role", "expertise", "task")
        self.helper = FormHelper(*who, what, save=save, cancel=url)


class PlaceForm(forms.Form):
    """What a partner does at a site."""

    site = forms.ChoiceField(label=_("Site"))
    task = forms.CharField(
        label=_("Role in words"), required=False, max_length=300, help_text=_("What the partner does at this site.")
    )
    own_share = EuroField(
        label=_("Own share"), required=False, min_value=0, help_text=_("What the partner pays itself at this site.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, sites: Sequence[Any] | None = None, url: str, save: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(site.pk): site for site in sites or ()}
        if sites is None:  # a place stays where it is
            del self.fields["site"]
        else:
            choices = [("", _("Choose")), *((key, str(site)) for key, site in self.sites.items())]
            self.fields["site"].choices = choices  # type: ignore[attr-defined]
        self.helper = FormHelper(save=save, cancel=url)

    def clean_site(self) -> Any:
        """Return the chosen site itself."""
        return self.sites[self.cleaned_data["site"]]
