"""The way to the workers. It carries ids of job rows and may be away: whoever publishes goes on, the sweep tries again."""

import uuid

import structlog
from kombu import Connection
from kombu.exceptions import OperationalError

from osuuskunta.celery import app

RUN = "osuuskunta.activity.tasks.run_job"
PATIENCE = 1  # seconds that a web request waits for a broker that does not answer
log = structlog.get_logger(__name__)


def publish(job: uuid.UUID) -> bool:
    """Hand the job's id to the workers; False, with a line in the log, when the broker does not take it."""
    options = app.conf.broker_transport_options | {
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
        "max_retries": 0,  # kombu would try for 6 s
    }
    try:
        with Connection(app.conf.broker_url, transport_options=options) as connection:
            app.send_task(RUN, [str(job)], connection=connection, retry=False)
    except (OperationalError, OSError) as fault:
        log.warning("job_not_published", job=str(job), fault=type(fault).__name__)
        return False
    return True
