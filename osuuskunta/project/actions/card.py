"""What is done with the card."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from osuuskunta.core.access import Actor, require
from osuuskunta.project.models import Project
from osuuskunta.project.queries.card import fingerprint, stored
from osuuskunta.project.rules import EDIT_CARD


class ChangedMeanwhile(Exception):
    """Somebody else has changed the section since it was opened; `project` is the card as it is stored now."""

    def __init__(self, project: Project) -> None:
        super().__init__("The section was changed meanwhile.")
        self.project = project


@transaction.atomic
def change_card(
    *, project: Project, section: str, values: Mapping[str, Any], seen: str, by: Actor | None
) -> tuple[Project, list[str]]:
    """Store a section's values; returns the project and the names of the fields that changed.

    `seen` is the section's fingerprint when it was opened: ChangedMeanwhile when it is another now, and nothing is stored.
    A field whose value stays writes nothing. ValidationError when the card's own rules refuse.
    """
    require(by, EDIT_CARD)
    now = Project.objects.select_for_update().get(pk=project.pk)
    if fingerprint(now, section) != seen:
        raise ChangedMeanwhile(now)
    changed = [name for name, value in stored(now, section).items() if values[name] != value]
    for name in changed:
        setattr(now, name, values[name])
    if changed:
        now.full_clean()
        now.save(update_fields=changed)
    return now, changed
