"""The pages of the read log and of jobs."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from osuuskunta.activity import actions
from osuuskunta.activity.enums import Action, JobState, Reason
from osuuskunta.activity.forms import ReadLogFilter
from osuuskunta.activity.queries import JOBS_ORDER, READ_LOG_ORDER, job_counts, own_job, own_jobs, read_log, readers
from osuuskunta.activity.readlog import Subject, log_read
from osuuskunta.activity.rules import may_retry
from osuuskunta.activity.saying import said, title_of, what_now
from osuuskunta.activity.tables import CountTable, JobTable, job_table, read_log_table, state_badge
from osuuskunta.core.jobs import Handler, handler_of
from osuuskunta.core.paging import Page, capped_count, keyset
from osuuskunta.core.parts import Chip, Link, Progress
from osuuskunta.core.scope import require_scope
from osuuskunta.core.snacks import say
from osuuskunta.core.tables import Row
from osuuskunta.core.views import Guarded, ListPage, found
from osuuskunta.core.wording import day, number


# --- the read log -----------------------------------------------------------------------------------------------------
class ReadLogPage(Guarded):
    """Who has seen whose data: all of it for the data protection officer, for everybody else what they have seen."""

    action = "activity.view_own_reads"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        everybody = bool(self.actor.can("activity.view_read_log"))
        form = ReadLogFilter(request.GET, readers(self.actor) if everybody else [])
        if not everybody:
            del form.fields["reader"]
        rows = read_log(self.actor, self.project, form.wanted())
        page = keyset(rows, READ_LOG_ORDER, request)
        n, shown = capped_count(rows)
        chips = _chips(form, request.GET)
        context: dict[str, Any] = {
            "everybody": everybody,
            "form": form,
            "chips": chips,
            "filters_open": bool(form.errors),
            "clear_url": request.path,
            "found": ngettext("%(shown)s line", "%(shown)s lines", n) % {"shown": shown},
            "table": read_log_table(page) if page.rows else None,
        }
        return self.page("activity/read_log.html", **context)


def _chips(form: ReadLogFilter, parameters: QueryDict) -> list[Chip]:
    """Return what is filtered by, each with the address without it."""
    chips = []
    for name, value in form.cleaned_data.items():
        if value in (None, ""):
            continue
        field, kept = form.fields[name], parameters.copy()
        for gone in (name, "after", "before"):
            kept.pop(gone, None)
        choices = {str(key): words for key, words in getattr(field, "choices", ())}
        words = choices.get(str(value)) or (day(value) if name in {"first", "last"} else value)
        chips.append(Chip(f"{field.label}: {words}", f"?{kept.urlencode()}"))
    return chips


# --- jobs -------------------------------------------------------------------------------------------------------------
class JobsPage(ListPage):
    """What I asked for; for the system administrator also how much work the whole service has, as numbers."""

    action, template_name, order = "activity.view_jobs", "activity/jobs.html", JOBS_ORDER

    def rows(self) -> QuerySet[Any]:
        return own_jobs(self.actor, self.project)

    def table(self, page: Page[Any]) -> JobTable:
        code = self.project.code
        return job_table(page, lambda job: reverse("job", args=[code, job.pk]))

    def context(self) -> dict[str, Any]:
        counts = job_counts() if self.actor.can("activity.view_all_jobs") else None
        return {"shows_counts": counts is not None, "counts": _counts(counts) if counts else None}


def _counts(counts: Sequence[Any]) -> CountTable:
    rows = []
    for line in counts:
        handler = handler_of(line.kind)
        cells = {"kind": handler.title if handler else line.kind, "state": state_badge(line.state)}
        rows.append(Row({**cells, "count": number(line.count)}))
    return CountTable(rows)


class OneJob(Guarded):
    """Something about one of the own jobs; another's answers like one that does not exist."""

    action = "activity.view_jobs"

    def about(self) -> Any:
        return found(own_job(self.actor, self.project, self.kwargs["job"]))


class JobPage(OneJob):
    """How far a job is. It can be left and come back to; without script it asks again by itself."""

    def get(self, request: HttpRequest, code: str, job: uuid.UUID) -> HttpResponse:
        return self.page("activity/job.html", **_context(self.obj, code))


class JobProgress(OneJob):
    """The part of the page that asks again every two seconds."""

    def get(self, request: HttpRequest, code: str, job: uuid.UUID) -> HttpResponse:
        return self.page("activity/job_progress.html", **_context(self.obj, code))


def _context(job: Any, code: str) -> dict[str, Any]:
    at = [code, job.pk]
    handler = handler_of(job.kind)
    opens = handler.opens(job) if handler and handler.opens and job.state == JobState.DONE else None
    return {
        "job": Progress(
            title=title_of(job),
            state="waiting" if job.state == JobState.QUEUED else job.state,
            said=said(job),
            note=what_now(job),
            done=job.done,
            total=job.total,
            cancel_url=reverse("job_cancel", args=at),
            retry_url=reverse("job_retry", args=at) if job.state == JobState.FAILED else "",
            result=Link(_("Download the file"), reverse("job_file", args=at)) if job.file else None,
        ),
        "row": job,
        "progress_url": reverse("job_progress", args=at),
        "badge": state_badge(job.state),
        "again": may_retry(job.state),
        "opens": Link(*opens) if opens else None,
        "page_url": reverse("job", args=at),
        "file_gone": job.state == JobState.DONE and not job.file and _had_file(job, handler),
        "kept_days": settings.JOB_FILE_DAYS,
    }


def _had_file(job: Any, handler: Handler | None) -> bool:
    """Say whether a finished job has made a file: of one whose asker sees no people only its kind tells."""
    return bool(job.sites) or (handler is not None and handler.only_file)


class JobCancel(OneJob):
    """Stop it."""

    def post(self, request: HttpRequest, code: str, job: uuid.UUID) -> HttpResponse:
        stopped = actions.cancel(job=self.obj, by=self.actor)
        say(request, _("The work stops.") if stopped.moving else _("The work has ended."))
        return redirect("job", code, job)


class JobRetry(OneJob):
    """Let it run again."""

    def post(self, request: HttpRequest, code: str, job: uuid.UUID) -> HttpResponse:
        actions.retry(job=self.obj, by=self.actor)
        return redirect("job", code, job)


class JobFile(OneJob):
    """The file a job has made. Fetching it is a line in the read log for each site whose people it may name."""

    def get(self, request: HttpRequest, code: str, job: uuid.UUID) -> FileResponse:
        made = self.obj
        handler = handler_of(made.kind)
        if not made.file or handler is None:
            raise Http404
        self.require(handler.may)
        scope = require_scope()
        if not set(made.sites) <= scope.people | scope.notes | scope.coops:
            raise PermissionDenied(_("The file was made in another of your roles. Change to that role to open it."))
        log_read(
            self.actor,
            [Subject("activity.job", made.pk, site) for site in made.sites],
            why=Reason.EXPORT,
            action=Action.DOWNLOADED,
        )
        path = Path(settings.MEDIA_ROOT) / made.file
        try:
            return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
        except FileNotFoundError:
            raise Http404 from None
