"""Row level security and rights, rebuilt from the models' declarations after every migrate.

A model says whose its rows are with `wall`; a table that says nothing gets no wall, and a table that the models do not know
gets no rights at all, so what is forgotten is closed. Role names come from the addresses, hence not from migrations.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
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


_gates: dict[str, str] = {}


def gate(function: str, *, why: str) -> None:
    """State that a SQL function, written like `has_admin(bigint)`, looks past the walls on purpose, and what little it tells.

    `runtime_role_check` refuses every other function that works with its owner's rights.
    """
    _gates[function] = why


def gates() -> dict[str, str]:
    """Return the functions stated with `gate`, with their reasons."""
    return dict(_gates)


def tables() -> Iterator[type[Model]]:
    """Yield every concrete model that owns a table."""
    seen = set()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in seen:
            seen.add(model._meta.db_table)
            yield model


def stays(model: type[Model]) -> bool:
    """Say whether rows of `model` keep their site for ever: all that can change but the card's, whose lines only name a site."""
    reach, wall = getattr(model, "reach", None), wall_of(model)
    has_site = any(field.name == "site" for field in model._meta.concrete_fields)  # a person has several, by enrolments
    return has_site and reach not in (None, Reach.CARD) and wall is not None and "UPDATE" in wall.rights


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy as it should be: for which command, to which role, and its conditions as SQL ("" for none)."""

    name: str
    command: str
    role: str
    using: str = ""
    check: str = ""

    def sql(self, table: str) -> str:
        """Return the statement that makes it on `table` (quoted)."""
        role = connection.ops.quote_name(self.role)
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return f"CREATE POLICY {self.name} ON {table} FOR {self.command} TO {role}{using}{check}"


def policies_of(model: type[Model]) -> tuple[Policy, ...]:
    """Return the policies that `model` must have for the roles of this installation; none without a wall."""
    wall = wall_of(model)
    if wall is None:
        return ()
    app, backup = settings.DATABASE_APP_ROLE, settings.DATABASE_BACKUP.get("USER")
    made = [
        Policy("wall_read", "SELECT", app, using=wall.read),
        Policy("wall_insert", "INSERT", app, check=wall.write),
    ]
    if "UPDATE" in wall.rights:
        made.append(Policy("wall_update", "UPDATE", app, using=wall.read, check=wall.write))
    if "DELETE" in wall.rights:
        made.append(Policy("wall_delete", "DELETE", app, using=wall.read))
    if backup:
        made.append(Policy("wall_backup", "SELECT", backup, using="true"))
    return tuple(made)


STAYS = """
CREATE OR REPLACE FUNCTION public.wall_site_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % never changes its site.', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$
"""
STAYS_ON = (
    "CREATE OR REPLACE TRIGGER wall_site_stays BEFORE UPDATE ON %s FOR EACH ROW "
    "WHEN (OLD.site_id IS DISTINCT FROM NEW.site_id) EXECUTE FUNCTION public.wall_site_stays()"
)


def _statements(model: type[Model]) -> list[str]:
    """Return what makes the wall of `model` on a table that has none."""
    table, wanted = connection.ops.quote_name(model._meta.db_table), policies_of(model)
    if not wanted:
        return [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"]
    made = [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"]
    made += [policy.sql(table) for policy in wanted]
    if stays(model):
        made.append(STAYS_ON % table)
    return made


# What stands in the catalogue for each table, as one text; wall_read's comment keeps what it was when it was built.
STANDING = """
SELECT c.relname,
       md5(concat_ws('|', c.relrowsecurity, c.relforcerowsecurity,
           (SELECT string_agg(concat_ws('~', p.polname, p.polpermissive, p.polcmd, p.polroles::text,
                              pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)), '|' ORDER BY p.polname)
              FROM pg_policy p WHERE p.polrelid = c.oid),
           (SELECT string_agg(concat_ws('~', pg_get_triggerdef(t.oid), t.tgenabled), '|')
              FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'wall_site_stays'))),
       (SELECT obj_description(p.oid, 'pg_policy') FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'wall_read')
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""


def _standing(cursor: CursorWrapper) -> dict[str, tuple[str, str]]:
    """Map each table to the digest of its wall as it stands and to the note of when it was built."""
    cursor.execute(STANDING)
    return {name: (digest, note or "") for name, digest, note in cursor.fetchall()}


def _build(cursor: CursorWrapper, model: type[Model], wanted: str) -> None:
    quote = connection.ops.quote_name
    name = model._meta.db_table
    cursor.execute("SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", [f"public.{quote(name)}"])
    for (policy,) in cursor.fetchall():
        cursor.execute(f"DROP POLICY {quote(policy)} ON {quote(name)}")
    cursor.execute(f"DROP TRIGGER IF EXISTS wall_site_stays ON {quote(name)}")
    for statement in _statements(model):
        cursor.execute(statement)
    if policies_of(model):
        note = f"{wanted} {_standing(cursor)[name][0]}"
        cursor.execute(f"COMMENT ON POLICY wall_read ON {quote(name)} IS '{note}'")


def build_walls() -> list[str]:
    """Make policies and rights what the models say; return the tables whose wall was not so. Runs as the schema's owner.

    Each table is changed in a transaction of its own, and only where model or database differ from what was built last: an
    upgrade that changes no wall takes no lock that a page would wait for.
    """
    changed = []
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute(STAYS)
        standing = _standing(cursor)
        for model in tables():
            name = model._meta.db_table
            if name not in standing:
                continue
            wanted = hashlib.sha256("\n".join(_statements(model)).encode()).hexdigest()
            digest, note = standing[name]
            if note != f"{wanted} {digest}" and (note or policies_of(model) or digest != BARE):
                with transaction.atomic():
                    _build(cursor, model, wanted)
                changed.append(name)
        with transaction.atomic():
            _grant(cursor, set(standing))
    return changed


BARE = hashlib.md5(b"f|f", usedforsecurity=False).hexdigest()  # the digest of a table without any wall


def _grant(cursor: CursorWrapper, present: set[str]) -> None:
    quote = connection.ops.quote_name
    app = quote(settings.DATABASE_APP_ROLE)
    backup = quote(settings.DATABASE_BACKUP["USER"]) if settings.DATABASE_BACKUP.get("USER") else None
    both = ", ".join(filter(None, [app, backup]))
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {both}")
    cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {both}")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {both}")
    cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {app}")
    cursor.execute(f"GRANT SELECT ON django_migrations TO {app}")
    for model in tables():
        if model._meta.db_table in present:
            cursor.execute(f"GRANT {', '.join(rights_of(model))} ON {quote(model._meta.db_table)} TO {app}")
    if backup:
        cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {backup}")
        cursor.execute(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {backup}")
