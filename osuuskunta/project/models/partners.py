"""The organisations that carry a project, and what each does where."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NotABusinessId
from stdnum.fi import ytunnus

from osuuskunta.core.constraints import CompositeForeignKey
from osuuskunta.core.ids import new_id
from osuuskunta.core.models import SiteScoped
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.project.enums import OrganisationKind, PartnerRole
from osuuskunta.project.models.base import tracked
from osuuskunta.project.models.card import Project
from osuuskunta.project.models.places import Site


def check_business_id(value: str) -> None:
    """Refuse what is no Finnish business id (Y-tunnus, domain.md 6.2): seven digits, a hyphen, the check digit."""
    try:
        number = ytunnus.validate(value)
    except InvalidChecksum:
        raise ValidationError(_("The last digit does not fit. Check the business id."), code="checksum") from None
    except NotABusinessId:
        raise ValidationError(_("Write the business id as 0147520-0."), code="format") from None
    if value != ytunnus.format(number):
        raise ValidationError(_("Write the business id as 0147520-0."), code="format")


@tracked
class Organisation(models.Model):
    """A partner of projects; a cooperative is one too (one-to-one, above)."""

    name = models.CharField(_("name"), max_length=120)
    business_id = models.CharField(_("business id"), max_length=9, blank=True, validators=[check_business_id])
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices, default=OrganisationKind.OTHER)

    privacy = Privacy(none="id name business_id kind")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["business_id"],
                condition=~Q(business_id=""),
                name="one_organisation_a_business_id",
                violation_error_message=_("Another organisation has this business id."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class ProjectPartner(models.Model):
    """An organisation in a project: leading it or taking part, with its own expertise."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    role = models.CharField(_("role"), max_length=10, choices=PartnerRole.choices, default=PartnerRole.PARTNER)
    expertise = models.CharField(_("expertise"), max_length=300, blank=True)
    task = models.CharField(_("role in words"), max_length=300, blank=True)

    privacy = Privacy(none="id project organisation role expertise task")

    class Meta:
        ordering = ["project", "role", "id"]  # "lead" sorts before "partner"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"],
                name="one_partner_an_organisation",
                violation_error_message=_("This organisation is a partner already."),
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(role=PartnerRole.LEAD),
                name="one_lead_partner",
                violation_error_message=_("A project has one lead partner. Change the other one first."),
            ),
            models.UniqueConstraint(fields=["id", "project"], name="partner_project_key"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


@tracked
class PartnerSite(SiteScoped):
    """What a partner does at a site, and the share it pays itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    partner = models.ForeignKey(ProjectPartner, models.CASCADE, related_name="places")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    task = models.CharField(_("role in words"), max_length=300, blank=True)
    own_share = models.DecimalField(_("own share"), max_digits=12, decimal_places=2, null=True, blank=True)

    reach = Reach.CARD
    privacy = Privacy(none="id project partner site task own_share")

    class Meta(SiteScoped.Meta):
        ordering = ["partner", "site"]
        constraints = [
            CompositeForeignKey(
                name="partnersite_site_of_project",
                fields=("site", "project"),
                to="project.Site",
                to_fields=("id", "project"),
                violation_error_message=_("The site is not one of this project."),
            ),
            CompositeForeignKey(
                name="partnersite_partner_of_project",
                fields=("partner", "project"),
                to="project.ProjectPartner",
                to_fields=("id", "project"),
                violation_error_message=_("The partner is not one of this project."),
            ),
            models.UniqueConstraint(
                fields=["partner", "site"],
                name="one_task_a_partner_and_site",
                violation_error_message=_("This partner works at the site already."),
            ),
            models.CheckConstraint(
                condition=Q(own_share__isnull=True) | Q(own_share__gte=0),
                name="own_share_not_negative",
                violation_error_message=_("The own share cannot be less than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.site_id}"
