"""Names stay findable although they are sealed: what stands in the name index, and what a query asks of it (architecture §7).

A token is a 64-bit HMAC under the site's key. A word gives itself, its one-letter deletions (from four letters on) and its
prefixes of two to seven letters; a phone gives its digits and the last seven; an e-mail itself.
"""

import re
from collections.abc import Iterator

from osuuskunta.core.sealing import BlindIndex, Destroyed
from participants.models import Participant
from participants.rules import folded

WORD = re.compile(r"[^\W_]+")
PREFIXES = range(2, 8)
SHORTEST_MISSPELT = 4  # letters; below, a deletion says nothing
PHONE_END = 7


def words(text: str) -> list[str]:
    """Return the words of a name or a query, folded; a hyphen parts words."""
    return WORD.findall(folded(text))


def deletions(word: str) -> set[str]:
    """Return `word` without each of its letters in turn: two words a typing error apart share one, or one is the other's."""
    if len(word) < SHORTEST_MISSPELT:
        return set()
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def of_name(word: str) -> Iterator[str]:
    """Yield what a word of a name is found by, each marked with its kind."""
    yield f"w {word}"
    for shorter in deletions(word):
        yield f"d {shorter}"
    for length in PREFIXES:
        if length < len(word):
            yield f"p {word[:length]}"


def of_phone(phone: str) -> Iterator[str]:
    """Yield what a phone number is found by: all digits and the last seven, with or without the country."""
    digits = re.sub(r"\D", "", phone)
    if digits:
        yield f"n {digits}"
        yield f"n {digits[-PHONE_END:]}"


def tokens_of(person: Participant, site: int) -> list[int]:
    """Return the index tokens of an unlocked person at a site; none of somebody who was erased."""
    if isinstance(person.family_name, Destroyed):
        return []
    terms = [term for word in words(person.name) for term in of_name(word)]
    terms += of_phone(person.phone or "")
    if person.email:
        terms.append(f"e {person.email.casefold()}")
    return BlindIndex("name", site=site).tokens(terms)


def identity_digest(project: int, code: str) -> bytes:
    """Return what an identity code is compared by within a project: equal for equal codes, and readable by nobody."""
    return BlindIndex("identity_code", project=project).digest(code)
