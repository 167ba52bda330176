"""Reports for tests."""

from datetime import UTC, date, datetime

from osuuskunta.project.models import Project
from reporting.actions.building import ask_for_report, build_version
from reporting.models import ReportVersion
from tests.factories.accounts import an_admin, in_role

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def a_version(project: Project, first: date | None = None, last: date | None = None) -> ReportVersion:
    """Build and return a version of a report of the project's own set; its asker is an administrator made for it."""
    with in_role(an_admin(project, f"Raportoija {project.code}")) as admin:
        report, _job = ask_for_report(
            project=project, indicator_set=project.indicator_set, first=first or project.starts_on,
            last=last or project.ends_on, as_of=None, by=admin,
        )  # fmt: skip
        return build_version(report=report, by=admin, made_at=NOON)
