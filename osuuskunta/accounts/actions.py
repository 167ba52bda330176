"""What is done with accounts and roles. `by` is who does it; None is the house itself (commands), which may."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import structlog
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from osuuskunta.accounts import mails
from osuuskunta.accounts.links import one_time_link
from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.accounts.queries import Standing, standing, works_only_in
from osuuskunta.accounts.refusals import said
from osuuskunta.accounts.roles import ROLES, ProjectAdmin
from osuuskunta.accounts.rules import MANAGE_STAFF
from osuuskunta.accounts.sessions import end_sessions
from osuuskunta.core.access import Denied
from osuuskunta.core.periods import today
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import Organisation, Project, Site

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A role to be given: code, at which site (None: all), for which organisation, from when, until which day (inclusive)."""

    role: str
    site: Site | None = None
    organisation: Organisation | None = None
    valid_from: date | None = None  # today when not said
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation made. `link` is "" for somebody who signs in already."""

    user: User
    grant: RoleGrant
    link: str


def _require(by: User | None) -> None:
    decision = by.can(MANAGE_STAFF) if by is not None else None
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)


# --- accounts and roles -----------------------------------------------------------------------------------------------
@transaction.atomic
def make_account(
    *,
    email: str,
    name: str,
    grants: Iterable[tuple[Project, Post]],
    password: str | None = None,
    by: User | None = None,
) -> User:
    """Make an account with roles, or complete the one that has this e-mail; without a password none is usable.

    For commands: opens the scope of the projects by itself. What is there already stays as it is, so it can be repeated.
    """
    _require(by)
    wanted = list(grants)
    email = User.objects.normalize_email(email)
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, password, name=name)
    with scope(Scope(user=user.pk, projects=frozenset(project.pk for project, _post in wanted))):
        for project, post in wanted:
            same = RoleGrant.objects.filter(
                user=user, project=project, role=post.role, site=post.site, organisation=post.organisation
            )
            if not any(standing(grant) is not Standing.ENDED for grant in same):
                _give(user, project, post, by)
    return user


@transaction.atomic
def invite(*, project: Project, email: str, name: str, language: str, post: Post, by: User | None) -> Invited:
    """Give a role to whoever has this e-mail, by an account of theirs or a new one, and mail it in their language.

    Somebody who has never signed in gets a link that works once; a closed account is opened again with such a link.
    """
    _require(by)
    user = _account(email, name, language)
    grant = _give(user, project, post, by)
    end_sessions(user)
    link = "" if user.has_usable_password() else _invite(user)
    _tell(user, grant, link, by)
    return Invited(user, grant, link)


@transaction.atomic
def make_admin(*, project: Project, email: str) -> Invited:
    """Make or promote an administrator of the project, without an end date, and return a link that signs them in once.

    For commands: opens the scope of the project by itself. A closed account is opened.
    """
    with scope(Scope(projects=frozenset({project.pk}))):
        user = _account(email, email.partition("@")[0], "fi")
        rows = RoleGrant.objects.filter(user=user, project=project, role=ProjectAdmin.code).order_by("pk")
        lasting = [row for row in rows if standing(row) is not Standing.ENDED]
        for other in lasting[1:]:
            other.delete()
        held: RoleGrant | None = lasting[0] if lasting else None
        if held is None:
            held = _give(user, project, Post(role=ProjectAdmin.code), None)
        elif held.valid_to is not None or held.valid_from > today():
            held.valid_from, held.valid_to = min(held.valid_from, today()), None
            held.save(update_fields=["valid_from", "valid_to"])
        end_sessions(user)
        return Invited(user, held, _invite(user))


def _account(email: str, name: str, language: str) -> User:
    """Return the account with this e-mail: a new one, the one that is there, or a closed one opened without its password."""
    email = User.objects.normalize_email(email)
    user = User.objects.select_for_update().filter(email=email).first()
    if user is None:
        return User.objects.create_user(email, name=name, language=language)
    if not user.is_active:
        user.is_active = True
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
    return user


@transaction.atomic
def resend(*, user: User, by: User | None) -> str:
    """Send a new link to somebody who has not signed in yet, and return it; the former one ends."""
    _require(by)
    if user.has_usable_password():
        raise ValidationError(_("%(name)s has an account already and signs in with a password.") % {"name": user})
    link = _invite(user)
    _tell(user, None, link, by)
    return link


def _invite(user: User) -> str:
    user.invited_at = timezone.now()
    user.save(update_fields=["invited_at"])
    return one_time_link(user)


def _tell(user: User, grant: RoleGrant | None, link: str, by: User | None) -> None:
    template = "accounts/mail/invitation" if link else "accounts/mail/new_role"
    mails.send(template, user.email, user.language, user=user, grant=grant, link=link, by=by)


def _give(user: User, project: Project, post: Post, by: User | None) -> RoleGrant:
    """Give the role; ValidationError, one sentence a fault, when it does not fit."""
    if post.role not in ROLES:
        raise ValidationError({"role": _("There is no such role.")})
    first = post.valid_from or today()
    if post.valid_to is not None and post.valid_to < first:
        raise ValidationError({"valid_to": _("The last day cannot lie before the first.")})
    grant = RoleGrant(
        user=user, project=project, role=post.role, site=post.site, organisation=post.organisation,
        valid_from=first, valid_to=post.valid_to, granted_by=by,
    )  # fmt: skip
    grant.validate_constraints()
    with said(RoleGrant):
        grant.save()
    return grant


# --- ends -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_end(*, grant: RoleGrant, valid_to: date | None, by: User | None) -> RoleGrant:
    """Let a role hold until another day (None: without an end), and end the person's sessions."""
    _require(by)
    if valid_to is not None and valid_to < today():
        raise ValidationError({"valid_to": _("Choose today or a later day. To end the role now, use End the role.")})
    grant.valid_to = valid_to
    grant.validate_constraints()
    with said(RoleGrant):
        grant.save(update_fields=["valid_to"])
    end_sessions(grant.user)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User | None) -> Post:
    """End a role now: it held until yesterday, and one given today is taken back. Returns what would give it again.

    The history keeps what was; the person's sessions end.
    """
    _require(by)
    yesterday = today() - timedelta(days=1)
    again = Post(
        role=grant.role,
        site=grant.site,
        organisation=grant.organisation,
        valid_to=grant.valid_to,
    )
    with said(RoleGrant):
        if grant.valid_from > yesterday:
            grant.delete()
        else:
            grant.valid_to = yesterday
            grant.save(update_fields=["valid_to"])
    end_sessions(grant.user)
    return again


