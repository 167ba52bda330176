"""The project (hanke), the places where it works and the organisations that carry it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.privacy import Privacy


class Municipality(models.Model):
    """A municipality by its official three-digit code (domain.md 6.4)."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=60)
    name_sv = models.CharField(_("name in Swedish"), max_length=60)

    privacy = Privacy(none="code name_fi name_sv")

    class Meta:
        ordering = ["name_fi"]

    def __str__(self) -> str:
        return self.name_fi


class Organisation(models.Model):
    """A partner of projects; a cooperative is one too (one-to-one, above)."""

    name = models.CharField(_("name"), max_length=120)
    business_id = models.CharField(_("business id"), max_length=9, blank=True)

    privacy = Privacy(none="id name business_id")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """A project and its card, as the funder holds it (mission.md)."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))

    privacy = Privacy(none="id code name starts_on ends_on")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A pilot locality: one project in one municipality. Its code everywhere is the municipality's."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="sites")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    privacy = Privacy(none="id project municipality name opened_on closed_on")

    class Meta:
        ordering = ["project", "municipality"]
        constraints = [
            models.UniqueConstraint(fields=["project", "municipality"], name="one_site_per_municipality"),
            models.UniqueConstraint(fields=["id", "project"], name="site_project_key"),  # what composite keys point at
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """The municipality's official code, resolved inside the project."""
        return self.municipality_id
