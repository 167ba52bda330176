"""The door: how long a sign-in lasts, in which language one reads, and which scope a request works in."""

import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import translation

from osuuskunta.accounts.acting import acting_with
from osuuskunta.accounts.factors import has_one
from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.accounts.queries import current_grants, sites_of
from osuuskunta.core.errors import failed
from osuuskunta.core.scope import Scope, scope

PROJECT_PATH = re.compile(r"^/p/(?P<code>[^/]+)/")
OUTSIDE = ("/health/", "/static/")  # without a transaction, so that they work when the database does not
DOOR, OWN = "/accounts/", "/account/"
SET_UP = "second_factor_missing"  # in the session: nothing else opens before the second factor is there
Answer = Callable[[HttpRequest], HttpResponseBase]


class SessionClockMiddleware:
    """Ends a session idle for SESSION_IDLE_SECONDS or older than SESSION_COOKIE_AGE; both clocks stand in the session."""

    RESOLUTION = 30  # seconds between writes of the idle clock: a read of a page is not a write each time
    ASKS_BY_ITSELF = re.compile(r"/progress/$")  # a page left open that asks how a job stands is nobody at work

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(OUTSIDE):
            return self.get_response(request)
        ended = self._wind(request) if request.user.is_authenticated else ""
        if ended and request.method == "POST" and not request.path_info.startswith(DOOR):
            return failed(request, "accounts/ended.html", HTTPStatus.FORBIDDEN, ended=ended)  # with what was typed
        response = self.get_response(request)
        if "HX-Request" in request.headers and response.status_code == HTTPStatus.FOUND:
            return _for_htmx(request, response)
        return response

    def _wind(self, request: HttpRequest) -> str:
        """Wind the clocks; return which of them has run out (`idle` or `long`), "" when neither has."""
        moment = int(time.time())
        began = request.session.setdefault("began", moment)
        seen = request.session.get("seen", moment)
        idle = moment - seen > settings.SESSION_IDLE_SECONDS
        if idle or moment - began > settings.SESSION_COOKIE_AGE:
            logout(request)
            request.session["ended"] = "idle" if idle else "long"
            request.session.set_expiry(3600)
            return cast("str", request.session["ended"])
        passive = self.ASKS_BY_ITSELF.search(request.path_info) and request.method == "GET"
        if "seen" not in request.session or (moment - seen >= self.RESOLUTION and not passive):
            request.session["seen"] = moment
        return ""


def _for_htmx(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let htmx open the sign-in page whole, to come back to the page it stood on; other answers stay as they are.

    It would follow the redirect by itself and put the sign-in page into a corner of the page.
    """
    door = resolve_url(settings.LOGIN_URL)
    if not response.headers.get("Location", "").startswith(door):
        return response
    at = urlsplit(request.headers.get("HX-Current-URL", ""))
    here = f"{at.path}?{at.query}" if at.query else at.path or "/"
    headers = {"HX-Redirect": f"{door}?{urlencode({'next': here})}"}
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=headers)


class LanguageMiddleware:
    """Shows everything in the user's language whatever the cookie says, and keeps the cookie so that the door speaks it too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(OUTSIDE) or not request.user.is_authenticated:
            return self.get_response(request)
        user = cast("User", request.user)
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language
        response = self.get_response(request)
        if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != user.language:
            keep_language(response, user.language)
        return response


def keep_language(response: HttpResponseBase, language: str) -> None:
    """Set the cookie that keeps the language for the pages before sign-in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


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
        # One's own pages have no project in the address: they are read in the one that is open.
        own = request.session.get("project", "") if request.path_info.startswith(OWN) else ""
        request.grant = active_grant(request, found["code"] if found else own)
        request.project = request.grant.project if request.grant else None
        if request.project and request.session.get("project") != request.project.code:
            request.session["project"] = request.project.code  # where `/` leads
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


class SecondFactorMiddleware:
    """Opens nothing before the second factor is set up, where a role asks for it (`factors.must_have_one`, asked at sign-in)."""

    OPEN = (DOOR, "/account/second-factor/", "/accessibility/", "/privacy/")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(OUTSIDE + self.OPEN) or not request.session.get(SET_UP):
            return self.get_response(request)
        if has_one(cast("User", request.user)):  # set up in another session: this one has not been asked for it
            logout(request)
            return redirect(settings.LOGIN_URL)
        return redirect("mfa_activate_totp")
