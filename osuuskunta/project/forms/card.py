"""The card in short sections, each a form of at most seven fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.forms import DayField, EuroField, FormHelper, Group
from osuuskunta.project.enums import FIGURE_SAYS
from osuuskunta.project.models import Project
from osuuskunta.project.rules import SECTIONS, fields_of

TITLES = {
    "basics": _("Name and what it is"),
    "period": _("Period and indicators"),
    "funding": _("Funder and funding"),
    "decision": _("Application and decision"),
    "background": _("Background"),
    "contacts": _("Contacts"),
    "figures": _("Figures about organisations"),
}
SAYS = {
    "basics": _("Shown to everybody of the project, in their own language."),
    "period": _("Participation and reports lie within the period."),
    "funding": _("As in the funder's decision."),
    "decision": _("A diary number that is not known yet may stay empty."),
    "background": _("What the project grew out of and which service it belongs to."),
    "contacts": _("People whom the funder and the town can ask."),
    "figures": _("They count organisations, not people, and go into the funder's report as they stand here."),
}


def section_form(section: str, project: Project, url: str, **kwargs: Any) -> forms.ModelForm:
    """Return the form of a section of `project`'s card; `seen` is the hidden mark of what it was opened on."""
    names = fields_of(section, project.indicator_set)

    class SectionForm(forms.ModelForm):
        seen = forms.CharField(widget=forms.HiddenInput)

        class Meta:
            model = Project
            fields = names
            help_texts = {name: FIGURE_SAYS[name] for name in names if name in FIGURE_SAYS}
            field_classes = {
                "starts_on": DayField,
                "ends_on": DayField,
                "decided_on": DayField,
                "total_funding": EuroField,
            }
            widgets = {
                name: forms.Textarea(attrs={"rows": 3})
                for name in names
                if name.startswith("summary") or name == "predecessors"
            }

        def __init__(self, *args: Any, **inner: Any) -> None:
            super().__init__(*args, **inner)
            self.helper = FormHelper(
                Group(TITLES[section], *names, says=SAYS[section]), save=_("Save the section"), cancel=url
            )

    return SectionForm(instance=project, **kwargs)


def sections() -> tuple[str, ...]:
    """Return the names of the sections in the order of the page."""
    return tuple(SECTIONS)
