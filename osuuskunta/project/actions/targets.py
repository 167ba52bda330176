"""What is done with the targets of sites."""

from collections.abc import Mapping

from django.db import transaction

from osuuskunta.core.access import Actor, require
from osuuskunta.project.models import Site, SiteTarget
from osuuskunta.project.queries.targets import mark_of_targets
from osuuskunta.project.rules import EDIT_TARGETS


class TargetsChangedMeanwhile(Exception):
    """Somebody else has changed the site's targets since they were opened."""


@transaction.atomic
def set_targets(
    *, site: Site, values: Mapping[str, int | None], source: str | None, seen: str, by: Actor | None
) -> int:
    """Store a site's targets by measure; None takes one away. Returns how many rows were written or deleted.

    `source` None leaves each target its own. What stays as it was writes nothing, so it has no line of history. A measure that
    `values` does not name stays. `seen` is the mark of the targets when they were opened: TargetsChangedMeanwhile when it is
    another now and something would change. ValidationError when a number is no target.
    """
    require(by, EDIT_TARGETS)
    Site.objects.select_for_update().get(pk=site.pk)  # two savers of one site wait for each other
    rows = list(SiteTarget.objects.filter(site=site))
    stored = {target.measure: target for target in rows}
    late = mark_of_targets(rows) != seen
    changed = {measure for measure, value in values.items() if _differs(value, source, stored.get(measure))}
    if changed and late:
        raise TargetsChangedMeanwhile
    for measure in changed:
        _set(site, measure, values[measure], source, stored.get(measure))
    return len(changed)


def _differs(value: int | None, source: str | None, target: SiteTarget | None) -> bool:
    if target is None or value is None:
        return (target is None) != (value is None)
    return (target.value, target.source) != (value, target.source if source is None else source)


def _set(site: Site, measure: str, value: int | None, source: str | None, target: SiteTarget | None) -> None:
    """Store one target, or take it away."""
    if value is None:
        if target is not None:
            target.delete()
        return
    new = target is None
    target = target or SiteTarget(site=site, measure=measure, value=value, source="")
    target.value, target.source = value, target.source if source is None else source
    target.full_clean()
    target.save(force_insert=new)
