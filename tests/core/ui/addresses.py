"""Addresses for the frame's tests."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def nothing(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("p/<str:code>/", nothing, name="front"),
    *(
        path(f"p/<str:code>/{name}/", nothing, name=name)
        for name in ("people", "groups", "coops", "reports", "hidden", "role")
    ),
]
