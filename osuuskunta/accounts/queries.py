"""What pages and middleware ask about users and their roles."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from allauth.mfa.models import Authenticator
from axes.models import AccessFailureLog, AccessLog
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.accounts.roles import ROLES
from osuuskunta.accounts.rules import MANAGE_STAFF, SOON_DAYS, holds
from osuuskunta.core.access import Actor
from osuuskunta.core.periods import today
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.enums import OrganisationKind
from osuuskunta.project.models import Organisation, Project, ProjectPartner, Site
from osuuskunta.project.queries import site_ids_by_project

MOST_STAFF = 500  # people a list shows from A to Z; above that it says to narrow first
MOST_SIGN_INS = 30


class Standing(Enum):
    """Where a grant's days lie."""

    NOW = "now"
    COMING = "coming"
    ENDED = "ended"


class State(Enum):
    """How far somebody's account is."""

    ACTIVE = "active"
    INVITED = "invited"
    EXPIRED = "expired"  # invited, and the link has run out
    UNINVITED = "uninvited"  # has never had a password or a link, like the demo's accounts
    CLOSED = "closed"


def standing(grant: RoleGrant, on: date | None = None) -> Standing:
    """Say whether a grant holds on a day (today), begins later or has ended; the last day is included."""
    day = on or today()
    if holds(grant.valid_from, grant.valid_to, day):
        return Standing.NOW
    return Standing.COMING if grant.valid_from > day else Standing.ENDED


