"""Projects, sites and partners for tests. Plain functions: what matters to a test is passed, the rest is filled in.

Rows behind a wall (`a_place`, `a_target`, `a_funding_line`) open the scope that they need by themselves.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.enums import Confidence, FundingKind, Measure, PartnerRole, RelationKind, Unit
from osuuskunta.project.models import (
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

FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2027, 12, 31)
PLACES = {
    "061": ("Forssa", "Forssa"),
    "564": ("Oulu", "Uleåborg"),
    "980": ("Ylöjärvi", "Ylöjärvi"),
    "285": ("Kotka", "Kotka"),
    "092": ("Vantaa", "Vanda"),
}
BUSINESS_IDS = ("9000001-1", "9000003-8", "9000004-6", "9000005-4", "9000006-2")


def a_municipality(code: str = "061") -> Municipality:
    """Return the municipality with an official code, made if it is not there."""
    name_fi, name_sv = PLACES.get(code, (f"Kunta {code}", f"Kommun {code}"))
    return Municipality.objects.get_or_create(code=code, defaults={"name_fi": name_fi, "name_sv": name_sv})[0]


def a_project(code: str = "TEST", **fields: Any) -> Project:
    """Make and return a project of three years."""
    usual = {"name": f"Koehanke {code}", "starts_on": FIRST_DAY, "ends_on": LAST_DAY}
    return Project.objects.create(code=code, **(usual | fields))


def a_site(project: Project, code: str = "061", **fields: Any) -> Site:
    """Make and return the project's site in the municipality `code`."""
    place = a_municipality(code)
    usual = {"name": place.name_fi, "name_sv": place.name_sv, "opened_on": project.starts_on}
    usual["mark"] = Site.objects.filter(project=project).count() + 1
    return Site.objects.create(project=project, municipality=place, **(usual | fields))


def sites(project: Project, *codes: str) -> list[Site]:
    """Make and return the project's sites in several municipalities (Forssa, Oulu, Ylöjärvi and Kotka when none is named)."""
    return [a_site(project, code) for code in codes or list(PLACES)[:4]]


def an_organisation(name: str = "Koejärjestö ry", **fields: Any) -> Organisation:
    """Make and return an organisation."""
    return Organisation.objects.create(name=name, **fields)


def a_partner(project: Project, organisation: Organisation | None = None, **fields: Any) -> ProjectPartner:
    """Make and return a partner of the project."""
    usual = {"organisation": organisation or an_organisation(), "role": PartnerRole.PARTNER}
    return ProjectPartner.objects.create(project=project, **(usual | fields))


def card_scope(project: Project) -> Scope:
    """Return the scope of somebody who sees the project's card and nothing else."""
    ids = Site.objects.filter(project=project).values_list("pk", flat=True)
    return Scope(projects=frozenset({project.pk}), card=frozenset(ids))


def a_place(partner: ProjectPartner, site: Site, **fields: Any) -> PartnerSite:
    """Make and return what a partner does at a site."""
    with scope(card_scope(partner.project)):
        return PartnerSite.objects.create(project=partner.project, partner=partner, site=site, **fields)


def a_target(site: Site, measure: str = Measure.PARTICIPANTS, value: int = 10, **fields: Any) -> SiteTarget:
    """Make and return a site's target."""
    with scope(card_scope(site.project)):
        return SiteTarget.objects.create(site=site, measure=measure, value=value, **fields)


def a_funding_line(project: Project, site: Site | None = None, **fields: Any) -> FundingLine:
    """Make and return a part of the funding."""
    usual = {"source": "Koerahasto", "kind": FundingKind.GRANT, "amount": Decimal("1000.00")}
    with scope(card_scope(project)):
        return FundingLine.objects.create(project=project, site=site, **(usual | fields))


def a_relation(code: str = "061", kind: str = RelationKind.REGION, name: str = "Kanta-Häme", **fields: Any) -> Any:
    """Make and return what a municipality belongs to."""
    usual = {"source": "S34", "confidence": Confidence.VERIFIED}
    return MunicipalityRelation.objects.create(
        municipality=a_municipality(code), kind=kind, name=name, **(usual | fields)
    )


def a_parameter(key: str = "vat.rate.standard", value: str | None = "24", **fields: Any) -> RuleParameter:
    """Make and return a value of a limit."""
    usual = {"unit": Unit.PERCENT, "confidence": Confidence.VERIFIED, "source": "S13"}
    exact = None if value is None else Decimal(value)
    return RuleParameter.objects.create(key=key, value=exact, **(usual | fields))
