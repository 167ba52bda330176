"""What differs between two states of a sealed twin: history holds the facts of a person as ciphertext, and nobody else opens them."""

from typing import TYPE_CHECKING, Any

from django.db.models import Field, Model

from osuuskunta.core.sealing.errors import Locked
from osuuskunta.core.sealing.keyring import Destroyed, keyring_of, place_of, subject_of
from osuuskunta.core.sealing.twins import SealedTwinField

if TYPE_CHECKING:
    AnyField = Field[Any, Any]


def facts_changed(
    obj: Model | None, name: str, before: str | None, after: str | None
) -> list[tuple["AnyField", Any, Any]] | Destroyed | None:
    """Return the fields whose facts differ in the twin `name` of `obj`, each with what it was and is.

    None when the row is locked (or not at hand), DESTROYED when its subject was erased.
    """
    if obj is None:
        return None
    twin = obj._meta.get_field(name)
    assert isinstance(twin, SealedTwinField)  # noqa: S101  # nosec B101  as in the history of its model
    try:
        was, now = _opened(obj, twin, before), _opened(obj, twin, after)
    except Locked:
        return None
    for facts in (was, now):
        if isinstance(facts, Destroyed):
            return facts
    fields: list[AnyField] = [obj._meta.get_field(fact) for fact in twin.of if was.get(fact) != now.get(fact)]  # type: ignore[misc]
    return [(field, *(field.to_python(facts.get(field.name)) for facts in (was, now))) for field in fields]


def _opened(obj: Model, twin: SealedTwinField, sealed: str | None) -> Any:
    ring = keyring_of(obj, place_of(obj, twin.model, twin.name))
    return {} if sealed is None else twin.opened(ring, obj.pk, subject_of(obj), sealed)
