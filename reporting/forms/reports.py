"""Asking for a report."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.forms import DayField, FormHelper, Group, Inline
from osuuskunta.core.periods import today
from osuuskunta.project.models import Project
from reporting.indicators import SETS
from reporting.saying import said


def proposed(project: Project, now: date) -> tuple[date, date]:
    """Return the half-year that ended last before `now`, cut to the project; the whole project when it has ended (esf.md 2)."""
    if now > project.ends_on:
        return project.starts_on, project.ends_on
    first, last = (date(now.year - 1, 7, 1), date(now.year - 1, 12, 31))
    if now.month > 6:
        first, last = date(now.year, 1, 1), date(now.year, 6, 30)
    if last < project.starts_on:
        return project.starts_on, now
    return max(first, project.starts_on), last


class ReportForm(forms.Form):
    """Which days and which set; both are proposed."""

    indicator_set = forms.ChoiceField(label=_("Indicator set"))
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    as_of = DayField(
        label=_("As of"),
        required=False,
        help_text=_("The day by which six months must have passed since leaving. Empty: the last day."),
    )

    def __init__(self, *args: Any, project: Project, url: str, **kwargs: Any) -> None:
        first, last = proposed(project, today())
        kwargs["initial"] = {"indicator_set": project.indicator_set, "first": first, "last": last} | kwargs.get(
            "initial", {}
        )
        super().__init__(*args, **kwargs)
        self.fields["indicator_set"].choices = [(code, said(found.name)) for code, found in SETS.items()]  # type: ignore[attr-defined]
        group = Group(_("What the report is of"), "indicator_set", Inline("first", "last"), "as_of")
        self.helper = FormHelper(group, save=_("Build the report"), cancel=url)
