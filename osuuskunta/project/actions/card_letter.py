"""Asking for the card as a letter."""

from django.db import transaction

from osuuskunta.core import jobs
from osuuskunta.core.access import Actor, doorkeeper
from osuuskunta.project.models import Project
from osuuskunta.project.queries.card_letter import sheet
from osuuskunta.project.rules import CARD_LETTER


@transaction.atomic
def ask_for_card_letter(*, project: Project, language: str, by: Actor) -> jobs.Asked:
    """Ask for the card of `project` as a PDF in `language`; returns the work, which was perhaps asked for before.

    The same card in the same language is made once for each who asks in a role: a file may be fetched only in the role in
    which it was made. PermissionDenied when `by` may not see the card.
    """
    parts = (project.pk, by.pk, doorkeeper().standing(by).grant, language, sheet(by, project).checksum)
    key = ":".join(str(part) for part in parts)
    return jobs.request(kind=CARD_LETTER, key=key, params={"language": language}, by=by, project=project)
