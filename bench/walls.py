"""What row security costs a page (targets.md F15): the same pages over HTTP, with the policies and with them switched off.

Pages are five that read through a wall. In a database of its own with some thousands of rows in each walled table, most of them
another project's, so that the policies have something to hold back.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import product

import psycopg
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.database import own_database, switch_walls, walled_tables
from bench.harness import alternate
from bench.serving import ONE_QUERY, ONE_QUERY_PATH, asking, serving, session
from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.activity.enums import Action, JobState, Reason
from osuuskunta.activity.models import Job, ReadLog
from osuuskunta.core.db import as_owner
from osuuskunta.core.ids import new_id
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import FundingLine, Organisation, PartnerSite, Project, ProjectPartner, Site

ADMIN, OFFICER = "admin@example.org", "dpo@example.org"
OFF = ", walls off"
PAGES = {
    ONE_QUERY: (ADMIN, ONE_QUERY_PATH),
    "people and rights, 334 rows": (ADMIN, "/p/DEMO/staff/"),
    "partners, 32 with their places": (ADMIN, "/p/DEMO/partners/"),
    "project card": (ADMIN, "/p/DEMO/card/"),
    "read log, 50 rows of 10 000": (OFFICER, "/p/DEMO/read-log/"),
    "jobs, 50 rows of 1 000": (ADMIN, "/p/DEMO/jobs/"),
}
BASE = {name: f"{name}{OFF}" for name in PAGES}  # what a figure is a ratio to
HERE, ELSEWHERE = 300, 3700  # people with a role in DEMO and in another project
PARTNERS_HERE, PARTNERS_ELSEWHERE, FUNDING_ELSEWHERE = 30, 700, 3000
READS, JOBS = 10_000, 5000  # lines a project; jobs of everybody, a fifth of them the administrator's


def measure() -> dict[str, float]:
    """Return the median microseconds of each page with walls and without."""
    with own_database() as environment:
        call_command("demo", stdout=sys.stderr)
        _fill()
        cookies = {email: session(email) for email in (ADMIN, OFFICER)}
        with serving(environment) as port, as_owner():
            tables = walled_tables()
            ask = {name: asking(port, path, cookies[email]) for name, (email, path) in PAGES.items()}
            _comparable(ask, tables, environment["DATABASE_URL"])
            sides = {side: ask[name] for name in PAGES for side in (name, f"{name}{OFF}")}
            before = lambda side: switch_walls(tables, on=not side.endswith(OFF))  # noqa: E731
            return alternate(sides, rounds=11, calls=8, before=before)


def _comparable(ask: Mapping[str, Callable[[], int]], tables: list[str], address: str) -> None:
    """The switch must do what it says, and both sides the same work: what is held back, the queries have not asked for."""
    lengths: dict[str, set[int]] = {name: set() for name in ask}
    with psycopg.connect(address, autocommit=True) as stranger:  # the application role outside any scope
        for on in (False, True):
            switch_walls(tables, on=on)
            seen = stranger.execute("SELECT count(*) FROM activity_readlog").fetchone()
            assert seen == (0 if on else 2 * READS,), (on, seen)
            for name, call in ask.items():
                lengths[name].add(call())
    assert [name for name, found in lengths.items() if len(found) > 1] == []


def _fill() -> None:
    """Write the rows, past the walls, and let the planner count them."""
    here, there = Project.objects.get(code="DEMO"), Project.objects.get(code="S20395")
    with as_owner():
        with scope(Scope()):
            people = _people(here, HERE) + _people(there, ELSEWHERE)
            _partners(here, PARTNERS_HERE)
            _partners(there, PARTNERS_ELSEWHERE)
            FundingLine.objects.bulk_create(
                FundingLine(project=there, source=f"Rahoittaja {n}", kind="grant", amount=n)
                for n in range(FUNDING_ELSEWHERE)
            )
            _reads((here, there), people)
            _jobs(here, people)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _people(project: Project, count: int) -> list[User]:
    sites = list(Site.objects.filter(project=project))
    users = User.objects.bulk_create(
        User(email=f"{project.code}.{n}@example.org".lower(), name=f"Esimerkki {n} {project.code}", password=f"!{n}")
        for n in range(count)
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, project=project, site=sites[n % len(sites)], role="coach", valid_from=project.starts_on)
        for n, user in enumerate(users)
    )
    return users


def _partners(project: Project, count: int) -> None:
    firms = Organisation.objects.bulk_create(Organisation(name=f"Yhdistys {n} {project.code}") for n in range(count))
    partners = ProjectPartner.objects.bulk_create(ProjectPartner(project=project, organisation=firm) for firm in firms)
    sites = list(Site.objects.filter(project=project))
    PartnerSite.objects.bulk_create(
        PartnerSite(project=project, partner=partner, site=site) for partner, site in product(partners, sites)
    )


def _reads(projects: tuple[Project, ...], people: list[User]) -> None:
    now = timezone.now()
    sites = {project: list(Site.objects.filter(project=project)) for project in projects}
    readers = people[:20]  # the filter of the page lists them all
    ReadLog.objects.bulk_create(
        ReadLog(
            at=now - timedelta(minutes=n), user=readers[n % len(readers)], role="coach",
            site=sites[project][n % len(sites[project])], label="participants.participant", subject=new_id(),
            action=Action.OPENED, reason=Reason.OWN_WORK,
        )
        for n, project in product(range(READS), projects)
    )  # fmt: skip


def _jobs(project: Project, people: list[User]) -> None:
    now, admin = timezone.now() - timedelta(days=40), User.objects.get(email=ADMIN)
    Job.objects.bulk_create(
        Job(
            kind="bench", key=str(n), asked_by=people[n % len(people)] if n % 5 else admin, project=project,
            state=JobState.DONE, created_at=now + timedelta(minutes=n), finished_at=now + timedelta(minutes=n + 1),
        )
        for n in range(JOBS)
    )  # fmt: skip
