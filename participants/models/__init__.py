"""People who take part, where and when, and what the funder asks of them (domain.md 3.1, 3.2; formats.md §2)."""

from participants.models.answers import SensitiveAnswers
from participants.models.enrolments import Enrolment, NameIndex
from participants.models.participants import Participant
from participants.models.participations import Participation

__all__ = ["Enrolment", "NameIndex", "Participant", "Participation", "SensitiveAnswers"]
