"""Rotation of master keys: every data key is wrapped again under the active one; no ciphertext changes.

Works online and as the application role: batches of rows are locked one after another, rows that somebody else holds are skipped
and taken last. Stopped at any point, it goes on where it was when started again.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from osuuskunta.core.sealing.cipher import unwrap, wrap
from osuuskunta.core.sealing.errors import SealError
from osuuskunta.core.sealing.keys import Keys, master_keys
from osuuskunta.core.sealing.models import DataKey

FIRST = uuid.UUID(int=0)


class MasterKeyMissing(SealError):
    """A data key is wrapped under a master key that FIELD_KEYS does not hold."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many data keys there are and how many of them this run wrapped again."""

    keys: int
    wrapped: int
    master_key_id: str


def needed_master_keys() -> set[str]:
    """Return the ids of the master keys under which data keys are wrapped now."""
    return set(DataKey.objects.values_list("master_key_id", flat=True).distinct().order_by())


def rotate(batch: int = 1000) -> Rotation:
    """Wrap every data key under the active master key, `batch` of them a transaction. MasterKeyMissing before anything is done."""
    masters = master_keys()
    missing = masters.missing(needed_master_keys())
    if missing:
        names = ", ".join(f"“{key_id}”" for key_id in missing)
        raise MasterKeyMissing(
            f"FIELD_KEYS lacks {names}, under which data keys are wrapped. Add it after the active one."
        )
    wrapped = 0
    wait = False  # the last rounds wait for rows that others hold
    while True:
        done = sum(_round(masters, batch, wait=wait))
        wrapped += done
        if not DataKey.objects.exclude(master_key_id=masters.active).exists():
            return Rotation(DataKey.objects.count(), wrapped, masters.active)
        wait = done == 0


def _round(masters: Keys, batch: int, *, wait: bool) -> Iterator[int]:
    """Go once through the table in key order, a transaction a batch; yield how many keys each wrapped."""
    last: uuid.UUID | None = FIRST
    while last is not None:
        with transaction.atomic():
            rows = list(
                DataKey.objects.select_for_update(skip_locked=not wait)
                .exclude(master_key_id=masters.active)
                .filter(id__gt=last)
                .order_by("id")[:batch]
            )
            if rows:
                _rewrap(rows, masters)
        last = rows[-1].id if rows else None
        yield len(rows)


def _rewrap(rows: list[DataKey], masters: Keys) -> None:
    ids, again = [], []
    for row in rows:
        key = unwrap(masters.get(row.master_key_id), row.subject, row.wrapped)
        ids.append(row.id)
        again.append(wrap(masters.newest, row.subject, key))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {connection.ops.quote_name(DataKey._meta.db_table)} AS k SET wrapped = n.wrapped, master_key_id = %s"
            " FROM unnest(%s::uuid[], %s::bytea[]) AS n(id, wrapped) WHERE k.id = n.id",
            [masters.active, ids, again],
        )
