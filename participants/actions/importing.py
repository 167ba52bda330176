"""A participant file becomes people: compared with what is stored, and then stored as a whole or not at all (formats.md §2)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model

from osuuskunta.core.access import Actor, require
from osuuskunta.core.ids import new_id
from osuuskunta.core.sealing import give, new_keys_for
from osuuskunta.project.models import Project, Site
from participants.models import Enrolment, NameIndex, Participant, Participation, SensitiveAnswers
from participants.models.answers import QUESTIONS
from participants.models.participants import SUBJECT
from participants.models.participations import FACTS
from participants.queries.stored import StoredPerson, stored_people
from participants.rules import IMPORT_PEOPLE
from participants.searching import identity_digest, tokens_of

PERSON = ("given_names", "family_name", "identity_code", "birth_date", "gender")
PEOPLE_AT_ONCE = 500


class RowKind(Enum):
    """What a row does to what is stored."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row without faults: its number in the spreadsheet and its values by column; an empty cell is None or not there."""

    number: int
    values: Mapping[str, Any]

    @property
    def key(self) -> str:
        return str(self.values["external_id"])


@dataclass(frozen=True, slots=True)
class RowResult:
    """A row's number, what it does, and for a changed one the columns that differ from what is stored."""

    number: int
    kind: RowKind
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class _Changes:
    """Rows to be written, by table; new ones and those that differ."""

    enrolments: list[Enrolment] = field(default_factory=list)
    people: dict[object, Participant] = field(default_factory=dict)
    new_people: list[Participant] = field(default_factory=list)
    periods: list[Participation] = field(default_factory=list)
    new_periods: list[Participation] = field(default_factory=list)
    answers: list[SensitiveAnswers] = field(default_factory=list)
    new_answers: list[SensitiveAnswers] = field(default_factory=list)


class _Chunk:
    """Some people of a file with all of their rows, compared with what is stored of them."""

    def __init__(
        self, project: Project, sites: Mapping[str, Site], coaches: Mapping[str, int], rows: Sequence[FileRow]
    ) -> None:
        self.project, self.sites, self.coaches = project, sites, coaches
        self.rows: dict[str, list[FileRow]] = {}
        for row in rows:
            self.rows.setdefault(row.key, []).append(row)
        self.stored, self.ring = stored_people(project, list(self.rows))
        self.changes = _Changes()
        self._enrolled = set(
            Enrolment.objects.filter(participant__in=[one.person.pk for one in self.stored.values()]).values_list(
                "participant", "site"
            )
        )

    def compare(self) -> Iterator[RowResult]:
        """Yield what each row does, and gather what must be written for it."""
        fresh = {key: new_id() for key in self.rows if key not in self.stored}
        self.new_ring = new_keys_for(SUBJECT, fresh.values()) if fresh else None
        for key, rows in self.rows.items():
            known = self.stored.get(key) or self._new_person(key, fresh[key])
            yield from self._of_person(known, rows)

    def _new_person(self, key: str, pk: Any) -> StoredPerson:
        person = Participant(id=pk, project=self.project, external_id=key)
        assert self.new_ring is not None  # noqa: S101  # nosec B101  made for the new people of the chunk
        give(self.new_ring, [person])
        self.changes.new_people.append(person)
        return StoredPerson(person)

    def _of_person(self, known: StoredPerson, rows: list[FileRow]) -> Iterator[RowResult]:
        first = self._earliest(known, rows)
        for row in rows:
            site = self.sites[row.values["site"]]
            period = known.periods.get((site.pk, row.values["entry_date"]))
            columns: list[str] = []
            if row is first:
                columns += self._person(known.person, row)
            if period is None:
                self._new_period(known, site, row)
                yield RowResult(row.number, RowKind.NEW)
                continue
            columns += self._period(period, row)
            columns += self._answers(known.answers[period.pk], row)
            yield RowResult(row.number, RowKind.CHANGED if columns else RowKind.UNCHANGED, tuple(columns))

    def _earliest(self, known: StoredPerson, rows: list[FileRow]) -> FileRow | None:
        """Return the row of the person's earliest period, or None when an earlier one is stored that the file does not name."""
        codes = {site.pk: code for code, site in self.sites.items()}
        days = [(row.values["entry_date"], row.values["site"]) for row in rows]
        stored = [(day, codes.get(site, "")) for site, day in known.periods]
        first = min([*days, *stored])
        return rows[days.index(first)] if first in days else None

    def _person(self, person: Participant, row: FileRow) -> list[str]:
        changed = _take(person, {name: row.values.get(name) for name in PERSON})
        if "identity_code" in changed and person.identity_code:
            person.identity_digest = identity_digest(self.project.pk, person.identity_code)
        if changed and not person._state.adding:
            self.changes.people[person.pk] = person
        return changed

    def _of_row(self, row: FileRow) -> dict[str, Any]:
        coach = row.values.get("coach")
        return {name: row.values.get(name) for name in FACTS} | {"coach_id": self.coaches.get(coach) if coach else None}

    def _period(self, period: Participation, row: FileRow) -> list[str]:
        changed = _take(period, self._of_row(row))
        if changed:
            self.changes.periods.append(period)
        return ["coach" if name == "coach_id" else name for name in changed]

    def _answers(self, answers: SensitiveAnswers, row: FileRow) -> list[str]:
        changed = _take(answers, {name: row.values.get(name) for name in QUESTIONS})
        if changed:
            self.changes.answers.append(answers)
        return changed

    def _new_period(self, known: StoredPerson, site: Site, row: FileRow) -> None:
        person = known.person
        if (person.pk, site.pk) not in self._enrolled:
            self._enrolled.add((person.pk, site.pk))
            self.changes.enrolments.append(Enrolment(participant_id=person.pk, site=site, project=self.project))
        period = Participation(participant_id=person.pk, site=site)
        answers = SensitiveAnswers(participation=period, participant_id=person.pk, site=site)
        ring = self.new_ring if person._state.adding else self.ring
        assert ring is not None  # noqa: S101  # nosec B101  either the stored people's or the new ones'
        give(ring, [period, answers])
        _take(period, self._of_row(row))
        _take(answers, {name: row.values.get(name) for name in QUESTIONS})
        known.periods[site.pk, row.values["entry_date"]] = period
        known.answers[period.pk] = answers
        self.changes.new_periods.append(period)
        self.changes.new_answers.append(answers)

    def write(self) -> None:
        """Store what was gathered. Enrolments come first: the wall of a person asks for one."""
        found = self.changes
        Enrolment.objects.bulk_create(found.enrolments)
        Participant.objects.bulk_create(found.new_people)
        _overwrite(list(found.people.values()), [*PERSON, "facts", "identity_digest"])
        _overwrite(found.periods, [*FACTS, "coach", "facts"])
        _overwrite(found.answers, [*QUESTIONS, "facts"])
        Participation.objects.bulk_create(found.new_periods)
        SensitiveAnswers.objects.bulk_create(found.new_answers)
        self._index()

    def _index(self) -> None:
        """Make findable who is new, has a new name, or is enrolled at a further site."""
        by_id = {person.pk: person for person in (*self.changes.new_people, *self.changes.people.values())}
        for one in self.stored.values():
            if any(enrolment.participant_id == one.person.pk for enrolment in self.changes.enrolments):
                by_id[one.person.pk] = one.person
        rows = [
            NameIndex(enrolment_id=pk, tokens=tokens_of(by_id[person], site))
            for pk, person, site in Enrolment.objects.filter(participant__in=list(by_id)).values_list(
                "pk", "participant", "site"
            )
        ]
        NameIndex.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["enrolment"], update_fields=["tokens"]
        )


