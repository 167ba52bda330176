"""Jobs and read log lines in words."""

from django.apps import apps
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from osuuskunta.activity.enums import JobState
from osuuskunta.activity.models import Job, ReadLog
from osuuskunta.core.access import Words
from osuuskunta.core.jobs import handler_of

# What ended a job, and what to do about it.
ERRORS: dict[str, Words] = {
    "fault": _("Something went wrong, and the fault is ours. Try again; if it fails again, tell your administrator."),
    "too_many_attempts": _(
        "It was interrupted too often. Try again later; if it fails again, tell your administrator."
    ),
    "too_long": _("It took too long. Choose a shorter period or fewer sites, and ask for it again."),
    "unknown_kind": _("This version of the service cannot do this work. Ask for it again from its page."),
    "right_ended": _("Your role at the time no longer allows this. If it should, ask your project administrator."),
}
LOOKS = {
    JobState.QUEUED: ("info", "hourglass"),
    JobState.RUNNING: ("info", "refresh-cw"),
    JobState.DONE: ("good", "circle-check"),
    JobState.FAILED: ("bad", "circle-x"),
    JobState.CANCELLED: ("", "ban"),
    JobState.REFUSED: ("warn", "lock"),
}


def filled(msgid: str, params: dict[str, object]) -> str:
    """Return a stored msgid in the reader's language, filled in; as it is when the params do not fit it."""
    if not msgid:
        return ""
    text = gettext(msgid)
    try:
        return text % params if params else text
    except (KeyError, TypeError, ValueError):
        return text


def title_of(job: Job) -> Words:
    """Return what the job makes."""
    found = handler_of(job.kind)
    return found.title if found else pgettext_lazy("job", "Work of an earlier version")


def said(job: Job) -> str:
    """Return how far the job is, "" when it says nothing."""
    return filled(job.message, job.message_params) if job.moving else ""


def what_now(job: Job) -> str:
    """Return what ended a job without a result and what to do; "" for any other."""
    if job.state not in {JobState.FAILED, JobState.REFUSED}:
        return ""
    return filled(job.error_text, job.error_params) or str(ERRORS.get(job.error, ERRORS["fault"]))


def subject_of(line: ReadLog) -> str:
    """Return the kind of data in words."""
    try:
        return str(apps.get_model(line.label)._meta.verbose_name)
    except (LookupError, ValueError):
        return line.label
