"""ACCESS: who may open which address. An address without a line here fails, and so does a line without an address.

`ANYBODY` answers without a sign-in; `SIGNED_IN` is one's own; the rest lie in a project: there somebody without a role in it gets
the same 404 as for a project that does not exist, and a role that is not named gets 403. POST addresses answer 405 to GET, after
the same questions. `OWN_ROW` addresses name a row: another's is 404 for everybody.
"""

from osuuskunta.accounts.roles import ROLES

ANYBODY, SIGNED_IN = "anybody", "signed in"
EVERYONE = frozenset(ROLES)
ADMIN = frozenset({"project_admin"})
WITH_FIGURES = frozenset({"project_admin", "project_coordinator", "site_coordinator"})
WITH_PEOPLE = frozenset({"coach", "site_coordinator", "project_admin"})
OWN_ROW = frozenset({"of nobody here"})

ACCESS: dict[str, str | frozenset[str]] = {
    # the house
    "health_live": ANYBODY,
    "health_ready": ANYBODY,
    "metrics": ANYBODY,  # to its token; without one there is no such page
    "accessibility": ANYBODY,
    "privacy_notice": ANYBODY,
    "set_language": ANYBODY,
    "keep_alive": SIGNED_IN,
    "home": SIGNED_IN,
    # the door
    "account_login": ANYBODY,
    "account_logout": ANYBODY,
    "account_inactive": ANYBODY,
    "mfa_authenticate": ANYBODY,
    "account_reset_password": ANYBODY,
    "account_reset_password_done": ANYBODY,
    "account_reset_password_from_key": ANYBODY,
    "account_reset_password_from_key_done": ANYBODY,
    "invitation": ANYBODY,
    # one's own account
    "account": SIGNED_IN,
    "sign_ins": SIGNED_IN,
    "sign_out_elsewhere": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    # in a project
    "front": EVERYONE,
    "role": EVERYONE,
    "staff": ADMIN,
    "staff_invite": ADMIN,
    "staff_sees": ADMIN,
    "staff_again": ADMIN,
    "staff_person": ADMIN,
    "staff_resend": ADMIN,
    "staff_close": ADMIN,
    "staff_open": ADMIN,
    "staff_reset_factor": ADMIN,
    "grant_change": ADMIN,
    "grant_end": ADMIN,
    "people": WITH_PEOPLE,
    "search": WITH_PEOPLE,
    "reports": WITH_FIGURES,
    "report_new": ADMIN,
    "report": WITH_FIGURES,
    "report_again": ADMIN,
    "figure": WITH_FIGURES,
    "report_check": WITH_FIGURES,
    "report_file": WITH_FIGURES,
    "card": EVERYONE,
    "card_letter": EVERYONE,
    "card_edit": ADMIN,
    "card_history": EVERYONE,
    "history": EVERYONE,
    "sites": EVERYONE,
    "site_add": ADMIN,
    "site_edit": ADMIN,
    "site_close": ADMIN,
    "site_reopen": ADMIN,
    "municipalities": EVERYONE,
    "municipality": EVERYONE,
    "municipality_add": ADMIN,
    "municipalities_history": EVERYONE,
    "municipality_history": EVERYONE,
    "relation_add": ADMIN,
    "relation_edit": ADMIN,
    "partners": EVERYONE,
    "partner_add": ADMIN,
    "partner_edit": ADMIN,
    "partner_remove": ADMIN,
    "place_add": ADMIN,
    "place_edit": ADMIN,
    "place_remove": ADMIN,
    "funding": EVERYONE,
    "funding_add": ADMIN,
    "funding_edit": ADMIN,
    "funding_remove": ADMIN,
    "targets": EVERYONE,
    "targets_edit": ADMIN,
    "lines": EVERYONE,
    "line_add": ADMIN,
    "line_edit": ADMIN,
    "line_remove": ADMIN,
    "limits": EVERYONE,
    "limits_history": EVERYONE,
    "limit_history": EVERYONE,
    "limit": EVERYONE,
    "limit_add": ADMIN,
    "limit_edit": ADMIN,
    "limit_check": ADMIN,
    "read_log": EVERYONE,  # one's own lines; the data protection officer's are everybody's
    "jobs": EVERYONE,
    "job": OWN_ROW,
    "job_progress": OWN_ROW,
    "job_cancel": OWN_ROW,
    "job_retry": OWN_ROW,
    "job_file": OWN_ROW,
}
