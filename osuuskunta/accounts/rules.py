"""Which role may do what in the apps below: `allow(action, roles)`; each further app states its own in its `rules`."""

from datetime import date

from osuuskunta.accounts.roles import (
    ROLES,
    DataProtectionOfficer,
    Level,
    ProjectAdmin,
    Role,
    SystemAdministrator,
    allow,
)
from osuuskunta.project import rules as project

# accounts
OPEN_FRONT = "accounts.open_front"
CHANGE_ROLE = "accounts.change_role"
MANAGE_STAFF = "accounts.manage_staff"
allow(OPEN_FRONT, *ROLES.values())
allow(CHANGE_ROLE, *ROLES.values())
allow(MANAGE_STAFF, ProjectAdmin)

# activity
allow("activity.view_read_log", DataProtectionOfficer)
allow("activity.view_own_reads", *ROLES.values())
allow("activity.view_jobs", *ROLES.values())
allow("activity.view_all_jobs", SystemAdministrator)

# project
allow(project.VIEW_CARD, *ROLES.values())
allow(project.VIEW_HISTORY, *ROLES.values())
for action in (
    project.EDIT_CARD,
    project.EDIT_SITES,
    project.EDIT_PARTNERS,
    project.EDIT_TARGETS,
    project.EDIT_PARAMETERS,
    project.EDIT_AREAS,
):
    allow(action, ProjectAdmin)

SOON_DAYS = 30  # a role that ends within so many days is worth a line on the administrator's front page


def takes_site(role: type[Role]) -> bool:
    """Say whether a grant of `role` is for one site or for all; a project role is for the project."""
    return role.level is not Level.PROJECT


def takes_organisation(role: type[Role]) -> bool:
    """Say whether a grant of `role` is for a cooperative."""
    return role.level is Level.ORGANISATION


def holds(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Say whether a grant holds on `day`; its last day is included."""
    return valid_from <= day and (valid_to is None or day <= valid_to)
