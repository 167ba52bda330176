"""The histories of a project's rows, those that are gone among them, and how such rows were called."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from osuuskunta.core.access import Actor
from osuuskunta.core.history import event_model
from osuuskunta.core.scope import require_scope
from osuuskunta.project.models import (
    CardLine,
    FundingLine,
    Municipality,
    MunicipalityRelation,
    Organisation,
    PartnerSite,
    Project,
    ProjectPartner,
    RuleParameter,
    Site,
    SiteTarget,
)


def events_of(user: Actor, model: type[Model], **narrowed: Any) -> QuerySet[Any]:
    """Return the entries of a model's history; the same wall stands before it as before the rows."""
    require_scope()
    events = event_model(model)
    assert events is not None  # noqa: S101  # nosec B101  each model of the card is tracked
    return events._base_manager.filter(**narrowed)


def card_events(user: Actor, project: Project) -> QuerySet[Any]:
    """Return what happened to the card's own facts."""
    return events_of(user, Project, pgh_obj=project)


def site_events(user: Actor, project: Project) -> QuerySet[Any]:
    """Return what happened to the sites of `project`."""
    return events_of(user, Site, project=project)


def partner_events(user: Actor, project: Project) -> QuerySet[Any]:
    """Return who became a partner of `project`, what was changed, and who is one no longer."""
    return events_of(user, ProjectPartner, project=project)


def place_events(user: Actor, project: Project) -> QuerySet[Any]:
    """Return what was said of the partners' sites."""
    return events_of(user, PartnerSite, project=project)


def organisation_events(user: Actor, project: Project) -> QuerySet[Any]:
    """Return what happened to the organisations that are or were partners of `project`."""
    return events_of(user, Organisation, pgh_obj__in=partner_events(user, project).values("organisation"))


def funding_events(user: Actor, project: Project) -> QuerySet[Any]:
    """Return what happened to the lines of the funding."""
    return events_of(user, FundingLine, project=project)


def target_events(user: Actor, project: Project) -> QuerySet[Any]:
    """Return what happened to the targets of the sites."""
    return events_of(user, SiteTarget, site__project=project)


def line_events(user: Actor, project: Project) -> QuerySet[Any]:
    """Return what happened to the target groups and promises."""
    return events_of(user, CardLine, project=project)


def limit_events(user: Actor, key: str = "") -> QuerySet[Any]:
    """Return what happened to the dated limits, or to one of them."""
    return events_of(user, RuleParameter, **({"key": key} if key else {}))


def relation_events(user: Actor, municipality: str = "") -> QuerySet[Any]:
    """Return what happened to the areas of all municipalities, or of one."""
    return events_of(user, MunicipalityRelation, **({"municipality": municipality} if municipality else {}))


def partner_names(user: Actor, partners: Iterable[int]) -> dict[int, str]:
    """Return the names of partners, those that are no longer partners too, in two statements."""
    latest = events_of(user, ProjectPartner, pgh_obj__in=set(partners)).order_by("pgh_obj_id", "-pgh_id")
    of = dict(latest.distinct("pgh_obj_id").values_list("pgh_obj_id", "organisation_id"))
    names = Organisation.objects.in_bulk(set(of.values()))
    return {partner: str(names[organisation]) for partner, organisation in of.items() if organisation in names}


def organisation_names(user: Actor, organisations: Iterable[int]) -> dict[int, str]:
    """Return the names of organisations as they are now."""
    return {pk: str(row) for pk, row in Organisation.objects.in_bulk(set(organisations)).items()}


def site_names(user: Actor, sites: Iterable[int]) -> dict[int, str]:
    """Return the names of sites as they are now; none is ever deleted."""
    return {pk: str(row) for pk, row in Site.objects.in_bulk(set(sites)).items()}


def municipality_names(user: Actor, codes: Iterable[str]) -> dict[str, str]:
    """Return the names of municipalities by their codes."""
    return {pk: str(row) for pk, row in Municipality.objects.in_bulk(set(codes)).items()}
