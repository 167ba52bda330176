"""Where the money comes from, and what each site has promised."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.constraints import CompositeForeignKey
from osuuskunta.core.ids import new_id
from osuuskunta.core.models import SiteScoped
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.walls import Wall, ids
from osuuskunta.project.enums import FundingKind, Measure
from osuuskunta.project.models.base import tracked
from osuuskunta.project.models.card import Project
from osuuskunta.project.models.places import Site


@tracked
class FundingLine(SiteScoped):
    """A part of the funding: who pays, as what, how much, and for which site if for one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    source = models.CharField(_("who pays"), max_length=120)
    kind = models.CharField(_("kind of funding"), max_length=20, choices=FundingKind.choices)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    reach = Reach.CARD
    # A line without a site is the whole project's, so the wall goes by the project (as role grants' does).
    wall = Wall(f"project_id = {ids('projects')}", f"project_id = {ids('projects')}")
    privacy = Privacy(none="id project site source kind amount")

    class Meta(SiteScoped.Meta):
        ordering = ["project", "kind", "id"]
        constraints = [
            CompositeForeignKey(
                name="funding_site_of_project",
                fields=("site", "project"),
                to="project.Site",
                to_fields=("id", "project"),
                violation_error_message=_("The site is not one of this project."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="funding_not_negative",
                violation_error_message=_("The amount cannot be less than zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.source


@tracked
class SiteTarget(SiteScoped):
    """How much of a measure a site has promised, and where that stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="+", verbose_name=_("site"))
    measure = models.CharField(_("measure"), max_length=20, choices=Measure.choices)
    value = models.PositiveIntegerField(_("target"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    reach = Reach.CARD
    privacy = Privacy(none="id site measure value source")

    class Meta(SiteScoped.Meta):
        ordering = ["site", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "measure"],
                name="one_target_a_measure",
                violation_error_message=_("This measure has a target at the site already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.value}"
