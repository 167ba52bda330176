"""The demo: an invented project with everybody of formats §5 in it, and nothing of it in S20395 beyond who is meant to be."""

import stat
from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from demo.accounts import wanted
from demo.passwords import place
from demo.people import FAMILY, FIRST, people
from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.core.scope import Scope, scope
from osuuskunta.core.sealing import unlock
from osuuskunta.project.models import Project, Site, SiteTarget
from participants.models import Enrolment, Participant, Participation
from reporting.build.figures import build

pytestmark = pytest.mark.django_db
DAY = "2026-11-24"
SITES = ("forssa", "oulu", "ylojarvi", "kotka")
PER_SITE = ("coach", "coach2", "coordinator", "board", "supervisor", "bookkeeper", "trainer")
OF_PROJECT = {"coordinator", "admin", "auditor", "evaluator", "dpo", "system"}
EMAILS = {f"{prefix}.{site}@example.org" for prefix in PER_SITE for site in SITES} | {
    f"{one}@example.org" for one in OF_PROJECT
}


def demo(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", "--until", DAY, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def made(tmp_path, settings) -> Project:
    settings.VAR_DIR = tmp_path
    assert demo("--participants", "60") == "demo: project DEMO, 34 accounts, 60 people.\n"
    return Project.objects.get(code="DEMO")


def seen(*projects: Project) -> Scope:
    sites = Site.objects.filter(project__in=projects).values_list("pk", flat=True)
    return Scope(projects=frozenset(project.pk for project in projects), card=frozenset(sites))


def test_the_project_runs_from_three_years_before_the_day_to_one_after(made):
    assert (made.starts_on, made.ends_on) == (date(2023, 11, 24), date(2027, 11, 24))
    assert made.indicator_set == "esfplus2021"
    assert sorted(site.code for site in Site.objects.filter(project=made)) == ["061", "285", "564", "980"]
    with scope(seen(made)):
        assert SiteTarget.objects.count() == 20


def test_a_leap_day_has_a_project_too(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    call_command("demo", "--until", "2028-02-29", stdout=StringIO(), stderr=StringIO())
    project = Project.objects.get(code="DEMO")
    assert (project.starts_on, project.ends_on) == (date(2025, 2, 28), date(2029, 2, 28))


def test_everybody_of_the_contract_is_there_with_the_role_and_site_of_the_address(made):
    assert set(User.objects.values_list("email", flat=True)) == EMAILS
    with scope(seen(made)):
        grants = {grant.user.email: grant for grant in RoleGrant.objects.select_related("user", "site", "organisation")}
    assert set(grants) == EMAILS
    codes = {"forssa": "061", "oulu": "564", "ylojarvi": "980", "kotka": "285"}
    for email, grant in grants.items():
        name = email.removesuffix("@example.org")
        assert (grant.site.code if grant.site else None) == codes.get(name.partition(".")[2])
        assert bool(grant.organisation) == (name.partition(".")[0] in {"board", "supervisor", "bookkeeper"})
    assert grants["admin@example.org"].role == "project_admin"
    assert grants["auditor@example.org"].valid_to == made.ends_on


def test_only_four_accounts_are_in_s20395_too(made):
    real = Project.objects.get(code="S20395")
    with scope(seen(real)):
        there = set(RoleGrant.objects.filter(project=real).values_list("user__email", flat=True))
    assert there == {f"{name}@example.org" for name in ("admin", "coordinator", "dpo", "system")}


def test_alone_it_gives_nobody_a_password(made):
    assert [user.email for user in User.objects.all() if user.has_usable_password()] == []


def test_where_there_are_people_it_stops_and_changes_nothing(made):
    with scope(seen(made)):
        before = set(RoleGrant.objects.values_list("pk", "valid_from"))
    with pytest.raises(CommandError, match="DEMO has people already, so nothing was changed"):
        demo("--participants", "1000000", "--seed", "7")
    with scope(seen(made)):
        assert set(RoleGrant.objects.values_list("pk", "valid_from")) == before


def of_people(project: Project) -> Scope:
    sites = frozenset(Site.objects.filter(project=project).values_list("pk", flat=True))
    return Scope(projects=frozenset({project.pk}), people=sites)


def test_every_coach_has_at_least_five_who_take_part(made):
    with scope(of_people(made)):
        active = Counter(Enrolment.objects.filter(open=True).values_list("coach__email", flat=True))
    coaches = {f"{name}.{site}@example.org" for name in ("coach", "coach2") for site in SITES}
    assert set(active) == coaches
    assert min(active.values()) >= 5


def test_people_look_invented_and_some_facts_are_missing_on_purpose(made):
    with scope(of_people(made)):
        found = list(Participant.objects.all())
        unlock(found)
        assert all(one.given_names.split("-")[0] in FIRST and one.family_name in FAMILY for one in found)
        assert Participation.objects.filter(isced_entry__isnull=True).exists()
        first, last = made.starts_on, date(2026, 11, 24)
        result = build(project=made, indicator_set="esfplus2021", first=first, last=last)
    assert result.by_code["GT"].cell.total == 60
    assert result.by_code["EECR04"].cell.total > 0
    assert [check.id for check in result.checks if not check.passed and check.severity == "error"] == []
    assert any(check.people for check in result.checks)


def test_the_same_numbers_and_day_give_the_same_people(made):
    day = date(2026, 11, 24)
    one, same, other = (list(people(made, 50, seed, day)) for seed in (1, 1, 2))
    assert one == same != other
    assert len({row["external_id"] for row in one}) == 50


def test_nobody_is_made_where_none_is_wanted(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    assert demo("--participants", "0") == "demo: project DEMO, 34 accounts, 0 people.\n"
    assert demo("--participants", "3") == "demo: project DEMO, 34 accounts, 3 people.\n"


@pytest.mark.parametrize(
    "wrong",
    [("--participants", "-1"), ("--participants", "1000001"), ("--participants", "x"), ("--until", "24.11.2026")],
)
def test_a_wrong_number_or_day_is_refused(wrong):
    with pytest.raises(CommandError, match="must be a"):
        call_command("demo", *wrong)
    assert not Project.objects.filter(code="DEMO").exists()


def test_the_file_of_accounts_lets_everybody_in_and_nobody_else_read_it(made):
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert place().read_text() == out.getvalue()
    assert stat.S_IMODE(place().stat().st_mode) == 0o600
    lines = [line.split("\t") for line in out.getvalue().splitlines()]
    assert [line[0] for line in lines] == [account.email for account in wanted()]
    assert {line[0] for line in lines} == EMAILS
    email, password, role = lines[0]
    assert (email, role) == ("coach.forssa@example.org", "coach")
    assert User.objects.get(email=email).check_password(password)
    assert len({line[1] for line in lines}) == 34


def test_passwords_stay_on_the_next_start_and_come_back_when_the_file_is_gone(made):
    call_command("demo_accounts", stdout=StringIO())
    first = place().read_text()
    call_command("demo_accounts", stdout=StringIO())
    assert place().read_text() == first
    place().unlink()
    call_command("demo_accounts", stdout=StringIO())
    email, password, _role = place().read_text().splitlines()[0].split("\t")
    assert place().read_text() != first
    assert User.objects.get(email=email).check_password(password)
