"""People with roles, as the tests of history, read log and jobs need them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from osuuskunta.accounts.acting import acting_with
from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.accounts.queries import sites_of
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import Project, Site
from tests.factories.project import a_project, a_site


def somebody(project: Project, role: str, site: Site | None = None, *, name: str = "Aino Aalto", **grant: Any) -> User:
    """Make a user with one role in the project, and return the user acting in it."""
    user = User.objects.create_user(f"{name.replace(' ', '.').lower()}@example.org", name=name)
    return with_role(user, project, role, site, **grant)


def with_role(user: User, project: Project, role: str, site: Site | None = None, **grant: Any) -> User:
    """Give the user one more role and return the user acting in it alone."""
    fields = {"valid_from": date(2026, 1, 1)} | grant
    with scope(Scope(user=user.pk, projects=frozenset({project.pk}))):
        made = RoleGrant.objects.create(user=user, project=project, role=role, site=site, **fields)
    return user.act_as(acting_with(user.pk, [made], sites_of([made]), made))


def scope_of(user: User) -> Scope:
    """Return the scope of what the user acts as."""
    assert user.acting is not None
    return user.acting.scope


@dataclass(frozen=True)
class House:
    """A project with two sites, a coach at each, and the data protection officer."""

    project: Project
    forssa: Site
    oulu: Site
    coach: User
    other: User
    officer: User


def a_house(code: str = "TEST") -> House:
    """Make and return a House."""
    project = a_project(code)
    forssa, oulu = a_site(project, "061"), a_site(project, "564")
    return House(
        project,
        forssa,
        oulu,
        somebody(project, "coach", forssa, name="Aino Aalto"),
        somebody(project, "coach", oulu, name="Otto Oja"),
        somebody(project, "data_protection_officer", name="Tiina Tuki"),
    )
