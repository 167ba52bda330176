"""What the card's page shows, in a fixed number of statements whatever its rows."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder

from osuuskunta.core.access import Actor
from osuuskunta.project.enums import LineKind
from osuuskunta.project.models import CardLine, FundingLine, PartnerSite, Project, ProjectPartner, Site, SiteTarget
from osuuskunta.project.rules import fields_of

# What a funder asks for first; the page says how many of them are still empty.
WANTED = (
    "summary", "funder", "managing_authority", "priority", "specific_objective", "total_funding", "decision",
    "decision_diary_number", "town_diary_number", "branch", "service", "project_manager", "town_contact",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """A project's card: its rows, ready to be laid out."""

    project: Project
    sites: list[Site]
    partners: list[ProjectPartner]
    places: dict[int, list[PartnerSite]]  # by the partner's id
    funding: list[FundingLine]
    targets: dict[tuple[int, str], int]  # by site id and measure
    target_groups: list[CardLine]
    promises: list[CardLine]

    @property
    def lead(self) -> ProjectPartner | None:
        return next((partner for partner in self.partners if partner.role == "lead"), None)

    @property
    def funding_total(self) -> Decimal:
        return sum((line.amount for line in self.funding), Decimal(0))


def card(user: Actor, project: Project) -> Card:
    """Return the card of `project` as `user` may see it: everyone of the project sees all of it."""
    places: dict[int, list[PartnerSite]] = defaultdict(list)
    for place in PartnerSite.objects.visible_to(user).filter(project=project).select_related("site"):
        places[place.partner_id].append(place)
    targets = SiteTarget.objects.visible_to(user).filter(site__project=project)
    lines = list(CardLine.objects.filter(project=project))
    return Card(
        project=project,
        sites=list(Site.objects.filter(project=project).order_by("mark", "id")),
        partners=list(ProjectPartner.objects.filter(project=project).select_related("organisation")),
        places=dict(places),
        funding=list(FundingLine.objects.filter(project=project).select_related("site")),
        targets={(target.site_id, target.measure): target.value for target in targets},
        target_groups=[line for line in lines if line.kind == LineKind.TARGET_GROUP],
        promises=[line for line in lines if line.kind == LineKind.PROMISE],
    )


def empty_facts(project: Project) -> list[str]:
    """Return the fields that a funder asks for and nobody has filled yet."""
    return [name for name in WANTED if getattr(project, name) in ("", None)]


def stored(project: Project, section: str) -> dict[str, object]:
    """Return the values of a section's fields as they are stored."""
    return {name: getattr(project, name) for name in fields_of(section, project.indicator_set)}


def fingerprint(project: Project, section: str) -> str:
    """Return a mark of a section's stored values: it differs as soon as somebody else has changed one of them."""
    text = json.dumps(stored(project, section), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
