"""Fields whose column holds ciphertext. What a program reads and assigns is plain; what the database holds never is.

* Reading needs `unlock(rows)` first, else Locked: there is no hidden query per row.
* Assigning seals at save. An unchanged value keeps its ciphertext byte for byte, so history and checksums stand still.
* `values()`, `values_list()`, serializers, pickles and `repr` hold ciphertext; `SealedField.opened()` opens it.
* Columns can't be searched, only `isnull`. `update()`, `bulk_update()` and `loaddata` of plain text are refused, and the column
  itself takes nothing but ciphertext.
* Renaming a model or a field breaks the binding: the migration that renames must open and seal again.
"""

import copy
import json
import pickle
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Field, Model, UUIDField
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.sealing.cipher import Ciphertext, Place, Subject, key_id_of
from osuuskunta.core.sealing.errors import NotSealed
from osuuskunta.core.sealing.keyring import DESTROYED, Destroyed, Keyring, keyring_of, place_of, subject_of

if TYPE_CHECKING:
    _Field = Field[Any, Any]
else:
    _Field = Field

_COMPARABLE = ("isnull", "df", "ndf")  # the latter two: "is distinct from" in the conditions of triggers

STORED_FORM = r"^v[0-9]+\.[0-9a-f-]{36}\.[A-Za-z0-9_-]{38,}$"  # as PostgreSQL checks it; NULL passes

_as_stored: ContextVar[bool] = ContextVar("as_stored", default=False)


@contextmanager
def ciphertexts() -> Iterator[None]:
    """Inside the block sealed attributes give ciphertext, for serializers and bulk writing; changed ones are sealed first."""
    token = _as_stored.set(True)
    try:
        yield
    finally:
        _as_stored.reset(token)


class _Cell:
    """A plain value in memory, with the ciphertext it came from. Its repr and its pickle hold no plain text."""

    __slots__ = ("ciphertext", "field", "text", "value")

    def __init__(self, field: "SealedField", value: Any, ciphertext: Ciphertext | None, text: str | None) -> None:
        self.field, self.value, self.ciphertext, self.text = field, value, ciphertext, text

    def __repr__(self) -> str:
        return f"<sealed {self.field.name}>"

    def __reduce__(self) -> tuple[Any, ...]:
        if self.ciphertext is None or self.text is None or self.field.dump(self.value) != self.text:
            raise pickle.PicklingError(f"{self.field} holds a value that is not sealed yet: save the row first.")
        return Ciphertext, (str(self.ciphertext),)

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Cell":
        return _Cell(self.field, copy.deepcopy(self.value, memo), self.ciphertext, self.text)


