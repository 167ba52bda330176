"""Who pays what."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from osuuskunta.core.access import Actor
from osuuskunta.project.models import FundingLine, Project, Site


@dataclass(frozen=True, slots=True)
class Money:
    """The lines of a project's funding, their sum, and what the decision says (None when it is not entered)."""

    lines: list[FundingLine]
    decided: Decimal | None

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def gap(self) -> Decimal | None:
        """What of the decision the lines do not explain; less than zero when they exceed it."""
        return None if self.decided is None else self.decided - self.total


def money(user: Actor, project: Project) -> Money:
    """Return the funding of `project`; the wall shows it to everyone of the project, in one statement."""
    lines = FundingLine.objects.filter(project=project).select_related("site").order_by("kind", "source", "pk")
    return Money(list(lines), project.total_funding)


def funding_line(user: Actor, project: Project, pk: UUID) -> FundingLine | None:
    """Return one line of the funding of `project`, or None."""
    return FundingLine.objects.filter(project=project, pk=pk).select_related("site").first()


def sites_of(user: Actor, project: Project) -> list[Site]:
    """Return every site of `project`: a closed one may have been paid for, too."""
    return list(Site.objects.filter(project=project))
