"""Reports in the browser: asked for, opened down to the people, taken out; counts for who sees no people."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osuuskunta.accounts.models import User
from osuuskunta.activity.models import Job, ReadLog
from osuuskunta.activity.running import run
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import Project
from reporting.forms.reports import proposed
from reporting.models import Download, ReportVersion
from tests.factories.accounts import a_grant, a_second_factor, a_user, entered
from tests.factories.people import people_scope
from tests.factories.project import a_project, sites
from tests.factories.reports import a_version
from tests.reporting.example import load

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2015, 5, 1), date(2018, 4, 30)


@pytest.fixture
def project(settings: Any) -> Project:
    settings.DEMO_MFA = False
    made = a_project("EXAMPLE", starts_on=FIRST, ends_on=LAST, indicator_set="esf2014", co23=2)
    places = sites(made, "061", "564", "980", "285")
    with scope(people_scope(*places)):
        load(made, places)
    return made


@pytest.fixture
def version(project: Project) -> ReportVersion:
    return a_version(project)


def sign_in(project: Project, role: str, **extra: Any) -> tuple[Client, User]:
    user = a_user(f"Henkilö {role}", language="fi")
    a_grant(user, project, role, **extra)
    a_second_factor(user)
    return entered(user), user


def everything(project: Project) -> Scope:
    ids = frozenset(project.sites.values_list("pk", flat=True))
    return Scope(projects=frozenset({project.pk}), figures=ids, people=ids, log=ids, worker=True)


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").split())


def number_links(response: Any) -> dict[str, int]:
    """Return every number link of a page: address and what it promises."""
    found = re.findall(r'<a[^>]* data-count="(\d+)" href="([^"]+)"', response.content.decode())
    return {url.replace("&amp;", "&"): int(n) for n, url in found}


def test_a_report_is_asked_for_and_built(project):
    browser, user = sign_in(project, "project_admin")
    page = browser.get("/p/EXAMPLE/reports/new/")
    assert page.status_code == 200
    asked = browser.post(
        "/p/EXAMPLE/reports/new/", {"indicator_set": "esf2014", "first": "1.5.2015", "last": "30.4.2018", "as_of": ""}
    )
    assert asked.status_code == 302
    with scope(everything(project)):
        job = Job.objects.get(asked_by=user)
    assert asked.url == f"/p/EXAMPLE/jobs/{job.pk}/"


def test_wrong_days_are_said_at_the_field_and_nothing_is_lost(project):
    browser, _ = sign_in(project, "project_admin")
    sent = {"indicator_set": "esf2014", "first": "1.5.2018", "last": "30.4.2018", "as_of": ""}
    page = browser.post("/p/EXAMPLE/reports/new/", sent)
    assert "Viimeinen päivä on ennen ensimmäistä päivää." in text(page)
    assert 'value="1.5.2018"' in page.content.decode()
    with scope(everything(project)):
        assert not Job.objects.exists()


def test_the_page_of_a_version_shows_what_was_frozen(project, version):
    browser, _ = sign_in(project, "project_admin")
    page = browser.get(f"/p/EXAMPLE/reports/{version.pk}/")
    shown = text(page)
    assert "ESR-raportti 1.5.2015–30.4.2018" in shown
    checks = version.content["checks"]
    assert f"{len(checks) - 1}/{len(checks)} tarkistusta on kunnossa." in shown  # P07's education is not known
    assert version.checksum in shown


@pytest.mark.parametrize("role", ["project_admin", "project_coordinator"])
def test_every_number_leads_to_as_many(project, version, role):
    browser, _ = sign_in(project, role)
    links = number_links(browser.get(f"/p/EXAMPLE/reports/{version.pk}/"))
    assert len(links) > 100
    for url, promised in list(links.items())[::7]:
        page = browser.get(url)
        assert f'data-total="{promised}"' in page.content.decode(), url
        rows = page.context.get("people")
        if role == "project_admin":
            assert len(rows.rows) == promised, url
        else:
            assert rows is None
            assert "Testinen" not in text(page)


def test_an_administrator_sees_who_counts_and_what_decided(project, version):
    browser, user = sign_in(project, "project_admin")
    page = browser.get(f"/p/EXAMPLE/reports/{version.pk}/figures/CO02/?gender=M&site=980")
    shown = text(page)
    assert "Testinen P12" in shown
    assert "Työttömänä alkaen: 1.1.2015" in shown or "työttömänä alkaen: 1.1.2015" in shown
    with scope(everything(project)):
        lines = list(ReadLog.objects.filter(user=user).values_list("action", "reason", "site__municipality"))
    assert lines == [("listed", "report", "980")]


def test_a_site_coordinator_sees_the_own_people_and_counts_of_the_rest(project, version):
    browser, _ = sign_in(project, "site_coordinator", site=project.sites.get(municipality_id="061"))
    own = browser.get(f"/p/EXAMPLE/reports/{version.pk}/figures/GT/?site=061")
    assert len(own.context["people"].rows) == 4
    for query in ("", "?site=564"):
        page = browser.get(f"/p/EXAMPLE/reports/{version.pk}/figures/GT/{query}")
        assert "people" not in page.context
        assert "Testinen" not in text(page)


def test_an_open_check_names_its_people(project, version):
    browser, _ = sign_in(project, "project_admin")
    page = browser.get(f"/p/EXAMPLE/reports/{version.pk}/checks/R12-isced/")
    assert "Testinen P07" in text(page)
    other, _ = sign_in(project, "project_coordinator")
    page = other.get(f"/p/EXAMPLE/reports/{version.pk}/checks/R12-isced/")
    assert "Testinen" not in text(page)
    assert 'data-total="1"' in page.content.decode()
    assert browser.get(f"/p/EXAMPLE/reports/{version.pk}/checks/A01/").status_code == 404


@pytest.mark.parametrize(
    "where", ["figures/CO23/", "figures/XX/", "figures/CO01/?site=999", "figures/CO01/?gender=X", "files/doc/"]
)
def test_what_is_not_there_is_not_found(project, version, where):
    browser, _ = sign_in(project, "project_admin")
    assert browser.get(f"/p/EXAMPLE/reports/{version.pk}/{where}").status_code == 404


@pytest.mark.parametrize(
    ("form", "begins"), [("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")]
)
def test_each_download_is_written_down(project, version, form, begins):
    browser, user = sign_in(project, "project_coordinator")
    answer = browser.get(f"/p/EXAMPLE/reports/{version.pk}/files/{form}/")
    assert answer.content.startswith(begins)
    assert f"EXAMPLE-esf2014-2015-05-01-2018-04-30-v1.{form}" in answer.headers["Content-Disposition"]
    with scope(everything(project)):
        assert list(Download.objects.values_list("version", "format", "user")) == [(version.pk, form, user.pk)]


def test_building_again_asks_for_the_next_version(project, version):
    browser, user = sign_in(project, "project_admin")
    assert browser.post(f"/p/EXAMPLE/reports/{version.pk}/again/").status_code == 302
    with scope(everything(project)):
        job = Job.objects.get(asked_by=user)
        assert job.key == f"{version.report_id}:2:{user.pk}"


def test_a_page_of_people_is_cut_out_of_the_lists_that_it_touches(project, version, monkeypatch):
    monkeypatch.setattr("reporting.queries.reports.PEOPLE", 5)
    browser, _ = sign_in(project, "project_admin")
    seen: list[str] = []
    for number, (rows, more) in enumerate([(5, True), (5, True), (2, False)], start=1):
        page = browser.get(f"/p/EXAMPLE/reports/{version.pk}/figures/GT/?page={number}")
        names = [str(row.cells["name"]) for row in page.context["people"].rows]
        assert (len(names), bool(page.context["pages"]["next"])) == (rows, more)
        seen += names
    assert len(set(seen)) == 12
    assert browser.get(f"/p/EXAMPLE/reports/{version.pk}/figures/GT/?page=4").context["people"] is None


def test_a_list_has_every_version_and_an_empty_one_says_so(project):
    browser, _ = sign_in(project, "project_coordinator")
    assert "Raporttia ei ole vielä tehty" in text(browser.get("/p/EXAMPLE/reports/"))
    a_version(project)
    page = browser.get("/p/EXAMPLE/reports/")
    assert len(page.context["table"].rows) == 1
    assert "Uusi raportti" not in text(page)


def test_the_number_of_statements_does_not_grow_with_the_people(project, version):
    browser, _ = sign_in(project, "project_admin")

    def statements(code: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(f"/p/EXAMPLE/reports/{version.pk}/figures/{code}/?site=061")
        return len(seen)

    statements("GT")
    assert statements("CO02") == statements("GT")


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (date(2017, 3, 1), (date(2016, 7, 1), date(2016, 12, 31))),
        (date(2016, 8, 1), (date(2016, 1, 1), date(2016, 6, 30))),
        (date(2015, 8, 1), (date(2015, 5, 1), date(2015, 6, 30))),
        (date(2015, 6, 1), (date(2015, 5, 1), date(2015, 6, 1))),
        (date(2026, 11, 24), (FIRST, LAST)),
    ],
)
def test_the_half_year_that_ended_last_is_proposed(project, now, wanted):
    with time_machine.travel(now):
        assert proposed(project, now) == wanted


@pytest.mark.django_db(transaction=True)
def test_a_finished_job_leads_to_its_report(settings):
    settings.DEMO_MFA = False
    made = a_project("EXAMPLE", starts_on=FIRST, ends_on=LAST, indicator_set="esf2014")
    places = sites(made, "061", "564", "980", "285")
    with scope(people_scope(*places)):
        load(made, places)
    browser, user = sign_in(made, "project_admin")
    browser.post("/p/EXAMPLE/reports/new/", {"indicator_set": "esf2014", "first": "1.5.2015", "last": "30.4.2018"})
    with scope(everything(made)):
        job = Job.objects.get(asked_by=user)
    assert run(job.pk) == "done"
    with scope(everything(made)):
        version = ReportVersion.objects.get()
    assert f"/p/EXAMPLE/reports/{version.pk}/" in browser.get(f"/p/EXAMPLE/jobs/{job.pk}/").content.decode()
