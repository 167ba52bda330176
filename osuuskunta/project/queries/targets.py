"""What each site has promised, for every measure that is followed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from osuuskunta.core.access import Actor
from osuuskunta.core.history import Change, changes_since
from osuuskunta.project.models import Project, Site, SiteTarget
from osuuskunta.project.queries.history import events_of
from osuuskunta.project.queries.rows import mark_of


@dataclass(frozen=True, slots=True)
class SitePromise:
    """A site with its targets by measure; `source` is what they share, empty when they differ (`mixed`)."""

    site: Site
    targets: Mapping[str, int]
    source: str
    mixed: bool
    seen: str  # the mark of these targets


def target_state(targets: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the form of a site's targets stands on, from the columns of their rows."""
    return {row["measure"]: [row["value"], row["source"]] for row in targets}


def targets_changed_meanwhile(user: Actor, site: Site, seen: str) -> list[Change]:
    """Return who has changed the targets of a site since they had the mark `seen`, newest first."""
    events = events_of(user, SiteTarget, site=site)
    rows = SiteTarget.objects.visible_to(user).filter(site=site)

    def opened(state: dict[str, Any]) -> bool:
        return mark_of(state) == seen

    return changes_since([events], rows, lambda states: target_state(states.values()), opened=opened)


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
    return SitePromise(
        site, {target.measure: target.value for target in targets}, shared, bool(sources), mark_of_targets(targets)
    )


def mark_of_targets(targets: Iterable[SiteTarget]) -> str:
    """Return the mark of a site's targets."""
    return mark_of(target_state(vars(target) for target in targets))
