"""What is stored of the people that a file names, to compare it with: read in a handful of statements for many people."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from osuuskunta.core.sealing import Keyring, unlock
from osuuskunta.project.models import Project
from participants.models import Participant, Participation, SensitiveAnswers


@dataclass(slots=True)
class StoredPerson:
    """A person with every period that the scope sees, by site and first day, and the answers by period."""

    person: Participant
    periods: dict[tuple[int, date], Participation] = field(default_factory=dict)
    answers: dict[object, SensitiveAnswers] = field(default_factory=dict)


def stored_people(project: Project, keys: Collection[str]) -> tuple[dict[str, StoredPerson], Keyring]:
    """Return the people of `project` with these person keys, unlocked, by key, and the keyring that opens them.

    For who imports or exports: the scope must see every site of the project, or people would be added twice.
    """
    people = list(Participant.objects.filter(project=project, external_id__in=keys))
    found = {person.external_id: StoredPerson(person) for person in people}
    by_id = {one.person.pk: one for one in found.values()}
    periods = list(Participation.objects.filter(participant__in=list(by_id)))
    answers = list(SensitiveAnswers.objects.filter(participant__in=list(by_id)))
    for period in periods:
        by_id[period.participant_id].periods[period.site_id, period.entry_date] = period
    for answer in answers:
        by_id[answer.participant_id].answers[answer.pk] = answer
    return found, unlock(people, periods, answers)
