"""The database goes away and comes back: pages say so, keep what was typed, and need no restart (targets.md R5)."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings
from django.core.signals import request_started
from django.db import close_old_connections, connection
from django.test import Client
from pytest_django import Settings

from osuuskunta.core.scope import scope
from tests.core.test_scope_pages import entered
from tests.core.world import World, a_world, seen
from tests.faults.wire import Wire

pytestmark = [
    pytest.mark.fault,
    pytest.mark.urls("tests.core.walled_urls"),
    pytest.mark.django_db(transaction=True),
]
RECOVERY = 5.0  # seconds, targets.md R5
THREADS = 4


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def visitor(world: World, client: Client) -> Client:
    return entered(client, world, "coach")


@pytest.fixture(autouse=True)
def _between_requests() -> Iterator[None]:
    """Give connections back between requests as a server does; Django's test client would keep one for the whole test."""
    request_started.connect(_give_back, dispatch_uid="faults")
    yield
    request_started.disconnect(_give_back, dispatch_uid="faults")


def _give_back(**kwargs: object) -> None:
    close_old_connections()


def typed(visitor: Client, how: str = "well") -> tuple[int, bool]:
    """Send a form; return the status, and whether the page still has what was typed."""
    page = visitor.post("/p/ALFA/save/", {"name": "typed <äö>", "how": how})
    text = page.content.decode()
    return page.status_code, "typed &lt;äö&gt;</textarea>" in text and 'action="/p/ALFA/save/"' in text


def stored(world: World) -> list[str]:
    with scope(world.everything()):
        return [name for name in seen("people") if name.startswith("typed")]


def kill_backends() -> int:
    """Kill every connection that the application role has to this database, as a restart of PostgreSQL would."""
    here = connection.settings_dict
    with psycopg.connect(
        host=here["HOST"], port=here["PORT"] or None, dbname=here["NAME"], user=here["USER"],
        password=here["PASSWORD"] or None, autocommit=True,
    ) as killer:  # fmt: skip
        return killer.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()[0]


def test_killed_backends_fail_no_read(world: World, visitor: Client) -> None:
    """Several connections wait in the pool; all are killed; no request of several at once notices."""
    together = threading.Barrier(THREADS, timeout=20)

    def read(_: int) -> tuple[int, bytes]:
        own = Client()
        own.cookies = visitor.cookies
        together.wait()
        try:
            page = own.get("/p/ALFA/lazy/")
            return page.status_code, page.content
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        for round_ in range(4):
            answers = list(threads.map(read, range(THREADS)))
            assert answers == [(200, b"<own one><own two>")] * THREADS, round_
            connection.close()
            assert kill_backends() >= 1


def test_a_backend_killed_in_the_middle_of_a_page(world: World, visitor: Client) -> None:
    assert typed(visitor, "lost") == (503, True)
    assert stored(world) == []
    assert typed(visitor)[0] == 200
    assert stored(world) == ["typed <äö>"]


@pytest.fixture
def wire() -> Iterator[Wire]:
    """The application's connections go through a wire of ours."""
    live = connection.settings_dict
    kept = {key: live[key] for key in ("HOST", "PORT")}
    made = Wire()
    connection.close()
    connection.close_pool()
    live.update(HOST="127.0.0.1", PORT=str(made.port))
    yield made
    made.cut()
    connection.close()
    connection.close_pool()
    live.update(kept)


def test_a_database_that_is_away_for_a_while(world: World, visitor: Client, wire: Wire) -> None:
    assert visitor.get("/p/ALFA/lazy/").status_code == 200
    wire.cut()
    away = time.monotonic()
    while time.monotonic() - away < 10:
        began = time.monotonic()
        assert typed(visitor) == (503, True)
        assert visitor.get("/p/ALFA/lazy/").status_code == 503
        assert time.monotonic() - began < 10  # two pages: nobody waits for long
        assert Client().get("/health/ready").status_code == 503
    wire.mend()
    back = time.monotonic()
    while visitor.get("/p/ALFA/lazy/").status_code != 200:
        assert time.monotonic() - back < RECOVERY
    assert time.monotonic() - back < RECOVERY
    assert Client().get("/health/ready").json()["database"] == "ok"
    assert typed(visitor)[0] == 200
    assert stored(world) == ["typed <äö>"]


def test_a_pool_without_a_free_connection(world: World, visitor: Client) -> None:
    live = connection.settings_dict
    usual = live["OPTIONS"]
    free, taken = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor():
            taken.set()
            free.wait(20)
        connection.close()

    connection.close()
    connection.close_pool()
    live["OPTIONS"] = {**usual, "pool": {**usual["pool"], "max_size": 1, "timeout": 0.5}}
    try:
        with ThreadPoolExecutor(1) as other:
            holding = other.submit(hold)
            assert taken.wait(10)
            began = time.monotonic()
            assert typed(visitor) == (503, True)
            assert 0.4 < time.monotonic() - began < 5
            free.set()
            holding.result()
        assert typed(visitor)[0] == 200
    finally:
        free.set()
        connection.close()
        connection.close_pool()
        live["OPTIONS"] = usual
    assert stored(world) == ["typed <äö>"]


def test_a_page_that_asks_too_much(world: World, visitor: Client, settings: Settings) -> None:
    settings.PAGE_LIMITS = {"statement_timeout": "300ms"}
    began = time.monotonic()
    assert typed(visitor, "slow") == (503, True)
    assert time.monotonic() - began < 3
    assert typed(visitor)[0] == 200
    assert stored(world) == ["typed <äö>"]


def test_a_page_that_waits_for_a_lock(world: World, visitor: Client, settings: Settings) -> None:
    settings.PAGE_LIMITS = {"lock_timeout": "300ms"}
    here = connection.settings_dict
    with psycopg.connect(
        host=here["HOST"], port=here["PORT"] or None, dbname=here["NAME"], user=here["USER"],
        password=here["PASSWORD"] or None,
    ) as other:  # fmt: skip
        other.execute("LOCK TABLE toys_peopletoy IN ROW EXCLUSIVE MODE")
        assert typed(visitor)[0] == 200
        other.rollback()
        other.execute("LOCK TABLE toys_peopletoy IN SHARE ROW EXCLUSIVE MODE")
        assert typed(visitor) == (503, True)
    assert stored(world) == ["typed <äö>"]


def test_the_limits_of_a_page_are_sensible() -> None:
    assert settings.PAGE_LIMITS == {
        "statement_timeout": "15s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "60s",
    }  # fmt: skip
    options = settings.DATABASES["default"]["OPTIONS"]
    assert options["connect_timeout"] + options["pool"]["timeout"] <= 10
    assert options["pool"]["reconnect_timeout"] <= RECOVERY / 2
