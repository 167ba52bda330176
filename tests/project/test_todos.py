"""The administrator's front page says what the card and the limits lack, and says nothing when they lack nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from osuuskunta.accounts.models import User
from osuuskunta.core.front import todos
from osuuskunta.project.models import Project, RuleParameter
from osuuskunta.project.queries.card import WANTED
from osuuskunta.project.todos import card_gaps, limits_to_look_up
from tests.factories.accounts import an_admin
from tests.factories.project import a_parameter, a_project, sites
from tests.project.test_card import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    filled = dict.fromkeys(WANTED, "x") | {"total_funding": Decimal(1)}
    return a_project("TODO", **filled)


@pytest.fixture
def admin(project: Project) -> User:
    return an_admin(project)


def said(ask, admin: User, project: Project) -> list[tuple[str, str, str]]:
    with override("en"):
        return [(str(todo.title), str(todo.note), todo.url) for todo in ask(admin, project)]


def test_a_whole_card_asks_for_nothing(project, admin):
    assert said(card_gaps, admin, project) == []


def test_facts_that_are_missing_are_counted_and_named(project, admin):
    project.funder = project.service = ""
    assert said(card_gaps, admin, project) == [
        (
            "2 facts of the project card are not entered",
            "Funder, service. What is not known may stay empty.",
            "/p/TODO/card/",
        )
    ]


def test_many_facts_are_named_up_to_four(project, admin):
    bare = a_project("BARE")
    ((title, note, _url),) = said(card_gaps, admin, bare)
    assert title == f"{len(WANTED)} facts of the project card are not entered"
    assert (
        note
        == "What it is in a sentence, funder, managing authority, priority axis …. What is not known may stay empty."
    )


def test_only_limits_in_force_today_that_nobody_has_looked_up_are_counted(project, admin):
    usual = {"valid_from": date(2020, 1, 1), "confidence": "M"}
    assert said(limits_to_look_up, admin, project) == []
    a_parameter("coop.board_max", "5", **usual)
    a_parameter("coop.proxy_max", None, **usual | {"confidence": "V"})
    a_parameter("coop.agm_months", "6", **usual | {"verified_on": date(2026, 1, 1)})
    a_parameter("coop.notice_max", "2", **usual | {"valid_to": date(2020, 12, 31)})
    a_parameter("coop.reserve_pct", "5", valid_from=date(2020, 1, 1), confidence="V")
    assert said(limits_to_look_up, admin, project) == [
        (
            "Look up 2 limits in their sources",
            "Earnings are compared with them and invoices follow them.",
            "/p/TODO/limits/?check=on",
        )
    ]


def test_the_lines_are_the_administrators_and_cost_one_statement(project, admin):
    a_parameter("coop.board_max", "5", confidence="M")
    Project.objects.filter(pk=project.pk).update(funder="")
    project.refresh_from_db()
    with CaptureQueriesContext(connection) as caught, override("en"):
        found = [todo.url for ask in (card_gaps, limits_to_look_up) for todo in ask(admin, project)]
    assert (found, len(caught)) == (["/p/TODO/card/", "/p/TODO/limits/?check=on"], 1)
    for role in ("coach", "project_coordinator", "evaluator"):
        assert todos(role, admin, project) == []
    assert RuleParameter.objects.count() == 1


def test_the_front_page_of_the_administrator_shows_both_lines_and_each_leads_to_what_it_counts():
    project = a_project("TODO", name="Marjahanke", **dict.fromkeys(WANTED[:-2], "x") | {"total_funding": Decimal(1)})
    sites(project, "061")
    a_parameter("coop.board_max", "5", confidence="M")
    a_parameter("coop.reserve_pct", "5", confidence="V")
    visitor = browser(project, "project_admin")
    front = visitor.get("/p/TODO/").content.decode()
    assert "2 facts of the project card are not entered" in front
    assert "Look up 1 limit in its source" in front
    assert 'href="/p/TODO/card/"' in front
    assert 'href="/p/TODO/limits/?check=on"' in front
    assert "2 facts are not entered yet" in visitor.get("/p/TODO/card/").content.decode()
    limits = visitor.get("/p/TODO/limits/?check=on").content.decode()
    assert limits.count('id="limit-') == 1
    for role in ("coach", "project_coordinator"):
        text = browser(project, role).get("/p/TODO/").content.decode()
        assert ("are not entered" in text, "Look up" in text) == (False, False)
