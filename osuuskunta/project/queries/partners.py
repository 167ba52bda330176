"""Partners of a project and what each does where."""

from dataclasses import dataclass
from uuid import UUID

from osuuskunta.core.access import Actor
from osuuskunta.project.enums import OrganisationKind
from osuuskunta.project.models import Organisation, PartnerSite, Project, ProjectPartner, Site


@dataclass(frozen=True, slots=True)
class Carrier:
    """A partner with its places, in the sites' order."""

    partner: ProjectPartner
    places: list[PartnerSite]


def carriers(user: Actor, project: Project) -> list[Carrier]:
    """Return the partners of `project`, the lead first, with their places, in two statements."""
    found: dict[int, list[PartnerSite]] = {}
    places = PartnerSite.objects.visible_to(user).filter(project=project).select_related("site")
    for place in places.order_by("site__mark", "site_id"):
        found.setdefault(place.partner_id, []).append(place)
    partners = ProjectPartner.objects.filter(project=project).select_related("organisation")
    return [Carrier(partner, found.get(partner.pk, [])) for partner in partners]


def carrier(user: Actor, project: Project, pk: int) -> Carrier | None:
    """Return one partner of `project` with its places, or None."""
    return next((found for found in carriers(user, project) if found.partner.pk == pk), None)


def place_of(user: Actor, project: Project, partner: int, pk: UUID) -> PartnerSite | None:
    """Return what a partner of `project` does at one place, or None."""
    rows = PartnerSite.objects.visible_to(user).filter(project=project, partner=partner, pk=pk)
    return rows.select_related("site", "partner__organisation").first()


def free_sites(user: Actor, project: Project, partner: int) -> list[Site]:
    """Return the open sites of `project` at which the partner does not work yet."""
    taken = PartnerSite.objects.visible_to(user).filter(partner=partner).values("site")
    return list(Site.objects.filter(project=project, closed_on__isnull=True).exclude(pk__in=taken))


def is_shared(organisation: Organisation, project: Project) -> bool:
    """Say whether others stand on an organisation's name too: another project, or the people of a cooperative."""
    if organisation.kind == OrganisationKind.COOPERATIVE:
        return True
    return ProjectPartner.objects.filter(organisation=organisation).exclude(project=project).exists()
