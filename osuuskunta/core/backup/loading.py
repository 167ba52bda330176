"""A dump's content into the open transaction: pg_restore turns it into SQL, and our own connection runs it.

So the whole restore is one transaction of one connection, walls, erasures and migrations included. A dump made for one
installation fits another: owners, rights and policies stay behind, the walls are built anew with this one's roles.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.db import connection

from osuuskunta.core.backup.container import Archive
from osuuskunta.core.backup.errors import BackupError
from osuuskunta.core.backup.taking import DUMP
from osuuskunta.core.backup.tools import environment, running, tool

LEFT_OUT = re.compile(
    rb"^\d+; \d+ \d+ (SCHEMA|ACL|DEFAULT ACL|POLICY|ROW SECURITY|COMMENT|SECURITY LABEL|PUBLICATION|SUBSCRIPTION"
    rb"|EVENT TRIGGER|EXTENSION - plpgsql) "
)
COPY = re.compile(rb"^COPY (public\.(?:\w+|\"[^\"]+\")) \(.*\) FROM stdin;\n$")
ENTRY = re.compile(rb"^\d+; \d+ \d+ TABLE DATA public (\S+) ")
NEWER = {b"transaction_timeout": 17}  # settings that a newer pg_restore writes and an older server does not know
KEPT = (
    "search_path", "check_function_bodies", "row_security", "client_min_messages", "statement_timeout", "lock_timeout",
    "idle_in_transaction_session_timeout", "xmloption", "default_tablespace", "default_table_access_method",
    "standard_conforming_strings", "client_encoding",
)  # fmt: skip


class Dump:
    """The database part of an archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.program = tool("pg_restore", archive.manifest.dump_version[0])

    @contextmanager
    def _output(self, *flags: str) -> Iterator[IO[bytes]]:
        with running([self.program, *flags], environment({}), self.archive.chunks(DUMP)) as out:
            yield out

    def contents(self) -> list[bytes]:
        """Return the lines of its table of contents; BackupError when it has none."""
        with self._output("--list") as out:
            return out.read().splitlines()

    def tables(self) -> list[str]:
        """Return the tables whose rows it holds, sorted."""
        return sorted(found[1].decode() for line in self.contents() if (found := ENTRY.match(line)))

    def prove_readable(self) -> None:
        """Read all of it, as a restore would; BackupError when that fails."""
        with self._output("--file=-", "--no-owner", "--no-privileges") as out:
            while out.read(1 << 20):
                pass

    @contextmanager
    def sql(self, section: str) -> Iterator[IO[bytes]]:
        """Give the SQL of a section (pre-data, data, post-data), without what is left out."""
        wanted = [line for line in self.contents() if not LEFT_OUT.match(line)]
        with tempfile.NamedTemporaryFile(suffix=".list") as listed:
            listed.write(b"\n".join(wanted))
            listed.flush()
            flags = (
                f"--section={section}",
                f"--use-list={listed.name}",
                "--no-owner",
                "--no-privileges",
                "--no-comments",
            )
            with self._output("--file=-", *flags) as out:
                yield out


def wipe() -> None:
    """Drop everything in the schema `public` but what belongs to extensions. Runs as the owner."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL lock_timeout = '30s'"
        )  # somebody who works on a table for longer is waited for in vain
        while found := _objects(cursor):
            for kind, identity in found:
                cursor.execute(f"DROP {kind} IF EXISTS {identity} CASCADE")
        cursor.execute("SET LOCAL lock_timeout = 0")


def _objects(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute(
        """
        SELECT CASE o.type WHEN 'composite type' THEN 'type' ELSE o.type END, o.identity
          FROM pg_depend d, pg_identify_object(d.classid, d.objid, 0) o
         WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = 'public'::regnamespace AND d.deptype = 'n'
           AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype IN ('e', 'i'))
           AND o.type <> 'default acl'
        """
    )
    found: list[tuple[str, str]] = cursor.fetchall()
    return found


def load(dump: Dump) -> dict[str, int]:
    """Make everything that the dump holds and return the rows of each table. Runs as the owner, in its transaction."""
    with connection.cursor() as cursor, _settings_kept(cursor):
        for section in ("pre-data", "data", "post-data"):
            with dump.sql(section) as out:
                if section == "data":
                    rows = _copy(cursor, out)
                else:
                    cursor.execute(b"".join(_understood(out)).decode())
    return rows


@contextmanager
def _settings_kept(cursor: Any) -> Iterator[None]:
    """A dump sets the session up for itself: put everything back as it was."""
    cursor.execute(f"SELECT {', '.join(f'current_setting({chr(39)}{name}{chr(39)})' for name in KEPT)}")
    before = cursor.fetchone()
    yield
    calls = ", ".join("set_config(%s, %s, false)" for _ in KEPT)
    cursor.execute(f"SELECT {calls}", [part for pair in zip(KEPT, before, strict=True) for part in pair])


def _understood(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Leave out psql's own commands and settings that this server does not know."""
    server = connection.pg_version // 10000  # type: ignore[attr-defined]
    unknown = tuple(b"SET " + name + b" " for name, since in NEWER.items() if server < since)
    for line in lines:
        if not line.startswith((b"\\restrict ", b"\\unrestrict ", *unknown)):
            yield line


def _copy(cursor: Any, out: IO[bytes]) -> dict[str, int]:
    """Run a data section: COPY blocks end with a line `\\.`, which no row can be; around them stand single statements."""
    rows: dict[str, int] = {}
    between: list[bytes] = []
    lines = iter(out)
    for line in lines:
        found = COPY.match(line)
        if not found:
            between.append(line)
            continue
        _run(cursor, between)
        with cursor.copy(line.decode()) as copy:
            for row in lines:
                if row == b"\\.\n":
                    break
                copy.write(row)
            else:
                raise BackupError("The dump ends in the middle of a table.")
        rows[found[1].decode().removeprefix("public.").strip('"')] = cursor.rowcount
    _run(cursor, between)
    return rows


def _run(cursor: Any, statements: list[bytes]) -> None:
    if text := b"".join(_understood(statements)).decode().strip():
        cursor.execute(text)
    statements.clear()
