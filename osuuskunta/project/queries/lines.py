"""The short texts of the card: for whom, and what is promised."""

from osuuskunta.core.access import Actor
from osuuskunta.project.enums import LineKind
from osuuskunta.project.models import CardLine, Project


def lines(user: Actor, project: Project) -> dict[LineKind, list[CardLine]]:
    """Return the texts of every kind in their order, in one statement."""
    found: dict[LineKind, list[CardLine]] = {kind: [] for kind in LineKind}
    for line in CardLine.objects.filter(project=project):
        found[LineKind(line.kind)].append(line)
    return found


def line(user: Actor, project: Project, kind: str, pk: int) -> CardLine | None:
    """Return one text of `project`, or None."""
    return CardLine.objects.filter(project=project, kind=kind, pk=pk).first()
