"""A period of taking part at a site, with the situation before and after it as the funder asks (formats.md §2)."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.fields.ranges import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.constraints import CompositeForeignKey
from osuuskunta.core.ids import new_id
from osuuskunta.core.models import SiteScoped
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.sealing import SealedRow, SealedTwinField
from osuuskunta.project.models.base import tracked_without
from participants.enums import ExitReason, LabourStatus, ReferralSource
from participants.models.participants import SUBJECT, Participant
from participants.models.standing import STANDING

ENTRY = (
    "entry_date", "labour_status_entry", "registered_unemployed_entry", "full_time_student_entry", "unemployed_since",
    "in_education_entry", "isced_entry", "home_municipality", "household_jobless", "household_children", "household_single_adult",
)  # fmt: skip
EXIT = ("exit_date", "exit_reason", "exit_status_date", "labour_status_exit", "job_search_exit", "in_education_exit",
        "qualification_exit")  # fmt: skip
LATER = ("labour_status_6m", "improved_6m")
FACTS = (*ENTRY, *EXIT, *LATER, "referral_source")


class OpenDays(models.Func):
    """The days on which a period is open: its last day is none (formats.md §2). A period of one day has that one day."""

    function = "DATERANGE"
    arity = 2
    template = "DATERANGE(%(first)s, CASE WHEN %(last)s IS NULL THEN NULL ELSE GREATEST(%(last)s, %(first)s + 1) END)"

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        parts = [compiler.compile(part) for part in self.source_expressions]
        (first, first_values), (last, last_values) = parts
        sql = self.template % {"first": first, "last": last}
        return sql, [*first_values, *last_values, *last_values, *first_values]


@tracked_without(*FACTS)
class Participation(SealedRow, SiteScoped):
    """One period of one person at one site, from the first day of real support to the last; open while it has no last day.

    A return, or a second site, is a further period. What the funder counts as the entry are the facts of the person's earliest
    period, and as the exit those of the final one (formats.md §2, *Rows and people*); `esf_record` picks them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="participations", db_index=False, verbose_name=_("participant")
    )
    site = models.ForeignKey("project.Site", models.PROTECT, related_name="+", db_index=False, verbose_name=_("site"))
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("coach")
    )
    referral_source = models.CharField(
        _("referral source"), max_length=40, choices=ReferralSource, null=True, blank=True
    )

    entry_date = models.DateField(_("first day"))
    labour_status_entry = models.CharField(
        _("labour market status at the start"), max_length=10, choices=LabourStatus, null=True, blank=True
    )
    registered_unemployed_entry = models.BooleanField(_("registered as unemployed"), null=True, blank=True)
    full_time_student_entry = models.BooleanField(_("full-time student"), null=True, blank=True)
    unemployed_since = models.DateField(_("unemployed since"), null=True, blank=True)
    in_education_entry = models.BooleanField(_("in education or training at the start"), null=True, blank=True)
    isced_entry = models.PositiveSmallIntegerField(
        _("highest completed education (ISCED)"), null=True, blank=True, validators=[MaxValueValidator(8)]
    )
    # A code, not a key: people come from anywhere, and the house need not know every municipality to take one in.
    home_municipality = models.CharField(
        _("home municipality"), max_length=3, null=True, blank=True, validators=[RegexValidator(r"^[0-9]{3}$")]
    )
    household_jobless = models.BooleanField(_("lives in a jobless household"), null=True, blank=True)
    household_children = models.BooleanField(_("dependent children in the household"), null=True, blank=True)
    household_single_adult = models.BooleanField(_("the only adult of the household"), null=True, blank=True)

    exit_date = models.DateField(_("last day"), null=True, blank=True)
    exit_reason = models.CharField(_("reason for ending"), max_length=40, choices=ExitReason, null=True, blank=True)
    exit_status_date = models.DateField(_("day on which the situation was established"), null=True, blank=True)
    labour_status_exit = models.CharField(
        _("labour market status after leaving"), max_length=10, choices=LabourStatus, null=True, blank=True
    )
    job_search_exit = models.BooleanField(_("began to look for work"), null=True, blank=True)
    in_education_exit = models.BooleanField(_("in education or training after leaving"), null=True, blank=True)
    qualification_exit = models.BooleanField(_("gained a qualification"), null=True, blank=True)

    labour_status_6m = models.CharField(
        _("labour market status six months later"), max_length=10, choices=LabourStatus, null=True, blank=True
    )
    improved_6m = models.BooleanField(_("situation at work improved"), null=True, blank=True)
    facts = SealedTwinField(of=FACTS)

    reach = Reach.PEOPLE
    privacy = Privacy(none="id site", indirect=f"participant coach facts {' '.join(FACTS)}")

    class Meta(SiteScoped.Meta):
        verbose_name = _("participation period")
        verbose_name_plural = _("participation periods")
        triggers = STANDING
        constraints = [
            models.UniqueConstraint(fields=["id", "site"], name="participation_site_key"),
            models.UniqueConstraint(
                fields=["participant", "site", "entry_date"],
                name="one_participation_a_first_day",
                violation_error_message=_("The person has a period at this site that begins on the same day."),
            ),
            CompositeForeignKey(
                name="participation_of_an_enrolment",
                fields=("participant", "site"),
                to="participants.Enrolment",
                to_fields=("participant", "site"),
            ),
            ExclusionConstraint(
                name="one_participation_at_a_time",
                expressions=[
                    ("participant", RangeOperators.EQUAL),
                    ("site", RangeOperators.EQUAL),
                    (OpenDays("entry_date", "exit_date", output_field=DateRangeField()), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The person has another period at this site in these days."),
            ),
            models.CheckConstraint(
                condition=Q(exit_date__isnull=True) | Q(exit_date__gte=F("entry_date")),
                name="participation_ends_after_start",
                violation_error_message=_("The last day is before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(exit_status_date__isnull=True) | Q(exit_status_date__gte=F("exit_date")),
                name="participation_status_after_exit",
                violation_error_message=_("The situation after leaving is established on the last day or later."),
            ),
            models.CheckConstraint(
                condition=Q(exit_status_date__isnull=True) | Q(exit_date__isnull=False),
                name="participation_status_with_exit",
                violation_error_message=_("Without a last day there is no situation after leaving."),
            ),
            models.CheckConstraint(
                condition=Q(unemployed_since__isnull=True) | Q(unemployed_since__lte=F("entry_date")),
                name="participation_unemployed_before",
                violation_error_message=_("Unemployment at the start began on the first day or earlier."),
            ),
            models.CheckConstraint(
                condition=Q(isced_entry__isnull=True) | Q(isced_entry__lte=8),
                name="participation_isced_is_level",
                violation_error_message=_("The level of education is a number from 0 to 8."),
            ),
        ]
        indexes = [models.Index(fields=["site", "participant", "entry_date"], name="participation_rows")]

    def __str__(self) -> str:
        return f"{self.pk}"

    def seal_subject(self) -> tuple[str, uuid.UUID]:
        return SUBJECT, self.participant_id

    def clean(self) -> None:
        """Name the field when days do not follow each other; the constraints above say the same to whoever else writes."""
        said = {constraint.name: constraint.violation_error_message for constraint in self._meta.constraints}
        faults = {}
        if self.exit_date and self.entry_date and self.exit_date < self.entry_date:
            faults["exit_date"] = said["participation_ends_after_start"]
        if self.exit_status_date and not self.exit_date:
            faults["exit_status_date"] = said["participation_status_with_exit"]
        elif self.exit_status_date and self.exit_date and self.exit_status_date < self.exit_date:
            faults["exit_status_date"] = said["participation_status_after_exit"]
        if self.unemployed_since and self.entry_date and self.unemployed_since > self.entry_date:
            faults["unemployed_since"] = said["participation_unemployed_before"]
        if faults:
            raise ValidationError(faults)
