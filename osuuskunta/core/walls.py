"""Row level security and rights, rebuilt from the models' declarations after every migrate.

A model says whose its rows are with `wall`; a table that says nothing gets no wall, and a table that the models do not know
gets no rights at all, so what is forgotten is closed. Role names come from the addresses, hence not from migrations.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from osuuskunta.core.scope import Reach

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
APPEND = ("SELECT", "INSERT")

USER = "nullif(current_setting('app.user', true), '')::bigint"
WORKER = "current_setting('app.worker', true) = 'on'"


def ids(setting: str) -> str:
    """Return SQL for the ids of a setting; the sub-selects make PostgreSQL read it once a statement, not once a row."""
    return f"ANY ((SELECT nullif(current_setting('app.{setting}', true), '')::int[])::int[])"


@dataclass(frozen=True, slots=True)
class Wall:
    """The condition that lets rows be read (and found for change) and the one that lets them be written, as SQL."""

    read: str
    write: str
    rights: tuple[str, ...] = ALL


def site_wall(reach: Reach, *, organisation: bool = False, rights: tuple[str, ...] = ALL) -> Wall:
    """Return the wall of rows that carry `site`: the site is in the scope's sites of `reach`.

    With `organisation`, a scope that names one sees that organisation's rows only.
    """
    condition = f"site_id = {ids(reach.value)}"
    if organisation:
        own = "nullif(current_setting('app.organisation', true), '')::bigint"
        condition += f" AND ((SELECT {own}) IS NULL OR organisation_id = (SELECT {own}))"
    return Wall(condition, condition, rights)


def wall_of(model: type[Model]) -> Wall | None:
    """Return the wall of `model`; a history model has its tracked model's, to which rows can only be added."""
    tracked: type[Model] | None = getattr(model, "pgh_tracked_model", None)
    if tracked is not None:
        own = wall_of(tracked)
        return None if own is None else Wall(own.read, own.write, APPEND)
    found: Wall | None = getattr(model, "wall", None)
    return found


def rights_of(model: type[Model]) -> tuple[str, ...]:
    """Return what the application role may do with the rows of `model`."""
    wall = wall_of(model)
    if wall is not None:
        return wall.rights
    if getattr(model, "pgh_tracked_model", None) is not None:
        return APPEND
    if model._meta.label == "pghistory.Context":  # written with ON CONFLICT DO UPDATE, which needs the right
        return ("SELECT", "INSERT", "UPDATE")
    rights: tuple[str, ...] = getattr(model, "rights", ALL)
    return rights


def tables() -> Iterator[type[Model]]:
    """Yield every concrete model that owns a table."""
    seen = set()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in seen:
            seen.add(model._meta.db_table)
            yield model


def _policies(model: type[Model], app: str, backup: str | None) -> list[str]:
    quote = connection.ops.quote_name
    table, wall = quote(model._meta.db_table), wall_of(model)
    if wall is None:
        return [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"]
    made = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY wall_read ON {table} FOR SELECT TO {app} USING ({wall.read})",
        f"CREATE POLICY wall_insert ON {table} FOR INSERT TO {app} WITH CHECK ({wall.write})",
    ]
    if "UPDATE" in wall.rights:
        made.append(
            f"CREATE POLICY wall_update ON {table} FOR UPDATE TO {app} USING ({wall.read}) WITH CHECK ({wall.write})"
        )
    if "DELETE" in wall.rights:
        made.append(f"CREATE POLICY wall_delete ON {table} FOR DELETE TO {app} USING ({wall.read})")
    if backup:
        made.append(f"CREATE POLICY wall_backup ON {table} FOR SELECT TO {backup} USING (true)")
    return made


def build_walls() -> None:
    """Make policies and rights what the models say, in one transaction. Runs as the schema's owner."""
    quote = connection.ops.quote_name
    app = quote(settings.DATABASE_APP_ROLE)
    backup = quote(settings.DATABASE_BACKUP["USER"]) if settings.DATABASE_BACKUP.get("USER") else None
    with transaction.atomic(), connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        cursor.execute(
            "SELECT schemaname, tablename, policyname FROM pg_policies WHERE policyname LIKE 'wall\\_%%'", []
        )
        for schema, table, policy in cursor.fetchall():
            cursor.execute(f"DROP POLICY {quote(policy)} ON {quote(schema)}.{quote(table)}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {app}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {', '.join(filter(None, [app, backup]))}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {app}")
        cursor.execute(f"GRANT SELECT ON {quote('django_migrations')} TO {app}")
        for model in tables():
            if model._meta.db_table not in present:
                continue
            for statement in _policies(model, app, backup):
                cursor.execute(statement)
            cursor.execute(f"GRANT {', '.join(rights_of(model))} ON {quote(model._meta.db_table)} TO {app}")
        if backup:
            cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {backup}")
            cursor.execute(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {backup}")
