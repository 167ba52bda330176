"""`/health/live` and `/health/ready`: what a load balancer asks. Only the database can make us not ready."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from django.conf import settings

BEAT_LATE = timedelta(minutes=3)


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "live"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 with what is degraded; 503 only without the database or with missing migrations."""
    try:
        missing = _missing_migrations()
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "unreachable"}, status=503)
    if missing:
        return JsonResponse({"status": "down", "database": "migrations missing", "missing": missing}, status=503)
    degraded = [] if _broker_answers() else ["redis"]
    if not _worker_beats():
        degraded.append("worker")
    return JsonResponse({"status": "degraded" if degraded else "ready", "database": "ok", "degraded": degraded})


def _missing_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _broker_answers() -> bool:
    try:
        return bool(Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1).ping())
    except (RedisError, OSError, ValueError):
        return False


def _worker_beats() -> bool:
    """Whether a worker has written its heartbeat lately (the sweep writes it every 30 s)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seen_at) FROM core_heartbeat")
        seen = cursor.fetchone()[0]
    return seen is not None and timezone.now() - seen < BEAT_LATE
