"""Which role may do what in the apps below: `allow(action, roles)`; each further app states its own in its `rules`."""

from osuuskunta.accounts.roles import ROLES, DataProtectionOfficer, SystemAdministrator, allow

# activity
allow("activity.view_read_log", DataProtectionOfficer)
allow("activity.view_own_reads", *ROLES.values())
allow("activity.view_jobs", *ROLES.values())
allow("activity.view_all_jobs", SystemAdministrator)
