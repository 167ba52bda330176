"""Raw SQL as each role: what PostgreSQL shows and takes, whatever our own code would have asked for."""

import uuid

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.accounts.roles import ROLES
from osuuskunta.core.scope import Scope, scope
from tests.core.world import ALL_PLACES, REACH, TOYS, WRITABLE, World, a_world, seen, undone

OWN = ["own one", "own two"]
PROJECT = [*OWN, "other one", "other two"]
# domain.md 6.8 and architecture §4, written out a second time: what each role sees, by reach. What is not here is nothing.
SEES: dict[str, dict[str, list[str]]] = {
    "coach": {"people": OWN, "notes": OWN, "figures": OWN, "coops": OWN, "card": PROJECT},
    "site_coordinator": {"people": OWN, "notes": OWN, "figures": PROJECT, "coops": OWN, "card": PROJECT},
    "project_coordinator": {"figures": PROJECT, "card": PROJECT},
    "project_admin": {"people": PROJECT, "figures": PROJECT, "card": PROJECT},
    "board_member": {"coops": ["own one"], "card": PROJECT},
    "work_supervisor": {"coops": ["own one"], "card": PROJECT},
    "bookkeeper": {"coops": ["own one"], "card": PROJECT},
    "trainer": {"card": PROJECT},
    "esf_auditor": {"card": PROJECT},
    "evaluator": {"card": PROJECT},
    "data_protection_officer": {"log": PROJECT, "card": PROJECT},
    "system_administrator": {"card": PROJECT},
}
pairs = pytest.mark.parametrize(("role", "name"), [(role, name) for role in ROLES for name in TOYS])
writes = pytest.mark.parametrize(("role", "name"), [(role, name) for role in ROLES for name in WRITABLE])


@pytest.fixture
def world(db: None) -> World:
    return a_world()


def expected(role: str, name: str) -> list[str]:
    return sorted(SEES[role].get(REACH[name], []))


def test_every_role_is_here() -> None:
    assert sorted(SEES) == sorted(ROLES)


def test_the_connection_is_the_applications_own_with_its_pool(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == (settings.DATABASE_APP_ROLE, settings.DATABASE_APP_ROLE)
    assert connection.settings_dict["OPTIONS"]["pool"]
    with scope(world.everything()):  # the canaries are there to be found
        assert {name: seen(name) for name in TOYS} == dict.fromkeys(TOYS, sorted(ALL_PLACES))


@pairs
def test_what_is_seen(world: World, role: str, name: str) -> None:
    with scope(world.scope_of(role)):
        assert seen(name) == expected(role, name)


@writes
def test_what_is_changed_and_deleted(world: World, role: str, name: str) -> None:
    table = TOYS[name]._meta.db_table
    with scope(world.scope_of(role)), connection.cursor() as cursor:
        with undone():
            cursor.execute(f"UPDATE {table} SET name = name || '!' RETURNING name")
            assert sorted(row[0] for row in cursor.fetchall()) == [f"{place}!" for place in expected(role, name)]
        with undone():
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # what points at the rows is not the question here
            cursor.execute(f"DELETE FROM {table} RETURNING name")
            assert sorted(row[0] for row in cursor.fetchall()) == expected(role, name)


@writes
def test_what_is_added(world: World, role: str, name: str) -> None:
    taken = []
    table = TOYS[name]._meta.db_table
    with scope(world.everything()), connection.cursor() as cursor:
        columns = [field.column for field in TOYS[name]._meta.concrete_fields if field.name not in {"id", "person"}]
        cursor.execute(f"SELECT name, {', '.join(columns)} FROM {table}")
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(f"SELECT name, {'person_id' if name == 'sealed' else 'NULL'} FROM {table}")
        people = dict(cursor.fetchall())
    extra = ["person_id"] if name == "sealed" else []
    with scope(world.scope_of(role)), connection.cursor() as cursor:
        for place in ALL_PLACES:
            values = [uuid.uuid4(), *rows[place], *([people[place]] if extra else [])]
            marks = ", ".join(["%s"] * len(values))
            try:
                with undone():
                    cursor.execute(
                        f"INSERT INTO {table} ({', '.join(['id', *columns, *extra])}) VALUES ({marks})",
                        [_plain(value) for value in values],
                    )
                    taken.append(place)
            except ProgrammingError as fault:
                if "violates row-level security policy" not in str(fault):
                    raise
    assert sorted(taken) == expected(role, name)


def _plain(value: object) -> object:
    """Give the empty JSON list as the text that it is in SQL."""
    return "[]" if value == [] else value


@pytest.mark.parametrize("setting", [None, "", "{}"])
def test_no_setting_an_empty_one_and_no_sites_show_no_rows(world: World, setting: str | None) -> None:
    """NULL = ANY(NULL) is not true, so a session that nobody has told anything sees nothing; it raises nothing either."""
    with connection.cursor() as cursor:
        for reach in ("people", "notes", "figures", "coops", "card", "log", "projects"):
            if setting is not None:
                cursor.execute("SELECT set_config(%s, %s, true)", [f"app.{reach}", setting])
    assert {name: seen(name) for name in TOYS} == {name: [] for name in TOYS}


def test_a_setting_with_one_site_among_others_reads_as_a_set(world: World) -> None:
    own, foreign = world.site["own"].pk, world.site["foreign"].pk
    with scope(Scope(people=frozenset({own, foreign, 10**9}))):
        assert seen("people") == sorted([*OWN, "foreign one", "foreign two"])


def test_a_person_with_two_roles_sees_both_and_an_organisation_cuts_only_while_all_agree(world: World) -> None:
    board, coach = world.scope_of("board_member"), world.scope_of("coach")
    assert board.organisation == world.organisation["one"].pk
    assert coach.organisation is None
    with scope(board):
        assert seen("coops") == ["own one"]
        with scope(coach):
            assert seen("coops") == OWN
        assert seen("coops") == ["own one"]
        assert seen("people") == []


def test_grants_are_read_by_their_user_and_by_their_project_only(world: World) -> None:
    for role in ("coach", "project_admin"):
        world.scope_of(role)
    stranger = User.objects.create_user("stranger@example.org", name="Stranger")
    with scope(world.everything()):
        RoleGrant.objects.create(user=stranger, project=world.elsewhere, role="project_admin", valid_from="2025-01-01")

    def grants() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT email, role FROM accounts_rolegrant g JOIN accounts_user u ON u.id = user_id")
            return sorted(f"{email} {role}" for email, role in cursor.fetchall())

    here = ["coach@example.org coach", "project_admin@example.org project_admin"]
    with scope(world.scope_of("project_admin")):
        assert grants() == here
    with scope(Scope(user=world.users["coach"].pk)):
        assert grants() == here[:1]
    with scope(Scope(user=stranger.pk)):
        assert grants() == ["stranger@example.org project_admin"]
    assert grants() == []


@pytest.mark.parametrize("where", ["elsewhere", "project"])
def test_nobody_grants_a_role_where_the_scope_has_no_project(world: World, where: str) -> None:
    coach = world.scope_of("coach")
    inner = (
        coach if where == "elsewhere" else Scope(user=coach.user)
    )  # the own grant is seen, yet opens no project by itself
    with scope(inner), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        RoleGrant.objects.create(
            user_id=coach.user, project=getattr(world, where), role="project_admin", valid_from="2025-01-01"
        )
