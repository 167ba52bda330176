"""Sealed rows to test on, and what the database itself holds of them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from osuuskunta.core.sealing import new_key_for, unlock
from tests.toys.models_sealed import SealedToy

CANARY = "kanarialintu-Ä€"


def made(**values: object) -> SealedToy:
    toy = SealedToy(**{"name": CANARY, **values})
    new_key_for(*toy.seal_subject(), toy)
    toy.save()
    return toy


def stored(toy: SealedToy, column: str = "name") -> str:
    """What the database itself holds."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM toys_sealedtoy WHERE id = %s', [toy.pk])
        return cursor.fetchone()[0]


def again(toy: SealedToy) -> SealedToy:
    return SealedToy.objects.get(pk=toy.pk)


@contextmanager
def refused(kind: type[Exception], match: str | None = None) -> Iterator[None]:
    """The block fails so, and the transaction goes on."""
    with pytest.raises(kind, match=match), transaction.atomic():
        yield


def again_unlocked(toy: SealedToy) -> SealedToy:
    found = again(toy)
    unlock(found)
    return found
