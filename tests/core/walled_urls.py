"""Addresses for the proofs of what a request sees: real views and forms over toy rows."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from osuuskunta import urls as house
from osuuskunta.core.scope import Reach, current_scope
from osuuskunta.project.models import Site
from tests.toys.models import NotesToy, PeopleToy

handler400 = "osuuskunta.core.errors.bad_request"
handler403 = "osuuskunta.core.errors.forbidden"
handler404 = "osuuskunta.core.errors.not_found"
handler500 = "osuuskunta.core.errors.server_error"


def empty(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse("empty")


def lazy(request: HttpRequest, code: str) -> TemplateResponse:
    """Rendered after the view: the rows are asked for by the template alone."""
    template = engines["django"].from_string("{% for toy in toys %}<{{ toy.name }}>{% endfor %}")
    return TemplateResponse(request, template, {"toys": PeopleToy.objects.order_by("name")})


def save(request: HttpRequest, code: str) -> HttpResponse:
    """Write a row, then do as the form says: answer, fail in the view, fail in the template, or lose the database."""
    site = Site.objects.get(pk=min(request.actor.sites(Reach.PEOPLE)))
    PeopleToy.objects.create(site=site, name=request.POST["name"])
    how = request.POST["how"]
    if how == "view":
        raise ZeroDivisionError
    if how == "answer 500":
        return HttpResponse("broken", status=500)
    if how == "lost":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    if how == "slow":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
    template = engines["django"].from_string("{{ fail }}saved")
    return TemplateResponse(request, template, {"fail": _fail if how == "template" else ""})


def _fail() -> str:
    raise ZeroDivisionError


def streamed(request: HttpRequest, code: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(toy.name for toy in PeopleToy.objects.iterator())


def after(request: HttpRequest, code: str) -> HttpResponse:
    transaction.on_commit(PeopleToy.objects.count)
    return HttpResponse("done")


def raw(request: HttpRequest, code: str) -> HttpResponse:
    """What plain SQL finds in this request, and whose it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM toys_peopletoy UNION ALL SELECT name FROM toys_notestoy ORDER BY name")
        names = [row[0] for row in cursor.fetchall()]
        cursor.execute("SHOW statement_timeout")
        limit = cursor.fetchone()[0]
    return HttpResponse("\n".join([request.grant.role, limit, *names]))


def one(request: HttpRequest, code: str, pk: str) -> HttpResponse:
    return HttpResponse(get_object_or_404(NotesToy, pk=pk).name)


@login_not_required
@csrf_exempt
def open_page(request: HttpRequest) -> HttpResponse:
    """Seen by anybody: without a user there are no sites."""
    assert current_scope() is not None
    return HttpResponse(str(PeopleToy.objects.count()))


in_project = [
    path("empty/", empty),
    path("lazy/", lazy),
    path("save/", csrf_exempt(save)),
    path("streamed/", streamed),
    path("after/", after),
    path("raw/", raw),
    path("note/<uuid:pk>/", one),
]
urlpatterns = [
    path("open/", open_page),
    path("p/<str:code>/", include(in_project)),
    *house.urlpatterns,  # what middleware and error pages link to
]
