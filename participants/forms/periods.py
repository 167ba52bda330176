"""Forms of a period: how it began, who coaches, how it ended, and six months later."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from osuuskunta.core.forms import DayField, FormHelper, Group, Segments
from osuuskunta.core.periods import today
from osuuskunta.project.models import Site
from participants.enums import ExitReason, Isced, LabourStatus, ReferralSource
from participants.forms.base import PersonForm, coach_choices
from participants.forms.fields import Known, MunicipalityField, YesNo
from participants.models import Participation
from participants.wording import BEGINNING, HOME, LATER, SITUATION, WORK, label_of

STATUS_SAYS = gettext_lazy(
    "Unemployed: also in rehabilitative work or a work trial while registered. Employed: also wage-subsidised work. Outside the "
    "labour force: for example a pension, a rehabilitation allowance or full-time studies."
)


class _PeriodForm(PersonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.names:
            if name in self.fields and not self.fields[name].label:
                self.fields[name].label = label_of(Participation, name)


class StartFields(_PeriodForm):
    """The situation on the first day; everything but that day may be unknown."""

    main = "entry_date"

    entry_date = DayField(help_text=gettext_lazy("The first day of real support, not of a signature."))
    referral_source = Known(choices=ReferralSource.choices)
    labour_status_entry = Known(choices=LabourStatus.choices, widget=Segments, help_text=STATUS_SAYS)
    registered_unemployed_entry = YesNo(
        help_text=gettext_lazy("The funder counts everybody who is registered as unemployed, part-time work or not.")
    )
    unemployed_since = DayField(
        required=False, help_text=gettext_lazy("The first day of the present unbroken unemployment, if unemployed.")
    )
    full_time_student_entry = YesNo(
        help_text=gettext_lazy("The funder counts a full-time student as outside the labour force and in education.")
    )
    in_education_entry = YesNo()
    isced_entry = Known(choices=Isced.choices, help_text=gettext_lazy("The highest level that was completed."))
    home_municipality = MunicipalityField(help_text=gettext_lazy("Its code of three digits, or its name."))

    def groups(self) -> list[Group]:
        """Return the groups of the situation at the start."""
        return [Group(_("Work and studies on the first day"), *WORK), Group(_("Education and home"), *HOME)]


class StartForm(StartFields):
    """The first day of a period that is there, and the situation on it."""

    names = (*BEGINNING, *WORK, *HOME)

    def __init__(self, *args: Any, url: str, save: Any, hides_home: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hides_home = hides_home
        if hides_home:
            self.fields["home_municipality"].help_text = _("The stored one is hidden. Write another to replace it.")
        self.helper = FormHelper(Group(_("Beginning"), *BEGINNING), *self.groups(), save=save, cancel=url)

    def hides(self, name: str) -> bool:
        return name == "home_municipality" and self.hides_home

    def values(self) -> dict[str, Any]:
        found = super().values()
        if self.hides_home and found["home_municipality"] is None:
            del found["home_municipality"]
        return found


class BeginForm(StartFields):
    """A new period: where, from when, with whom, and the situation on the first day."""

    names = ("entry_date", "coach", "referral_source", *WORK, *HOME)

    site = forms.TypedChoiceField(label=gettext_lazy("Site"), coerce=int)
    coach = Known(label=gettext_lazy("Coach"), choices=(), unknown=pgettext_lazy("coach", "Nobody yet"))

    def __init__(
        self, *args: Any, url: str, save: Any, sites: Sequence[Site], coaches: Mapping[int, Sequence[Model]],
        extra: Sequence[Any] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.sites, self.coaches = {site.pk: site for site in sites}, coaches
        everybody = {coach.pk: coach for found in coaches.values() for coach in found}
        self.users = everybody
        self.fields["site"].choices = [(site.pk, str(site)) for site in sites]  # type: ignore[attr-defined]
        self.fields["site"].initial = next(iter(self.sites), None)
        self.fields["coach"] = Known(
            label=_("Coach"), choices=coach_choices(everybody.values(), None), unknown=pgettext_lazy("coach", "Nobody yet")
        )  # fmt: skip
        where = Group(_("Where and with whom"), "site", "entry_date", "coach", "referral_source")
        self.helper = FormHelper(where, *self.groups(), *extra, save=save, cancel=url)

    def clean(self) -> dict[str, Any]:
        """Refuse a coach of another site."""
        data = super().clean() or self.cleaned_data
        site, coach = data.get("site"), data.get("coach")
        if site and coach and coach not in {user.pk for user in self.coaches[site]}:
            self.add_error("coach", _("This coach does not work at the chosen site. Choose another."))
        return data

    def values(self) -> dict[str, Any]:
        found = super().values()
        return {**found, "coach": self.users[found["coach"]] if found.get("coach") else None}


class CoachForm(_PeriodForm):
    """Who coaches during a period."""

    names = ("coach",)

    coach = Known(label=gettext_lazy("Coach"), choices=())

    def __init__(
        self, *args: Any, url: str, save: Any, coaches: Sequence[Model], current: Model | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.users = {coach.pk: coach for coach in (*coaches, *([current] if current else ()))}
        choices = coach_choices(coaches, current)
        self.fields["coach"] = Known(
            label=_("Coach"), choices=choices, widget=forms.RadioSelect, unknown=pgettext_lazy("coach", "Nobody yet")
        )
        self.helper = FormHelper("coach", save=save, cancel=url, bar=False)

    def values(self) -> dict[str, Any]:
        chosen = self.cleaned_data["coach"]
        return {"coach": self.users[chosen] if chosen else None}


class EndForm(_PeriodForm):
    """The last day and the situation after it. `ended`: the period had ended before; without a last day it then goes on."""

    names = ("exit_date", "exit_reason", *SITUATION)
    main = "exit_date"

    exit_date = DayField(help_text=gettext_lazy("The day of the last support."))
    exit_reason = Known(choices=ExitReason.choices)
    labour_status_exit = Known(choices=LabourStatus.choices, widget=Segments, help_text=STATUS_SAYS)
    job_search_exit = YesNo(help_text=gettext_lazy("Newly: the person was not looking for work at the start."))
    in_education_exit = YesNo()
    qualification_exit = YesNo(
        help_text=gettext_lazy("Assessed by somebody competent; a certificate of attendance is none.")
    )
    exit_status_date = DayField(
        required=False,
        help_text=gettext_lazy(
            "The funder counts what was established at most 28 days after the last day. Unknown situation: leave it as it is."
        ),
    )

    def __init__(self, *args: Any, url: str, save: Any, ended: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ended = ended
        if ended:
            self.fields["exit_date"].required = False
            self.fields["exit_date"].help_text = _(
                "Empty: the period goes on, and what was said of its end is taken away."
            )
        says = _("As far as it is known now; the rest can be added later.")
        self.helper = FormHelper(
            Group(_("Last day"), "exit_date", "exit_reason"),
            Group(_("Situation after leaving"), *SITUATION, says=says),
            save=save, cancel=url,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be known yet, and leave out a day on which nothing was established."""
        data, now = super().clean() or self.cleaned_data, today()
        known = [name for name in SITUATION[:-1] if data.get(name) is not None]
        last: date | None = data.get("exit_date")
        if last and last > now:
            for name in known:
                self.add_error(name, _("This can be known on the last day or later. Choose “Not known” for now."))
        if not known:
            data["exit_status_date"] = None
        elif (told := data.get("exit_status_date")) and told > now:
            self.add_error("exit_status_date", _("This day is not here yet."))
        return data

    def values(self) -> dict[str, Any]:
        found = super().values()
        if found["exit_date"] is None:
            return {**dict.fromkeys(self.names), "labour_status_6m": None, "improved_6m": None}
        return found


class LaterForm(_PeriodForm):
    """The situation six months after leaving."""

    names = LATER

    labour_status_6m = Known(choices=LabourStatus.choices, widget=Segments, help_text=STATUS_SAYS)
    improved_6m = YesNo(
        help_text=gettext_lazy(
            "Only of somebody who worked at the start: steadier, longer or more demanding work, or promotion. Better pay alone is none."
        )
    )

    def __init__(self, *args: Any, url: str, save: Any, on: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        says = _("How things were on %(day)s, six months after the last day.") % {"day": on}
        self.helper = FormHelper(Group(_("Six months later"), *self.names, says=says), save=save, cancel=url)
