"""What is done with the targets of sites."""

from collections.abc import Mapping

from django.db import transaction

from osuuskunta.core.access import Actor
from osuuskunta.project.actions.card import require
from osuuskunta.project.models import Site, SiteTarget
from osuuskunta.project.rules import EDIT_TARGETS


@transaction.atomic
def set_targets(*, site: Site, values: Mapping[str, int | None], source: str | None, by: Actor | None) -> int:
    """Store a site's targets by measure; None takes one away. Returns how many rows were written or deleted.

    `source` None leaves each target its own. What stays as it was writes nothing, so it has no line of history. A measure that
    `values` does not name stays. ValidationError when a number is no target.
    """
    require(by, EDIT_TARGETS)
    Site.objects.select_for_update().get(pk=site.pk)  # two savers of one site wait for each other
    stored = {target.measure: target for target in SiteTarget.objects.filter(site=site)}
    return sum(_set(site, measure, value, source, stored.get(measure)) for measure, value in values.items())


def _set(site: Site, measure: str, value: int | None, source: str | None, target: SiteTarget | None) -> bool:
    """Store one target; returns whether that changed anything."""
    if value is None:
        if target is not None:
            target.delete()
        return target is not None
    new = target is None
    target = target or SiteTarget(site=site, measure=measure, value=value, source=source or "")
    wanted = (value, target.source if source is None else source)
    if not new and (target.value, target.source) == wanted:
        return False
    target.value, target.source = wanted
    target.full_clean()
    target.save(force_insert=new)
    return True
