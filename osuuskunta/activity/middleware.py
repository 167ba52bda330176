"""History knows who did it and where."""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponseBase


class HistoryMiddleware:
    """Gives row history the user, the active role and the address (path only) of a request that may change something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("POST", "PUT", "PATCH", "DELETE"):
            return self.get_response(request)
        grant = getattr(request, "grant", None)
        with pghistory.context(user=request.user.pk, role=grant.role if grant else None, path=request.path_info):
            return self.get_response(request)
