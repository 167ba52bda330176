"""Sites: a fifth one is added on a page, another is renamed or closed, and nothing is ever deleted."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osuuskunta.accounts.roles import ROLES
from osuuskunta.project.models import Municipality, Project, Site
from tests.factories.project import (
    FIRST_DAY,
    LAST_DAY,
    a_municipality,
    a_partner,
    a_place,
    a_project,
    a_site,
    a_target,
    an_organisation,
    sites,
)
from tests.project.test_card import browser, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    made = a_project("SIT")
    sites(made, "061", "285")
    a_municipality("092")
    return made


def kotka(project: Project) -> Site:
    return Site.objects.get(project=project, municipality_id="285")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everyone_reads_and_only_the_administrator_changes(project, role):
    visitor = browser(project, role)
    page = visitor.get("/p/SIT/sites/")
    assert page.status_code == 200
    text = page.content.decode()
    assert all(word in text for word in ("Forssa", "Kotka", "061", "285"))
    assert '<span class="site s1">' in text  # the mark itself
    status = 200 if role == "project_admin" else 403
    pk = kotka(project).pk
    for path in ("add/", f"{pk}/", f"{pk}/close/"):
        assert visitor.get(f"/p/SIT/sites/{path}").status_code == status
    assert visitor.post(f"/p/SIT/sites/{pk}/open/").status_code == (302 if role == "project_admin" else 403)


def test_another_projects_site_is_not_there(project):
    strange = a_site(a_project("OTHER"), "564")
    visitor = browser(project, "project_admin")
    for path in (f"{strange.pk}/", f"{strange.pk}/close/", "999999/"):
        assert visitor.get(f"/p/SIT/sites/{path}").status_code == 404
    assert visitor.post(f"/p/SIT/sites/{strange.pk}/open/").status_code == 404
    assert visitor.get("/p/OTHER/sites/").status_code == 404


def add(visitor: Any, **changes: str) -> Any:
    page = visitor.get("/p/SIT/sites/add/")
    return visitor.post("/p/SIT/sites/add/", posted(page, opened_on="1.3.2026", **changes), follow=True)


def test_a_known_municipality_becomes_a_site(project):
    answer = add(browser(project, "project_admin"), municipality="092")
    site = Site.objects.get(project=project, municipality_id="092")
    assert "Site added: Vanda" in answer.content.decode() or "Site added: Vantaa" in answer.content.decode()
    assert (site.name, site.name_sv, site.mark, site.opened_on) == ("Vantaa", "Vanda", 3, date(2026, 3, 1))


def test_a_municipality_that_is_not_in_the_list_is_added_with_its_site(project):
    add(browser(project, "project_admin"), municipality="other", code="165", name_fi="Janakkala", name="Kiipula")
    assert Municipality.objects.get(code="165").name_sv == "Janakkala"
    assert Site.objects.get(project=project, municipality_id="165").name == "Kiipula"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"municipality": ""}, "municipality"),
        ({"municipality": "285"}, "municipality"),
        ({"municipality": "other"}, "code"),
        ({"municipality": "other", "code": "16", "name_fi": "Janakkala"}, "code"),
        ({"municipality": "092", "opened_on": "1.1.2020"}, "opened_on"),
    ],
)
def test_what_cannot_be_added_is_said_at_the_field_and_nothing_is_stored(project, typed, field):
    visitor = browser(project, "project_admin")
    page = visitor.get("/p/SIT/sites/add/")
    answer = visitor.post("/p/SIT/sites/add/", posted(page, **{"opened_on": "1.3.2026", **typed}))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert Site.objects.filter(project=project).count() == 2


def test_a_code_that_is_taken_is_refused_in_words(project):
    answer = add(browser(project, "project_admin"), municipality="other", code="285", name_fi="Toinen Kotka")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Site.objects.filter(project=project).count() == 2


def test_a_rename_is_kept_in_history_and_an_unchanged_one_is_not(project):
    visitor, site = browser(project, "project_admin"), kotka(project)
    events = Site.pgh_event_models["insert"]
    before = events.objects.count()
    page = visitor.get(f"/p/SIT/sites/{site.pk}/")
    visitor.post(f"/p/SIT/sites/{site.pk}/", posted(page))
    assert events.objects.count() == before
    visitor.post(f"/p/SIT/sites/{site.pk}/", posted(page, name="Karhula"))
    assert events.objects.count() == before + 1
    site.refresh_from_db()
    assert (site.name, site.code) == ("Karhula", "285")


def test_closing_says_what_follows_first_and_can_be_taken_back(project):
    visitor, site = browser(project, "project_admin"), kotka(project)
    a_target(site)
    a_place(a_partner(project), site)
    page = visitor.get(f"/p/SIT/sites/{site.pk}/close/")
    text = page.content.decode()
    assert "1 target of the site still counts" in text
    assert "1 partner&#x27;s task at the site stays" in text or "1 partner's task at the site stays" in text
    answer = visitor.post(
        f"/p/SIT/sites/{site.pk}/close/", posted(page, closed_on="1.6.2026", close_reason="Hanke muutti"), follow=True
    )
    assert "Closed 1.6.2026" in answer.content.decode()
    assert f"/p/SIT/sites/{site.pk}/open/" in answer.content.decode()
    visitor.post(f"/p/SIT/sites/{site.pk}/open/")
    site.refresh_from_db()
    assert (site.closed_on, site.close_reason) == (None, "")


@pytest.mark.parametrize("day", [FIRST_DAY.replace(year=2024), LAST_DAY.replace(year=2028)])
def test_a_site_closes_within_the_project(project, day):
    visitor, site = browser(project, "project_admin"), kotka(project)
    page = visitor.get(f"/p/SIT/sites/{site.pk}/close/")
    answer = visitor.post(f"/p/SIT/sites/{site.pk}/close/", posted(page, closed_on=day.isoformat(), close_reason="Syy"))
    assert "closed_on" in answer.context["form"].errors
    site.refresh_from_db()
    assert site.closed_on is None


def test_a_site_does_not_close_before_it_opened(project):
    visitor, site = browser(project, "project_admin"), kotka(project)
    Site.objects.filter(pk=site.pk).update(opened_on=date(2026, 5, 1))
    page = visitor.get(f"/p/SIT/sites/{site.pk}/close/")
    answer = visitor.post(f"/p/SIT/sites/{site.pk}/close/", posted(page, closed_on="1.4.2026", close_reason="Syy"))
    assert "A site cannot close before it opened." in answer.content.decode()


def test_the_list_takes_as_many_statements_for_four_sites_as_for_two(project):
    visitor = browser(project, "coach")
    visitor.get("/p/SIT/sites/")
    with CaptureQueriesContext(connection) as few:
        visitor.get("/p/SIT/sites/")
    for code in ("564", "980"):
        a_place(a_partner(project, an_organisation(f"Kumppani {code}")), a_site(project, code))
    with CaptureQueriesContext(connection) as many:
        visitor.get("/p/SIT/sites/")
    assert len(many) == len(few)
