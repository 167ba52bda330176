"""Links that work once: an invitation's (7 days) and a forgotten password's (2 hours). Nothing of them is stored.

A link carries a keyed digest of what using it changes (password, last sign-in, invitation), so that using it, inviting again, or
signing in otherwise ends it.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from osuuskunta.accounts.models import User


class InvitationTokens(PasswordResetTokenGenerator):
    """Tokens of invitations; a new invitation ends the former one's."""

    key_salt = "osuuskunta.accounts.links.InvitationTokens"
    seconds: int | None = None  # none: PASSWORD_RESET_TIMEOUT

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        invited = user.invited_at.isoformat() if user.invited_at else ""
        return f"{user.pk}{user.password}{user.last_login or ''}{user.is_active}{user.email}{invited}{timestamp}"

    def check_token(self, user: Any, token: str | None) -> bool:
        """Say whether `token` is whole, of this user, unused and not too old."""
        if not super().check_token(user, token) or token is None:
            return False
        age = self._num_seconds(self._now()) - base36_to_int(token.split("-")[0])
        return self.seconds is None or age <= self.seconds


class ResetTokens(InvitationTokens):
    """Tokens for a forgotten password."""

    key_salt = "osuuskunta.accounts.links.ResetTokens"
    seconds = settings.RESET_SECONDS


invitations = InvitationTokens()


def public(path: str) -> str:
    """Return a path of this house as an address that others can follow."""
    return f"{settings.PUBLIC_URL}{path}"


def one_time_link(user: User) -> str:
    """Return an address under which `user` chooses a password and is signed in, once."""
    return public(reverse("invitation", args=[int_to_base36(user.pk), invitations.make_token(user)]))


def user_of(uid: str, token: str) -> User | None:
    """Return the user whose link it is; None when it is used up, too old or not ours."""
    try:
        pk = base36_to_int(uid)
    except ValueError:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user is not None and invitations.check_token(user, token) else None
