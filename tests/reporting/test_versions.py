"""A built report never changes, its lists are its figures, and each person has a verdict."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from osuuskunta.accounts.models import User
from osuuskunta.activity.models import Job
from osuuskunta.activity.running import run
from osuuskunta.core.scope import scope
from osuuskunta.core.sealing import unlock
from osuuskunta.project.models import Project
from participants.actions.periods import change_answers
from participants.models import Participant, Participation
from reporting.actions.building import ask_for_report, build_version
from reporting.build.figures import build
from reporting.build.result import ReportResult
from reporting.models import FigureMembers, Report, ReportVersion, Verdict
from tests.factories.accounts import a_grant, a_user, an_admin, in_role
from tests.factories.people import people_scope
from tests.factories.project import a_project, an_organisation, sites
from tests.reporting.example import load

FIRST, LAST = date(2015, 5, 1), date(2018, 4, 30)
NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def an_example() -> tuple[Project, User]:
    made = a_project("EXAMPLE", starts_on=FIRST, ends_on=LAST, indicator_set="esf2014")
    places = sites(made, "061", "564", "980", "285")
    with scope(people_scope(*places)):
        load(made, places)
    return made, an_admin(made)


@pytest.fixture
def admin(db: None) -> Iterator[Any]:
    made, user = an_example()
    with in_role(user) as actor:
        actor.example = made
        yield actor


def asked(admin: Any, **more: Any) -> tuple[Report, Any]:
    question = {"project": admin.example, "indicator_set": "esf2014", "first": FIRST, "last": LAST, "as_of": None}
    return ask_for_report(**question | more, by=admin)


def built(admin: Any, **more: Any) -> ReportVersion:
    report, _job = asked(admin, **more)
    return build_version(report=report, by=admin, made_at=NOON)


def test_a_version_says_what_a_live_build_says(admin):
    version = built(admin)
    live = build(project=admin.example, indicator_set="esf2014", first=FIRST, last=LAST)
    kept = ReportResult.from_content(version.content)
    assert kept.content() == live.content()
    assert version.checksum == live.checksum == kept.checksum
    assert kept.checks == live.checks


@pytest.mark.parametrize("indicator_set", ["esf2014", "esfplus2021"])
def test_each_figure_is_the_number_of_its_people(admin, indicator_set):
    version = built(admin, indicator_set=indicator_set)
    result = ReportResult.from_content(version.content)
    codes = {site.pk: site.code for site in admin.example.sites.all()}
    totals: Counter[str] = Counter()
    by_site: Counter[tuple[str, str]] = Counter()
    for row in FigureMembers.objects.filter(version=version):
        by_site[row.code, codes[row.site_id]] += len(row.people)
        totals[row.code] += len(row.people) if row.counts else 0
    for figure in result.figures:
        if figure.kind != "output_entity":
            assert totals[figure.code] == figure.cell.total, figure.code
            assert {code: by_site[figure.code, code] for code in figure.by_site} == {
                code: cell.total for code, cell in figure.by_site.items()
            }


def test_everybody_has_a_verdict_with_the_values_that_decided(admin):
    version = built(admin)
    rows = list(Verdict.objects.filter(version=version))
    unlock(rows)
    keys = dict(Participant.objects.values_list("pk", "external_id"))
    facts = {keys[row.participant]: row.facts for row in rows}
    assert len(facts) == 12
    assert facts["P01"]["unemployed_since"] == "2014-09-01"
    assert facts["P08"]["status_6m"] == "employed"
    assert "isced_entry" not in facts["P07"]


def test_a_new_build_is_a_new_version_and_the_old_one_stays(admin):
    first = built(admin)
    period = Participation.objects.get(participant__external_id="P02")
    change_answers(period=period, values={"disability": 1}, by=None)
    second = built(admin)
    assert (first.number, second.number, first.report) == (1, 2, second.report)
    kept = ReportVersion.objects.get(pk=first.pk)
    totals = [ReportResult.from_content(one.content).by_code["CO16"].cell.total for one in (kept, second)]
    assert totals == [5, 6]


@pytest.mark.parametrize("model", [Report, ReportVersion, FigureMembers, Verdict])
def test_the_database_changes_and_removes_nothing(admin, model):
    built(admin)
    for forbidden in (
        lambda: model.objects.all()._raw_delete("default"),
        lambda: model.objects.update(**{model._meta.pk.name: None}),
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            forbidden()


def test_pressing_twice_asks_once(admin):
    one, two = asked(admin), asked(admin)
    assert one[0] == two[0]
    assert one[1].pk == two[1].pk
    build_version(report=one[0], by=admin, made_at=NOON)
    assert asked(admin)[1].pk != one[1].pk


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first": date(2018, 5, 1)}, "last"),
        ({"as_of": date(2018, 4, 29)}, "as_of"),
        ({"indicator_set": "esf1999"}, "indicator_set"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(admin, wrong, field):
    with pytest.raises(ValidationError) as caught:
        asked(admin, **wrong)
    assert list(caught.value.message_dict) == [field]


@pytest.mark.parametrize("role", ["coach", "site_coordinator", "project_coordinator"])
def test_only_an_administrator_builds(admin, role):
    user = a_user("Joku Muu")
    extra = {"site": admin.example.sites.first()} if role in {"coach", "site_coordinator"} else {}
    a_grant(user, admin.example, role, **extra)
    with in_role(user) as other, pytest.raises(PermissionDenied):
        ask_for_report(project=admin.example, indicator_set="esf2014", first=FIRST, last=LAST, as_of=None, by=other)


@pytest.mark.parametrize(
    ("role", "reports", "people"),
    [
        ("project_admin", 1, True),
        ("project_coordinator", 1, False),
        ("site_coordinator", 1, True),
        ("coach", 0, True),
        ("board_member", 0, False),
        ("evaluator", 0, False),
        ("data_protection_officer", 0, False),
    ],
)
def test_who_sees_reports_and_who_the_people_behind(admin, role, reports, people):
    built(admin)
    user = a_user("Joku Muu")
    extra: dict[str, Any] = {}
    if role in {"coach", "site_coordinator", "board_member"}:
        extra["site"] = admin.example.sites.get(municipality_id="061")
    if role == "board_member":
        extra["organisation"] = an_organisation("Osuuskunta Koe")
    a_grant(user, admin.example, role, **extra)
    with in_role(user):
        assert ReportVersion.objects.count() == reports
        seen = {row.site.code for row in FigureMembers.objects.all()}
        verdicts = Verdict.objects.count()
    if role == "project_admin":
        assert seen == {"061", "564", "980", "285"}
    else:
        assert seen == ({"061"} if people else set())
        assert bool(verdicts) is people


@pytest.mark.django_db(transaction=True)
def test_the_job_builds_it_once():
    made, user = an_example()
    with in_role(user) as actor:
        _report, job = ask_for_report(
            project=made, indicator_set="esf2014", first=FIRST, last=LAST, as_of=None, by=actor
        )
    assert run(job.pk) == "done"
    assert run(job.pk) is None
    with in_role(user):
        version = ReportVersion.objects.get()
        found = Job.objects.get(pk=job.pk)
        assert found.result == {"version": str(version.pk), "checksum": version.checksum}
        assert version.made_by == user
