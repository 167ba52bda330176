"""The product's addresses and the one-query page beside them, for benchmarks only."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from osuuskunta.urls import urlpatterns as product


def one_query(request: HttpRequest, code: str) -> HttpResponse:
    """One indexed query within the full middleware chain, signed in, row security on (targets.md)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM project_project WHERE id = %s", [request.project.pk])
        return HttpResponse(str(cursor.fetchone()))


urlpatterns = [path("p/<str:code>/bench/one-query/", one_query), *product]