def _holding(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def _grants() -> QuerySet[RoleGrant]:
    found: QuerySet[RoleGrant] = RoleGrant.objects.select_related("project", "site", "organisation")
    return found


def current_grants(user: User, on: date | None = None) -> list[RoleGrant]:
    """Return the grants of `user` that hold on a day (today), the newest project's first; needs a scope with the user."""
    return list(_grants().filter(_holding(on or today()), user=user).order_by("-project__starts_on", "id"))


def all_grants(user: User) -> list[RoleGrant]:
    """Return every grant of `user`, the last to end first; needs a scope with the user."""
    rows = _grants().select_related("project", "site", "organisation", "granted_by").filter(user=user)
    return sorted(rows, key=lambda grant: (grant.valid_to or date.max, grant.pk), reverse=True)


def sites_of(grants: Iterable[RoleGrant]) -> dict[int, frozenset[int]]:
    """Map each project of `grants` to the ids of all its sites, in one statement."""
    found: dict[int, frozenset[int]] = defaultdict(frozenset)
    found.update(site_ids_by_project({grant.project_id for grant in grants}))
    return found


def coaches_at(project: Project, sites: Iterable[Site], day: date) -> dict[int, list[User]]:
    """Return who coaches at each of `sites` (by its id) on `day` by their role, by name."""
    coaching = [code for code, role in ROLES.items() if role.own_caseload]
    grants = RoleGrant.objects.filter(_holding(day), project=project, role__in=coaching).select_related("user")
    found: dict[int, dict[int, User]] = {site.pk: {} for site in sites}
    for grant in grants:
        for pk in found if grant.site_id is None else {grant.site_id} & found.keys():
            found[pk][grant.user_id] = grant.user
    return {pk: sorted(users.values(), key=lambda user: str(user).casefold()) for pk, users in found.items()}


def project_by_code(code: str) -> Project | None:
    """Return the project with this code, for commands; None when there is none."""
    return Project.objects.filter(code=code).first()


def works_only_in(user: User, project: Project) -> bool:
    """Say whether `user` has no role in another project, now or later. Looks with that user's own eyes: grants only."""
    with scope(Scope(user=user.pk)):
        others = RoleGrant.objects.filter(user=user).exclude(project=project)
        return not any(standing(grant) is not Standing.ENDED for grant in others)


# --- people of a project ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody with roles in a project, as far as they were asked for."""

    user: User
    grants: Sequence[RoleGrant]
    second_factor: bool
    state: State
    invited_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StaffWanted:
    """What a list of people is narrowed to. `standing` None: whoever has a role that holds or begins later."""

    role: str = ""
    site: int | None = None
    standing: Standing | None = None


def _may(actor: Actor, project: Project) -> QuerySet[RoleGrant]:
    rows = _grants().filter(project=project).select_related("user", "granted_by")
    return rows if actor.can(MANAGE_STAFF) else rows.none()


def staff(actor: Actor, project: Project, wanted: StaffWanted) -> tuple[list[Staff], bool]:
    """Return the people of the project with the grants that were asked for, A–Z, and whether there are more than are shown.

    Two statements. Nobody's rows for who may not manage people.
    """
    day, rows = today(), _may(actor, project)
    if wanted.role:
        rows = rows.filter(role=wanted.role)
    if wanted.site is not None:
        rows = rows.filter(Q(site=wanted.site) | Q(site__isnull=True))
    if wanted.standing is None:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    elif wanted.standing is Standing.ENDED:
        rows = rows.filter(valid_to__lt=day)
    elif wanted.standing is Standing.COMING:
        rows = rows.filter(valid_from__gt=day)
    else:
        rows = rows.filter(_holding(day))
    ids = rows.order_by("user").values("user").distinct()[: MOST_STAFF + 1]
    found = _people(rows.filter(user__in=ids))
    return found[:MOST_STAFF], len(found) > MOST_STAFF


def person(actor: Actor, project: Project, pk: int) -> Staff | None:
    """Return somebody who has or had a role in the project, with all of them; None for anybody else."""
    return next(iter(_people(_may(actor, project).filter(user=pk))), None)


def grant_of(actor: Actor, project: Project, pk: int) -> RoleGrant | None:
    """Return one grant of the project; None for another project's."""
    return _may(actor, project).filter(pk=pk).first()


def sites_to_choose(actor: Actor, project: Project) -> list[Site]:
    """Return the sites where a role can be given: those that are open, in their order."""
    rows = Site.objects.filter(project=project, closed_on__isnull=True) if actor.can(MANAGE_STAFF) else []
    return list(rows)


def organisations_of(actor: Actor, project: Project) -> list[Organisation]:
    """Return the organisations for which a role can be given: cooperatives and partners of the project, A–Z."""
    if not actor.can(MANAGE_STAFF):
        return []
    partners = ProjectPartner.objects.filter(project=project).values("organisation")
    rows = Organisation.objects.filter(Q(kind=OrganisationKind.COOPERATIVE) | Q(pk__in=partners))
    return list(rows.order_by("name", "pk"))


def _people(rows: QuerySet[RoleGrant]) -> list[Staff]:
    by_user: dict[int, list[RoleGrant]] = defaultdict(list)
    for grant in rows:
        by_user[grant.user_id].append(grant)
    totp = Authenticator.objects.filter(user__in=by_user, type=Authenticator.Type.TOTP)
    with_factor = set(totp.values_list("user_id", flat=True)) if by_user else set()
    people = [_one(grants, with_factor) for grants in by_user.values()]
    return sorted(people, key=lambda one: (one.user.name.casefold(), one.user.pk))


def _one(grants: list[RoleGrant], with_factor: set[int]) -> Staff:
    user = grants[0].user
    until = user.invited_at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) if user.invited_at else None
    latest = sorted(grants, key=lambda grant: (grant.valid_to or date.max, grant.pk), reverse=True)
    return Staff(user, latest, user.pk in with_factor, state_of(user), until)


def state_of(user: User) -> State:
    """Say how far an account is."""
    if not user.is_active:
        return State.CLOSED
    if user.has_usable_password():
        return State.ACTIVE
    if user.invited_at is None:
        return State.UNINVITED
    age = (timezone.now() - user.invited_at).total_seconds()
    return State.INVITED if age <= settings.PASSWORD_RESET_TIMEOUT else State.EXPIRED


def ending_soon(actor: Actor, project: Project) -> list[RoleGrant]:
    """Return the grants of the project that end within SOON_DAYS, the first first."""
    day = today()
    soon = _may(actor, project).filter(_holding(day), valid_to__lte=day + timedelta(days=SOON_DAYS))
    return list(soon.order_by("valid_to", "id"))


# --- one's own sign-ins -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in that was tried: when, from where, with which browser (its own description), and whether it worked."""

    at: datetime
    ip: str
    agent: str
    worked: bool


def sign_ins(user: User) -> list[SignIn]:
    """Return the latest sign-ins to the account of `user`, those that failed too, newest first."""
    found = [
        SignIn(row.attempt_time, row.ip_address or "", row.user_agent, worked)
        for model, worked in ((AccessLog, True), (AccessFailureLog, False))
        for row in model.objects.filter(username=user.email).order_by("-attempt_time")[:MOST_SIGN_INS]
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST_SIGN_INS]
