"""What the card's letter holds, and the mark by which the same content is known again."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from osuuskunta.core.access import Actor
from osuuskunta.project.models import Project
from osuuskunta.project.queries.card import Card, card
from osuuskunta.project.queries.places import Place, places
from osuuskunta.project.queries.rows import values_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole card, and its sites with the municipalities that they are."""

    card: Card
    places: list[Place]

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of every stored value: it differs as soon as somebody changes one of them."""
        shown = self.card
        rows = [
            *_values([shown.project, *(partner.organisation for partner in shown.partners)]),
            *_values([*shown.partners, *(place for found in shown.places.values() for place in found)]),
            *_values([*shown.funding, *shown.target_groups, *shown.promises]),
            *_values([found.site for found in self.places]),
            *_values([found.site.municipality for found in self.places]),
            *([found.site.pk, found.region] for found in self.places),
            *([site, measure, value] for (site, measure), value in shown.targets.items()),
        ]
        lines = sorted(json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True) for row in rows)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _values(rows: Iterable[Model]) -> list[list[Any]]:
    return [[row._meta.label, values_of(row, [field.name for field in row._meta.concrete_fields])] for row in rows]


def sheet(user: Actor, project: Project) -> Sheet:
    """Return what the letter of `project` says, as it is stored now, in a fixed number of statements."""
    stored = Project.objects.get(pk=project.pk)
    return Sheet(card(user, stored), places(user, stored))