class SealedAttribute(DeferredAttribute):
    """Opens a sealed value when it is read."""

    field: "SealedField"

    def __get__(self, instance: Model | None, cls: type[Model] | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            with ciphertexts():
                instance.refresh_from_db(fields=[name])
        held = instance.__dict__[name]
        if held is None:
            return None
        if _as_stored.get():
            return self.field.pre_save(instance, False)  # noqa: FBT003  Django's signature
        if not isinstance(held, _Cell):
            plain = self.field.open(instance, held)
            if plain is DESTROYED:
                return DESTROYED
            held = instance.__dict__[name] = _Cell(self.field, self.field.load(plain), held, plain)
        return held.value

    def __set__(self, instance: Model, value: Any) -> None:
        name = self.field.attname
        held = instance.__dict__.get(name)
        if isinstance(value, Destroyed):
            if held is None or isinstance(held, _Cell):
                raise NotSealed(f"{self.field}: what was destroyed can't be written anywhere.")
            return  # a form or full_clean() puts back what it read
        if hasattr(value, "resolve_expression"):
            raise NotSealed(f"{self.field}: an expression can't be sealed.")
        if value is None or isinstance(value, Ciphertext):
            instance.__dict__[name] = value
        elif isinstance(held, _Cell):
            instance.__dict__[name] = _Cell(self.field, value, held.ciphertext, held.text)
        else:
            instance.__dict__[name] = _Cell(self.field, value, held, None)


class SealedField(_Field):
    """The common part of sealed fields: a text column of ciphertexts."""

    descriptor_class = SealedAttribute
    empty_strings_allowed = False  # an absent value is NULL: "" would have to be sealed too

    def get_internal_type(self) -> str:
        return "TextField"

    # --- plain values as text -----------------------------------------------------------------------------------------
    def dump(self, value: Any) -> str:
        """Return the text that is sealed for `value`."""
        raise NotImplementedError

    def load(self, text: str) -> Any:
        """Return the value of an opened text."""
        raise NotImplementedError

    # --- rows ---------------------------------------------------------------------------------------------------------
    def open(self, row: Model, ciphertext: str) -> Any:
        """Return the text in `ciphertext`, which stands in this field of `row`, or DESTROYED; Locked, SealBroken."""
        place = place_of(row, self.model, self.name)
        return keyring_of(row, place).open(subject_of(row), place, ciphertext)

    def opened(self, ring: Keyring, row: uuid.UUID, subject: tuple[str, uuid.UUID], ciphertext: str | None) -> Any:
        """Return the value of a `ciphertext` that `values()` gave, of the row with key `row`; DESTROYED when erased."""
        if ciphertext is None:
            return None
        text = ring.open(Subject(*subject), Place(self.model._meta.label_lower, self.name, row), ciphertext)
        return text if isinstance(text, Destroyed) else self.load(text)

    def pre_save(self, model_instance: Model, add: bool) -> Ciphertext | None:  # noqa: FBT001  Django's signature
        held = model_instance.__dict__.get(self.attname)
        if isinstance(held, _Cell):
            held = self._settle(model_instance, held, add=add)
        elif held is not None and add:
            self.open(model_instance, held)  # a copied row must not carry what nobody could open there
        return held

    def _settle(self, row: Model, cell: _Cell, *, add: bool) -> Ciphertext:
        """Return the ciphertext of a value in memory: the old one when the value is the same, else a new one."""
        place, subject = place_of(row, self.model, self.name), subject_of(row)
        ring, text = keyring_of(row, place), self.dump(cell.value)
        kept = None if add else self._kept(ring, subject, place, cell, text)
        sealed = kept or ring.seal(subject, place, text)
        row.__dict__[self.attname] = _Cell(self, cell.value, sealed, text)
        return sealed

    @staticmethod
    def _kept(ring: Keyring, subject: Subject, place: Place, cell: _Cell, text: str) -> Ciphertext | None:
        key = ring.key(subject, place)
        if cell.ciphertext is None or key is None or key_id_of(cell.ciphertext, place) != key.id:
            return None  # new, or the row went over to another subject
        before = cell.text if cell.text is not None else ring.open(subject, place, cell.ciphertext)
        return cell.ciphertext if before == text else None

    # --- database -----------------------------------------------------------------------------------------------------
    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def db_check(self, connection: Any) -> str:
        """Let the column itself refuse what is not a ciphertext, whoever writes, history tables included."""
        return f"{connection.ops.quote_name(self.column)} ~ '{STORED_FORM}'"

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if isinstance(value, Ciphertext):
            return str(value)
        raise NotSealed(f"{self} is sealed: assign the value to a row and save it.")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in _COMPARABLE:
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self} is sealed and can't be searched by “{lookup_name}”: use isnull or a blind index.")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self} is sealed: there is no “{lookup_name}” of it.")

    def value_to_string(self, obj: Model) -> str:
        return self.pre_save(obj, False) or ""  # noqa: FBT003  Django's signature

    # --- validation ---------------------------------------------------------------------------------------------------
    def clean(self, value: Any, model_instance: Model | None) -> Any:
        return value if isinstance(value, Destroyed) else super().clean(value, model_instance)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = [*super().check(**kwargs)]
        indexed: bool = getattr(self, "db_index")  # noqa: B009  the stubs lack it
        if self.unique or indexed or self.has_db_default():
            found.append(checks.Error("is sealed: no unique, no index, no default.", obj=self, id="core.E020"))
        model = self.model
        if getattr(model, "pgh_tracked_model", None) is None:
            if not issubclass(model, SealedRow) or model.seal_subject is SealedRow.seal_subject:
                hint = "class Note(SealedRow, SiteScoped) with a method seal_subject()"
                found.append(checks.Error(f"is sealed: write {hint}.", obj=self, id="core.E021"))
            pk = model._meta.pk
            if not isinstance(getattr(pk, "target_field", pk), UUIDField):
                found.append(checks.Error("is sealed: the model's key must be a UUID.", obj=self, id="core.E022"))
        return found


class SealedTextField(SealedField):
    """Text. With `max_length` a one-line text of at most so many characters, else a text of any length."""

    description = _("Sealed text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def dump(self, value: Any) -> str:
        return str(value)

    def load(self, text: str) -> str:
        return text

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        defaults: dict[str, Any] = {"form_class": forms.CharField, "max_length": self.max_length}
        if self.max_length is None:
            defaults["widget"] = forms.Textarea
        if self.null:
            defaults["empty_value"] = None
        return super().formfield(**{**defaults, **kwargs})


class SealedJSONField(SealedField):
    """Any JSON value but null, which is no value. Changes inside a list or an object are noticed at save."""

    description = _("Sealed JSON")

    def dump(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))

    def load(self, text: str) -> Any:
        return json.loads(text)

    def validate(self, value: Any, model_instance: Model | None) -> None:
        super().validate(value, model_instance)
        try:
            self.dump(value)
        except (TypeError, ValueError):
            raise ValidationError(_("This can't be stored as JSON."), code="invalid") from None

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.JSONField, **kwargs})


class SealedRow:
    """Stands first among the bases of a model with sealed fields."""

    def seal_subject(self) -> tuple[str, uuid.UUID]:
        """Return the kind and the id of the subject under whose key the row is sealed."""
        raise NotImplementedError

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row; with `update_fields` the sealed twins of these fields too."""
        if kwargs.get("update_fields") is not None:
            from osuuskunta.core.sealing.twins import with_twins  # noqa: PLC0415  it stands on this module

            kwargs["update_fields"] = with_twins(self, list(kwargs["update_fields"]))  # type: ignore[arg-type]
        super().save(*args, **kwargs)  # type: ignore[misc]

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; its sealed values come as ciphertext and open with the keys that the row already has."""
        with ciphertexts():
            super().refresh_from_db(*args, **kwargs)  # type: ignore[misc]


def is_destroyed(row: Model, field: str) -> bool:
    """Say whether the value of `field` in `row` was erased. The row must be unlocked."""
    return getattr(row, field) is DESTROYED
