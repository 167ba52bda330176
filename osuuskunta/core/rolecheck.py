"""Is the application role as weak as it must be, and does every wall stand? Read from the catalogue of the running database.

It works as the application role itself, on any server: the catalogue is readable by everybody. What a policy should say is
found out by PostgreSQL: the model's condition is put on an empty temporary table and read back in the catalogue's own words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from osuuskunta.core.walls import gates, policies_of, rights_of, stays, tables, wall_of

ATTRIBUTES = {  # what none of may be true, and how it is said
    "rolsuper": "is a superuser",
    "rolbypassrls": "bypasses row security",
    "rolcreatedb": "may create databases",
    "rolcreaterole": "may create roles",
    "rolreplication": "may replicate",
}
SHOWN = 5  # of many owned things
COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
OURS = "n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%%'"


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and every fault as one sentence."""

    role: str
    attributes: dict[str, bool]
    member_of: list[str]
    owned: list[str]
    walled: int
    faults: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the catalogue has it. `policies` maps a name to command, roles, permissive, USING and WITH CHECK."""

    forced: bool
    keeps_site: bool
    policies: dict[str, tuple[str, list[str], bool, str | None, str | None]]


def look() -> Report:
    """Look at the application role and at every table. Leaves nothing behind."""
    role = settings.DATABASE_APP_ROLE
    walled = [model for model in tables() if wall_of(model) is not None]
    with transaction.atomic(), connection.cursor() as cursor:
        attributes = _attributes(cursor, role)
        member_of, owned = _memberships(cursor, role), _owned(cursor, role)
        faults = [f"The role {role} {name}." for name, has in attributes.items() if has]
        faults += [f"The role {role} is a member of {other}: it must be of none." for other in member_of]
        faults += [f"The role {role} owns {some(owned)}: it must own nothing."] if owned else []
        faults += [*_rights(cursor, role), *_ways_round(cursor, role), *_walls(cursor, walled)]
        transaction.set_rollback(True)  # the temporary tables
    return Report(role, attributes, member_of, owned, len(walled), faults)


def some(things: list[str]) -> str:
    """Return the first few of many things, and how many more there are."""
    shown, more = things[:SHOWN], len(things) - SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _attributes(cursor: CursorWrapper, role: str) -> dict[str, bool]:
    cursor.execute(f"SELECT {', '.join(ATTRIBUTES)} FROM pg_roles WHERE rolname = %s", [role])
    return dict(zip(ATTRIBUTES.values(), cursor.fetchone(), strict=True))


def _memberships(cursor: CursorWrapper, role: str) -> list[str]:
    """Return the roles that `role` is in, directly or through others: their rights would be its own."""
    cursor.execute(
        "WITH RECURSIVE above AS (SELECT roleid FROM pg_auth_members WHERE member = %s::regrole"
        " UNION SELECT m.roleid FROM pg_auth_members m JOIN above ON m.member = above.roleid)"
        " SELECT rolname FROM pg_roles JOIN above ON oid = roleid ORDER BY 1",
        [connection.ops.quote_name(role)],
    )
    return [row[0] for row in cursor.fetchall()]


def _owned(cursor: CursorWrapper, role: str) -> list[str]:
    """Return everything that `role` owns here, in PostgreSQL's words; temporary tables of running work do not count."""
    cursor.execute(
        """
        SELECT 'the database ' || datname FROM pg_database WHERE datdba = %(role)s::regrole
        UNION ALL
        SELECT pg_describe_object(classid, objid, objsubid) FROM pg_shdepend
         WHERE refobjid = %(role)s::regrole AND deptype = 'o'
           AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND pg_describe_object(classid, objid, objsubid) NOT LIKE '%%pg\\_temp%%'
        ORDER BY 1
        """,
        {"role": connection.ops.quote_name(role)},
    )
    return [row[0] for row in cursor.fetchall()]


def _rights(cursor: CursorWrapper, role: str) -> Iterator[str]:
    """Compare what the role may do with each table to what the models say; a table that no model knows gives no rights."""
    held = ", ".join(f"has_table_privilege(%(role)s, c.oid, '{name}')" for name in PRIVILEGES)
    cursor.execute(
        f"SELECT n.nspname, c.relname, has_any_column_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'), {held}"
        f" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        f" WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {OURS} ORDER BY 1, 2",
        {"role": role},
    )
    wanted = {model._meta.db_table: set(rights_of(model)) for model in tables()} | {"django_migrations": {"SELECT"}}
    for schema, name, any_column, *has in cursor.fetchall():
        rights = {right for right, yes in zip(PRIVILEGES, has, strict=True) if yes}
        should = wanted.get(name, set()) if schema == "public" else set()
        if over := [right for right in PRIVILEGES if right in rights - should]:
            known = "" if should else ", a table of which the models do not know"
            yield f"The role {role} has {', '.join(over)} on {schema}.{name}{known}."
        elif any_column and not should:
            yield f"The role {role} has rights on columns of {schema}.{name}, a table of which the models do not know."
        if missing := [right for right in PRIVILEGES if right in should - rights]:
            yield f"The role {role} lacks {', '.join(missing)} on {schema}.{name}: run `migrate`."


