"""The scope of a request: one transaction around everything, and nothing left of a page that failed."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osuuskunta.core.scope import NoScope, scope
from tests.core.world import World, a_world, seen
from tests.toys.models import NotesToy

pytestmark = [pytest.mark.urls("tests.core.walled_urls"), pytest.mark.django_db(transaction=True)]
NOT_COUNTED = re.compile(
    r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|SELECT set_config)|\"django_session\""
)


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def visitor(world: World, client: Client) -> Client:
    """Somebody signed in as a coach of the own site; faults are answered by pages, as in production."""
    return entered(client, world, "coach")


def entered(client: Client, world: World, role: str) -> Client:
    world.scope_of(role)
    client.raise_request_exception = False
    client.force_login(world.users[role], "allauth.account.auth_backends.AuthenticationBackend")
    return client


def plain(text: str, *, of: str) -> str:
    """Take out of a page what must differ: its case number, the mask of the form token, and the address asked for."""
    text, cases = re.subn(r">[^<]*\b[0-9A-F]{4}-\d{4}<", ">CASE<", text.replace(of, "HERE"))
    assert cases == 1
    return re.sub(r'((name="csrfmiddlewaretoken" value=|"X-CSRFToken": ))"\w{64}"', r"\1TOKEN", text)


def stored(world: World) -> list[str]:
    with scope(world.everything()):
        return [name for name in seen("people") if name.startswith("typed")]


def test_a_page_sees_its_roles_rows_also_in_a_template_rendered_late(visitor: Client) -> None:
    page = visitor.get("/p/ALFA/lazy/")
    assert (page.status_code, page.content.decode()) == (200, "<own one><own two>")


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("coach", ["own one", "own one", "own two", "own two"]),
        ("project_coordinator", []),
        ("board_member", []),
        ("project_admin", ["other one", "other two", "own one", "own two"]),
        ("esf_auditor", []),
    ],
)
def test_raw_sql_in_a_view_finds_what_the_role_sees(world: World, client: Client, role: str, found: list[str]) -> None:
    page = entered(client, world, role).get("/p/ALFA/raw/")
    assert page.content.decode().split("\n") == [role, "15s", *found]


def test_requests_do_not_hand_their_scope_on(world: World, client: Client) -> None:
    admin = entered(Client(), world, "project_admin")
    coach = entered(client, world, "coach")
    for _ in range(3):
        assert len(admin.get("/p/ALFA/raw/").content.decode().split("\n")) == 6
        assert coach.get("/p/ALFA/lazy/").content.decode() == "<own one><own two>"
        assert Client().get("/open/").content == b"0"
        assert seen("people") == []


@pytest.mark.parametrize("how", ["view", "template", "answer 500", "lost"])
def test_a_page_that_fails_leaves_no_half_write(world: World, visitor: Client, how: str) -> None:
    page = visitor.post("/p/ALFA/save/", {"name": f"typed {how}", "how": how})
    assert page.status_code == (503 if how == "lost" else 500)
    assert stored(world) == []
    assert visitor.post("/p/ALFA/save/", {"name": f"typed {how}", "how": "well"}).content == b"saved"
    assert stored(world) == [f"typed {how}"]


@pytest.mark.parametrize("how", ["view", "template", "lost"])
def test_a_page_that_fails_gives_back_what_was_typed(visitor: Client, how: str) -> None:
    page = visitor.post("/p/ALFA/save/", {"name": "typed <b>äö</b>\nsecond line", "how": how}).content.decode()
    assert "typed &lt;b&gt;äö&lt;/b&gt;\nsecond line</textarea>" in page
    assert page.count('action="/p/ALFA/save/"') == 1


def test_an_unknown_project_answers_like_one_without_a_role(world: World, visitor: Client) -> None:
    def said(code: str) -> tuple[int, dict[str, str], str]:
        page = visitor.get(f"/p/{code}/lazy/")
        return page.status_code, dict(page.headers), plain(page.content.decode(), of=code)

    assert said("BETA") == said("GONE")
    assert said("BETA")[0] == 404


def test_another_sites_row_answers_like_an_unknown_one(world: World, visitor: Client) -> None:
    with scope(world.everything()):
        ids = {name: NotesToy.objects.get(name=name).pk for name in ("own one", "other one", "foreign one")}

    def said(pk: uuid.UUID) -> tuple[int, str]:
        page = visitor.get(f"/p/ALFA/note/{pk}/")
        return page.status_code, plain(page.content.decode(), of=str(pk))

    assert visitor.get(f"/p/ALFA/note/{ids['own one']}/").content == b"own one"
    assert said(ids["other one"]) == said(ids["foreign one"]) == said(uuid.uuid4())
    assert said(ids["other one"])[0] == 404


def test_a_streamed_body_and_work_after_the_commit_have_no_scope(visitor: Client) -> None:
    page = visitor.get("/p/ALFA/streamed/")
    with pytest.raises(NoScope):
        b"".join(page.streaming_content)
    visitor.raise_request_exception = True
    with pytest.raises(NoScope):
        visitor.get("/p/ALFA/after/")


def test_an_empty_page_costs_three_statements(visitor: Client) -> None:
    visitor.get("/p/ALFA/empty/")
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert visitor.get("/p/ALFA/empty/").content == b"empty"
    counted = [query["sql"] for query in caught if not NOT_COUNTED.search(query["sql"])]
    tables = [re.search(r'FROM "(\w+)"', sql)[1] for sql in counted]
    assert tables == ["accounts_user", "accounts_rolegrant", "project_site"]
    assert len(caught) <= 20
