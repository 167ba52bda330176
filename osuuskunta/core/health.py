"""`/health/live` and `/health/ready`: what a load balancer asks. Only the database can make us not ready."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

BEAT_LATE = timedelta(minutes=3)
DATABASE_PATIENCE = 1.5  # seconds; libpq itself gives up after no less than 2
BROKER_PATIENCE = 0.4
T = TypeVar("T")
Migrations = frozenset[tuple[str, str]]


@transaction.non_atomic_requests  # which would ask the database for a transaction before the view asks it anything
@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "live"})


@transaction.non_atomic_requests  # which would ask the database for a transaction before the view asks it anything
@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 with what is degraded; 503 only without the database or with missing migrations. Answers within 2 s."""
    try:
        applied, seen_at = _within(DATABASE_PATIENCE, _ask_database)
    except (DatabaseError, TookTooLong):
        return JsonResponse({"status": "down", "database": "unreachable"}, status=503)
    missing = len(wanted_migrations() - applied)
    if missing:
        return JsonResponse({"status": "down", "database": "migrations missing", "missing": missing}, status=503)
    degraded = [] if broker_answers() else ["redis"]
    if seen_at is None or timezone.now() - seen_at > BEAT_LATE:
        degraded.append("worker")
    return JsonResponse({"status": "degraded" if degraded else "ready", "database": "ok", "degraded": degraded})


_asking = ThreadPoolExecutor(max_workers=2, thread_name_prefix="health")


def _within(seconds: float, ask: Callable[[], T]) -> T:
    """Return what `ask` answers; TookTooLong when it does not within so many seconds."""
    return _asking.submit(ask).result(seconds)


def _ask_database() -> tuple[Migrations, datetime | None]:
    """Return the applied migrations and when a worker was last seen, over a connection of its own.

    The pool's would wait for a free one: a busy house is not a broken one.
    """
    own = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    own.settings_dict["OPTIONS"] |= {"connect_timeout": 2, "options": "-c statement_timeout=1000"}
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_migrations'), to_regclass('core_heartbeat')")
            if None in cursor.fetchone():
                return frozenset(), None
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = frozenset(cursor.fetchall())
            cursor.execute("SELECT seen_at FROM core_heartbeat WHERE kind = 'worker'")
            found = cursor.fetchone()
    finally:
        own.close()
    return applied, found[0] if found else None


@cache
def wanted_migrations() -> Migrations:
    """Return the last migrations of this release's apps: when they are applied, so is everything before them."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def broker_answers() -> bool:
    """Whether the broker can be reached now."""
    patience = {"socket_timeout": BROKER_PATIENCE, "socket_connect_timeout": BROKER_PATIENCE}
    try:
        with Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0), **patience) as broker:
            return bool(broker.ping())
    except (RedisError, OSError, ValueError):
        return False
