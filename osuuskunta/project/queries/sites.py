"""Which sites a project has, for scopes and housekeeping."""

from collections import defaultdict
from collections.abc import Iterable

from osuuskunta.project.models import Site


def site_ids_by_project(projects: Iterable[int]) -> dict[int, frozenset[int]]:
    """Map each project id to the ids of all its sites, closed ones too: their people are still there to be seen."""
    found: dict[int, set[int]] = defaultdict(set)
    for project_id, site_id in Site.objects.filter(project__in=list(projects)).values_list("project_id", "id"):
        found[project_id].add(site_id)
    return {project_id: frozenset(ids) for project_id, ids in found.items()}


def all_site_ids() -> frozenset[int]:
    """Return the ids of all sites of all projects, for housekeeping that must see every one (seals of the read log)."""
    return frozenset(Site.objects.values_list("id", flat=True))
