"""`runtime_role_check` names what the owner broke, and is content with what `migrate` built."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from osuuskunta.core import walls
from osuuskunta.core.db import as_owner
from osuuskunta.core.rolecheck import Report, look, some
from osuuskunta.core.walls import build_walls, tables, wall_of
from tests.core.world import a_world, seen

APP, OWNER = settings.DATABASE_APP_ROLE, settings.DATABASE_OWNER.get("USER", "")
TOY = "toys_peopletoy"
pytestmark = pytest.mark.django_db(transaction=True)


def run() -> tuple[str, str]:
    """Return what the command prints and what it says on the way out ("" for success)."""
    out = StringIO()
    try:
        call_command("runtime_role_check", stdout=out)
    except CommandError as fault:
        return out.getvalue(), str(fault)
    return out.getvalue(), ""


def as_the_owner(*statements: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def repaired() -> Iterator[None]:
    yield
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP VIEW IF EXISTS look_through")
        cursor.execute("DROP TABLE IF EXISTS stranger")
        cursor.execute("DROP FUNCTION IF EXISTS back_door()")
        cursor.execute(f"ALTER TABLE IF EXISTS gone RENAME TO {TOY}")
        cursor.execute("DROP SCHEMA IF EXISTS elsewhere CASCADE")
        build_walls()
    assert look().faults == []


def test_what_migrate_built_is_in_order() -> None:
    walled = sum(wall_of(model) is not None for model in tables())
    out, error = run()
    assert (error, [line for line in out.splitlines() if "FAULT" in line]) == ("", [])
    assert out.splitlines() == [
        f"role {APP}",
        "  is a superuser: no",
        "  bypasses row security: no",
        "  may create databases: no",
        "  may create roles: no",
        "  may replicate: no",
        "  is a member of: no role",
        "  owns: nothing",
        f"{walled} tables behind walls",
        "  every one with forced row security and its own policies",
    ]


DAMAGES = {
    "row security off": (
        f"ALTER TABLE {TOY} DISABLE ROW LEVEL SECURITY", f"The table {TOY} has no forced row security."),
    "row security not forced": (
        f"ALTER TABLE {TOY} NO FORCE ROW LEVEL SECURITY", f"The table {TOY} has no forced row security."),
    "history open": (
        "ALTER TABLE toys_trackedtoyevent DISABLE ROW LEVEL SECURITY",
        "The table toys_trackedtoyevent has no forced row security."),
    "a policy missing": (f"DROP POLICY wall_update ON {TOY}", f"The table {TOY} lacks the policy wall_update."),
    "the backup's policy missing": (f"DROP POLICY wall_backup ON {TOY}", f"The table {TOY} lacks the policy wall_backup."),
    "a policy opened": (
        f"ALTER POLICY wall_read ON {TOY} USING (true)",
        f"The policy wall_read of the table {TOY} does not say what the model says."),
    "a policy for everybody": (
        f"ALTER POLICY wall_read ON {TOY} TO PUBLIC",
        f"The policy wall_read of the table {TOY} does not say what the model says."),
    "one policy too many": (
        f"CREATE POLICY mine ON {TOY} USING (true)", f"The table {TOY} has a policy that no model states: mine."),
    "rows may move": (
        f"ALTER TABLE {TOY} DISABLE TRIGGER wall_site_stays",
        f"The table {TOY} lets a row change its site: the trigger wall_site_stays is missing or off."),
    "a right too many": (f"GRANT TRUNCATE, TRIGGER ON {TOY} TO {APP}", f"The role {APP} has TRUNCATE, TRIGGER on public.{TOY}."),
    "history can be changed": (
        "GRANT UPDATE ON toys_trackedtoyevent TO PUBLIC", f"The role {APP} has UPDATE on public.toys_trackedtoyevent."),
    "a right too few": (
        f"REVOKE DELETE ON {TOY} FROM {APP}", f"The role {APP} lacks DELETE on public.{TOY}: run `migrate`."),
    "a table missing": (
        f"ALTER TABLE {TOY} RENAME TO gone", f"The table {TOY} is missing: run `migrate`."),
    "an unknown table": (
        f"CREATE TABLE stranger (name text); GRANT SELECT ON stranger TO {APP}",
        f"The role {APP} has SELECT on public.stranger, a table of which the models do not know."),
    "an unknown table by its columns": (
        f"CREATE TABLE stranger (name text); GRANT SELECT (name) ON stranger TO {APP}",
        f"The role {APP} has rights on columns of public.stranger, a table of which the models do not know."),
    "an unknown table in another schema": (
        f"CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.{TOY} (name text); GRANT SELECT ON elsewhere.{TOY} TO {APP}",
        f"The role {APP} has SELECT on elsewhere.{TOY}, a table of which the models do not know."),
    "an unknown site table": (
        "CREATE TABLE stranger (site_id int)", "The table stranger has a site_id but no forced row security."),
    "a view with its owner's rights": (
        f"CREATE VIEW look_through AS SELECT * FROM {TOY}; GRANT SELECT ON look_through TO {APP}",
        "The view public.look_through reads with its owner's rights: make it WITH (security_invoker = true)."),
    "a function with its owner's rights": (
        "CREATE FUNCTION back_door() RETURNS bigint SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'",
        f"The role {APP} may call back_door(), which works with its owner's rights (SECURITY DEFINER)."),
    "a schema to make tables in": (
        "GRANT CREATE ON SCHEMA public TO PUBLIC", f"The role {APP} may create tables in the schema public."),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGES)
@pytest.mark.usefixtures("repaired")
def test_what_the_owner_breaks_is_named(case: str) -> None:
    damage, said = DAMAGES[case]
    as_the_owner(damage)
    out, error = run()
    faults = [line.removeprefix("  FAULT ") for line in out.splitlines() if line.startswith("  FAULT ")]
    assert said in faults
    expected = {
        "a table missing": 2,
        "a view with its owner's rights": 2,
    }  # rights on what is no model's table come with it
    assert len(faults) == expected.get(case, 1)
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    assert error == f"{count}. `migrate` builds walls and rights again."


@pytest.mark.usefixtures("repaired")
@pytest.mark.parametrize(
    ("fixed", "said"),
    [
        ("SET search_path = public", []),
        ("", ["The function back_door() works with its owner's rights and has no search_path of its own."]),
    ],
)
def test_a_function_that_is_stated_as_a_gate(monkeypatch: pytest.MonkeyPatch, fixed: str, said: list[str]) -> None:
    monkeypatch.setattr(walls, "_gates", walls.gates())
    before = look().faults
    as_the_owner(f"CREATE FUNCTION back_door() RETURNS bigint SECURITY DEFINER {fixed} LANGUAGE sql AS 'SELECT 1'")
    walls.gate("back_door()", why="tells a number")
    assert [fault for fault in look().faults if fault not in before] == said
    assert walls.gates()["back_door()"] == "tells a number"


@pytest.mark.usefixtures("repaired")
def test_a_view_with_the_readers_rights_is_only_unknown_and_shows_what_its_reader_sees() -> None:
    as_the_owner(
        f"CREATE VIEW look_through WITH (security_invoker = true) AS SELECT * FROM {TOY}",
        f"GRANT SELECT ON look_through TO {APP}",
    )
    assert look().faults == [
        f"The role {APP} has SELECT on public.look_through, a table of which the models do not know."
    ]
    a_world()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM look_through")
        assert (cursor.fetchone(), seen("people")) == ((0,), [])


def test_a_strong_role_is_named_with_all_that_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """The schema's owner in the application's place: what a wrong DATABASE_URL would bring."""
    monkeypatch.setattr(settings, "DATABASE_APP_ROLE", OWNER)
    report = look()
    assert report.attributes == {
        "is a superuser": False, "bypasses row security": True, "may create databases": True, "may create roles": False,
        "may replicate": False,
    }  # fmt: skip
    assert f"table {TOY}" in report.owned
    assert report.faults[:2] == [f"The role {OWNER} bypasses row security.", f"The role {OWNER} may create databases."]
    assert report.faults[2] == f"The role {OWNER} owns {some(report.owned)}: it must own nothing."
    out, error = run()
    assert "  bypasses row security: YES\n" in out
    assert error.endswith(" faults. `migrate` builds walls and rights again.")


def test_looking_leaves_nothing_behind() -> None:
    assert isinstance(look(), Report)
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relpersistence = 't'")
        assert cursor.fetchall() == []


def test_a_few_of_many() -> None:
    assert some([]) == ""
    assert some(list("abcde")) == "a, b, c, d, e"
    assert some(list("abcdefg")) == "a, b, c, d, e and 2 more"
