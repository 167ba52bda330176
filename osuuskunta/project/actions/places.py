"""What is done with sites. Nothing is deleted: people and figures of a closed site stay where they are."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from osuuskunta.core.access import Actor, require
from osuuskunta.core.wording import day
from osuuskunta.project.actions.rows import change_row
from osuuskunta.project.models import Municipality, Project, Site
from osuuskunta.project.rules import EDIT_AREAS, EDIT_SITES, next_mark


@transaction.atomic
def add_municipality(*, code: str, name_fi: str, name_sv: str, by: Actor | None) -> Municipality:
    """Add a municipality by its official code, with or without a site; ValidationError when the code is taken or is none."""
    require(by, EDIT_AREAS)
    row = Municipality(code=code, name_fi=name_fi, name_sv=name_sv or name_fi)
    row.full_clean()
    row.save(force_insert=True)
    return row


@transaction.atomic
def add_site(*, project: Project, municipality: Municipality, name: str, opened_on: date, by: Actor | None) -> Site:
    """Open a site; its colour is the next free one. Its walled rows can be written from the next request on."""
    require(by, EDIT_SITES)
    _check_day(project, opened_on, "opened_on")
    Project.objects.select_for_update().get(pk=project.pk)  # two savers would choose the same colour
    used = Site.objects.filter(project=project).values_list("mark", flat=True)
    site = Site(
        project=project,
        municipality=municipality,
        name=name or municipality.name_fi,
        name_sv="" if name else municipality.name_sv,
        mark=next_mark(list(used)),
        opened_on=opened_on,
    )
    site.full_clean()
    site.save(force_insert=True)
    return site


@transaction.atomic
def close_site(*, site: Site, closed_on: date, close_reason: str, seen: str, by: Actor | None) -> list[str]:
    """Close a site on a day, with a reason; returns the names of the fields that changed.

    `seen` is the mark of both when they were opened: RowChangedMeanwhile when it is another now, say because somebody else has
    closed the site. ValidationError when the day lies before the opening or outside the project.
    """
    require(by, EDIT_SITES)
    _check_day(site.project, closed_on, "closed_on")
    values = {"closed_on": closed_on, "close_reason": close_reason}
    return change_row(row=site, values=values, seen=seen, action=EDIT_SITES, by=by)


@transaction.atomic
def reopen_site(*, site: Site, by: Actor | None) -> Site:
    """Take the closing of a site back."""
    require(by, EDIT_SITES)
    site = _fresh(site)
    site.closed_on, site.close_reason = None, ""
    site.save(update_fields=["closed_on", "close_reason"])
    return site


def _fresh(site: Site) -> Site:
    """Return the row as it is stored, locked: a refused change leaves the caller's own copy as it was."""
    return Site.objects.select_for_update().get(pk=site.pk)


def _check_day(project: Project, wanted: date, field: str) -> None:
    if not project.starts_on <= wanted <= project.ends_on:
        said = _("Choose a day within the project, %(first)s–%(last)s.") % {
            "first": day(project.starts_on),
            "last": day(project.ends_on),
        }
        raise ValidationError({field: said})
