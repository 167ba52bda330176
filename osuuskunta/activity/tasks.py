"""What Celery runs: the ids of jobs come in, rows say the rest."""

import uuid

from celery import shared_task

from osuuskunta.activity import running, sweeping
from osuuskunta.activity.seals import seal_pending


@shared_task(name="osuuskunta.activity.tasks.run_job")
def run_job(job_id: str) -> None:
    """Run the job if it waits (see `activity.running`)."""
    running.run(uuid.UUID(job_id))


@shared_task(name="osuuskunta.activity.tasks.sweep")
def sweep() -> None:
    """Bring back what was lost (see `activity.sweeping`)."""
    sweeping.sweep()


@shared_task(name="osuuskunta.activity.tasks.seal_read_log")
def seal_read_log() -> None:
    """Seal the new lines of the read log (see `activity.seals`)."""
    seal_pending()
