"""Taking a backup: one snapshot of the database, then the files, into one file."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from osuuskunta import __version__
from osuuskunta.core.backup import files
from osuuskunta.core.backup.container import Writer
from osuuskunta.core.backup.errors import BackupError
from osuuskunta.core.backup.manifest import Erased, Manifest
from osuuskunta.core.backup.tools import environment, pieces, running, tool, version
from osuuskunta.core.sealing import erased
from osuuskunta.core.sealing.errors import SealError
from osuuskunta.core.sealing.keys import parse

DUMP = "database.dump"
FLAGS = (
    "--format=custom", "--enable-row-security", "--no-owner", "--no-privileges", "--no-password",
    "--schema=public", "--extension=*", "--lock-wait-timeout=60s",
)  # fmt: skip
# What row security would keep from the backup without a word, or a missing right with one too late.
UNREADABLE = """
SELECT c.relname FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S', 'v', 'm')
   AND (NOT has_table_privilege(c.oid, 'SELECT')
        OR c.relrowsecurity AND NOT (SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user)
           AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*') AND p.polpermissive
               AND pg_get_expr(p.polqual, c.oid) = 'true'
               AND (0 = ANY (p.polroles) OR (SELECT oid FROM pg_roles WHERE rolname = current_user) = ANY (p.polroles))))
 ORDER BY 1
"""


def take(target: Path) -> Manifest:
    """Write a backup to `target` and return its manifest. BackupError, and `target` is as it was before."""
    address = settings.DATABASE_BACKUP
    if not address.get("USER"):
        raise BackupError("DATABASE_BACKUP_URL is not set: backups are read by a role of their own. Use script/manage.")
    if not target.parent.is_dir():
        raise BackupError(f"{target} can't be written: there is no folder {target.parent}.")
    with _connected(address) as link:
        snapshot = link.execute("SELECT pg_export_snapshot()").fetchone()[0]  # type: ignore[index]
        if unreadable := [row[0] for row in link.execute(UNREADABLE)]:
            raise BackupError(
                f"The backup would be incomplete: {address['USER']} can't read all of {', '.join(unreadable)}. Run `migrate`."
            )
        program = tool("pg_dump", link.info.server_version // 10000)
        facts = _facts(link)
        with Writer(target) as writer:
            command: list[str | Path] = [program, *FLAGS, f"--snapshot={snapshot}"]
            with running(command, environment(address)) as dump:
                writer.add(DUMP, pieces(dump))
            for name in files.uploaded():
                # After the database: a file that a row names was there before the row. One deleted since is in neither.
                with suppress(FileNotFoundError), (files.root() / name).open("rb") as file:
                    writer.add(files.PREFIX + name, pieces(file))
            manifest = Manifest(dump_version=version(program), parts=dict(writer.parts), **facts)
            writer.finish(manifest)
    return manifest


@contextmanager
def _connected(address: dict[str, Any]) -> Iterator["psycopg.Connection[Any]"]:
    """Connect as the backup role, in one snapshot that only reads."""
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    given = {name: address[key] for name, key in named.items() if address.get(key)}
    options = {key: value for key, value in (address.get("OPTIONS") or {}).items() if key != "pool"}
    try:
        link = psycopg.connect(**{"connect_timeout": 10, **given, **options})
    except psycopg.OperationalError as fault:
        raise BackupError(f"The database can't be reached as {address['USER']}: {first_line(fault)}") from fault
    try:
        link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        link.read_only = True
        yield link
    except psycopg.Error as fault:
        raise BackupError(f"The database can't be read: {first_line(fault)}") from fault
    finally:
        link.close()


def first_line(fault: BaseException) -> str:
    """Return the first line of an error, without what PostgreSQL quotes of rows below it."""
    return (str(fault).strip() or type(fault).__name__).splitlines()[0]


def _facts(link: "psycopg.Connection[Any]") -> dict[str, Any]:
    rows = {
        name: link.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", name))).fetchone()[0]  # type: ignore[index]
        for (name,) in link.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
        ).fetchall()
    }
    migrations: dict[str, list[str]] = {}
    for app, name in link.execute("SELECT app, name FROM django_migrations ORDER BY app, id").fetchall():
        migrations.setdefault(app, []).append(name)
    masters = [row[0] for row in link.execute("SELECT DISTINCT master_key_id FROM core_datakey ORDER BY 1").fetchall()]
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "code_version": __version__,
        "server_version": divmod(link.info.server_version, 10000),
        "migrations": migrations,
        # Nothing in the database says which index keys its indexes were made with: all that are in use.
        "keys": {"FIELD_KEYS": masters, "INDEX_KEYS": sorted(_ids("INDEX_KEYS"))},
        "erased": _erased(),
        "rows": rows,
    }


def _ids(setting: str) -> tuple[str, ...]:
    text = getattr(settings, setting)
    return parse(setting, text).ids if text else ()


def _erased() -> Erased | None:
    """Return the sum of the erased list; None when it is missing, for then a backup matters all the more."""
    try:
        return Erased.of(erased.in_order())
    except SealError:
        return None
