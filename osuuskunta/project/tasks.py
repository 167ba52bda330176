"""Background work on the card."""

from typing import Any

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from osuuskunta.core.jobs import Run, handler
from osuuskunta.core.letters import render
from osuuskunta.core.periods import now
from osuuskunta.project.letters import card_letter
from osuuskunta.project.queries.card_letter import sheet
from osuuskunta.project.rules import CARD_LETTER, VIEW_CARD


@handler(CARD_LETTER, title=gettext_lazy("Project card as a PDF"), may=VIEW_CARD, only_file=True)
def make_card_letter(job: Run) -> dict[str, Any]:
    """Write the card as it is now, in the language in which it was asked for."""
    language, made_at = job.params["language"], now()
    job.progress(0, 2, gettext_noop("Reading the card."))
    found = sheet(job.actor, job.project)
    job.progress(1, 2, gettext_noop("Laying out the pages."))
    with translation.override(language):
        what = slugify(_("Project card"))
        letter = card_letter(found, language=language, made_by=str(job.actor), made_at=made_at)
    job.file(f"{job.project.code}-{what}-{made_at.date().isoformat()}.pdf").write_bytes(render(letter))
    job.progress(2, 2)
    return {"checksum": found.checksum}
