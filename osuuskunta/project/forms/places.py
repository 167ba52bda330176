"""Forms of sites."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.forms import DayField, FormHelper, Group, Inline

ANOTHER = "other"


class SiteForm(forms.Form):
    """A new site: a municipality that is known, or one that is added with it."""

    municipality = forms.ChoiceField(label=_("Municipality"))
    code = forms.CharField(
        label=_("Code of another municipality"), required=False, max_length=3,
        help_text=_("Only when the municipality is not in the list. Three digits, as in 092."),
        validators=[RegexValidator(r"^[0-9]{3}$", _("A municipality's code has three digits, as in 061."))],
    )  # fmt: skip
    name_fi = forms.CharField(label=_("Its name in Finnish"), required=False, max_length=60)
    name_sv = forms.CharField(label=_("Its name in Swedish"), required=False, max_length=60)
    name = forms.CharField(
        label=_("Name of the site"), required=False, max_length=60, help_text=_("Empty: the municipality's name.")
    )
    opened_on = DayField(label=_("Opened on"))

    def __init__(self, *args: Any, known: Sequence[Any], url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose")), *((row.pk, str(row)) for row in known), (ANOTHER, _("Another municipality"))]
        self.fields["municipality"].choices = choices  # type: ignore[attr-defined]
        self.helper = FormHelper(
            Group(_("Where"), "municipality", Inline("code", "name_fi", "name_sv")),
            Group(_("The site"), "name", "opened_on"),
            save=_("Add the site"),
            cancel=url,
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("municipality") == ANOTHER:
            if not found.get("code") and "code" not in self.errors:
                self.add_error("code", _("Write the municipality's code."))
            if not found.get("name_fi"):
                self.add_error("name_fi", _("Write the municipality's name."))
        return found


class RenameForm(forms.Form):
    """A site's names."""

    name = forms.CharField(label=_("Name"), max_length=60)
    name_sv = forms.CharField(label=_("Name in Swedish"), required=False, max_length=60)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper("name", "name_sv", save=_("Save the name"), cancel=url)


class CloseForm(forms.Form):
    """When and why a site closes."""

    closed_on = DayField(label=_("Last day"))
    close_reason = forms.CharField(label=_("Why it closes"), max_length=300)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper("closed_on", "close_reason", save=_("Close the site"), cancel=url)
