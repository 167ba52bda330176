"""Classes of the fields of third-party tables."""

from osuuskunta.core.privacy import Privacy, declare

declare("auth.Permission", Privacy(none="id name content_type codename"))
declare("auth.Group", Privacy(none="id name"))
declare("auth.Group_permissions", Privacy(none="id group permission"))
declare("contenttypes.ContentType", Privacy(none="id app_label model"))
declare("sessions.Session", Privacy(none="session_key expire_date", indirect="session_data"))
declare("pghistory.Context", Privacy(none="id created_at updated_at", indirect="metadata"))
_EVENTS = (
    "pgh_slug pgh_model pgh_id pgh_created_at pgh_label"  # views over all histories: no table, and nobody asks them
)
_SAYING = "pgh_obj_model pgh_obj_id pgh_data pgh_diff pgh_context_id pgh_context"
declare("pghistory.Events", Privacy(none=_EVENTS, special=_SAYING))
declare("pghistory.MiddlewareEvents", Privacy(none=_EVENTS, special=_SAYING, indirect="user url"))
declare("account.EmailAddress", Privacy(none="id verified primary", indirect="user", direct="email"))
declare("account.EmailConfirmation", Privacy(none="id created sent key", indirect="email_address"))
declare("mfa.Authenticator", Privacy(none="id type created_at last_used_at", indirect="user data"))
declare(
    "usersessions.UserSession",
    Privacy(none="id created_at last_seen_at session_key data", indirect="user ip user_agent"),
)
for name in ("AccessAttempt", "AccessLog", "AccessFailureLog"):
    extra = {
        "AccessAttempt": "get_data post_data failures_since_start",
        "AccessLog": "logout_time session_hash",
        "AccessFailureLog": "locked_out",
    }[name]
    declare(
        f"axes.{name}",
        Privacy(
            none=f"id http_accept path_info attempt_time {extra}", indirect="user_agent ip_address", direct="username"
        ),
    )
declare("axes.AccessAttemptExpiration", Privacy(none="access_attempt expires_at"))
