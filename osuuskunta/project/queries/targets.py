"""What each site has promised, for every measure that is followed."""

from collections.abc import Mapping
from dataclasses import dataclass

from osuuskunta.core.access import Actor
from osuuskunta.project.models import Project, Site, SiteTarget


@dataclass(frozen=True, slots=True)
class SitePromise:
    """A site with its targets by measure; `source` is what they share, empty when they differ (`mixed`)."""

    site: Site
    targets: Mapping[str, int]
    source: str
    mixed: bool


def promises(user: Actor, project: Project) -> list[SitePromise]:
    """Return every site of `project` in its order with its targets, in two statements."""
    found: dict[int, list[SiteTarget]] = {}
    for target in SiteTarget.objects.visible_to(user).filter(site__project=project):
        found.setdefault(target.site_id, []).append(target)
    return [_promise(site, found.get(site.pk, [])) for site in Site.objects.filter(project=project)]


def promise(user: Actor, project: Project, pk: int) -> SitePromise | None:
    """Return the targets of one site of `project`, or None."""
    return next((one for one in promises(user, project) if one.site.pk == pk), None)


def _promise(site: Site, targets: list[SiteTarget]) -> SitePromise:
    sources = {target.source for target in targets}
    shared = sources.pop() if len(sources) == 1 else ""
    return SitePromise(site, {target.measure: target.value for target in targets}, shared, mixed=bool(sources))
