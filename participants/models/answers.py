"""The sensitive answers of the funder's form, in a table of their own (architecture §7, esf.md 8.6)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.constraints import CompositeForeignKey
from osuuskunta.core.models import SiteScoped
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.sealing import SealedRow, SealedTwinField
from osuuskunta.project.models.base import tracked_without
from participants.enums import Answer
from participants.models.participants import SUBJECT, Participant
from participants.models.participations import Participation

QUESTIONS = (
    "migrant_minority", "disability", "other_disadvantaged", "third_country_national", "foreign_background", "minority",
    "homeless",
)  # fmt: skip


def _answer(words: object) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(words, choices=Answer, null=True, blank=True)  # type: ignore[arg-type]


@tracked_without(*QUESTIONS)
class SensitiveAnswers(SealedRow, SiteScoped):
    """What a person answered at the start of a period. Refused is an answer, NULL is none; nothing is derived from another.

    Read by the funder's form and by reports only, never inferred from coaching.
    """

    participation = models.OneToOneField(Participation, models.CASCADE, primary_key=True, related_name="answers")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("project.Site", models.PROTECT, related_name="+", db_index=False)
    migrant_minority = _answer(_("migrant, foreign background or minority"))
    disability = _answer(_("disability or long-term illness"))
    other_disadvantaged = _answer(_("otherwise disadvantaged"))
    third_country_national = _answer(_("citizen of a country outside the EU"))
    foreign_background = _answer(_("foreign background"))
    minority = _answer(_("minority"))
    homeless = _answer(_("homeless or affected by housing exclusion"))
    facts = SealedTwinField(of=QUESTIONS)

    reach = Reach.PEOPLE
    privacy = Privacy(none="site", indirect="participation participant", special=f"facts {' '.join(QUESTIONS)}")

    class Meta(SiteScoped.Meta):
        verbose_name = _("sensitive answers")
        verbose_name_plural = _("sensitive answers")
        constraints = [
            CompositeForeignKey(
                name="answers_of_the_period",
                fields=("participation", "site"),
                to="participants.Participation",
                to_fields=("id", "site"),
            ),
            models.CheckConstraint(
                condition=models.Q(homeless__isnull=True) | models.Q(homeless__lt=2), name="homeless_is_not_refused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def seal_subject(self) -> tuple[str, uuid.UUID]:
        return SUBJECT, self.participant_id
