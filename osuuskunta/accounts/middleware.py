"""The door: how long a sign-in lasts, and which scope a request works in."""

import re
import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from osuuskunta.accounts.acting import acting_with
from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.accounts.queries import current_grants, sites_of
from osuuskunta.core.scope import Scope, scope

PROJECT_PATH = re.compile(r"^/p/(?P<code>[^/]+)/")
OUTSIDE = ("/health/", "/static/")  # answered without a transaction, so that they work when the database does not
Answer = Callable[[HttpRequest], HttpResponseBase]


class SessionClockMiddleware:
    """Ends a session idle for SESSION_IDLE_SECONDS or older than SESSION_COOKIE_AGE; both clocks stand in the session."""

    RESOLUTION = 60  # seconds between writes of the idle clock: a read of a page is not a write each time

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(OUTSIDE) and request.user.is_authenticated:
            self._wind(request)
        return self.get_response(request)

    def _wind(self, request: HttpRequest) -> None:
        moment = int(time.time())
        began = request.session.setdefault("began", moment)
        seen = request.session.get("seen", moment)
        if moment - seen > settings.SESSION_IDLE_SECONDS or moment - began > settings.SESSION_COOKIE_AGE:
            logout(request)
        elif "seen" not in request.session or moment - seen >= self.RESOLUTION:
            request.session["seen"] = moment


class ScopeMiddleware:
    """Opens the request's transaction and scope; the view, its templates and what else is inside work within.

    `request.project` and `request.grant` follow from the address (`/p/<code>/…`) and the role last chosen there. A project
    in which the user has no role answers like one that does not exist.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.project = request.grant = None
        request.grants = []
        request.actor = None
        if request.path_info.startswith(OUTSIDE):
            return self.get_response(request)
        user = request.user if request.user.is_authenticated else None
        with scope(Scope(user=user.pk if user else None), settings.PAGE_LIMITS):
            if user is None:
                return self._respond(request)
            with scope(self._enter(request, user)):
                return self._respond(request)

    def _respond(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and hasattr(response, "render") and not response.is_rendered:
            response.render()
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            transaction.set_rollback(True)  # a page that failed in its template is a response here, not an exception
        return response

    def _enter(self, request: HttpRequest, user: User) -> Scope:
        request.grants = current_grants(user)
        found = PROJECT_PATH.match(request.path_info)
        request.grant = active_grant(request, found["code"]) if found else None
        request.project = request.grant.project if request.grant else None
        counted = [request.grant] if request.grant else []
        acting = acting_with(user.pk, counted, sites_of(counted), request.grant)
        request.actor = user.act_as(acting)
        return acting.scope

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]) -> None:
        """Refuse a project's page to who has no role there, before any view can forget to."""
        if "code" in kwargs and request.user.is_authenticated and request.project is None:
            raise Http404


def active_grant(request: HttpRequest, code: str) -> RoleGrant | None:
    """Return the grant that counts in the project `code`: the one last chosen there, else the first; None without any."""
    here = [grant for grant in request.grants if grant.project.code == code]
    chosen = request.session.get("roles", {}).get(code)
    return next((grant for grant in here if grant.pk == chosen), here[0] if here else None)