def _take(row: Model, values: Mapping[str, Any]) -> list[str]:
    """Set what is given and differs; an empty cell leaves what is stored. Return what was set."""
    changed = []
    for name, value in values.items():
        if value is not None and getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    return changed


def _overwrite(rows: Sequence[Model], fields: list[str]) -> None:
    """Store changed rows in one statement for many; their triggers write history as for one."""
    if rows:
        key = rows[0]._meta.pk
        assert key is not None  # noqa: S101  # nosec B101  every model has one
        type(rows[0])._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=[key.name], update_fields=fields
        )


def _chunks(rows: Iterable[FileRow]) -> Iterator[list[FileRow]]:
    """Yield the rows by so many people at once, each with all of theirs."""
    people: dict[str, list[FileRow]] = {}
    for row in rows:
        people.setdefault(row.key, []).append(row)
    waiting = iter(people.values())
    while some := list(islice(waiting, PEOPLE_AT_ONCE)):
        yield [row for rows_ in some for row in rows_]


def _coaches(rows: Iterable[FileRow]) -> dict[str, int]:
    wanted = {row.values["coach"] for row in rows if row.values.get("coach")}
    users = get_user_model()._default_manager.filter(email__in=wanted)
    return {email.lower(): pk for email, pk in users.values_list("email", "pk")}


def preview(*, project: Project, rows: Sequence[FileRow], by: Actor | None) -> Iterator[RowResult]:
    """Yield what each row would do; nothing is written."""
    require(by, IMPORT_PEOPLE)
    sites, coaches = _sites(project), _coaches(rows)
    for some in _chunks(rows):
        with transaction.atomic():
            yield from list(_Chunk(project, sites, coaches, some).compare())
            transaction.set_rollback(True)


@transaction.atomic
def store(
    *, project: Project, rows: Sequence[FileRow], by: Actor | None, progress: Callable[[int, int], None] | None = None
) -> list[RowResult]:
    """Store the rows, all or none, and return what each did. Running it again changes nothing."""
    require(by, IMPORT_PEOPLE)
    results: list[RowResult] = []
    sites, coaches = _sites(project), _coaches(rows)
    for some in _chunks(rows):
        chunk = _Chunk(project, sites, coaches, some)
        results += chunk.compare()
        chunk.write()
        if progress:
            progress(len(results), len(rows))
    return results


def _sites(project: Project) -> dict[str, Site]:
    return {site.code: site for site in Site.objects.filter(project=project)}
