"""Sessions of a user: which there are, and how they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from osuuskunta.accounts.devices import device
from osuuskunta.accounts.models import User


@dataclass(frozen=True, slots=True)
class Open:
    """A session that still holds: which device in words, from where, since when and when last used."""

    device: str
    ip: str
    since: datetime
    seen: datetime
    current: bool


def end_sessions(user: User) -> None:
    """End every session of `user`: the round that all of them are tied to is over. Their rows go too, as far as they are known."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])
    known = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(known.values_list("session_key", flat=True))).delete()
    known.delete()


def new_key(request: HttpRequest) -> None:
    """Give the session a new key, as after every change of rights, and let the list of sessions know it."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def open_sessions(user: User, current: str | None) -> Sequence[Open]:
    """Return the sessions of `user` that still hold, the last used first. Two statements."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    proof, now = user.get_session_auth_hash(), timezone.now()
    found = []
    for session in Session.objects.filter(session_key__in=rows, expire_date__gt=now):
        data, row = session.get_decoded(), rows[session.session_key]
        if not constant_time_compare(data.get(HASH_SESSION_KEY, ""), proof):
            continue
        seen = datetime.fromtimestamp(data.get("seen", row.created_at.timestamp()), UTC)
        if (now - seen).total_seconds() <= settings.SESSION_IDLE_SECONDS:
            is_current = session.session_key == current
            found.append(Open(device(row.user_agent), row.ip, row.created_at, seen, is_current))
    return sorted(found, key=lambda one: one.seen, reverse=True)


def sign_out_elsewhere(request: HttpRequest, user: User) -> None:
    """End every session of `user` but this one, which goes on under a new key."""
    end_sessions(user)
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)
