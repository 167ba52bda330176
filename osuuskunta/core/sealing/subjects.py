"""The life of a data key: made with its subject, destroyed when the subject is erased."""

import uuid
from collections.abc import Iterable

from django.db.models import Model

from osuuskunta.core.sealing import erased
from osuuskunta.core.sealing.cipher import OpenKey, Subject, new_key, wrap
from osuuskunta.core.sealing.keyring import Keyring, give
from osuuskunta.core.sealing.keys import master_keys
from osuuskunta.core.sealing.models import DataKey


def new_key_for(kind: str, subject_id: uuid.UUID, *rows: Model) -> Keyring:
    """Make the data key of a new subject and unlock `rows` with it. IntegrityError when the subject has one."""
    ring = new_keys_for(kind, [subject_id])
    give(ring, rows)
    return ring


def new_keys_for(kind: str, ids: Iterable[uuid.UUID]) -> Keyring:
    """Make the data keys of many new subjects in one statement; `give(ring, rows)` unlocks rows with them."""
    masters, made, keys = master_keys(), [], {}
    for subject_id in ids:
        subject, key = Subject(kind, subject_id), new_key()
        wrapped = wrap(masters.newest, subject, key)
        row = DataKey(subject_kind=kind, subject_id=subject_id, wrapped=wrapped, master_key_id=masters.active)
        made.append(row)
        keys[subject] = OpenKey.of(row.id, key)
    DataKey.objects.bulk_create(made)
    return Keyring(keys)


def destroy_key(kind: str, subject_id: uuid.UUID) -> bool:
    """Erase the sealed data of a subject everywhere, by destroying its key; False when there was none.

    The subject is on the erased list, on the disk, before the row is deleted: a backup that still holds the key can't bring the
    data back. Safe to repeat. When the surrounding transaction fails after this, erase again: the list already says so.
    """
    erased.append(kind, subject_id)
    deleted, _rows = DataKey.objects.filter(subject_kind=kind, subject_id=subject_id).delete()
    return deleted > 0


def destroy_erased_again() -> int:
    """Destroy the keys of everybody on the erased list, as after a restore; return how many there were."""
    destroyed = 0
    for kind, subject_id in sorted(erased.read()):
        destroyed += DataKey.objects.filter(subject_kind=kind, subject_id=subject_id).delete()[0]
    return destroyed


def begin_erased_list() -> bool:
    """Make an empty erased list in a new installation, which has no data keys; never beside data (a lost list is not new)."""
    return not DataKey.objects.exists() and erased.create()
