"""Limits of law and funder, each with the days on which it is valid (domain.md 2.7)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.fields.ranges import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.privacy import Privacy
from osuuskunta.project.enums import Confidence, Unit
from osuuskunta.project.models.base import DateRange, tracked
from osuuskunta.project.rules import MissingParameter, needs_check


class RuleParameterQuerySet(models.QuerySet["RuleParameter"]):
    """The vocabulary of dated limits."""

    def valid_on_day(self, day: date) -> Self:
        """Return the rows whose days include `day`."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def valid_on(self, key: str, day: date) -> "RuleParameter":
        """Return the value of `key` on `day`; MissingParameter when there is none or it is still to be entered."""
        found = self.valid_on_day(day).filter(key=key, value__isnull=False).first()
        if found is None:
            raise MissingParameter(key, day)
        return found


@tracked
class RuleParameter(models.Model):
    """One value of a limit from a day to a day. A row without a value says that an administrator must enter it."""

    key = models.CharField(_("limit"), max_length=80)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit.choices)
    note = models.CharField(_("condition"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence.choices)
    verified_on = models.DateField(_("checked on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )

    objects = RuleParameterQuerySet.as_manager()
    privacy = Privacy(
        none="id key value unit note valid_from valid_to source confidence verified_on", indirect="verified_by"
    )

    class Meta:
        ordering = ["key", F("valid_from").asc(nulls_first=True)]
        constraints = [
            ExclusionConstraint(
                name="one_value_at_a_time",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", output_field=DateRangeField()), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Two values of one limit cannot be valid on the same day. Choose other days or close the earlier value."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="parameter_ends_after_start",
                violation_error_message=_("The last day cannot lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value} {self.valid_from}"

    @property
    def needs_check(self) -> bool:
        """Whether an administrator should look the value up."""
        return needs_check(self.confidence, verified=self.verified_on is not None, has_value=self.value is not None)
