"""Users and what they are in which project."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.fields.ranges import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from osuuskunta.accounts.acting import Acting
from osuuskunta.accounts.roles import ROLES, Level, ProjectAdmin, Role, decide
from osuuskunta.core.access import Decision, Denied
from osuuskunta.core.constraints import CompositeForeignKey
from osuuskunta.core.ids import new_id
from osuuskunta.core.models import SiteScoped
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.walls import USER, Wall, ids
from osuuskunta.project.models.base import DateRange, tracked

LAST_ADMIN = "last_project_admin"  # the name under which the database refuses; see `refusals`
# The functions stand in migration 0002: they look past the walls, for a project's administrators are more than one sees.
TODAY = "(now() AT TIME ZONE 'Europe/Helsinki')::date"
_REFUSE = f"RAISE EXCEPTION 'A project never loses its last administrator.' USING ERRCODE = 'check_violation', CONSTRAINT = '{LAST_ADMIN}';"


class UserManager(BaseUserManager["User"]):
    """Users are found by e-mail, whatever its capitals."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make and return a user; without a password none is usable."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))


class User(AbstractBaseUser):
    """Somebody who signs in. What they may follows from their role grants alone."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fi")
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    last_project = models.ForeignKey("project.Project", models.SET_NULL, null=True, blank=True, related_name="+")
    session_round = models.PositiveIntegerField(default=0)  # raised, it ends every session of the user
    seal_id = models.UUIDField(default=new_id, unique=True, editable=False)  # whose data key: kind "user"

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    privacy = Privacy(
        none="id password language is_active created_at invited_at last_login last_project session_round seal_id",
        direct="email name",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower(F("email"))),
                name="email_in_small_letters",
                violation_error_message=_("Write the e-mail address in small letters."),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keeps_last_admin",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("is_active"),
                condition=pgtrigger.Q(old__is_active=True, new__is_active=False),
                func=f"IF accounts_left_without_admin(NEW.id) THEN {_REFUSE} END IF; RETURN NULL;",
            )
        ]

    acting: Acting | None = None

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Tie sessions to the password and to the round: when either changes, every session made before is over."""
        return salted_hmac(
            "accounts.session", f"{self.password}\n{self.session_round}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def act_as(self, acting: Acting) -> "User":
        """Take on roles for the length of a request or task, and return the same user."""
        self.acting = acting
        return self

    def sites(self, reach: Reach) -> frozenset[int]:
        """See `core.access.Actor`; nobody who has not taken on a role sees anything."""
        return self.acting.sites(reach) if self.acting else frozenset()

    def can(self, action: str, obj: object = None) -> Decision:
        """See `core.access.Actor`."""
        if self.acting is None:
            return Denied(_("You have no role here."))
        return decide(self, self.acting.roles, action, obj)


def _codes(level: Level) -> list[str]:
    return [code for code, found in ROLES.items() if found.level is level]


@tracked
class RoleGrant(SiteScoped):
    """What a user is in a project: a role, at one site or all, perhaps for one organisation, until a day (inclusive)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("person"))
    project = models.ForeignKey("project.Project", models.CASCADE, related_name="+", verbose_name=_("project"))
    site = models.ForeignKey(
        "project.Site", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site")
    )
    organisation = models.ForeignKey(
        "project.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=32)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("given by")
    )
    granted_at = models.DateTimeField(_("given"), default=timezone.now, editable=False)

    reach = Reach.CARD
    # Readable by its own user too, so that sign-in finds the scope; rows for all sites go by the project.
    _seen = f"user_id = (SELECT {USER}) OR project_id = {ids('projects')}"
    wall = Wall(_seen, f"project_id = {ids('projects')}")
    privacy = Privacy(
        none="id project site organisation role valid_from valid_to granted_at", indirect="user granted_by"
    )

    class Meta(SiteScoped.Meta):
        ordering = ["valid_from", "id"]
        constraints = [
            CompositeForeignKey(
                name="grant_site_of_project", fields=("site", "project"), to="project.Site", to_fields=("id", "project")
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="grant_ends_after_start",
                violation_error_message=_("The last day cannot lie before the first."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=_codes(Level.PROJECT), site__isnull=True, organisation__isnull=True)
                | Q(role__in=_codes(Level.SITE), organisation__isnull=True)
                | Q(role__in=_codes(Level.ORGANISATION), organisation__isnull=False),
                name="grant_fits_role",
                violation_error_message=_(
                    "A project role is for all sites; a cooperative's role needs the cooperative; other roles have none."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[code for code, found in ROLES.items() if found.must_end])
                | Q(valid_to__isnull=False),
                name="grant_of_auditor_ends",
                violation_error_message=_("An auditor's role needs a last day."),
            ),
            ExclusionConstraint(
                name="grant_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("project", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("site", 0), RangeOperators.EQUAL),
                    (Coalesce("organisation", 0), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", output_field=DateRangeField()), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person has the same role in these days already."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keeps_last_admin",
                when=pgtrigger.After,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__role=ProjectAdmin.code, old__valid_to__isnull=True),
                func=f"""
                    IF OLD.valid_from <= {TODAY} AND EXISTS (SELECT FROM accounts_user WHERE id = OLD.user_id AND is_active)
                       AND NOT accounts_has_admin(OLD.project_id)
                    THEN {_REFUSE} END IF;
                    RETURN NULL;
                """,  # nosec B608  constants of this module only
            )
        ]

    def __str__(self) -> str:
        return f"{self.role_class.code} {self.project_id}"

    @property
    def role_class(self) -> type[Role]:
        """The class that says what the role may."""
        return ROLES[self.role]


class ResetRequest(models.Model):
    """Somebody asked for a new password: counted, so that nobody's mailbox is filled. Rows older than a day are taken away."""

    address = models.CharField(max_length=64)  # a keyed digest of the e-mail, also of one that nobody has
    ip = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(none="id at", indirect="address ip")

    class Meta:
        indexes = [
            models.Index(fields=["address", "at"], name="reset_by_address"),
            models.Index(fields=["ip", "at"], name="reset_by_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
