"""Search for a person by what one remembers: a name with a slip, a phone, a birth date, the exact identity code (architecture §7).

The index holds no name, so it gives candidates; those are opened, compared for real, and each says why it was found.
"""

import re
import uuid
from dataclasses import dataclass
from datetime import date
from enum import Enum

from osuuskunta.core.access import Actor
from osuuskunta.core.sealing import BlindIndex, Destroyed
from osuuskunta.project.models import Project
from participants.models import Enrolment, Participant
from participants.queries.people import enrolments_by_id, sites_seen
from participants.rules import folded
from participants.searching import PHONE_END, PREFIXES, SHORTEST_MISSPELT, deletions, identity_digest, words

CANDIDATES = 400
SHOWN = 50
IDENTITY = re.compile(r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]", re.IGNORECASE)
DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
FEWEST_DIGITS = 5
FAR = 99


class Why(Enum):
    """Why somebody was found, best first."""

    IDENTITY_CODE = "identity_code"
    KEY = "key"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    BEGINS = "begins"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who fits the query, and why; `distance` counts the letters that differ."""

    enrolment: Enrolment
    why: Why
    distance: int = 0


def find(user: Actor, project: Project, text: str) -> list[Match]:
    """Return who fits `text` best among those whom `user` sees, at most SHOWN; none for an empty text."""
    text = text.strip()
    for kind, found in (
        (Why.IDENTITY_CODE, _by_identity(project, text)),
        (Why.KEY, _by(project, external_id=text)),
        (Why.BIRTH_DATE, _by_birth_date(project, text)),
        (Why.EMAIL, _by_token(user, project, f"e {text.casefold()}") if "@" in text else []),
        (Why.PHONE, _by_phone(user, project, text)),
    ):
        if found:
            return [Match(one, kind) for one in found[:SHOWN]]
    return _by_name(user, project, text)


def _by(project: Project, **facts: object) -> list[Enrolment]:
    people = Participant.objects.filter(project=project, **facts)[:CANDIDATES]
    ids = Enrolment.objects.filter(participant__in=[person.pk for person in people]).values_list("pk", flat=True)
    return enrolments_by_id(ids)


def _by_identity(project: Project, text: str) -> list[Enrolment]:
    if not IDENTITY.fullmatch(text):
        return []
    return _by(project, identity_digest=identity_digest(project.pk, text.upper()))


def _by_birth_date(project: Project, text: str) -> list[Enrolment]:
    if not (parts := DAY.fullmatch(text)):
        return []
    try:
        born = date(int(parts[3]), int(parts[2]), int(parts[1]))
    except ValueError:
        return []
    return _by(project, birth_date=born)


def _by_phone(user: Actor, project: Project, text: str) -> list[Enrolment]:
    digits = re.sub(r"\D", "", text)
    if len(digits) < FEWEST_DIGITS or re.search(r"[^\W\d_]", text):
        return []
    return _by_token(user, project, f"n {digits}", f"n {digits[-PHONE_END:]}")


def _by_token(user: Actor, project: Project, *terms: str) -> list[Enrolment]:
    return enrolments_by_id(_candidates(user, project, [set(terms)]))


def _candidates(user: Actor, project: Project, groups: list[set[str]]) -> list[uuid.UUID]:
    """Return ids of enrolments that have one term of every group; each site has a key and so tokens of its own."""
    indexes = [BlindIndex("name", site=site.pk) for site in sites_seen(user, project)]
    rows = Enrolment.objects.filter(project=project)
    for terms in groups:
        tokens = sorted({token for index in indexes for token in index.tokens(terms)})
        rows = rows.filter(name_index__tokens__overlap=tokens)
    return list(rows.values_list("pk", flat=True)[:CANDIDATES])


def asked(word: str) -> set[str]:
    """Return the terms of which a name must have one to be like `word`: the word, its beginning, or a letter apart."""
    terms = {f"w {word}", f"d {word}"}
    if len(word) in PREFIXES:
        terms.add(f"p {word}")
    elif len(word) > max(PREFIXES):
        terms.add(f"p {word[: max(PREFIXES)]}")
    for shorter in deletions(word):
        terms |= {f"w {shorter}", f"d {shorter}"}
    return terms


def _by_name(user: Actor, project: Project, text: str) -> list[Match]:
    wanted = words(text)
    if not wanted:
        return []
    found = enrolments_by_id(_candidates(user, project, [asked(word) for word in wanted]))
    matches = [match for one in found if (match := _judged(one, wanted))]
    matches.sort(
        key=lambda match: (list(Why).index(match.why), match.distance, folded(match.enrolment.participant.name))
    )
    return matches[:SHOWN]


def _judged(enrolment: Enrolment, wanted: list[str]) -> Match | None:
    """Return how well somebody's real name fits, or None when the index was wrong (its numbers may collide)."""
    person = enrolment.participant
    if isinstance(person.family_name, Destroyed):
        return None
    names, why, total = words(person.name), Why.NAME, 0
    for word in wanted:
        kind, distance = min((_fit(word, name) for name in names), key=lambda fit: (list(Why).index(fit[0]), fit[1]))
        if distance == FAR:
            return None
        why, total = max(why, kind, key=list(Why).index), total + distance
    return Match(enrolment, why, total)


def _fit(word: str, name: str) -> tuple[Why, int]:
    """Return how `word` fits one word of a name, and by how many letters; FAR when it does not."""
    if word == name:
        return Why.NAME, 0
    if name.startswith(word):
        return Why.BEGINS, len(name) - len(word)
    near = {name, *deletions(name)} & {word, *deletions(word)}
    if near and min(len(word), len(name)) >= SHORTEST_MISSPELT - 1:
        return Why.SIMILAR, letters_apart(word, name)
    return Why.SIMILAR, FAR


def letters_apart(one: str, other: str) -> int:
    """Return how many letters must be put in, taken out or exchanged to make one word the other (Levenshtein)."""
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        here = [row]
        for column, counter in enumerate(other, start=1):
            here.append(min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != counter)))
        above = here
    return above[-1]
