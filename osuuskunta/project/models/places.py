"""Municipalities, what they belong to, and the sites of projects."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.fields.ranges import RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.privacy import Privacy
from osuuskunta.project.enums import Confidence, RelationKind
from osuuskunta.project.models.base import DateRange, in_language, tracked
from osuuskunta.project.models.card import Project


class Municipality(models.Model):
    """A municipality by its official three-digit code (domain.md 6.4)."""

    code = models.CharField(
        _("code"),
        max_length=3,
        primary_key=True,
        validators=[RegexValidator(r"^[0-9]{3}$", _("A municipality's code has three digits, as in 061."))],
    )
    name_fi = models.CharField(_("name in Finnish"), max_length=60)
    name_sv = models.CharField(_("name in Swedish"), max_length=60)

    privacy = Privacy(none="code name_fi name_sv")

    class Meta:
        ordering = ["name_fi"]

    def __str__(self) -> str:
        return in_language(self.name_fi, self.name_sv)


@tracked
class MunicipalityRelation(models.Model):
    """What a municipality belongs to, and when: areas change (domain.md 6.4)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="relations")
    kind = models.CharField(_("kind"), max_length=20, choices=RelationKind.choices)
    name = models.CharField(_("name"), max_length=120)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence.choices, default=Confidence.HIGH)

    privacy = Privacy(none="id municipality kind name valid_from valid_to source confidence")

    class Meta:
        ordering = ["municipality", "kind", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="one_relation_a_kind_at_a_time",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", output_field=DateRangeField()), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("A municipality belongs to one area of a kind at a time."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class Site(models.Model):
    """A pilot locality: one project in one municipality. Its code everywhere is the municipality's."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="sites")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("municipality"))
    name = models.CharField(_("name"), max_length=60)
    name_sv = models.CharField(_("name in Swedish"), max_length=60, blank=True)
    mark = models.PositiveSmallIntegerField(_("colour and marker"), default=1)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    close_reason = models.CharField(_("why it closed"), max_length=300, blank=True)

    privacy = Privacy(none="id project municipality name name_sv mark opened_on closed_on close_reason")

    class Meta:
        ordering = ["project", "mark", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "municipality"],
                name="one_site_per_municipality",
                violation_error_message=_("This municipality is a site of the project already."),
            ),
            models.UniqueConstraint(fields=["id", "project"], name="site_project_key"),  # what composite keys point at
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="site_closes_after_opening",
                violation_error_message=_("A site cannot close before it opened."),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_sv)

    @property
    def code(self) -> str:
        """The municipality's official code, resolved inside the project."""
        return self.municipality_id

    @property
    def is_open(self) -> bool:
        """Whether nobody has closed it; a day in the future counts as closed already, for new work is not begun."""
        return self.closed_on is None
