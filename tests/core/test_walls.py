"""What no scope allows, and that walls are built from what models say, no more often than needed."""

import re
import uuid
from collections.abc import Callable
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from pytest_django import Settings

from osuuskunta.core.db import as_owner
from osuuskunta.core.scope import Scope, scope
from osuuskunta.core.walls import ALL, APPEND, build_walls, policies_of, rights_of, stays, tables, wall_of
from tests.core.world import World, a_world, seen
from tests.toys.models import CardToy, CoopsToy, FiguresToy, NotesToy, PeopleToy
from tests.toys.models_activity import TrackedToy

ids = frozenset


@pytest.fixture
def world(db: None) -> World:
    return a_world()


def people_at(*sites: str) -> Callable[[World], Scope]:
    return lambda world: Scope(
        **dict.fromkeys(("people", "notes", "coops"), ids(world.site[name].pk for name in sites))
    )


def refused(sql: str, *values: object) -> str:
    """Run a statement that must fail and return what PostgreSQL said."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(caught.value).splitlines()[0]


@pytest.mark.parametrize("name", ["people", "tracked", "notes", "sealed", "coops"])
def test_a_row_does_not_leave_for_a_site_out_of_sight(world: World, name: str) -> None:
    with scope(people_at("own")(world)):
        said = refused(f"UPDATE toys_{TABLE[name]} SET site_id = %s", world.site["other"].pk)
    assert said in {
        f'new row violates row-level security policy for table "toys_{TABLE[name]}"',
        f"A row of toys_{TABLE[name]} never changes its site.",
    }


@pytest.mark.parametrize("name", ["people", "tracked", "notes", "sealed", "coops"])
def test_a_row_stays_at_its_site_even_for_who_sees_both(world: World, name: str) -> None:
    with scope(people_at("own", "other")(world)):
        said = refused(f"UPDATE toys_{TABLE[name]} SET site_id = %s", world.site["other"].pk)
        assert said == f"A row of toys_{TABLE[name]} never changes its site."
        toy = PeopleToy.objects.filter(site=world.site["own"]).first()
        assert toy is not None
        toy.name = "same place, new name"
        toy.save()  # writes every column, the site as it was
        toy.site = world.site["other"]
        with pytest.raises(IntegrityError, match="never changes its site"), transaction.atomic():
            toy.save()


TABLE = {
    "people": "peopletoy",
    "tracked": "trackedtoy",
    "notes": "notestoy",
    "sealed": "sealedchildtoy",
    "coops": "coopstoy",
}


def test_a_line_of_the_card_may_name_another_site_of_the_project(world: World) -> None:
    with scope(world.scope_of("coach")):
        toy = CardToy.objects.get(name="own one")
        toy.site = world.site["other"]
        toy.save()
    with scope(world.everything()):
        assert CardToy.objects.get(name="own one").site == world.site["other"]


def test_history_is_only_added_to_and_only_at_the_own_site(world: World) -> None:
    table = "toys_trackedtoyevent"
    insert = (
        f"INSERT INTO {table} (pgh_created_at, pgh_label, pgh_obj_id, id, name, kind, open, tags, site_id) "
        "VALUES (now(), 'insert', %s, %s, 'forged', 'a', false, '[]', %s)"
    )
    row = uuid.uuid4()
    with scope(people_at("own")(world)):
        assert refused(f"UPDATE {table} SET name = 'x'") == f"permission denied for table {table}"
        assert refused(f"DELETE FROM {table}") == f"permission denied for table {table}"
        said = refused(insert, row, row, world.site["other"].pk)
        assert said == f'new row violates row-level security policy for table "{table}"'
        TrackedToy.objects.filter(name="own one").delete()
        assert seen("history") == ["own one", "own one", "own two"]  # that it was removed is history too


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["UPDATE {} SET name = 'x'", "DELETE FROM {}"])
def test_history_is_not_rewritten_by_the_owner_either(change: str) -> None:
    with as_owner(), transaction.atomic():
        a_world()  # the owner sees every row, so a statement that is let through would change some
        said = refused(change.format("toys_trackedtoyevent"))
        transaction.set_rollback(True)
    assert said == "pgtrigger: Cannot update or delete rows from toys_trackedtoyevent table"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("TRUNCATE toys_peopletoy CASCADE", "permission denied for table toys_peopletoy"),
        ("ALTER TABLE toys_peopletoy DISABLE ROW LEVEL SECURITY", "must be owner of table toys_peopletoy"),
        ("ALTER TABLE toys_peopletoy DISABLE TRIGGER ALL", "must be owner of table toys_peopletoy"),
        ("DROP POLICY wall_read ON toys_peopletoy", "must be owner of relation toys_peopletoy"),
        ("CREATE POLICY open ON toys_peopletoy USING (true)", "must be owner of table toys_peopletoy"),
        ("DROP TABLE toys_peopletoy", "must be owner of table toys_peopletoy"),
        ("CREATE TABLE public.copy AS SELECT * FROM toys_peopletoy", "permission denied for schema public"),
        ("CREATE VIEW public.look AS SELECT * FROM toys_peopletoy", "permission denied for schema public"),
        ("CREATE TRIGGER t AFTER INSERT ON toys_peopletoy EXECUTE FUNCTION public.wall_site_stays()",
         "permission denied for table toys_peopletoy"),
        ("COPY toys_peopletoy FROM STDIN", "COPY FROM not supported with row-level security"),
        ("SET row_security = off; SELECT * FROM toys_peopletoy",
         'query would be affected by row-level security policy for table "toys_peopletoy"'),
        ("SET session_replication_role = replica", 'permission denied to set parameter "session_replication_role"'),
        ("INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
         "permission denied for table django_migrations"),
    ],
)  # fmt: skip
def test_the_application_role_changes_no_wall(world: World, sql: str, said: str) -> None:
    with scope(world.everything()):
        assert refused(sql) == said


@pytest.mark.parametrize("role", [settings.DATABASE_OWNER.get("USER"), settings.DATABASE_BACKUP.get("USER")])
def test_the_application_role_becomes_no_other(db: None, role: str) -> None:
    assert refused(f'SET ROLE "{role}"') == f'permission denied to set role "{role}"'


def test_the_application_role_owns_nothing_and_bypasses_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,) * 5
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole AND relpersistence <> 't')"
            " + (SELECT count(*) FROM pg_proc WHERE proowner = current_user::regrole)"
            " + (SELECT count(*) FROM pg_namespace WHERE nspowner = current_user::regrole)"
        )
        assert cursor.fetchone() == (0,)


def test_rights_are_what_the_models_say_and_unknown_tables_have_none(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type)"
            " FROM information_schema.table_privileges"
            " WHERE table_schema = 'public' AND grantee IN (current_user, 'PUBLIC') GROUP BY table_name"
        )
        found = dict(cursor.fetchall())
    wanted = {model._meta.db_table: " ".join(sorted(rights_of(model))) for model in tables()}
    assert found == wanted | {"django_migrations": "SELECT"}


def test_an_index_serves_a_query_that_names_its_site(world: World) -> None:
    with scope(people_at("own", "other")(world)), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the toys are too few for an index to be worth it
        cursor.execute("EXPLAIN SELECT * FROM toys_peopletoy WHERE site_id = %s", [world.site["own"].pk])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert re.search(r"(Index Scan using|Bitmap Index Scan on) toys_peopletoy_site_id", plan)
    assert re.search(rf"Index Cond: .*\(site_id = {world.site['own'].pk}\)", plan)
    assert re.search(r"(Index Cond|Filter): .*\(site_id = ANY \(", plan)  # and the policy is there


def test_policies_use_leakproof_operators_only(db: None) -> None:
    """Under a policy only these can use an index, and only these can't tell of hidden rows by an error (architecture §4)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT polrelid::regclass::text, polqual::text, polwithcheck::text FROM pg_policy")
        used = {
            (int(function), table)
            for table, *trees in cursor.fetchall()
            for tree in trees
            for function in re.findall(r":opfuncid (\d+)", tree or "")
        }
        cursor.execute("SELECT oid FROM pg_proc WHERE proleakproof AND oid = ANY(%s)", [[one for one, _ in used]])
        leakproof = {row[0] for row in cursor.fetchall()}
    assert len(used) > 10
    assert {table for function, table in used if function not in leakproof} == set()


