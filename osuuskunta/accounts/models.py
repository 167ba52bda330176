"""Users and what they are in which project."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from osuuskunta.accounts.acting import Acting
from osuuskunta.accounts.roles import ROLES, Level, Role, decide
from osuuskunta.core.access import Decision, Denied
from osuuskunta.core.constraints import CompositeForeignKey
from osuuskunta.core.models import SiteScoped
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.walls import USER, Wall, ids


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
    last_project = models.ForeignKey("project.Project", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    privacy = Privacy(none="id password language is_active created_at last_login last_project", direct="email name")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower(F("email"))),
                name="email_in_small_letters",
                violation_error_message=_("Write the e-mail address in small letters."),
            )
        ]

    acting: Acting | None = None

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

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


class RoleGrant(SiteScoped):
    """What a user is in a project: a role, at one site or all, perhaps for one organisation, until a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    project = models.ForeignKey("project.Project", models.CASCADE, related_name="+")
    site = models.ForeignKey("project.Site", models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey("project.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(_("role"), max_length=32)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.role_class.code} {self.project_id}"

    @property
    def role_class(self) -> type[Role]:
        """The class that says what the role may."""
        return ROLES[self.role]

    @property
    def for_all_sites(self) -> bool:
        """Whether the grant names no site: a project role, or a site role at every site."""
        return self.site_id is None

    @property
    def needs_site(self) -> bool:
        return self.role_class.level is not Level.PROJECT
