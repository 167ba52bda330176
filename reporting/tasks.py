"""Background work on reports."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from osuuskunta.core.access import Words
from osuuskunta.core.jobs import JobError, Run, handler
from osuuskunta.core.periods import now
from reporting.actions.building import KIND, build_version
from reporting.models import Report
from reporting.rules import BUILD_REPORTS


def opens(job: Any) -> tuple[Words, str] | None:
    """Return what a finished job leads to."""
    version = (job.result or {}).get("version")
    return (_("Open the report"), reverse("report", args=[job.project.code, version])) if version else None


@handler(KIND, title=_("ESF report"), may=BUILD_REPORTS, opens=opens)
def build_report(job: Run) -> dict[str, Any]:
    """Build the next version of a report."""
    report = Report.objects.select_related("project").filter(pk=job.params["report"]).first()
    if report is None:
        raise JobError(gettext_noop("The report is no longer there. Ask for it anew."), code="no_report")
    job.progress(0, None, gettext_noop("Counting the people."))
    version = build_version(
        report=report,
        by=job.actor,
        made_at=now(),
        tell=lambda done: job.progress(done, None, gettext_noop("%(n)s people read"), n=done),
    )
    return {"version": str(version.pk), "checksum": version.checksum}
