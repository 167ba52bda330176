"""Users, roles and sign-ins for tests. What matters to a test is passed, the rest is filled in."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.test import Client

from osuuskunta.accounts.acting import acting_with
from osuuskunta.accounts.factors import code_for, seal_secret
from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.accounts.queries import current_grants, sites_of
from osuuskunta.accounts.roles import ROLES
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import Project
from tests.factories.project import FIRST_DAY

PASSWORD = "marjoja-on-monta-47"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FAR = date(2125, 1, 1)


def a_user(name: str = "Testi Käyttäjä", email: str = "", password: str | None = None, **fields: Any) -> User:
    """Make and return a user; the e-mail follows from the name. Without a password none is usable."""
    email = email or f"{name.lower().replace(' ', '.').replace('ä', 'a').replace('ö', 'o')}@example.com"
    return User.objects.create_user(email, password, name=name, **fields)


def a_grant(user: User, project: Project, role: str = "coach", **fields: Any) -> RoleGrant:
    """Make and return a role of `user`; an auditor's gets the last day that it must have."""
    usual = {"valid_from": FIRST_DAY, "valid_to": FAR if ROLES[role].must_end else None}
    with scope(Scope(projects=frozenset({project.pk}))):
        return RoleGrant.objects.create(user=user, project=project, role=role, **(usual | fields))


def an_admin(project: Project, name: str = "Pirjo Pääkäyttäjä", **fields: Any) -> User:
    """Make and return an administrator of the project."""
    user = a_user(name, **fields)
    a_grant(user, project, "project_admin")
    return user


def grants_of(user: User) -> list[RoleGrant]:
    """Return every grant of `user`, the oldest first."""
    with scope(Scope(user=user.pk)):
        return list(RoleGrant.objects.filter(user=user).order_by("pk"))


@contextmanager
def in_role(user: User) -> Iterator[User]:
    """Act as `user` in the first role that holds, as a request does: with its rights and within its scope."""
    with scope(Scope(user=user.pk)):
        grants = current_grants(user)[:1]
        acting = acting_with(user.pk, grants, sites_of(grants), grants[0])
    with scope(acting.scope):
        yield user.act_as(acting)


def a_second_factor(user: User) -> str:
    """Turn on the second factor of `user` and return its secret."""
    secret = generate_totp_secret()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": seal_secret(user, secret)})
    return secret


def code_now(secret: str) -> str:
    """Return what the authenticator app shows now."""
    return code_for(secret, time.time())


def entered(user: User, client: Client | None = None) -> Client:
    """Return a browser in which `user` is signed in, without going through the door."""
    client = client or Client()
    client.force_login(user, BACKEND)
    return client
