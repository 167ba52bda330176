"""Targets: everyone reads them, the administrator sets them a site at a time, and only what changed is written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osuuskunta.accounts.roles import ROLES
from osuuskunta.core.scope import scope
from osuuskunta.project.enums import Measure
from osuuskunta.project.models import Project, Site, SiteTarget
from osuuskunta.project.queries.targets import mark_of_targets
from tests.factories.project import a_project, a_site, a_target, card_scope, sites
from tests.project.test_card import browser, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    made = a_project("TAR")
    for site, value in zip(sites(made, "061", "285"), (12, 1230), strict=True):
        a_target(site, Measure.PARTICIPANTS, value, source="Päätös")
    return made


def kotka(project: Project) -> Site:
    return Site.objects.get(project=project, municipality_id="285")


def rows(site: Site) -> list[SiteTarget]:
    with scope(card_scope(site.project)):
        return list(SiteTarget.objects.filter(site=site))


def stored(site: Site) -> dict[str, tuple[int, str]]:
    with scope(card_scope(site.project)):
        return {row.measure: (row.value, row.source) for row in SiteTarget.objects.filter(site=site)}


def lines(project: Project) -> int:
    """Return how many rows the history of targets has."""
    with scope(card_scope(project)):
        return sum(model.objects.count() for model in set(SiteTarget.pgh_event_models.values()))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everyone_reads_and_only_the_administrator_sets(project, role):
    visitor, url = browser(project, role), f"/p/TAR/targets/{kotka(project).pk}/"
    page = visitor.get("/p/TAR/targets/")
    text = page.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert page.status_code == 200
    assert all(word in text for word in ("Forssa", "Kotka", "1 230", "1 242", "2 of 2 sites have targets."))
    assert (url in text) == (role == "project_admin")
    assert visitor.get(url).status_code == (200 if role == "project_admin" else 403)
    before = stored(kotka(project))
    seen = {"seen": mark_of_targets(rows(kotka(project)))}
    assert visitor.post(url, seen).status_code == (302 if role == "project_admin" else 403)
    assert stored(kotka(project)) == ({} if role == "project_admin" else before)


def test_another_projects_site_is_not_there(project):
    strange = a_site(a_project("OTHER"), "564")
    a_target(strange, Measure.MEMBERS, 7)
    visitor = browser(project, "project_admin")
    for path in (f"TAR/targets/{strange.pk}/", "TAR/targets/999999/", "OTHER/targets/"):
        assert visitor.get(f"/p/{path}").status_code == visitor.post(f"/p/{path}", {}).status_code == 404
    assert stored(strange) == {"members": (7, "")}


def test_a_target_is_set_changed_and_taken_away(project):
    visitor, site = browser(project, "project_admin"), kotka(project)
    url = f"/p/TAR/targets/{site.pk}/"
    visitor.post(url, posted(visitor.get(url), participants="20", members="0"))
    assert stored(site) == {"participants": (20, "Päätös"), "members": (0, "Päätös")}
    before = lines(project)
    answer = visitor.post(url, posted(visitor.get(url), participants=""), follow=True)
    assert answer.redirect_chain == [("/p/TAR/targets/", 302)]
    assert stored(site) == {"members": (0, "Päätös")}
    assert lines(project) == before + 1  # the one that went; the other was not touched


@pytest.mark.parametrize("typed", ["-1", "kaksi", "1.5", "10000000"])
def test_what_is_no_target_is_refused_and_kept_as_typed(project, typed):
    visitor, site = browser(project, "project_admin"), kotka(project)
    url, before = f"/p/TAR/targets/{site.pk}/", stored(site)
    answer = visitor.post(url, posted(visitor.get(url), participants="33", members=typed))
    assert list(answer.context["form"].errors) == ["members"]
    assert answer.context["form"]["members"].value() == typed
    assert f'value="{typed}"' in answer.content.decode()
    assert stored(site) == before


def test_an_unchanged_save_leaves_no_line_of_history_even_with_different_sources(project):
    visitor, site = browser(project, "project_admin"), kotka(project)
    a_target(site, Measure.MEMBERS, 5, source="Hakemus")
    url, before, rows = f"/p/TAR/targets/{site.pk}/", stored(site), lines(project)
    page = visitor.get(url)
    assert "The targets come from different sources." in page.content.decode()
    answer = visitor.post(url, posted(page), follow=True)
    assert "Nothing had changed, so nothing was saved." in answer.content.decode()
    assert (stored(site), lines(project)) == (before, rows)
    visitor.post(url, posted(page, source="Muutospäätös"))
    assert {source for _value, source in stored(site).values()} == {"Muutospäätös"}


def test_the_grid_takes_as_many_statements_for_four_sites_as_for_two(project):
    visitor = browser(project, "coach")
    visitor.get("/p/TAR/targets/")
    with CaptureQueriesContext(connection) as few:
        visitor.get("/p/TAR/targets/")
    for code in ("564", "980"):
        a_target(a_site(project, code))
    with CaptureQueriesContext(connection) as many:
        visitor.get("/p/TAR/targets/")
    assert len(many) == len(few)
