"""What municipalities belong to: on a day, and over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from osuuskunta.core.access import Actor
from osuuskunta.project.enums import RelationKind
from osuuskunta.project.models import Municipality, MunicipalityRelation, Project, Site

ORDER = ("name_fi", "code")


@dataclass(frozen=True, slots=True)
class Belonging:
    """A municipality with its areas on a day, None where none is known; `site` is the project's site there, if it is one."""

    municipality: Municipality
    site: Site | None
    areas: dict[RelationKind, MunicipalityRelation | None]


def municipalities(user: Actor, project: Project, *, only_sites: bool = False) -> QuerySet[Municipality]:
    """Return the municipalities that the house knows, or those in which `project` has a site; public facts."""
    rows = Municipality.objects.all()
    return rows.filter(pk__in=Site.objects.filter(project=project).values("municipality")) if only_sites else rows


def belongings(user: Actor, project: Project, rows: Sequence[Municipality], day: date) -> list[Belonging]:
    """Return where each of `rows` belongs on `day`, in two statements."""
    sites = {site.municipality_id: site for site in Site.objects.filter(project=project)}
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    valid = MunicipalityRelation.objects.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    found = {(row.municipality_id, row.kind): row for row in valid.filter(municipality__in=[row.pk for row in rows])}
    return [
        Belonging(row, sites.get(row.pk), {kind: found.get((row.pk, kind)) for kind in RelationKind}) for row in rows
    ]


def municipality(user: Actor, code: str) -> Municipality | None:
    """Return a municipality by its official code, or None."""
    return Municipality.objects.filter(pk=code).first()


def relations(user: Actor, row: Municipality) -> list[MunicipalityRelation]:
    """Return everything that a municipality has belonged to, kind by kind, the newest first."""
    found = list(MunicipalityRelation.objects.filter(municipality=row))
    found.sort(key=lambda one: one.valid_from or date.min, reverse=True)
    found.sort(key=lambda one: RelationKind.values.index(one.kind))
    return found


def relation(user: Actor, code: str, pk: int) -> MunicipalityRelation | None:
    """Return one relation of the municipality with `code`, or None."""
    return MunicipalityRelation.objects.filter(municipality=code, pk=pk).select_related("municipality").first()


def open_before(row: Municipality, kind: str, valid_from: date) -> MunicipalityRelation | None:
    """Return the area without a last day that a new one of its kind from `valid_from` would end, or None."""
    open_ones = MunicipalityRelation.objects.filter(municipality=row, kind=kind, valid_to__isnull=True)
    return next((one for one in open_ones if one.valid_from is None or one.valid_from < valid_from), None)
