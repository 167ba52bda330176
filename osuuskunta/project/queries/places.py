"""Sites of a project and the municipalities that could become one."""

from collections import Counter
from dataclasses import dataclass

from osuuskunta.core.access import Actor
from osuuskunta.core.periods import today
from osuuskunta.project.enums import RelationKind
from osuuskunta.project.models import Municipality, MunicipalityRelation, PartnerSite, Project, Site, SiteTarget


@dataclass(frozen=True, slots=True)
class Place:
    """A site with what a reader asks of it first."""

    site: Site
    region: str
    partners: int
    targets: int


def places(user: Actor, project: Project) -> list[Place]:
    """Return the sites of `project` in their order, open and closed, in a fixed number of statements."""
    sites = list(Site.objects.filter(project=project).select_related("municipality").order_by("mark", "id"))
    day = today()
    regions = {
        relation.municipality_id: relation.name
        for relation in MunicipalityRelation.objects.filter(
            kind=RelationKind.REGION, municipality__in=[site.municipality_id for site in sites]
        )
        if (relation.valid_from or day) <= day <= (relation.valid_to or day)
    }
    partners = Counter(PartnerSite.objects.visible_to(user).filter(project=project).values_list("site_id", flat=True))
    targets = Counter(
        SiteTarget.objects.visible_to(user).filter(site__project=project).values_list("site_id", flat=True)
    )
    return [Place(site, regions.get(site.code, ""), partners[site.pk], targets[site.pk]) for site in sites]


def place(user: Actor, project: Project, pk: int) -> Place | None:
    """Return one site of `project`, or None."""
    return next((found for found in places(user, project) if found.site.pk == pk), None)


def free_municipalities(user: Actor, project: Project) -> list[Municipality]:
    """Return the known municipalities that are no site of `project` yet, by name."""
    return list(Municipality.objects.exclude(pk__in=Site.objects.filter(project=project).values("municipality")))
