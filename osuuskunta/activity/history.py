"""Under which circumstances somebody acts: what row history and the read log say besides what happened.

A row's history in words is `core.history.history_of`, so that every app can show it; here it has its name too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import pghistory

from osuuskunta.core.history import Change, FieldChange, history_of

__all__ = ["Change", "Circumstances", "FieldChange", "acting", "circumstances", "history_of", "standing_in"]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Under which somebody acts: ids and codes only. `source` is an address's path, `job:<kind>` or `command:<name>`."""

    user: int | None = None
    role: str = ""
    source: str = ""


NOWHERE = Circumstances()
_now: ContextVar[Circumstances | None] = ContextVar("circumstances", default=None)


def circumstances() -> Circumstances:
    """Return the innermost circumstances; empty ones outside of any."""
    return _now.get() or NOWHERE


@contextmanager
def standing_in(found: Circumstances) -> Iterator[None]:
    """Let the read log know the circumstances, without a word to row history: for requests that only read."""
    token = _now.set(found)
    try:
        yield
    finally:
        _now.reset(token)


@contextmanager
def acting(user: int | None, role: str = "", source: str = "") -> Iterator[None]:
    """Let row history and read log say who acts: `user` (an id; None for the house itself), role code and source.

    Around tasks and commands; requests get it from the middleware. The outer circumstances return afterwards.
    """
    with standing_in(Circumstances(user, role, source)), pghistory.context() as held:
        outer = dict(held.metadata)
        held.metadata.clear()
        held.metadata.update(user=user, role=role, source=source)
        try:
            yield
        finally:
            held.metadata.clear()
            held.metadata.update(outer)
