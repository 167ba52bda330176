"""Planting a project's card with its sites, partners, funding and texts: S20395, and with other facts the demo's project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.enums import LineKind
from osuuskunta.project.models import (
    CardLine,
    FundingLine,
    Municipality,
    Organisation,
    PartnerSite,
    Project,
    ProjectPartner,
    Site,
    SiteTarget,
)
from osuuskunta.project.seed import s20395
from osuuskunta.project.seed.plant import Harvest

Texts = tuple[str, str, str]  # fi, sv, en


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """Everything that makes a card; tuples as `seed.s20395` explains them."""

    code: str
    card: Mapping[str, Any]
    sites: Sequence[str]
    partners: Sequence[tuple[str, str, str, str, str, str]]
    places: Sequence[tuple[str, str, str]]
    funding: Sequence[tuple[str, str, str, Any]] = ()
    target_groups: Sequence[Texts] = ()
    promises: Sequence[tuple[Texts, Texts]] = ()
    targets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # code of the site → measure → value
    targets_source: str = ""


S20395 = CardFacts(
    code=s20395.CODE, card=s20395.CARD, sites=s20395.SITES, partners=s20395.PARTNERS, places=s20395.PLACES,
    funding=s20395.FUNDING, target_groups=s20395.TARGET_GROUPS, promises=s20395.PROMISES,
)  # fmt: skip


def seed_project(harvest: Harvest, facts: CardFacts = S20395) -> Project | None:
    """Plant a card and return its project; None when a person has removed the project."""
    project: Project | None = harvest.plant(Project, {"code": facts.code}, facts.card)
    if project is None:
        return None
    sites = _sites(harvest, project, facts)
    with scope(
        Scope(projects=frozenset({project.pk}), card=frozenset(site.pk for site in sites.values()))
    ):  # what stands behind the card's wall
        partners = _partners(harvest, project, facts)
        _places(harvest, project, facts, sites, partners)
        _funding(harvest, project, facts, sites)
        _targets(harvest, facts, sites)
    _lines(harvest, project, facts)
    return project


def _sites(harvest: Harvest, project: Project, facts: CardFacts) -> dict[str, Site]:
    found = {}
    places = Municipality.objects.in_bulk(facts.sites)
    for mark, code in enumerate(facts.sites, start=1):
        values = {
            "name": places[code].name_fi, "name_sv": places[code].name_sv, "mark": mark, "opened_on": project.starts_on,
        }  # fmt: skip
        site = harvest.plant(Site, {"project": project, "municipality_id": code}, values)
        if site is not None:
            found[code] = site
    return found


def _partners(harvest: Harvest, project: Project, facts: CardFacts) -> dict[str, ProjectPartner]:
    found = {}
    for name, business_id, kind, role, expertise, task in facts.partners:
        organisation = harvest.plant(Organisation, {"business_id": business_id}, {"name": name, "kind": kind})
        if organisation is None:
            continue
        values = {"role": role, "expertise": expertise, "task": task}
        partner = harvest.plant(ProjectPartner, {"project": project, "organisation": organisation}, values)
        if partner is not None:
            found[business_id] = partner
    return found


def _places(
    harvest: Harvest,
    project: Project,
    facts: CardFacts,
    sites: Mapping[str, Site],
    partners: Mapping[str, ProjectPartner],
) -> None:
    for business_id, code, task in facts.places:
        if business_id in partners and code in sites:
            key = {"project": project, "partner": partners[business_id], "site": sites[code]}
            harvest.plant(PartnerSite, key, {"task": task})


def _funding(harvest: Harvest, project: Project, facts: CardFacts, sites: Mapping[str, Site]) -> None:
    for source, kind, code, amount in facts.funding:
        key = {"project": project, "source": source, "kind": kind}
        harvest.plant(FundingLine, key, {"site": sites.get(code), "amount": amount})


def _targets(harvest: Harvest, facts: CardFacts, sites: Mapping[str, Site]) -> None:
    for code, targets in facts.targets.items():
        for measure, value in targets.items():
            if code in sites:
                key = {"site": sites[code], "measure": measure}
                harvest.plant(SiteTarget, key, {"value": value, "source": facts.targets_source})


def _lines(harvest: Harvest, project: Project, facts: CardFacts) -> None:
    groups = [(texts, ("", "", "")) for texts in facts.target_groups]
    for kind, lines in ((LineKind.TARGET_GROUP, groups), (LineKind.PROMISE, facts.promises)):
        for number, (title, text) in enumerate(lines, start=1):
            values = {
                "title": title[0], "title_sv": title[1], "title_en": title[2],
                "text": text[0], "text_sv": text[1], "text_en": text[2],
            }  # fmt: skip
            harvest.plant(CardLine, {"project": project, "kind": kind, "number": number}, values)
