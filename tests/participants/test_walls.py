"""Who sees which people: proved with raw SQL on the real tables, as each role's scope shows them."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from osuuskunta.core.ids import new_id
from osuuskunta.core.scope import NoScope, Scope, scope
from osuuskunta.project.models import Project, Site
from participants.models import Enrolment, NameIndex, Participant, Participation, SensitiveAnswers
from tests.core.world import World, a_world
from tests.factories.people import a_period

pytestmark = pytest.mark.django_db

TABLES = tuple(model._meta.db_table for model in (Participant, Enrolment, Participation, SensitiveAnswers))
HISTORIES = tuple(model.pgh_event_model._meta.db_table for model in (Participant, Participation, SensitiveAnswers))


NOBODYS = """
INSERT INTO participants_participant (id, project_id, external_id, given_names, family_name, non_disclosure, created_at)
SELECT %s, project_id, 'nobody', given_names, family_name, false, now() FROM participants_participant LIMIT 1
"""


@pytest.fixture
def world() -> Iterator[World]:
    """One person at each site, and one more at both sites of the project."""
    made = a_world()
    with scope(made.everything()):
        for name, site in made.site.items():
            a_period(site, external_id=f"at {name}")
        both = a_period(made.site["own"], external_id="at both").participant
        a_period(made.site["other"], both, entry_date=date(2025, 2, 1))
    return made


def keys(where: Scope) -> set[str]:
    """Return the keys of the people that raw SQL finds."""
    with scope(where), connection.cursor() as cursor:
        cursor.execute("SELECT external_id FROM participants_participant")
        return {key for (key,) in cursor.fetchall()}


def counts(where: Scope, tables: tuple[str, ...]) -> list[int]:
    with scope(where), connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found.append(cursor.fetchone()[0])
        return found


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("coach", {"at own", "at both"}),
        ("site_coordinator", {"at own", "at both"}),
        ("project_admin", {"at own", "at other", "at both"}),
        ("project_coordinator", set()),
        ("board_member", set()),
        ("work_supervisor", set()),
        ("bookkeeper", set()),
        ("trainer", set()),
        ("esf_auditor", set()),
        ("evaluator", set()),
        ("data_protection_officer", set()),
        ("system_administrator", set()),
    ],
)
def test_each_role_finds_its_people_and_no_others(world, role, seen):
    assert keys(world.scope_of(role)) == seen


def test_of_a_person_at_two_sites_each_site_sees_its_own_period(world):
    assert counts(world.scope_of("coach"), TABLES) == [2, 2, 2, 2]
    assert counts(world.scope_of("project_admin"), TABLES) == [3, 4, 4, 4]
    assert counts(world.scope_of("project_coordinator"), TABLES) == [0, 0, 0, 0]
    assert counts(Scope(), TABLES) == [0, 0, 0, 0]


def test_history_stands_behind_the_same_walls(world):
    assert counts(world.scope_of("coach"), HISTORIES) == [2, 2, 2]
    assert counts(world.scope_of("project_admin"), HISTORIES) == [3, 4, 4]
    assert counts(world.scope_of("board_member"), HISTORIES) == [0, 0, 0]


def test_the_name_index_says_nothing_to_who_sees_no_enrolment(world):
    where = world.scope_of("coach")
    with scope(where), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(e.id) FROM participants_nameindex n LEFT JOIN participants_enrolment e ON e.id = n.enrolment_id"
        )
        assert cursor.fetchone() == (5, 2)  # five rows of numbers, and whose they are only of the own site
    foreign = next(iter(set(_enrolments(world.everything())) - set(_enrolments(where))))
    with scope(where):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            NameIndex.objects.filter(pk=foreign).update(tokens=[1])
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            NameIndex.objects.filter(pk=foreign).delete()


def _enrolments(where: Scope) -> list[object]:
    with scope(where):
        return list(Enrolment.objects.values_list("pk", flat=True))


def test_nobody_adds_a_person_or_a_period_at_another_site(world):
    with scope(world.everything()):
        here, there = (Participant.objects.get(external_id=f"at {name}") for name in ("own", "other"))
    rows = (
        ("INSERT INTO participants_enrolment (id, project_id, site_id, participant_id, open) VALUES (%s, %s, %s, %s, false)",
         (new_id(), world.project.pk, world.site["other"].pk, here.pk)),
        ("INSERT INTO participants_participation (id, participant_id, site_id, entry_date) VALUES (%s, %s, %s, '2025-05-01')",
         (new_id(), there.pk, world.site["other"].pk)),
        (NOBODYS,
         (new_id(),)),
    )  # fmt: skip
    with scope(world.scope_of("coach")):
        for statement, values in rows:
            with (
                pytest.raises(DatabaseError, match="row-level security"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement, values)
    assert keys(world.everything()) == {"at own", "at other", "at both", "at foreign"}


def test_an_enrolment_of_somebody_of_another_project_is_refused(world):
    with scope(world.everything()):
        foreign = Participant.objects.get(external_id="at foreign")
        for project, named in ((world.project, "enrolment_of_the_project"), (world.elsewhere, "enrolment_at_its_site")):
            with pytest.raises(IntegrityError, match=named):
                enrolled_now(foreign, world.site["own"], project)


def enrolled_now(person: Participant, site: Site, project: Project) -> None:
    """Store an enrolment and check the keys that are put off."""
    with transaction.atomic():
        Enrolment.objects.create(participant=person, site=site, project=project)
        connection.check_constraints()


def test_nobody_is_deleted(world):
    with scope(world.everything()), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Participant.objects.all()._raw_delete("default")


def test_without_a_scope_our_own_code_asks_nothing(world):
    with pytest.raises(NoScope):
        list(Participant.objects.all())
