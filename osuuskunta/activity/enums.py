"""The words of the read log and of jobs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Action(TextChoices):
    """What was done with somebody's data."""

    OPENED = "opened", pgettext_lazy("read log", "Opened")
    LISTED = "listed", pgettext_lazy("read log", "Seen in a list")
    EXPORTED = "exported", pgettext_lazy("read log", "Exported")
    DOWNLOADED = "downloaded", pgettext_lazy("read log", "Downloaded")


class Reason(TextChoices):
    """Why somebody's data were read. A code, so that the log itself holds as little text as possible."""

    OWN_WORK = "own_work", _("Own work with the person")
    SUPERVISION = "supervision", _("Leading the work at the site")
    ADMINISTRATION = "administration", _("Keeping the project's records")
    REPORT = "report", _("A report to the funder")
    EXPORT = "export", _("A file that was asked for")
    DATA_SUBJECT = "data_subject", _("The person asked for the own data")
    CHECK = "check", _("Checking the data")
    OTHER = "other", _("Another reason")


class JobState(TextChoices):
    """Where a job stands. Only queued and running go on by themselves."""

    QUEUED = "queued", pgettext_lazy("job", "Waiting its turn")
    RUNNING = "running", pgettext_lazy("job", "Running")
    DONE = "done", pgettext_lazy("job", "Done")
    FAILED = "failed", pgettext_lazy("job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")
    REFUSED = "refused", pgettext_lazy("job", "Not allowed any more")


MOVING = (JobState.QUEUED, JobState.RUNNING)
