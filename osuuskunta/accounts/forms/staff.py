"""Forms of people and rights."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from osuuskunta.accounts.forms.own import own_names
from osuuskunta.accounts.queries import Standing
from osuuskunta.accounts.roles import ROLES
from osuuskunta.accounts.rules import takes_organisation, takes_site
from osuuskunta.accounts.saying import Chosen
from osuuskunta.core.forms import DayField, FormHelper, Group, Part
from osuuskunta.core.periods import today

ALL = "all"
STANDINGS = {"": None, **{one.value: one for one in Standing}}


def roles() -> list[tuple[str, Any]]:
    """Return the roles by code and name."""
    return [("", _("Choose a role")), *((code, role.name) for code, role in ROLES.items())]


def everywhere(sites: Iterable[Any]) -> list[tuple[str, Any]]:
    """Return the choices of a site: none yet, all, or one."""
    return [("", _("Choose")), (ALL, _("All sites")), *((str(site.pk), str(site)) for site in sites)]


class StaffFilter(forms.Form):
    """Narrows the list of people."""

    role = forms.ChoiceField(label=_("Role"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    standing = forms.ChoiceField(
        label=_("Rights"),
        required=False,
        choices=[
            ("", _("In force or beginning")),
            (Standing.NOW.value, _("In force today")),
            (Standing.COMING.value, _("Beginning later")),
            (Standing.ENDED.value, _("Ended")),
        ],
    )

    def __init__(self, *args: Any, sites: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles")), *roles()[1:]]  # type: ignore[attr-defined]
        self.fields["site"].choices = [("", _("All sites")), *everywhere(sites)[2:]]  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    """Who is invited, as what, where and until when."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Somebody who has an account already gets the role in it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=own_names)
    role = forms.ChoiceField(label=_("Role"), choices=roles)
    site = forms.ChoiceField(
        label=_("Site"), required=False, help_text=_("A role for the whole project has no site of its own.")
    )
    organisation = forms.ChoiceField(
        label=_("Cooperative or organisation"),
        required=False,
        help_text=_("Only for board members, work supervisors and bookkeepers."),
    )
    valid_to = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until it is ended. An auditor's role needs a last day."),
    )

    def __init__(
        self, *args: Any, sites: Iterable[Any], organisations: Iterable[Any], url: str, back: str, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.sites = {str(site.pk): site for site in sites}
        self.organisations = {str(one.pk): one for one in organisations}
        self.fields["site"].choices = everywhere(self.sites.values())  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [
            ("", _("None")),
            *((key, str(one)) for key, one in self.organisations.items()),
        ]  # type: ignore[attr-defined]
        for name in ("role", "site", "organisation"):
            self.fields[name].widget.attrs.update(
                {
                    "hx-post": url,
                    "hx-trigger": "change",
                    "hx-target": "#sees",
                    "hx-swap": "outerHTML",
                    "hx-sync": "closest form:queue last",
                }
            )
        self.helper = FormHelper(
            Group(_("Who"), "email", "name", "language"),
            Group(_("Right"), "role", "site", "organisation", "valid_to"),
            Part("accounts/invite_sees.html"),
            save=_("Send the invitation"),
            cancel=back,
        )

    @property
    def chosen_role(self) -> Any:
        """The role class that is chosen, or None."""
        return ROLES.get(self["role"].value() or "")

    def chosen(self) -> Chosen:
        """Return site and organisation as far as they are chosen: words stand for what is still open."""
        role, site = self.chosen_role, self["site"].value() or ""
        here: object = self.sites.get(site)
        if role is not None and takes_site(role) and not site:
            here = _("The site that you choose")
        whose: object = None
        if role is not None and takes_organisation(role):
            whose = self.organisations.get(self["organisation"].value() or "") or _("The cooperative that you choose")
        return Chosen(here, whose)

    def clean(self) -> dict[str, Any]:
        """See that site, organisation and last day fit the role."""
        cleaned: dict[str, Any] = super().clean() or {}
        role = ROLES.get(cleaned.get("role", ""))
        if role is None:
            return cleaned
        site, organisation = cleaned.get("site", ""), cleaned.get("organisation", "")
        if takes_site(role) and not site and "site" not in self.errors:
            self.add_error("site", _("Choose one site, or all sites."))
        if takes_organisation(role) and not organisation and "organisation" not in self.errors:
            self.add_error("organisation", _("Choose the cooperative that the role is for."))
        if role.must_end and not cleaned.get("valid_to") and "valid_to" not in self.errors:
            self.add_error("valid_to", _("An auditor's role needs a last day."))
        cleaned["site"] = self.sites.get(site) if takes_site(role) else None
        cleaned["organisation"] = self.organisations.get(organisation) if takes_organisation(role) else None
        return cleaned

    def clean_valid_to(self) -> Any:
        """A role that has ended before it begins is a slip."""
        return not_past(self.cleaned_data["valid_to"])


class EndForm(forms.Form):
    """Until when a role holds."""

    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Empty: until it is ended."))

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(save=_("Change the last day"), cancel=back, bar=False)

    def clean_valid_to(self) -> Any:
        """To end a role now there is a button that says so."""
        return not_past(self.cleaned_data["valid_to"])


def not_past(value: Any) -> Any:
    """Return the day; ValidationError when it has gone."""
    if value is not None and value < today():
        raise forms.ValidationError(_("Choose today or a later day."))
    return value
