"""A database for one measurement, beside the one that the clone works with: full of rows, and perhaps without walls."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connection

from osuuskunta.core.db import as_owner

NAME = "osuuskunta_bench"


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """Make, migrate and connect an empty database, drop it afterwards; yield the environment of a server that uses it."""
    usual = connection.settings_dict["NAME"]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME}")
    try:
        _connect(NAME)
        call_command("migrate", interactive=False, verbosity=0)
        yield {"DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{NAME}").geturl()}
    finally:
        _connect(usual)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _connect(name: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it
    connection.settings_dict["NAME"] = name


def walled_tables() -> list[str]:
    """Return the tables with row security switched on, quoted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace ORDER BY relname"
        )
        return [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]


def switch_walls(tables: list[str], *, on: bool) -> None:
    """Let the policies of `tables` hold or not, for every session at once; the caller is connected as the owner.

    For a measurement in a database of its own only: `assert` stands where a mistake would open a real one.
    """
    assert connection.settings_dict["NAME"] == NAME, connection.settings_dict["NAME"]
    word = "ENABLE" if on else "DISABLE"
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"ALTER TABLE {table} {word} ROW LEVEL SECURITY" for table in tables))
