"""The schema's owner, lent for the length of a block. The web and the worker never get the owner's password."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection


def _switch(to: dict) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it
    connection.settings_dict.update(to)  # the dict from which new threads' connections are made, too


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the schema's owner inside the block, without a pool, and as the application role again after it.

    CommandError when DATABASE_OWNER_URL is not set.
    """
    if not settings.DATABASE_OWNER.get("USER"):
        raise CommandError(
            "DATABASE_OWNER_URL is not set: this command works as the schema's owner. Use script/manage."
        )
    live = connection.settings_dict
    kept = {key: live[key] for key in ("USER", "PASSWORD", "OPTIONS")}
    options = {key: value for key, value in live["OPTIONS"].items() if key != "pool"}
    _switch({**settings.DATABASE_OWNER, "OPTIONS": options})
    try:
        yield
    finally:
        _switch(kept)
