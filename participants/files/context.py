"""What a file is judged against: the project as it is, and what is stored already."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class StoredPeriod(NamedTuple):
    """A period that is in the database."""

    site: str
    entry: date
    exit: date | None = None
    exit_status: date | None = None


class StoredPerson(NamedTuple):
    """What the database knows of one external_id."""

    birth_date: date | None = None
    has_code: bool = False
    periods: Sequence[StoredPeriod] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """The answer to one question about stored rows: people by external_id, and who has which identity code's digest."""

    people: Mapping[str, StoredPerson] = field(default_factory=dict)
    owners: Mapping[bytes, str] = field(default_factory=dict)


def _digest() -> Callable[[str], bytes]:
    key = secrets.token_bytes(32)
    return lambda code: hashlib.blake2b(code.encode(), key=key, digest_size=16).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The project and the rules of today.

    `sites` maps a code to the site's names, `coaches` a site's code to e-mail addresses in small letters. `municipalities` are
    the codes that are known; empty: all are. `digest` makes of an identity code what is compared, the same as in `Stored`.
    `stored` is asked, for at most a thousand external_ids and the digests of their codes at once, what is in the database.
    """

    starts_on: date
    ends_on: date | None
    today: date
    sites: Mapping[str, tuple[str, ...]]
    coaches: Mapping[str, frozenset[str]] = field(default_factory=dict)
    municipalities: frozenset[str] = frozenset()
    test_codes: bool = False
    household: bool = False
    digest: Callable[[str], bytes] = field(default_factory=_digest)
    stored: Callable[[Sequence[str], Sequence[bytes]], Stored] | None = None
