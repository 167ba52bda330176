"""Two projects, three sites, two organisations, and a canary row of every kind at every one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction

from osuuskunta.accounts.acting import acting_with
from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.accounts.queries import current_grants, sites_of
from osuuskunta.accounts.roles import ROLES, Level
from osuuskunta.core.scope import Reach, Scope, scope
from osuuskunta.core.sealing import new_key_for
from osuuskunta.project.models import Organisation, Project, Site
from tests.factories.project import a_project, a_site, an_organisation
from tests.toys.models import CardToy, CoopsToy, FiguresToy, LogToy, NotesToy, PeopleToy
from tests.toys.models_activity import TrackedToy
from tests.toys.models_sealed import SealedChildToy

TOYS = {
    "people": PeopleToy,
    "tracked": TrackedToy,
    "history": TrackedToy.pgh_event_model,
    "notes": NotesToy,
    "sealed": SealedChildToy,
    "figures": FiguresToy,
    "coops": CoopsToy,
    "card": CardToy,
    "log": LogToy,
}
REACH = {"people": "people", "tracked": "people", "history": "people", "notes": "notes", "sealed": "notes"} | {
    name: name for name in ("figures", "coops", "card", "log")
}
WRITABLE = tuple(name for name in TOYS if name != "history")
ALL_PLACES = ("own one", "own two", "other one", "other two", "foreign one", "foreign two")


@dataclass
class World:
    """`own` and `other` are sites of `project`, `foreign` is one of another project; at each both organisations have rows.

    A place is written "own one": the site and the organisation.
    """

    project: Project
    elsewhere: Project
    site: dict[str, Site]
    organisation: dict[str, Organisation]
    users: dict[str, User] = field(default_factory=dict)

    def everything(self) -> Scope:
        """Return a scope that sees all rows of both projects."""
        ids = frozenset(site.pk for site in self.site.values())
        projects = frozenset({self.project.pk, self.elsewhere.pk})
        return Scope(projects=projects, **{reach.value: ids for reach in Reach})

    def place(self, text: str) -> tuple[Site, Organisation]:
        """Return what a place like "own one" means."""
        where, whose = text.split()
        return self.site[where], self.organisation[whose]

    def scope_of(self, role: str) -> Scope:
        """Return the scope of somebody with `role`, found the way sign-in finds it."""
        user = self.users.get(role) or self._with(role)
        with scope(Scope(user=user.pk)):
            grants = current_grants(user)
            return acting_with(user.pk, grants, sites_of(grants), grants[0]).scope

    def _with(self, role: str) -> User:
        level = ROLES[role].level
        user = User.objects.create_user(f"{role}@example.org", name=role)
        with scope(self.everything()):
            RoleGrant.objects.create(
                user=user,
                project=self.project,
                role=role,
                site=None if level is Level.PROJECT else self.site["own"],
                organisation=self.organisation["one"] if level is Level.ORGANISATION else None,
                valid_from=date(2025, 1, 1),
                valid_to=date(2125, 1, 1) if ROLES[role].must_end else None,
            )
        self.users[role] = user
        return user


def a_world() -> World:
    """Make and return a World with its canaries."""
    project, elsewhere = a_project("ALFA"), a_project("BETA")
    world = World(
        project,
        elsewhere,
        {"own": a_site(project, "061"), "other": a_site(project, "564"), "foreign": a_site(elsewhere, "061")},
        {"one": an_organisation("Osuuskunta Yksi"), "two": an_organisation("Osuuskunta Kaksi")},
    )
    with scope(world.everything()):
        for place in ALL_PLACES:
            _fill(world, place)
    return world


def _fill(world: World, place: str) -> None:
    site, organisation = world.place(place)
    person = PeopleToy.objects.create(site=site, name=place)
    ring = new_key_for("toy", person.pk)
    NotesToy.objects.create(site=site, name=place, person=person)
    child = SealedChildToy(site=site, person=person, name=place)
    child.__dict__["_keyring"] = ring
    child.note = f"canary note {place}"
    child.save()
    tracked = TrackedToy(site=site, name=place)
    new_key_for("toy", tracked.id, tracked)
    tracked.save()
    CoopsToy.objects.create(site=site, organisation=organisation, name=place)
    for model in (FiguresToy, CardToy, LogToy):
        model.objects.create(site=site, name=place)


def seen(name: str) -> list[str]:
    """Return the places whose rows raw SQL finds in the toy table `name`, sorted."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {TOYS[name]._meta.db_table} ORDER BY name")
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is done inside, also after an error."""
    with transaction.atomic():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)
