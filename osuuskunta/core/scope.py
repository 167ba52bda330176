"""What a database session may see: site × kind of data (architecture §4).

A scope lives in one transaction. Policies in PostgreSQL read it from transaction-local settings, so it cannot leak through
the connection pool; our own querysets refuse to run without one, so that a forgotten scope is an error and not a zero.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from enum import StrEnum

from django.db import connection, transaction


class Reach(StrEnum):
    """A kind of data whose sites are granted apart from the others'."""

    PEOPLE = "people"  # identity, ESF facts, participation periods
    NOTES = "notes"  # coaching content
    FIGURES = "figures"  # roll-ups without people
    COOPS = "coops"  # cooperatives, their members, orders and money
    CARD = "card"  # partners × sites, targets: everyone of the project
    LOG = "log"  # the read log


NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose connection this is and which sites it sees per reach (site ids; `projects` are project ids)."""

    user: int | None = None
    projects: frozenset[int] = NONE
    people: frozenset[int] = NONE
    notes: frozenset[int] = NONE
    figures: frozenset[int] = NONE
    coops: frozenset[int] = NONE
    card: frozenset[int] = NONE
    log: frozenset[int] = NONE
    organisation: int | None = None  # cuts `coops` to one organisation's own rows
    worker: bool = False  # sees every job, as the worker and the sweep must

    def settings(self) -> dict[str, str]:
        """Return the PostgreSQL settings `app.*` that say the same to the policies."""
        return {f"app.{field.name}": _text(getattr(self, field.name)) for field in fields(self)}

    def sites(self, reach: Reach) -> frozenset[int]:
        """Return the site ids of one reach."""
        found: frozenset[int] = getattr(self, reach.value)
        return found


def _text(value: object) -> str:
    if isinstance(value, frozenset):
        return f"{{{','.join(str(number) for number in sorted(value))}}}" if value else ""
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


class NoScope(RuntimeError):
    """A query on scoped rows ran outside any scope; open one with `scope(…)`."""


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current_scope() -> Scope | None:
    """Return the innermost open scope, or None."""
    return _current.get()


def require_scope() -> Scope:
    """Return the innermost open scope; NoScope without one."""
    found = _current.get()
    if found is None:
        raise NoScope("No scope is open: use `with scope(…)` around queries on scoped rows.")
    return found


def _tell(settings: dict[str, str]) -> None:
    calls = ", ".join("set_config(%s, %s, true)" for _ in settings)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in settings.items() for part in pair])


@contextmanager
def scope(inner: Scope, limits: Mapping[str, str] | None = None) -> Iterator[Scope]:
    """Open a transaction (or savepoint) in which the database shows what `inner` allows; the outer scope returns after it.

    `limits` are further settings for its length, like `{"statement_timeout": "15s"}`. Releasing a savepoint does not restore
    settings, so the outer ones are set again; after a rollback PostgreSQL does it.
    """
    outer = _current.get()
    with transaction.atomic():
        _tell({**inner.settings(), **(limits or {})})
        token = _current.set(inner)
        try:
            yield inner
        finally:
            _current.reset(token)
        nested = outer is not None or bool(connection.savepoint_ids)  # the transaction goes on after us
        if nested and not connection.needs_rollback:
            _tell((outer or Scope()).settings())
            _lift(limits or {})


def _lift(limits: Mapping[str, str]) -> None:
    with connection.cursor() as cursor:
        for name in limits:
            cursor.execute(f"SET LOCAL {connection.ops.quote_name(name)} TO DEFAULT")
