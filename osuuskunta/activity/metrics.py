"""`/metrics` in Prometheus' text format: a few gauges that say whether the house keeps up. Off without METRICS_TOKEN."""

from collections.abc import Iterable
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from osuuskunta.activity.enums import JobState
from osuuskunta.activity.queries import job_counts
from osuuskunta.core.models import Heartbeat

Gauge = tuple[str, str, Iterable[tuple[str, float]]]


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer to `Authorization: Bearer <METRICS_TOKEN>`; to everybody else there is no such page."""
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    said = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not compare_digest(said.encode(), wanted.encode()):
        raise Http404
    return HttpResponse("".join(map(_text, _gauges())), content_type="text/plain; version=0.0.4; charset=utf-8")


def _gauges() -> Iterable[Gauge]:
    states = dict.fromkeys(JobState.values, 0)
    for found in job_counts():
        states[found.state] += found.count
    yield "osuuskunta_jobs", "Jobs by state.", [(f'{{state="{state}"}}', n) for state, n in states.items()]
    ages = [(timezone.now() - beat.seen_at).total_seconds() for beat in Heartbeat.objects.filter(kind="worker")]
    yield "osuuskunta_worker_heartbeat_age_seconds", "Since a worker was last seen.", [("", age) for age in ages]
    if pool := getattr(connection, "pool", None):
        stats = pool.get_stats()
        yield "osuuskunta_pool_connections", "Connections of this process.", [("", stats["pool_size"])]
        yield "osuuskunta_pool_waiting", "Requests that wait for one.", [("", stats["requests_waiting"])]


def _text(gauge: Gauge) -> str:
    name, says, values = gauge
    lines = [
        f"# HELP {name} {says}",
        f"# TYPE {name} gauge",
        *(f"{name}{labels} {value:g}" for labels, value in values),
    ]
    return "\n".join(lines) + "\n"
