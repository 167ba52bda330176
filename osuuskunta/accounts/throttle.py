"""How often one may try: counted in the database by django-axes, so that it holds for all processes and without Redis.

Two limits: AXES_FAILURE_LIMIT for an address with one e-mail (also one that nobody has: the answer is the same), and
AXES_ADDRESS_LIMIT for an address whatever the e-mails. Wrong passwords and wrong codes count alike.
"""

from datetime import datetime
from math import ceil
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_failure_limit
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

Credentials = dict[str, Any] | None


def username(request: HttpRequest, credentials: Credentials) -> str:
    """Return the e-mail that is tried, in small letters: from what is checked, else from the form that was sent."""
    found = (credentials or {}).get("email") or (credentials or {}).get("username") or request.POST.get("login", "")
    return str(found).strip().lower()[:255]


def address(request: HttpRequest) -> str | None:
    """Return the address that a request comes from; with PROXIES, the one that the outermost of our proxies saw."""
    return get_client_ip(request) or None


class Throttle(AxesDatabaseHandler):
    """Axes with two limits, and with a success that forgives one's own failures only."""

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Return the failures on the scale of AXES_FAILURE_LIMIT: those of the address count so much less."""
        own, all_of_address = (self._sum(attempts) for attempts in self.get_user_attempts(request, credentials))
        return max(own, all_of_address * settings.AXES_FAILURE_LIMIT // settings.AXES_ADDRESS_LIMIT)

    @staticmethod
    def _sum(attempts: QuerySet[AccessAttempt]) -> int:
        return attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Forget the failures of this e-mail from this address; others' stay, or one good sign-in would wipe them all."""
        own = self.filter_user_attempts(request, credentials)[0]
        return own.delete()[0]

    def until(self, request: HttpRequest, credentials: Credentials = None) -> datetime:
        """Return when one may try again (at the latest, where several addresses' failures run out one by one)."""
        attempts = self.get_user_attempts(request, credentials)
        over = [found for found in attempts if self._sum(found)]
        last = [found.aggregate(last=Max("attempt_time"))["last"] for found in over]
        return max(last, default=timezone.now()) + settings.AXES_COOLOFF_TIME


def is_locked(request: HttpRequest, email: str) -> bool:
    """Say whether `email` may not be tried from here now, and mark the request so that the middleware answers for us."""
    credentials = {"email": email}
    if AxesProxyHandler.is_allowed(request, credentials):
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]
    request.axes_credentials = credentials  # type: ignore[attr-defined]
    return True


def count_failure(request: HttpRequest, email: str) -> None:
    """Count a wrong code like a wrong password."""
    AxesProxyHandler.user_login_failed(sender=count_failure, credentials={"email": email}, request=request)


def locked_out(request: HttpRequest, response: HttpResponseBase | None, credentials: Credentials) -> HttpResponse:
    """Say when to try again; the same for an e-mail that nobody has."""
    handler = AxesProxyHandler.get_implementation()
    until = handler.until(request, credentials)
    wait = max(1, ceil((until - timezone.now()).total_seconds()))
    limit = get_failure_limit(request, credentials)
    page = render(request, "account/locked.html", {"until": until, "limit": limit}, status=429)
    page["Retry-After"] = str(wait)
    return page
