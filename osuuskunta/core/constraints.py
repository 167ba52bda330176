"""Constraints that Django does not have."""

from typing import Any

from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Field, Model, UniqueConstraint
from django.db.models.constraints import BaseConstraint
from django.db.models.expressions import Combinable


def names(model: type[Model]) -> set[str]:
    """Return the names of the fields that are columns of `model`."""
    return {field.name for field in model._meta.concrete_fields}


def _is_key(model: type[Model], fields: tuple[str, ...]) -> bool:
    if len(fields) == 1 and model._meta.get_field(fields[0]).unique:  # type: ignore[union-attr]
        return True
    return any(
        set(found.fields) == set(fields) and found.condition is None and found.deferrable is None
        for found in model._meta.constraints
        if isinstance(found, UniqueConstraint)
    )


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    found = model._meta.get_field(name)
    assert isinstance(found, Field)  # noqa: S101  # nosec B101  relations from the other side have no column
    return found


def _column(model: type[Model], name: str) -> str:
    return str(_field(model, name).column)


class CompositeForeignKey(BaseConstraint):
    """A foreign key over several columns, beside an ordinary field.

    Foreign keys bypass row security: with `(id, site)` as the key a row cannot point at another site's row even so.
    The target needs a unique constraint over `to_fields`. A NULL in any column lifts the check (MATCH SIMPLE).
    """

    def __init__(
        self,
        *,
        name: str,
        fields: tuple[str, ...] | list[str],
        to: str,
        to_fields: tuple[str, ...] | list[str],
        deferred: bool = False,
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        super().__init__(
            name=name, violation_error_code=violation_error_code, violation_error_message=violation_error_message
        )
        self.fields, self.to, self.to_fields, self.deferred = tuple(fields), to, tuple(to_fields), deferred

    def _sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        registry: Apps = model._meta.apps
        target = registry.get_model(self.to)
        quote = schema_editor.quote_name
        here = ", ".join(quote(_column(model, name)) for name in self.fields)
        there = ", ".join(quote(_column(target, name)) for name in self.to_fields)
        when = "DEFERRABLE INITIALLY DEFERRED" if self.deferred else "DEFERRABLE INITIALLY IMMEDIATE"
        return f"FOREIGN KEY ({here}) REFERENCES {quote(target._meta.db_table)} ({there}) {when}"

    # Django calls these with model and editor, and takes statements; the stubs know only strings and None.
    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> None:  # type: ignore[override]
        """Put the key off to the end of the migration, as Django does with its own: the target may be made after this table."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:  # type: ignore[override]
        return Statement(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s %(definition)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
            definition=self._sql(model, schema_editor),
        )

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:  # type: ignore[override]
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Check in Python what the database checks too, so that forms speak before it does; ValidationError if it fails."""
        if exclude and exclude & set(self.fields):
            return
        values = [getattr(instance, _field(model, name).attname) for name in self.fields]
        if any(value is None or isinstance(value, Combinable) for value in values):
            return
        target = model._meta.apps.get_model(self.to)
        where = dict(zip((_field(target, name).attname for name in self.to_fields), values, strict=True))
        if not target._base_manager.using(using).filter(**where).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def faults(self, model: type[Model]) -> list[str]:
        """Return what is wrong with the declaration on `model`, as sentences; without any PostgreSQL will take it."""
        here, target = names(model), names(model._meta.apps.get_model(self.to)) if self._target_exists(model) else None
        found = [f"“{name}” is no field of the model." for name in self.fields if name not in here]
        if target is None:
            return [*found, f"“{self.to}” is no model."]
        found += [f"“{name}” is no field of {self.to}." for name in self.to_fields if name not in target]
        if len(self.fields) != len(self.to_fields):
            found.append("fields and to_fields are not of the same length.")
        if not found and not _is_key(model._meta.apps.get_model(self.to), self.to_fields):
            found.append(f"{self.to} has no unconditional unique constraint over {', '.join(self.to_fields)}.")
        return found

    def _target_exists(self, model: type[Model]) -> bool:
        try:
            model._meta.apps.get_model(self.to)
        except (LookupError, ValueError):
            return False
        return True

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"fields": self.fields, "to": self.to, "to_fields": self.to_fields}
        if self.deferred:
            kwargs["deferred"] = True
        return path, tuple(args), kwargs

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CompositeForeignKey):
            return NotImplemented
        return self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.fields, self.to, self.to_fields))