@transaction.atomic
def give_again(
    *,
    user: int,
    project: Project,
    role: str,
    site: int | None,
    organisation: int | None,
    valid_to: date | None,
    by: User | None,
) -> RoleGrant:
    """Undo the end of a role by giving it anew from today; people, sites and organisations by their ids."""
    _require(by)
    post = Post(
        role=role,
        site=Site.objects.get(pk=site, project=project) if site else None,
        organisation=Organisation.objects.get(pk=organisation) if organisation else None,
        valid_to=valid_to,
    )
    return _give(User.objects.get(pk=user), project, post, by)


# --- an account as a whole --------------------------------------------------------------------------------------------
@transaction.atomic
def close_account(*, user: User, project: Project, by: User | None) -> User:
    """Let nobody sign in with the account any more. Only where it has no role in another project."""
    _require_whole(user, project, by)
    user.is_active = False
    with said(User):
        user.save(update_fields=["is_active"])
    end_sessions(user)
    return user


@transaction.atomic
def open_account(*, user: User, project: Project, by: User | None) -> User:
    """Open a closed account again, as it was."""
    _require_whole(user, project, by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def reset_factor(*, user: User, project: Project, by: User | None) -> User:
    """Take the second factor off an account whose phone is lost; it is set up anew at the next sign-in, and sessions end."""
    _require_whole(user, project, by)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    mails.send("accounts/mail/factor_reset", user.email, user.language, user=user, by=by)
    return user


def _require_whole(user: User, project: Project, by: User | None) -> None:
    _require(by)
    if not works_only_in(user, project):
        raise ValidationError(
            _("%(name)s has a role in another project too, so the account stays as it is.") % {"name": user}
        )


# --- one's own --------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_own(*, by: User, **fields: Any) -> User:
    """Change the own name or language."""
    if fields.keys() - {"name", "language"}:
        raise ValueError(f"not one's own to change: {sorted(fields)}")
    for name, value in fields.items():
        setattr(by, name, value)
    by.full_clean(exclude=[field.name for field in User._meta.fields if field.name not in fields])
    by.save(update_fields=list(fields))
    return by


def remember_project(*, user: User, code: str) -> None:
    """Keep which project is opened first next time; a preference, written only when it changes."""
    project = Project.objects.filter(code=code).first() if code else None
    if project is not None and project.pk != user.last_project_id:
        user.last_project = project
        user.save(update_fields=["last_project"])


@transaction.atomic
def accept_invitation(*, user: User, name: str, password: str) -> User:
    """Take an invitation: name and password are the person's own, and the link is used up."""
    user.name = name
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    log.info("invitation_accepted", user=user.pk)
    return user
