"""Celery: the broker only carries ids of job rows; what must not be lost stands in PostgreSQL (architecture §6)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osuuskunta.settings")

from django.conf import settings


def broker_url(redis_url: str) -> str:
    """Turn redis-py's socket address into Celery's: `unix:///path?db=0` → `redis+socket:///path?virtual_host=0`."""
    if redis_url.startswith("unix://"):
        return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    return redis_url


app = Celery("osuuskunta")
app.conf.update(
    broker_url=broker_url(settings.REDIS_URL),
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 5},
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    task_serializer="json",
    accept_content=["json"],
    task_time_limit=3600,
    task_soft_time_limit=3500,
    timezone="Europe/Helsinki",
    beat_schedule={
        "sweep": {"task": "osuuskunta.activity.tasks.sweep", "schedule": 30.0, "options": {"expires": 25}},
        "seal_read_log": {
            "task": "osuuskunta.activity.tasks.seal_read_log",
            "schedule": 300.0,
            "options": {"expires": 290},
        },
    },
)
app.autodiscover_tasks(lambda: settings.INSTALLED_APPS)
