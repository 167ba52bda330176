"""One person as somebody sees them: their periods at the sites the reader sees, and what the funder makes of these."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from osuuskunta.core.access import Actor
from osuuskunta.core.periods import today
from osuuskunta.core.scope import Reach
from osuuskunta.core.sealing import Destroyed, give, unlock
from osuuskunta.project.models import Municipality, Project, Site
from participants.models import Enrolment, Participant, Participation
from participants.queries.people import enrolments_by_id, enrolments_of, periods_of
from participants.rules import folded
from participants.searching import identity_digest

NEEDED = ("gender", "birth_date", "labour_status_entry", "unemployed_since", "in_education_entry", "isced_entry")


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """A person with the enrolments and periods that the reader sees, the earliest first; `whole` when the reader sees every site.

    `towns` are the names of the home municipalities that the house knows, by code.
    """

    person: Participant
    enrolments: Sequence[Enrolment]
    periods: Sequence[Participation]
    whole: bool
    towns: Mapping[str, str]

    @property
    def erased(self) -> bool:
        """Whether the person has been erased: what is left names nobody."""
        return isinstance(self.person.family_name, Destroyed)

    @property
    def first(self) -> Participation | None:
        """The period whose facts the funder takes for the start; ties go to the lower site code (formats.md §2)."""
        return self.periods[0] if self.periods else None

    def final(self, day: date) -> Participation | None:
        """Return the period whose end the funder takes for the end on `day`; None while one is open, or none has begun."""
        begun = self.begun(day)
        if not begun or any(is_open(period, day) for period in begun):
            return None
        return max(begun, key=lambda period: (period.exit_date, period.entry_date, period.site.code))

    def begun(self, day: date) -> list[Participation]:
        """Return the periods that have begun by `day`."""
        return [period for period in self.periods if period.entry_date <= day]

    def current(self) -> Participation | None:
        """Return the period that most pages mean: the latest that has begun and goes on, else the latest of all."""
        now = today()
        going_on = [period for period in self.begun(now) if is_open(period, now)]
        wanted = going_on or list(self.periods)
        return wanted[-1] if wanted else None

    def coached_by(self, user: Actor) -> bool:
        """Whether `user` is, or last was, the person's coach at a site."""
        return any(enrolment.coach_id == user.pk for enrolment in self.enrolments)


def is_open(period: Participation, day: date) -> bool:
    """Whether a period that has begun still goes on after `day`, as the funder reads it (formats.md §2)."""
    return period.exit_date is None or period.exit_date > day


def seen_person(user: Actor, project: Project, pk: uuid.UUID) -> SeenPerson | None:
    """Return the person as `user` sees them, unlocked; None for another site's or project's as for one that does not exist."""
    enrolments = enrolments_of(user, project, pk)
    if not enrolments:
        return None
    person = enrolments[0].participant
    person.project = project
    periods = periods_of(user, person)
    ring = unlock(person)
    for period in periods:
        period.participant = person
        give(ring, [period, *([period.answers] if hasattr(period, "answers") else [])])
    places = set(Site.objects.filter(project=project).values_list("pk", flat=True))
    towns = municipality_names({period.home_municipality for period in periods})
    return SeenPerson(person, enrolments, periods, places <= user.sites(Reach.PEOPLE), towns)


def status_at_start(period: Participation) -> str | None:
    """Return the status that the funder counts: students are outside the labour force, who is registered is unemployed (esf.md 9)."""
    if period.full_time_student_entry:
        return "inactive"
    return "unemployed" if period.registered_unemployed_entry else period.labour_status_entry


def missing(seen: SeenPerson) -> list[str]:
    """Return the names of the facts without which the person counts in the grand total only (esf.md 9.4)."""
    first = seen.first
    if first is None:
        return []
    status = status_at_start(first)
    known = {
        "gender": seen.person.gender,
        "birth_date": seen.person.birth_date,
        "labour_status_entry": status,
        "unemployed_since": first.unemployed_since if status == "unemployed" else True,
        "in_education_entry": True if first.full_time_student_entry else first.in_education_entry,
        "isced_entry": first.isced_entry,
    }
    return [name for name in NEEDED if known[name] is None]


def same_people(
    user: Actor, project: Project, *, identity_code: str | None, name: str, birth_date: date | None
) -> list[Enrolment]:
    """Return who may be the same person among those `user` sees: the same identity code, or the same name and birth date."""
    by = Q()
    if identity_code:
        by |= Q(identity_digest=identity_digest(project.pk, identity_code))
    if birth_date:
        by |= Q(birth_date=birth_date)
    if not by:
        return []
    ids = list(Participant.objects.filter(by, project=project).values_list("pk", flat=True))
    rows = Enrolment.objects.filter(participant__in=ids, site__in=sorted(user.sites(Reach.PEOPLE)))
    digest = identity_digest(project.pk, identity_code) if identity_code else b""
    return [one for one in enrolments_by_id(rows.values_list("pk", flat=True)) if _same(one, digest, name)]


def _same(enrolment: Enrolment, digest: bytes, name: str) -> bool:
    person = enrolment.participant
    if isinstance(person.family_name, Destroyed):
        return False
    same_code = bool(digest) and bytes(person.identity_digest or b"") == digest
    return same_code or sorted(folded(person.name).split()) == sorted(folded(name).split())


def drafted(project: Project, key: str) -> Participant | None:
    """Return the person that was made from the draft `key`, None when it has not been sent yet."""
    return Participant.objects.filter(project=project, external_id=key).first()


def municipality_names(codes: Collection[str | None]) -> dict[str, str]:
    """Return the names of municipalities that the house knows, by code."""
    wanted = [code for code in codes if code]
    return {code: str(one) for code, one in Municipality.objects.in_bulk(wanted).items()} if wanted else {}


def municipality_code(text: str) -> str | None:
    """Return the code of the municipality called `text`, in Finnish or Swedish; None when the house knows none."""
    found = Municipality.objects.filter(Q(name_fi__iexact=text) | Q(name_sv__iexact=text)).first()
    return found.code if found else None