def _ways_round(cursor: CursorWrapper, role: str) -> Iterator[str]:
    """Find what would let the role reach rows through somebody else's rights, or make things of its own."""
    cursor.execute(
        f"SELECT n.nspname FROM pg_namespace n WHERE has_schema_privilege(%s, n.oid, 'CREATE') AND {OURS} ORDER BY 1",
        [role],
    )
    for (schema,) in cursor.fetchall():
        yield f"The role {role} may create tables in the schema {schema}."
    cursor.execute(
        f"SELECT p.oid::regprocedure::text, coalesce(array_to_string(p.proconfig, ' '), '') ~ 'search_path='"
        f" FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        f" WHERE p.prosecdef AND has_function_privilege(%s, p.oid, 'EXECUTE') AND {OURS} ORDER BY 1",
        [role],
    )
    for function, fixed in cursor.fetchall():
        if function not in gates():
            yield f"The role {role} may call {function}, which works with its owner's rights (SECURITY DEFINER)."
        elif not fixed:
            yield f"The function {function} works with its owner's rights and has no search_path of its own."
    cursor.execute(
        f"SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        f" WHERE c.relkind = 'v' AND has_table_privilege(%s, c.oid, 'SELECT') AND {OURS}"
        f" AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false) ORDER BY 1, 2",
        [role],
    )
    for schema, view in cursor.fetchall():
        yield f"The view {schema}.{view} reads with its owner's rights: make it WITH (security_invoker = true)."


def _catalogue(cursor: CursorWrapper) -> dict[str, Table]:
    cursor.execute(
        """
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
               EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'wall_site_stays' AND t.tgenabled <> 'D')
          FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        """
    )
    found = {name: Table(forced, keeps, {}) for name, forced, keeps in cursor.fetchall()}
    cursor.execute(
        """
        SELECT c.relname, p.polname, p.polcmd::text, p.polpermissive,
               ARRAY(SELECT coalesce((SELECT rolname::text FROM pg_roles WHERE oid = one), 'PUBLIC') FROM unnest(p.polroles) one),
               pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)
          FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = 'public'::regnamespace
        """
    )
    for name, policy, command, permissive, roles, using, check in cursor.fetchall():
        found[name].policies[policy] = (COMMANDS[command], roles, permissive, using, check)
    return found


def _walls(cursor: CursorWrapper, walled: list[type[Model]]) -> Iterator[str]:
    standing = _catalogue(cursor)
    for model in walled:
        name = model._meta.db_table
        if name not in standing:
            yield f"The table {name} is missing: run `migrate`."
            continue
        table = standing[name]
        if not table.forced:
            yield f"The table {name} has no forced row security."
        if stays(model) and not table.keeps_site:
            yield f"The table {name} lets a row change its site: the trigger wall_site_stays is missing or off."
        yield from _policies(cursor, model, table)
    known = {model._meta.db_table for model in walled}
    cursor.execute(
        "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'site_id'"
        " AND NOT a.attisdropped AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1"
    )
    for (name,) in cursor.fetchall():
        if name not in known:
            yield f"The table {name} has a site_id but no forced row security."


def _policies(cursor: CursorWrapper, model: type[Model], table: Table) -> Iterator[str]:
    name, wanted = model._meta.db_table, _wanted(cursor, model)
    for policy in sorted(wanted.keys() - table.policies.keys()):
        yield f"The table {name} lacks the policy {policy}."
    for policy in sorted(table.policies.keys() - wanted.keys()):
        yield f"The table {name} has a policy that no model states: {policy}."
    for policy in sorted(wanted.keys() & table.policies.keys()):
        if table.policies[policy] != wanted[policy]:
            yield f"The policy {policy} of the table {name} does not say what the model says."


def _wanted(
    cursor: CursorWrapper, model: type[Model]
) -> dict[str, tuple[str, list[str], bool, str | None, str | None]]:
    """Return the policies of `model` as the catalogue would write them: made on an empty copy of the table, and read back."""
    copy = f"pg_temp.{connection.ops.quote_name(model._meta.db_table)}"
    cursor.execute(f"CREATE TEMPORARY TABLE {copy} (LIKE public.{connection.ops.quote_name(model._meta.db_table)})")
    policies = policies_of(model)
    for policy in policies:
        cursor.execute(policy.sql(copy))
    cursor.execute(
        "SELECT polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy"
        " WHERE polrelid = %s::regclass",
        [copy],
    )
    texts = {name: (using, check) for name, using, check in cursor.fetchall()}
    cursor.execute(f"DROP TABLE {copy}")
    return {one.name: (one.command, [one.role], True, *texts[one.name]) for one in policies}
