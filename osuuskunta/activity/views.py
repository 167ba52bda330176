"""The pages of the read log and of jobs."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from osuuskunta.activity import actions
from osuuskunta.activity.enums import Action, JobState, Reason
from osuuskunta.activity.forms import ReadLogFilter
from osuuskunta.activity.jobs import handler_of
from osuuskunta.activity.queries import JOBS_ORDER, READ_LOG_ORDER, job_counts, own_job, own_jobs, read_log, readers
from osuuskunta.activity.readlog import Subject, log_read
from osuuskunta.activity.rules import may_retry
from osuuskunta.activity.saying import said, title_of, what_now
from osuuskunta.activity.tables import CountTable, job_table, read_log_table, state_badge
from osuuskunta.core.access import Actor, Denied
from osuuskunta.core.paging import capped_count, keyset
from osuuskunta.core.parts import Chip, Link, Progress
from osuuskunta.core.scope import require_scope
from osuuskunta.core.snacks import say
from osuuskunta.core.tables import Row
from osuuskunta.core.wording import day, number


class Guarded(View):
    """A page that is shown to who may do `action`."""

    action: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        decision = self.actor.can(self.action)
        if isinstance(decision, Denied):
            raise PermissionDenied(decision.reason)
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self) -> Actor:
        """Who asks, in the active role."""
        found: Actor = self.request.actor  # type: ignore[attr-defined]
        return found

    @property
    def project(self) -> Any:
        """The project of the address."""
        return self.request.project  # type: ignore[attr-defined]


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
        context = {
            "everybody": everybody,
            "form": form,
            "chips": chips,
            "filters_open": bool(form.errors),
            "clear_url": request.path,
            "found": ngettext("%(shown)s line", "%(shown)s lines", n) % {"shown": shown},
            "table": read_log_table(page) if page.rows else None,
        }
        return render(request, "activity/read_log.html", context)


def _chips(form: ReadLogFilter, parameters: QueryDict) -> list[Chip]:
    """Return what is filtered by, each with the address without it."""
    found = []
    for name, value in form.cleaned_data.items():
        if value in (None, ""):
            continue
        field, kept = form.fields[name], parameters.copy()
        for gone in (name, "after", "before"):
            kept.pop(gone, None)
        choices = {str(key): words for key, words in getattr(field, "choices", ())}
        words = choices.get(str(value)) or (day(value) if name in {"first", "last"} else value)
        found.append(Chip(f"{field.label}: {words}", f"?{kept.urlencode()}"))
    return found


# --- jobs -------------------------------------------------------------------------------------------------------------
class JobsPage(Guarded):
    """What I asked for; for the system administrator also how much work the whole service has, as numbers."""

    action = "activity.view_jobs"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        page = keyset(own_jobs(self.actor, self.project), JOBS_ORDER, request)
        counts = job_counts() if self.actor.can("activity.view_all_jobs") else None
        context = {
            "table": job_table(page, lambda job: reverse("job", args=[code, job.pk])) if page.rows else None,
            "shows_counts": counts is not None,
            "counts": _counts(counts) if counts else None,
        }
        return render(request, "activity/jobs.html", context)


def _counts(counts: Sequence[Any]) -> CountTable:
    rows = []
    for found in counts:
        handler = handler_of(found.kind)
        cells = {"kind": handler.title if handler else found.kind, "state": state_badge(found.state)}
        rows.append(Row({**cells, "count": number(found.count)}))
    return CountTable(rows)


class OneJob(Guarded):
    """Something about one of the own jobs; another's answers like one that does not exist."""

    action = "activity.view_jobs"

    def job(self, job: uuid.UUID) -> Any:
        found = own_job(self.actor, self.project, job)
        if found is None:
            raise Http404
        return found


class JobPage(OneJob):
    """How far a job is. It can be left and come back to; without script it asks again by itself."""

    def get(self, request: HttpRequest, code: str, job: uuid.UUID) -> HttpResponse:
        found = self.job(job)
        return render(request, "activity/job.html", _context(found, code))


class JobProgress(OneJob):
    """The part of the page that asks again every two seconds."""

    def get(self, request: HttpRequest, code: str, job: uuid.UUID) -> HttpResponse:
        return render(request, "activity/job_progress.html", _context(self.job(job), code))


def _context(job: Any, code: str) -> dict[str, Any]:
    at = [code, job.pk]
    handler = handler_of(job.kind)
    opens = handler.opens(job) if handler and handler.opens and job.state == JobState.DONE else None
    return {
        "job": Progress(
            title=title_of(job),
            state={"queued": "waiting", "refused": "failed"}.get(job.state, job.state),
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
        "file_gone": job.state == JobState.DONE and bool(job.sites) and not job.file,
        "kept_days": settings.JOB_FILE_DAYS,
    }


class JobCancel(OneJob):
    """Stop it."""

    def post(self, request: HttpRequest, code: str, job: uuid.UUID) -> HttpResponse:
        found = actions.cancel(job=self.job(job), by=self.actor)
        say(request, _("The work stops.") if found.moving else _("The work has ended."))
        return redirect("job", code, job)


class JobRetry(OneJob):
    """Let it run again."""

    def post(self, request: HttpRequest, code: str, job: uuid.UUID) -> HttpResponse:
        actions.retry(job=self.job(job), by=self.actor)
        return redirect("job", code, job)


class JobFile(OneJob):
    """The file a job has made. Fetching it is a line in the read log for each site whose people it may name."""

    def get(self, request: HttpRequest, code: str, job: uuid.UUID) -> FileResponse:
        found = self.job(job)
        handler = handler_of(found.kind)
        if not found.file or handler is None:
            raise Http404
        decision = self.actor.can(handler.may)
        if isinstance(decision, Denied):
            raise PermissionDenied(decision.reason)
        scope = require_scope()
        if not set(found.sites) <= scope.people | scope.notes | scope.coops:
            raise PermissionDenied(_("The file was made in another of your roles. Change to that role to open it."))
        log_read(
            self.actor,
            [Subject("activity.job", found.pk, site) for site in found.sites],
            why=Reason.EXPORT,
            action=Action.DOWNLOADED,
        )
        path = Path(settings.MEDIA_ROOT) / found.file
        try:
            return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
        except FileNotFoundError:
            raise Http404 from None
