"""A report is asked for, built by the worker, and kept for ever as a version."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from osuuskunta.core import jobs
from osuuskunta.core.access import Actor, require
from osuuskunta.core.ids import new_id
from osuuskunta.core.jobs import Asked
from osuuskunta.project.models import Project, Site
from reporting.build.figures import Days, assemble
from reporting.build.freezing import freeze
from reporting.indicators import SETS
from reporting.models import Download, Report, ReportVersion
from reporting.rules import BUILD_REPORTS

KIND = "report.build"


@transaction.atomic
def ask_for_report(
    *, project: Project, indicator_set: str, first: date, last: date, as_of: date | None, by: Actor
) -> tuple[Report, Asked]:
    """Ask for a new version of the report of these days; return the report and the job that builds it.

    Pressing twice asks once: the job is the same until its version is there. ValidationError when the days are not in order.
    """
    require(by, BUILD_REPORTS)
    if indicator_set not in SETS:
        raise ValidationError({"indicator_set": _("Choose one of the sets of indicators.")})
    if last < first:
        raise ValidationError({"last": _("The last day is before the first day.")})
    if as_of is not None and as_of < last:
        raise ValidationError({"as_of": _("This day is before the last day of the period.")})
    question = {
        "project": project,
        "indicator_set": indicator_set,
        "first": first,
        "last": last,
        "as_of": as_of or last,
    }
    report, _made = Report.objects.get_or_create(**question, defaults={"created_by_id": cast("int", by.pk)})
    number = report.versions.count() + 1
    job = jobs.request(
        kind=KIND, key=f"{report.pk}:{number}:{by.pk}", params={"report": str(report.pk)}, by=by, project=project
    )
    return report, job


def build_version(
    *, report: Report, by: Actor, made_at: datetime, tell: Callable[[int], None] = lambda _done: None
) -> ReportVersion:
    """Build the report as its people are now and keep it as the next version. Runs in one transaction, in the asker's scope."""
    require(by, BUILD_REPORTS)
    with connection.cursor() as cursor:  # one build of a report at a time chooses its number; nobody may lock its row
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [str(report.pk)])
    key, wanted, days = new_id(), SETS[report.indicator_set], Days(report.first, report.last, report.as_of)
    places = list(Site.objects.filter(project=report.project).order_by("municipality"))
    groups = freeze(key, wanted, places=places, days=days, tell=tell)
    number = report.versions.count() + 1
    result = assemble(report.project, wanted, days, groups, places=places, version=number)
    return ReportVersion.objects.create(
        id=key,
        project=report.project,
        report=report,
        number=number,
        content={**result.content(), "site_names": dict(result.site_names), "people": dict(_people_of(result))},
        checksum=result.checksum,
        made_at=made_at,
        made_by_id=cast("int", by.pk),
    )


def _people_of(result: Any) -> list[tuple[str, int]]:
    return [(check.id, check.people) for check in result.checks if check.people is not None]


def log_download(*, version: ReportVersion, format: str, at: datetime, by: Actor) -> None:  # noqa: A002
    """Write down who fetches which file of a version."""
    Download.objects.create(
        project_id=version.project_id, version=version, format=format, at=at, user_id=cast("int", by.pk)
    )
