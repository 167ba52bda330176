"""What somebody does with the own jobs."""

from django.db import transaction
from django.utils import timezone

from osuuskunta.activity.enums import JobState
from osuuskunta.activity.jobs import again
from osuuskunta.activity.models import Job
from osuuskunta.activity.rules import may_retry
from osuuskunta.core.access import Actor


@transaction.atomic
def cancel(*, job: Job, by: Actor) -> Job:
    """Stop a job: one that waits at once, one that runs at its next step. What has ended stays as it is."""
    own = Job.objects.filter(pk=job.pk, asked_by=by.pk)
    own.filter(state=JobState.QUEUED).update(
        state=JobState.CANCELLED, cancel_requested=True, finished_at=timezone.now()
    )
    own.filter(state=JobState.RUNNING).update(cancel_requested=True)
    job.refresh_from_db()
    return job


@transaction.atomic
def retry(*, job: Job, by: Actor) -> Job:
    """Let a job run again that failed, was cancelled or refused; its asker's rights are asked anew when it runs."""
    if may_retry(job.state) and job.asked_by_id == by.pk:
        again(job)
    job.refresh_from_db()
    return job
