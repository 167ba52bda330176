"""Error pages: a sentence that helps, a case number, and what was typed. Never a stack trace, never a database query."""

import secrets
import sys

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = structlog.get_logger(__name__)
SECRET_WORDS = ("password", "token", "csrf", "secret", "code")


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the typed fields of a refused form, so that the page can give them back; secrets are left out."""
    if request.method != "POST":
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and not any(word in name.lower() for word in SECRET_WORDS)
    ]


def failed(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Render an error page with a case number that the log carries too."""
    case = f"{secrets.token_hex(2)}-{secrets.randbelow(10_000):04d}".upper()
    log.warning("error_page", status=status, case=case, path=request.path_info)
    return render(request, template, {"case": case, "typed": typed(request), "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failed(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failed(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failed(request, "404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return failed(request, "403_csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own faults; when the database is away it is 503 and says that trying again will help."""
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError | InterfaceError):
        return failed(request, "503.html", 503)
    return failed(request, "500.html", 500)