def test_every_wall_has_its_policies_forced(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relkind = 'r'")
        forced = {name for name, yes in cursor.fetchall() if yes}
        cursor.execute("SELECT tablename, policyname, cmd, roles::text FROM pg_policies")
        found = sorted(cursor.fetchall())
    walled = [model for model in tables() if wall_of(model)]
    assert forced == {model._meta.db_table for model in walled}
    assert found == sorted(
        (model._meta.db_table, policy.name, policy.command, f"{{{policy.role}}}")
        for model in walled
        for policy in policies_of(model)
    )
    assert {model for model in walled if stays(model)} >= {PeopleToy, NotesToy, FiguresToy, CoopsToy, TrackedToy}


def test_what_a_history_model_may() -> None:
    history = TrackedToy.pgh_event_model
    assert rights_of(history) == APPEND
    assert (wall_of(history).read, wall_of(history).write) == (wall_of(TrackedToy).read, wall_of(TrackedToy).write)
    assert not stays(history)
    assert rights_of(TrackedToy) == ALL


@pytest.mark.django_db(transaction=True)
class TestBuilding:
    def test_walls_that_stand_are_left_alone(self) -> None:
        with as_owner():
            assert build_walls() == []

    @pytest.mark.parametrize(
        "damage",
        [
            "DROP POLICY wall_read ON toys_peopletoy",
            "ALTER POLICY wall_read ON toys_peopletoy USING (true)",
            "ALTER TABLE toys_peopletoy NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE toys_peopletoy DISABLE ROW LEVEL SECURITY",
            "CREATE POLICY more ON toys_peopletoy USING (true)",
            "DROP TRIGGER wall_site_stays ON toys_peopletoy",
            "ALTER TABLE toys_peopletoy DISABLE TRIGGER wall_site_stays",
        ],
    )
    def test_a_damaged_wall_is_built_again_and_only_that(self, damage: str) -> None:
        with as_owner(), connection.cursor() as cursor:
            before = standing(cursor)
            cursor.execute(damage)
            assert build_walls() == ["toys_peopletoy"]
            assert standing(cursor) == before

    def test_a_wall_that_a_model_has_no_more_goes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with as_owner(), connection.cursor() as cursor:
            before = standing(cursor)
            with monkeypatch.context() as change:
                change.setattr(CardToy, "wall", None)
                assert build_walls() == ["toys_cardtoy"]
                assert standing(cursor)["toys_cardtoy"] == (False, False, None)
            assert build_walls() == ["toys_cardtoy"]
            assert standing(cursor) == before

    def test_an_installation_without_a_backup_role(self, settings: Settings) -> None:
        kept, settings.DATABASE_BACKUP = settings.DATABASE_BACKUP, {}
        with as_owner(), connection.cursor() as cursor:
            try:
                build_walls()
                cursor.execute("SELECT DISTINCT policyname FROM pg_policies ORDER BY 1")
                assert [row[0] for row in cursor.fetchall()] == [
                    "wall_delete",
                    "wall_insert",
                    "wall_read",
                    "wall_update",
                ]
            finally:
                settings.DATABASE_BACKUP = kept
                build_walls()

    def test_a_table_that_is_not_made_yet_waits(self) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE toys_cardtoy RENAME TO gone")
            try:
                assert build_walls() == []
            finally:
                cursor.execute("ALTER TABLE gone RENAME TO toys_cardtoy")
                build_walls()

    @pytest.mark.parametrize("flags", [{"plan": True}, {"check_unapplied": True}])
    def test_a_migrate_that_only_looks_builds_nothing(self, flags: dict) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("DROP POLICY wall_read ON toys_peopletoy")
        call_command("migrate", verbosity=0, stdout=StringIO(), **flags)
        with as_owner():
            assert build_walls() == ["toys_peopletoy"]

    def test_unknown_tables_and_everybody_get_no_rights(self) -> None:
        with as_owner(), connection.cursor() as cursor:
            try:
                cursor.execute("CREATE TABLE stranger (name text)")
                cursor.execute(f'GRANT ALL ON stranger TO PUBLIC, "{settings.DATABASE_APP_ROLE}"')
                cursor.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
                build_walls()
                cursor.execute("SELECT has_table_privilege(%s, 'stranger', 'SELECT')", [settings.DATABASE_APP_ROLE])
                assert cursor.fetchone() == (False,)
                cursor.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [settings.DATABASE_APP_ROLE])
                assert cursor.fetchone() == (False,)
            finally:
                cursor.execute("DROP TABLE stranger")


def standing(cursor: object) -> dict[str, tuple]:
    """Return for each table whether its row security is on and forced, and its policies."""
    cursor.execute(
        "SELECT relname, relrowsecurity, relforcerowsecurity, (SELECT string_agg(concat_ws(' ', policyname, cmd, roles::text,"
        " qual, with_check), '; ' ORDER BY policyname) FROM pg_policies WHERE tablename = relname)"
        " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    return {row[0]: row[1:] for row in cursor.fetchall()}
