"""Forms of municipalities and what they belong to."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.forms import DayField, FormHelper, Group, Inline
from osuuskunta.project.enums import RELATION_SAYS, Confidence, RelationKind


class AreasForm(forms.Form):
    """The day on which the page shows what belongs where."""

    on = DayField(label=_("Valid on"), required=False)
    sites = forms.BooleanField(label=_("Only municipalities with a site of the project"), required=False)


class MunicipalityForm(forms.Form):
    """A municipality that the house does not know yet."""

    code = forms.CharField(
        label=_("Code"), max_length=3, help_text=_("Three digits, as in 092."),
        validators=[RegexValidator(r"^[0-9]{3}$", _("A municipality's code has three digits, as in 061."))],
    )  # fmt: skip
    name_fi = forms.CharField(label=_("Its name in Finnish"), max_length=60)
    name_sv = forms.CharField(
        label=_("Its name in Swedish"), required=False, max_length=60, help_text=_("Empty: as in Finnish.")
    )

    def __init__(self, *args: Any, url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper("code", Inline("name_fi", "name_sv"), save=_("Add the municipality"), cancel=url)


class RelationForm(forms.Form):
    """What a municipality belongs to, from when until when, and where that is written."""

    kind = forms.ChoiceField(label=_("Kind of area"), choices=RelationKind.choices)
    name = forms.CharField(
        label=_("Name of the area"), max_length=120, help_text=_("Of the degree of urbanisation the class: 1, 2 or 3.")
    )
    valid_from = DayField(label=_("First day"), required=False, help_text=_("Empty: it has always been so."))
    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Empty: until the next area begins."))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Law and paragraph, decision or address."))
    confidence = forms.ChoiceField(label=_("How well known"), choices=[("", _("Choose")), *Confidence.choices])
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        url: str,
        save: Any,
        kind: RelationKind | None = None,
        source_known: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if kind is not None:  # what is there stays of its kind
            del self.fields["kind"]
        self.fields["source"].required = source_known
        first = () if kind is not None else ("kind",)
        says = RELATION_SAYS[kind] if kind is not None else ""
        title = kind.label if kind is not None else _("Where it belongs")
        dates = Inline("valid_from", "valid_to")
        group = Group(title, *first, "name", dates, "source", "confidence", says=says)
        self.helper = FormHelper(group, save=save, cancel=url)
