"""What is done with the lines of the funding."""

from decimal import Decimal

from django.db import transaction

from osuuskunta.core.access import Actor, require
from osuuskunta.project.models import FundingLine, Project, Site
from osuuskunta.project.rules import EDIT_CARD


@transaction.atomic
def add_funding(
    *, project: Project, source: str, kind: str, amount: Decimal, site: Site | None = None, by: Actor | None
) -> FundingLine:
    """Add a part of the funding, for one site or all; ValidationError for an amount below zero or another project's site."""
    require(by, EDIT_CARD)
    line = FundingLine(project=project, site=site, source=source, kind=kind, amount=amount)
    line.full_clean()
    line.save(force_insert=True)
    return line
