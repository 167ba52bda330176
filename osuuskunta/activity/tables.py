"""The lists of the read log and of jobs."""

from collections.abc import Callable
from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from osuuskunta.activity.enums import JobState
from osuuskunta.activity.models import Job, ReadLog
from osuuskunta.activity.saying import LOOKS, subject_of, title_of, what_now
from osuuskunta.core.access import Words, doorkeeper
from osuuskunta.core.paging import Page
from osuuskunta.core.tables import Column, Row, Table, link, with_note
from osuuskunta.core.templatetags.ui import badge
from osuuskunta.core.wording import moment


class ReadLogTable(Table):
    caption = _("Who has seen whose data")
    columns: ClassVar = (
        Column("at", _("When"), head=True),
        Column("who", _("Who")),
        Column("what", _("What")),
        Column("whose", _("Whose data")),
        Column("site", _("Site")),
        Column("why", _("Why")),
    )


def read_log_table(page: Page[ReadLog]) -> ReadLogTable:
    """Return the lines of a page in words."""
    role_name = doorkeeper().role_name
    return ReadLogTable(
        [
            Row(
                {
                    "at": moment(line.at),
                    "who": with_note(str(line.user or pgettext("read log", "A command")), role_name(line.role)),
                    "what": with_note(line.get_action_display(), line.path),
                    "whose": with_note(subject_of(line), str(line.subject)),
                    "site": line.site.name,
                    "why": with_note(line.get_reason_display(), line.note) if line.note else line.get_reason_display(),
                }
            )
            for line in page.rows
        ],
        page=page,
    )


class JobTable(Table):
    caption = _("Work I asked for")
    columns: ClassVar = (
        Column("what", _("What"), head=True),
        Column("state", _("State")),
        Column("asked", _("Asked")),
        Column("finished", _("Finished")),
    )


def state_badge(state: str) -> Words:
    """Return a job's state as a word with its icon."""
    kind, icon = LOOKS[JobState(state)]
    return badge(JobState(state).label, kind, icon)


def job_table(page: Page[Job], url: Callable[[Job], str]) -> JobTable:
    """Return the jobs of a page; `url` gives a job's address."""
    rows = []
    for job in page.rows:
        why = what_now(job)
        name = link(title_of(job), url(job))
        cells = {
            "what": with_note(name, why) if why else name,
            "state": state_badge(job.state),
            "asked": moment(job.created_at),
            "finished": moment(job.finished_at),
        }
        rows.append(Row(cells))
    return JobTable(rows, page=page)


class CountTable(Table):
    caption = _("Work of the whole service")
    columns: ClassVar = (
        Column("kind", _("What"), head=True),
        Column("state", _("State")),
        Column("count", _("How many"), kind="num"),
    )
