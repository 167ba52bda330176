"""Error pages: a sentence that helps, a case number, and what was typed. Never a stack trace, never a database query."""

import secrets
import sys

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render

log = structlog.get_logger(__name__)
SECRET_WORDS = ("password", "token", "csrf", "secret", "code")


def typed(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """Return the typed fields of a refused form, and whether they are all of it.

    Secrets and files cannot be given back: a form that had some is shown to be copied, but not offered to be sent again.
    """
    if request.method != "POST":
        return [], False
    try:
        lists, whole = list(request.POST.lists()), not request.FILES
    except (SuspiciousOperation, UnreadablePostError):  # that it cannot be read may be why we are here
        return [], False
    kept = []
    for name, values in lists:
        secret = any(word in name.lower() for word in SECRET_WORDS)
        whole = whole and (not secret or name == "csrfmiddlewaretoken")
        kept += [] if secret else [(name, value) for value in values if value.strip()]
    return kept, whole


def failed(request: HttpRequest, template: str, status: int, **more: object) -> HttpResponse:
    """Render an error page with a case number that the log carries too, and with what was typed."""
    case = f"{secrets.token_hex(2)}-{secrets.randbelow(10_000):04d}".upper()
    log.warning("error_page", status=status, case=case, path=request.path_info)
    fields, whole = typed(request)
    context = {"case": case, "typed": fields, "again_url": request.get_full_path() if whole and fields else ""}
    return render(request, template, {**context, **more, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failed(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = exception.args[0] if isinstance(exception, PermissionDenied) and exception.args else ""
    return failed(request, "403.html", 403, reason=reason)


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
