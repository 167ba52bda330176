"""A scope belongs to one transaction of one thread: it never outlives it, and never meets another's."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import DataError, connection, transaction
from django.db.models import Max
from django.http import StreamingHttpResponse

from osuuskunta.core.scope import NoScope, Reach, Scope, current_scope, require_scope, scope
from tests.core.world import TOYS, World, a_world, seen
from tests.toys.models import CardToy, CoopsToy, FiguresToy, LogToy, NotesToy, PeopleToy

SETTINGS = tuple(Scope().settings())
UNTOLD = dict.fromkeys(SETTINGS, "")


def told() -> dict[str, str]:
    """Return what the database session has been told, as it is now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'coalesce(current_setting(%s, true), {chr(39) * 2})' for _ in SETTINGS)}", SETTINGS
        )
        return dict(zip(SETTINGS, cursor.fetchone(), strict=True))


def people(*sites: int) -> Scope:
    return Scope(people=frozenset(sites))


def test_what_a_scope_tells_the_database() -> None:
    told = Scope(user=7, projects=frozenset({2, 1}), people=frozenset({10, 9}), organisation=3, worker=True).settings()
    assert told == UNTOLD | {
        "app.user": "7", "app.projects": "{1,2}", "app.people": "{9,10}", "app.organisation": "3", "app.worker": "on",
    }  # fmt: skip
    assert set(SETTINGS) == {f"app.{reach}" for reach in Reach} | {
        "app.user", "app.projects", "app.organisation", "app.worker",
    }  # fmt: skip


def test_sites_of_a_reach() -> None:
    assert {reach: people(1).sites(reach) for reach in Reach} == {
        reach: frozenset({1}) if reach is Reach.PEOPLE else frozenset() for reach in Reach
    }


@pytest.mark.django_db
class TestOneConnection:
    def test_settings_go_in_and_out(self) -> None:
        assert told() == UNTOLD
        with scope(people(1)) as inner:
            assert current_scope() is inner is require_scope()
            assert told() == inner.settings()
        assert told() == UNTOLD
        assert current_scope() is None

    def test_nested_scopes_restore_the_outer_one(self) -> None:
        outer, inner = Scope(user=1, notes=frozenset({1})), people(2)
        with scope(outer):
            with scope(inner):
                assert told() == inner.settings()  # replaced, not added to
            assert told() == outer.settings()
            assert current_scope() is outer

    def test_an_error_in_the_inner_one_restores_the_outer_one(self) -> None:
        outer = people(1)
        with scope(outer):
            with pytest.raises(ZeroDivisionError), scope(people(2)):
                raise ZeroDivisionError
            assert (told(), current_scope()) == (outer.settings(), outer)
            with pytest.raises(Exception, match="division by zero"), scope(people(2)), connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
            assert (told(), current_scope()) == (outer.settings(), outer)

    def test_an_inner_one_that_is_rolled_back_without_an_error_restores_the_outer_one(self) -> None:
        outer = people(1)
        with scope(outer):
            with scope(people(2)):
                transaction.set_rollback(True)
            assert (told(), current_scope()) == (outer.settings(), outer)

    def test_a_savepoint_inside_changes_nothing(self) -> None:
        with scope(people(1)):
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                raise ZeroDivisionError
            assert told() == people(1).settings()

    def test_limits_hold_inside_only(self) -> None:
        def limit() -> str:
            with connection.cursor() as cursor:
                cursor.execute("SHOW statement_timeout")
                return str(cursor.fetchone()[0])

        usual = limit()
        with scope(people(1), {"statement_timeout": "7s"}):
            assert limit() == "7s"
            with scope(people(2)):
                assert limit() == "7s"
            assert limit() == "7s"
        assert limit() == usual


