"""`/health/…`: only the database makes the house not ready, and the answer never takes longer than 2 s."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client
from django.utils import timezone

from osuuskunta.core import health
from osuuskunta.core.db import as_owner
from osuuskunta.core.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def silence() -> Iterator[int]:
    """A port that takes connections and never says a word, as a stopped server does."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield server.getsockname()[1]


@pytest.fixture
def beating(transactional_db: None) -> Heartbeat:
    return Heartbeat.objects.create(kind="worker", seen_at=timezone.now())


def ready(client: Client) -> tuple[int, dict, float]:
    began = time.monotonic()
    response = client.get("/health/ready")
    return response.status_code, response.json(), time.monotonic() - began


def test_live_asks_nobody(client: Client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "live"})


def test_all_is_well(client: Client, beating: Heartbeat):
    assert ready(client)[:2] == (200, {"status": "ready", "database": "ok", "degraded": []})


@pytest.mark.parametrize("ago", [None, timedelta(minutes=3, seconds=5)])
def test_without_a_worker_the_house_is_open_and_says_so(client: Client, beating: Heartbeat, ago: timedelta | None):
    Heartbeat.objects.all().delete() if ago is None else Heartbeat.objects.update(seen_at=timezone.now() - ago)
    assert ready(client)[:2] == (200, {"status": "degraded", "database": "ok", "degraded": ["worker"]})


@pytest.mark.parametrize("how", ["gone", "silent", "nonsense"])
def test_without_redis_the_house_is_open_and_says_so(
    client: Client, beating: Heartbeat, settings, silence: int, how: str
):
    settings.REDIS_URL = {"gone": "redis://127.0.0.1:1/0", "silent": f"redis://127.0.0.1:{silence}/0", "nonsense": "x"}[
        how
    ]
    status, said, took = ready(client)
    assert (status, said) == (200, {"status": "degraded", "database": "ok", "degraded": ["redis"]})
    assert took < 2


@pytest.mark.parametrize("how", ["gone", "silent"])
def test_without_the_database_the_house_is_not_ready_within_two_seconds(
    client: Client, beating: Heartbeat, monkeypatch: pytest.MonkeyPatch, silence: int, how: str
):
    connection.close()
    connection.close_pool()
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", str(silence) if how == "silent" else "1")
    status, said, took = ready(client)
    assert (status, said) == (503, {"status": "down", "database": "unreachable"})
    assert took < 2
    assert client.get("/health/live").status_code == 200
    monkeypatch.undo()
    connection.close_pool()


def test_a_missing_migration_is_not_ready(client: Client, beating: Heartbeat):
    leaf = min(health.wanted_migrations())
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s RETURNING applied", leaf)
        (applied,) = cursor.fetchone()
    try:
        assert ready(client)[:2] == (503, {"status": "down", "database": "migrations missing", "missing": 1})
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", [*leaf, applied])


def test_an_empty_database_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(connection.settings_dict, "NAME", "template1")
    status, said, _took = ready(client)
    assert (status, said["status"]) == (503, "down")


def test_a_full_pool_is_not_a_broken_house(client: Client, beating: Heartbeat, monkeypatch: pytest.MonkeyPatch):
    """Every connection of the pool is in use: the probe has its own."""

    def full(wrapper: DatabaseWrapper) -> None:
        if "pool" in wrapper.settings_dict["OPTIONS"]:
            raise OperationalError("no connection free")

    connection.close()
    monkeypatch.setattr(DatabaseWrapper, "pool", property(full))
    assert ready(client)[0] == 200


def test_the_probe_is_not_kept_by_a_cache_and_takes_no_post(client: Client, beating: Heartbeat):
    assert "no-store" in client.get("/health/ready").headers["Cache-Control"]
    assert client.post("/health/ready").status_code in {403, 405}
