"""Which role may do what in the apps below: `allow(action, roles)`; each further app states its own in its `rules`."""

from osuuskunta.accounts.roles import ROLES, DataProtectionOfficer, ProjectAdmin, SystemAdministrator, allow
from osuuskunta.project import rules as project

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
):
    allow(action, ProjectAdmin)