READS = {
    "list": lambda model: list(model.objects.all()),
    "count": lambda model: model.objects.count(),
    "exists": lambda model: model.objects.exists(),
    "first": lambda model: model.objects.first(),
    "get": lambda model: model.objects.get(name="x"),
    "values": lambda model: list(model.objects.values("name")),
    "aggregate": lambda model: model.objects.aggregate(Max("site")),
    "iterator": lambda model: next(model.objects.iterator()),
    "update": lambda model: model.objects.update(name="x"),
    "delete": lambda model: model.objects.all().delete(),
    "bulk_create": lambda model: model.objects.bulk_create([model(site_id=1, name="x")]),
    "create": lambda model: model.objects.create(site_id=1, name="x"),
    "base manager": lambda model: model._base_manager.count(),
    "in another query": lambda model: list(model.objects.filter(pk__in=model.objects.filter(name="x"))),
    "union": lambda model: list(model.objects.all().union(model.objects.all())),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", READS)
@pytest.mark.parametrize("model", [PeopleToy, NotesToy, FiguresToy, CoopsToy, CardToy, LogToy])
def test_our_own_queries_without_a_scope_are_an_error(model: type, how: str) -> None:
    with pytest.raises(NoScope), transaction.atomic():
        READS[how](model)


@pytest.mark.django_db
def test_raw_sql_without_a_scope_finds_nothing() -> None:
    a_world()
    assert {name: seen(name) for name in TOYS} == {name: [] for name in TOYS}


@pytest.mark.django_db
def test_visible_to_says_the_sites_in_the_query_too() -> None:
    world = a_world()

    class Reader:
        pk = 1

        def sites(self, reach: Reach) -> frozenset[int]:
            return frozenset({world.site["own"].pk}) if reach is Reach.PEOPLE else frozenset()

    with scope(world.everything()):
        assert sorted(toy.name for toy in PeopleToy.objects.visible_to(Reader())) == ["own one", "own two"]
        assert f"IN ({world.site['own'].pk})" in str(PeopleToy.objects.visible_to(Reader()).query)
        assert list(NotesToy.objects.visible_to(Reader())) == []


@pytest.mark.django_db(transaction=True)
class TestPool:
    """With the pool on: connections go from hand to hand, what they were told does not."""

    @pytest.fixture
    def world(self) -> World:
        return a_world()

    @pytest.fixture(autouse=True)
    def pooled(self) -> Iterator[None]:
        assert connection.settings_dict["OPTIONS"]["pool"]
        yield
        connection.close()

    def backend(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    def test_a_transaction_that_ends_takes_its_scope_along(self, world: World) -> None:
        with scope(people(world.site["own"].pk)):
            assert seen("people") == ["own one", "own two"]
        assert (told(), seen("people")) == (UNTOLD, [])
        with pytest.raises(ZeroDivisionError), scope(people(world.site["own"].pk)):
            raise ZeroDivisionError
        assert (told(), current_scope(), seen("people")) == (UNTOLD, None, [])

    @pytest.mark.parametrize("end", ["commit", "error", "database error", "rollback"])
    def test_nothing_survives_into_the_next_checkout(self, world: World, end: str) -> None:
        def use() -> None:
            with scope(world.everything(), {"statement_timeout": "7s"}), connection.cursor() as cursor:
                assert len(seen("people")) == 6
                assert self.backend() == pid
                transaction.on_commit(lambda: said.append("committed"))
                if end == "error":
                    said.append(1 // 0)
                elif end == "database error":
                    cursor.execute("SELECT 1/0")
                transaction.set_rollback(end == "rollback")

        def look() -> tuple:
            found = self.backend(), told(), seen("people")
            with connection.cursor() as cursor:
                cursor.execute("SHOW statement_timeout")
                found = (*found, cursor.fetchone()[0])
            connection.close()
            return found

        said: list[object] = []
        pid = self.backend()
        with suppress(ZeroDivisionError, DataError):
            use()
        assert said == (["committed"] if end == "commit" else [])
        connection.close()  # back to the pool
        with ThreadPoolExecutor(1) as other:  # another thread gets the very same backend
            assert other.submit(look).result() == (pid, UNTOLD, [], "0")

    def test_two_threads_never_see_each_others_sites(self, world: World) -> None:
        own, other = world.site["own"].pk, world.site["other"].pk
        both = threading.Barrier(2, timeout=20)
        meetings: set[int] = set()

        def work(site: int, names: list[str], round_: int) -> None:
            with scope(people(site)):
                meetings.add(self.backend())
                both.wait()  # both scopes are open now
                assert seen("people") == names
                assert sorted(toy.name for toy in PeopleToy.objects.all()) == names
                both.wait()
            assert seen("people") == []
            connection.close()

        with ThreadPoolExecutor(2) as threads:
            for round_ in range(10):
                pairs = ((own, ["own one", "own two"]), (other, ["other one", "other two"]))
                pairs = pairs if round_ % 2 else pairs[::-1]
                for done in [threads.submit(work, site, names, round_) for site, names in pairs]:
                    done.result()
        assert len(meetings) == 2  # two backends served twenty scopes

    def test_a_new_thread_has_no_scope(self, world: World) -> None:
        def look() -> tuple:
            try:
                return current_scope(), seen("people")
            finally:
                connection.close()

        with scope(world.everything()), ThreadPoolExecutor(1) as other:
            assert other.submit(look).result() == (None, [])

    def test_work_after_the_commit_has_no_scope(self, world: World) -> None:
        said: list[object] = []

        def after() -> None:
            try:
                said.append(PeopleToy.objects.count())
            except NoScope as fault:
                said.append(type(fault))
            said.append(seen("people"))
            with scope(people(world.site["own"].pk)):
                said.append(PeopleToy.objects.count())

        with scope(world.everything()):
            transaction.on_commit(after)
            assert said == []
        assert said == [NoScope, [], 2]

    def test_a_streamed_body_has_no_scope(self, world: World) -> None:
        with scope(world.everything()):
            response = StreamingHttpResponse(f"{toy.name}\n" for toy in PeopleToy.objects.iterator())
        with pytest.raises(NoScope):
            list(response)

    def test_a_scope_in_a_transaction_of_somebody_else_ends_before_it(self, world: World) -> None:
        with transaction.atomic():
            with scope(world.everything()):
                assert len(seen("people")) == 6
            assert (told(), seen("people")) == (UNTOLD, [])
