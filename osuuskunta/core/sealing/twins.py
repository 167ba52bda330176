"""A sealed twin: what stands in clear columns because SQL needs it, once more as one sealed value for history.

Clear columns that say something of a person stay out of the history tables, or erasure would have to rewrite history. The twin is
tracked in their place: history holds ciphertext, and who may read it still sees what changed (architecture §7).

    @pghistory.track(…, exclude=["birth_date", "gender"])
    class Participant(SealedRow, models.Model):
        birth_date = models.DateField(null=True)
        gender = models.CharField(max_length=2, null=True)
        facts = SealedTwinField(of=("birth_date", "gender"))
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core import checks
from django.db.models import Model

from osuuskunta.core.sealing.cipher import Ciphertext
from osuuskunta.core.sealing.fields import SealedJSONField
from osuuskunta.core.sealing.keyring import keyring_of, place_of, subject_of


class SealedTwinField(SealedJSONField):
    """Holds the values of the fields `of`, sealed whenever the row is saved. Nobody assigns it.

    Of an erased subject the twin stays as it is: there is no key to seal with, and what it held can't be read again.
    """

    def __init__(self, *args: Any, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        super().__init__(*args, **{"null": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def twin_of(self, row: Model) -> dict[str, Any]:
        """Return what the twin of `row` must hold: its values that are known, by field name."""
        values = {name: getattr(row, row._meta.get_field(name).attname) for name in self.of}  # type: ignore[union-attr]
        return {name: plain(value) for name, value in values.items() if value is not None}

    def pre_save(self, model_instance: Model, add: bool) -> Ciphertext | None:  # noqa: FBT001  Django's signature
        place = place_of(model_instance, self.model, self.name)
        if keyring_of(model_instance, place).key(subject_of(model_instance), place) is not None:
            setattr(model_instance, self.attname, self.twin_of(model_instance))
        return super().pre_save(model_instance, add)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if getattr(self.model, "pgh_tracked_model", None) is None:
            known = {field.name for field in self.model._meta.concrete_fields}
            missing = [name for name in self.of if name not in known]
            found += [
                checks.Error(f"is the twin of {name}, which is no field.", obj=self, id="core.E023") for name in missing
            ]
        return found


def plain(value: Any) -> Any:
    """Return `value` as JSON has it; days, numbers and ids as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value


def with_twins(row: Model, names: Sequence[str]) -> list[str]:
    """Return `names`, which are about to be saved, and the twins that hold one of them."""
    twins = (field for field in row._meta.concrete_fields if isinstance(field, SealedTwinField))
    return [*names, *(twin.name for twin in twins if twin.name not in names and set(twin.of) & set(names))]
