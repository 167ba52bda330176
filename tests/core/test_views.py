"""Guarded pages, form pages and list pages, asked over toy rows: who may see, what is refused in words, what is unknown."""

import re
import uuid
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from osuuskunta.accounts import roles
from osuuskunta.accounts.roles import Coach, SiteCoordinator, allow
from osuuskunta.core import front
from osuuskunta.core.access import Allowed, Decision, Denied
from osuuskunta.core.paging import Page
from osuuskunta.core.scope import scope
from osuuskunta.core.tables import Column, Row, Table
from osuuskunta.core.views import FormPage, Guarded, ListPage, found
from tests.core.world import World, a_world
from tests.toys.models import NotesToy, PeopleToy

pytestmark = [pytest.mark.urls("tests.core.test_views"), pytest.mark.django_db]


def only_own_one(actor: Any, toy: Any) -> Decision:
    return Allowed() if toy.name == "own one" else Denied("Not this toy.")


class NamePage(Guarded):
    action = "toy.open"

    def about(self) -> Any:
        return found(NotesToy.objects.filter(pk=self.kwargs["pk"]).first())

    def get(self, request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
        return HttpResponse(f"{self.obj.name} {self.project.code}")


class NameForm(forms.Form):
    name = forms.CharField()

    def __init__(self, *args: Any, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hint = hint


class AddPage(FormPage):
    action, form_class, template_name = "toy.add", NameForm, "form"

    def write(self) -> dict[str, Any]:
        return {"hint": "typed below"}

    def context(self) -> dict[str, Any]:
        return {"more": "context"}

    def save(self, form: NameForm) -> HttpResponse:
        site = NotesToy.objects.filter(name="own one").get().site
        PeopleToy.objects.create(site=site, name=form.cleaned_data["name"])
        if form.cleaned_data["name"] == "refused":  # by a second action, say
            raise ValidationError({"name": "The house says no."})
        return HttpResponse("saved")

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        text = "{{ form.hint }}|{{ more }}|{{ form.name.value|default:'' }}|{{ form.name.errors.as_text }}"
        return HttpResponse(engines["django"].from_string(text).render(context), status=status)


class ToyTable(Table):
    caption = "Toys"
    columns = (Column("name", "Name", head=True),)


class AllPage(ListPage):
    action, template_name, order, size = "toy.add", "list", ("name", "id"), 2

    def rows(self) -> Any:
        wanted = self.request.GET.get("name", "")
        return NotesToy.objects.filter(name__startswith=wanted)

    def table(self, page: Page) -> ToyTable:
        return ToyTable([Row({"name": toy.name}) for toy in page.rows], page=page)

    def context(self) -> dict[str, Any]:
        return {"data_total": 3}

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        names = [row.cells["name"] for row in context["table"].rows] if context["table"] else None
        return HttpResponse(f"{names} {context['data_total']}")


class SaidPage(Guarded):
    action = "toy.add"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.page("403.html", status=402, reason="rendered")


handler403 = "osuuskunta.core.errors.forbidden"
handler404 = "osuuskunta.core.errors.not_found"
urlpatterns = [
    path("p/<str:code>/toy/<uuid:pk>/", NamePage.as_view()),
    path("p/<str:code>/add/", csrf_exempt(AddPage.as_view())),
    path("p/<str:code>/all/", AllPage.as_view()),
    path("p/<str:code>/said/", SaidPage.as_view()),
]


@pytest.fixture(autouse=True)
def _toy_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "_may", dict(roles._may))
    monkeypatch.setattr(roles, "_rules", dict(roles._rules))
    allow("toy.open", Coach, when=only_own_one)
    allow("toy.add", Coach)


@pytest.fixture
def world(db: None) -> World:
    return a_world()


def entered(world: World, role: type[roles.Role]) -> Client:
    world.scope_of(role.code)
    client = Client()
    client.force_login(world.users[role.code], "allauth.account.auth_backends.AuthenticationBackend")
    return client


def toy(world: World, name: str) -> str:
    with scope(world.everything()):
        return f"/p/ALFA/toy/{NotesToy.objects.get(name=name).pk}/"


def test_a_page_is_about_a_row_that_one_sees(world: World) -> None:
    assert entered(world, Coach).get(toy(world, "own one")).content == b"own one ALFA"


def test_a_rule_about_the_row_speaks_in_words(world: World) -> None:
    page = entered(world, Coach).get(toy(world, "own two"))
    assert (page.status_code, page.content.decode().count("Not this toy.")) == (403, 1)


def test_another_sites_row_and_none_are_the_same_unknown(world: World) -> None:
    client = entered(world, Coach)

    def said(address: str) -> tuple[int, str]:
        page = client.get(address)
        text = re.sub(r"[0-9A-F]{4}-\d{4}|\"\w{64}\"", "", page.content.decode())
        return page.status_code, text.replace(address, "HERE")

    assert said(toy(world, "other one")) == said(f"/p/ALFA/toy/{uuid.uuid4()}/")
    assert said(toy(world, "other one"))[0] == 404


def test_a_role_without_the_action_never_learns_what_there_is(world: World) -> None:
    client = entered(world, SiteCoordinator)  # sees the row's site, but may not open toys
    codes = [client.get(address).status_code for address in (toy(world, "own one"), f"/p/ALFA/toy/{uuid.uuid4()}/")]
    assert codes == [403, 403]


def test_a_form_is_shown_checked_and_saved(world: World) -> None:
    client = entered(world, Coach)
    assert client.get("/p/ALFA/add/").content == b"typed below|context||"
    assert b"typed below|context||*" in client.post("/p/ALFA/add/", {"name": ""}).content
    assert client.post("/p/ALFA/add/", {"name": "new"}).content == b"saved"


def test_what_an_action_refuses_is_said_at_the_field_and_nothing_is_stored(world: World) -> None:
    page = entered(world, Coach).post("/p/ALFA/add/", {"name": "refused"})
    assert page.content == b"typed below|context|refused|* The house says no."
    with scope(world.everything()):
        assert PeopleToy.objects.filter(name="refused").count() == 0


def test_a_list_has_pages_and_says_when_it_is_empty(world: World) -> None:
    client = entered(world, Coach)
    assert client.get("/p/ALFA/all/").content == b"['own one', 'own two'] 3"
    assert client.get("/p/ALFA/all/?name=nothing").content == b"None 3"


def test_a_page_is_rendered_with_its_status(world: World) -> None:
    page = entered(world, Coach).get("/p/ALFA/said/")
    assert (page.status_code, page.content.decode().count("rendered")) == (402, 1)


def test_forgotten_parts_of_a_page_are_errors() -> None:
    form, listing = FormPage(), ListPage()
    assert (form.write(), form.context(), listing.context(), form.about()) == ({}, {}, {}, None)
    for forgotten in (lambda: form.save(None), listing.rows, lambda: listing.table(Page([], "", ""))):
        with pytest.raises(NotImplementedError):
            forgotten()


def test_fronts_ask_each_app_once_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "_asks", front.defaultdict(list))

    def first(_actor: Any, project: str) -> list[front.Todo]:
        return [front.Todo(f"first {project}")]

    def second(_actor: Any, project: str) -> list[front.Todo]:
        return [front.Todo(f"second {project}"), front.Todo("third")]

    for found_ask in (first, second, first):
        front.register("coach", found_ask)
    assert [todo.title for todo in front.todos("coach", None, "ALFA")] == ["first ALFA", "second ALFA", "third"]
    assert front.todos("nobody", None, "ALFA") == []
