"""The three database roles (stack.md §4) in the embedded cluster, made and mended by its superuser at each start."""

import fcntl
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from osuuskunta.core.embedded import keys
from osuuskunta.core.embedded.bootstrap import Failed

DATABASE = "osuuskunta"
RIGHTS = {"app": "NOBYPASSRLS NOCREATEDB", "owner": "BYPASSRLS CREATEDB", "backup": "NOBYPASSRLS NOCREATEDB"}
VARIABLES = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "backup": "DATABASE_BACKUP_URL"}


def make_roles(var: Path, super_url: str) -> dict[str, str]:
    """Make roles and database where they are missing and return the addresses, by variable name."""
    with (var / "roles.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            connection = psycopg.connect(super_url, autocommit=True)
        except psycopg.OperationalError:
            raise Failed(
                f"{keys.path(var, 'super')} does not open {var / 'pg'}: put back the keys folder that belongs to it."
            ) from None
        with connection:
            _roles(var, connection)
            _database(connection)
    folder = urlsplit(super_url).query
    return {
        variable: f"postgres://{role}:{quote(keys.secret(var, role))}@/{DATABASE}?{folder}"
        for role, variable in VARIABLES.items()
    }


def _roles(var: Path, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    present = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for role, rights in RIGHTS.items():
        verb = "ALTER" if role in present else "CREATE"
        connection.execute(
            sql.SQL("{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEROLE {rights} PASSWORD {password}").format(
                verb=sql.SQL(verb),
                role=sql.Identifier(role),
                rights=sql.SQL(rights),
                password=sql.Literal(keys.secret(var, role)),
            )
        )


def _database(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    name = sql.Identifier(DATABASE)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER owner").format(name))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO app, backup").format(name))
