"""History and read log know who it was and where."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from osuuskunta.activity.history import Circumstances, acting, standing_in


class HistoryMiddleware:
    """Gives row history and the read log the user, the active role and the address (path only) of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        grant = getattr(request, "grant", None)
        found = Circumstances(request.user.pk, grant.role if grant else "", request.path_info[:200])
        if request.method in ("GET", "HEAD", "OPTIONS"):  # what only reads needs no words for row history
            with standing_in(found):
                return self.get_response(request)
        with acting(found.user, found.role, found.source):
            return self.get_response(request)
