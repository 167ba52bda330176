"""Opened data keys, and how rows come by them: `unlock(rows)` loads the keys of many rows in one statement."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from django.db.models import Model, Q
from django.utils.translation import pgettext

from osuuskunta.core.sealing.cipher import Ciphertext, OpenKey, Place, Subject, seal, unseal, unwrap
from osuuskunta.core.sealing.errors import Locked, NoKey, SealError
from osuuskunta.core.sealing.keys import Keys, master_keys
from osuuskunta.core.sealing.models import DataKey

_RING = "_keyring"  # in the instance's __dict__: lives and dies with the row in memory


class Destroyed:
    """What a sealed field gives when the key is gone: the data were erased. Shown to people as a word, and never stored."""

    __slots__ = ()

    def __str__(self) -> str:
        return pgettext("personal data that were erased", "removed")

    def __repr__(self) -> str:
        return "DESTROYED"

    def __reduce__(self) -> str:
        return "DESTROYED"


DESTROYED = Destroyed()


class Sealed(Protocol):
    """A row with sealed fields: it says whose data it holds."""

    def seal_subject(self) -> tuple[str, uuid.UUID]:
        """Return the kind and the id of the subject under whose key the row is sealed."""
        ...


class Keyring:
    """The data keys of some subjects. A pickled keyring comes back empty, so that no key leaves the process."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Mapping[Subject, OpenKey | None] | None = None) -> None:
        self._keys = keys or {}

    def __reduce__(self) -> tuple[type["Keyring"], tuple[()]]:
        return Keyring, ()

    def __deepcopy__(self, memo: dict[int, Any]) -> "Keyring":
        return self

    def __repr__(self) -> str:
        return f"<Keyring of {len(self._keys)} subjects>"

    def found(self) -> dict[Subject, OpenKey | None]:
        """Return the keys that exist, by subject."""
        return {subject: key for subject, key in self._keys.items() if key is not None}

    def with_keys(self, more: Mapping[Subject, OpenKey | None]) -> "Keyring":
        """Return a keyring that holds `more` too."""
        return Keyring({**self._keys, **more}) if more else self

    def key(self, subject: Subject, place: Place) -> OpenKey | None:
        """Return the key of `subject`, None when it has none; Locked when nobody has looked for it."""
        try:
            return self._keys[subject]
        except KeyError:
            raise Locked(f"{place} is locked: call unlock(rows) first.") from None

    def seal(self, subject: Subject, place: Place, text: str) -> Ciphertext:
        """Return `text` sealed for `place`; NoKey when the subject has no key."""
        key = self.key(subject, place)
        if key is None:
            raise NoKey(
                f"{place} can't be sealed: {subject.kind} {subject.id} has no data key (erased, or never made)."
            )
        return seal(key, place, text)

    def open(self, subject: Subject, place: Place, text: str) -> str | Destroyed:
        """Return the plain text, or DESTROYED when the subject's key is gone; SealBroken when it isn't whole or in place."""
        key = self.key(subject, place)
        return DESTROYED if key is None else unseal(key, place, text)


def _origin(model: type[Model]) -> type[Model]:
    """Return the model whose rows these are: for a history model the tracked one, under whose name its values are sealed."""
    tracked: type[Model] | None = getattr(model, "pgh_tracked_model", None)
    return model if tracked is None else tracked


def _as_uuid(value: object, what: str) -> uuid.UUID:
    if isinstance(value, uuid.UUID):
        return value
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise SealError(f"{what} needs a UUID made before the row is stored (core.ids.new_id).") from None


def subject_of(row: Model) -> Subject:
    """Return whose data `row` holds, as its model says in `seal_subject`. History rows answer as the row they remember."""
    origin = _origin(type(row))
    says = getattr(origin, "seal_subject", None)
    if says is None:
        raise SealError(f"{origin._meta.label} does not say whose data it holds: give it seal_subject().")
    kind, subject_id = says(row)
    return Subject(kind, _as_uuid(subject_id, f"The subject of {origin._meta.label}"))


def place_of(row: Model, model: type[Model], field: str) -> Place:
    """Return the place of `field`, declared on `model`, in `row`."""
    origin = _origin(model)
    key = origin._meta.pk
    if origin is model or key is None:
        row_id: object = row.pk
    else:
        row_id = row.__dict__.get(key.attname) or row.__dict__["pgh_obj_id"]
    return Place(origin._meta.label_lower, field, _as_uuid(row_id, origin._meta.label))


def keyring_of(row: Model, place: Place) -> Keyring:
    """Return the keys that `row` was unlocked with; Locked when it was not."""
    ring: Keyring | None = row.__dict__.get(_RING)
    if ring is None:
        raise Locked(f"{place} is locked: call unlock(rows) first.")
    return ring


def give(ring: Keyring, rows: Iterable[Model]) -> None:
    """Let `rows` be read and written with the keys of `ring`."""
    for row in rows:
        row.__dict__[_RING] = ring


def opened(
    subject: Subject, key_id: uuid.UUID, wrapped: bytes | memoryview, master_key_id: str, masters: Keys
) -> OpenKey:
    """Return the data key in a row of the table, ready for use."""
    return OpenKey.of(key_id, unwrap(masters.get(master_key_id), subject, wrapped))


def load(subjects: Iterable[Subject]) -> Keyring:
    """Return the keys of `subjects`, read in one statement (none for no subjects)."""
    keys: dict[Subject, OpenKey | None] = dict.fromkeys(subjects)
    if not keys:
        return Keyring()
    by_kind: dict[str, list[uuid.UUID]] = {}
    for kind, subject_id in keys:
        by_kind.setdefault(kind, []).append(subject_id)
    wanted = Q()
    for kind, ids in by_kind.items():
        wanted |= Q(subject_kind=kind, subject_id__in=ids)
    masters = master_keys()
    found = DataKey.objects.filter(wanted).values_list("subject_kind", "subject_id", "id", "wrapped", "master_key_id")
    for kind, subject_id, key_id, wrapped, master_key_id in found.iterator():
        subject = Subject(kind, subject_id)
        keys[subject] = opened(subject, key_id, wrapped, master_key_id, masters)
    return Keyring(keys)


def _flat(groups: Iterable[Model | Iterable[Model | None] | None]) -> Iterator[Model]:
    for group in groups:
        if isinstance(group, Model):
            yield group
        elif group is not None:
            yield from (row for row in group if row is not None)


def unlock(*rows: Model | Iterable[Model | None] | None) -> Keyring:
    """Load the data keys of all `rows` (rows, lists or querysets of any models; None is skipped) and leave them on the rows.

    One statement, or none when all of the keys are already on some of the rows. The keyring also opens what `values()` gave.
    """
    all_rows = list(_flat(rows))
    known: dict[Subject, OpenKey | None] = {}
    for row in all_rows:
        ring: Keyring | None = row.__dict__.get(_RING)
        if ring is not None:
            known.update(ring.found())
    subjects = {subject_of(row) for row in all_rows}
    ring = load(subjects - known.keys()).with_keys({subject: known[subject] for subject in subjects & known.keys()})
    give(ring, all_rows)
    return ring
