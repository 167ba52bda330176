"""Funding: the lines, their sum, and what the decision says."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osuuskunta.accounts.roles import ROLES
from osuuskunta.core.scope import scope
from osuuskunta.project.models import FundingLine, Project
from tests.factories.project import a_funding_line, a_project, a_site, card_scope, sites
from tests.project.test_card import browser, posted
from tests.project.test_partners import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    made = a_project("FUN", total_funding=Decimal("5000.00"))
    forssa, _kotka = sites(made, "061", "285")
    a_funding_line(made, source="Koerahasto", amount=Decimal("3000.50"))
    a_funding_line(made, forssa, source="Koekunta", kind="own_share", amount=Decimal("1000.00"))
    return made


def stored(project: Project) -> list[tuple[str, str, Decimal, str | None]]:
    with scope(card_scope(project)):
        rows = FundingLine.objects.filter(project=project).select_related("site")
        return sorted((row.source, row.kind, row.amount, row.site.code if row.site else None) for row in rows)


def line(project: Project, source: str) -> FundingLine:
    with scope(card_scope(project)):
        return FundingLine.objects.get(project=project, source=source)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everyone_reads_the_lines_and_their_sum(project, role):
    a_funding_line(a_project("OTHER"), source="Vieras raha")
    text = plain(browser(project, role).get("/p/FUN/funding/"))
    known = ("Koerahasto", "3 000,50 €", "Koekunta", "Own share", "4 000,50 €", "999,50 € is without a line")
    assert [word for word in known if word not in text] == []
    assert "Vieras raha" not in text
    assert ("/p/FUN/funding/add/" in text) == (role == "project_admin")


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        (None, "The decision's total has not been entered."),
        ("4000.50", "The lines make 4 000,50 €, as the decision says."),
        ("4000.00", "The decision says 4 000,00 €. The lines make 4 000,50 €, which is 0,50 € more."),
    ],
)
def test_the_sum_is_put_beside_the_decision_in_a_sentence(project, decided, said):
    Project.objects.filter(pk=project.pk).update(total_funding=decided)
    assert said in plain(browser(project, "coach").get("/p/FUN/funding/"))


def test_a_line_is_added_for_all_sites_or_one(project):
    visitor = browser(project, "project_admin")
    page = visitor.get("/p/FUN/funding/add/")
    kotka = project.sites.get(municipality_id="285")
    visitor.post("/p/FUN/funding/add/", posted(page, source="A", kind="municipal", amount="12,34"))
    visitor.post("/p/FUN/funding/add/", posted(page, source="B", kind="private", amount="1", site=str(kotka.pk)))
    assert stored(project)[:2] == [
        ("A", "municipal", Decimal("12.34"), None), ("B", "private", Decimal("1.00"), "285"),
    ]  # fmt: skip


@pytest.mark.parametrize("amount", ["", "-1", "abc", "1.234,50"])
def test_a_wrong_amount_is_said_at_the_field_and_nothing_typed_is_lost(project, amount):
    visitor, before = browser(project, "project_admin"), stored(project)
    page = visitor.get("/p/FUN/funding/add/")
    answer = visitor.post("/p/FUN/funding/add/", posted(page, source="Tärkeä", kind="grant", amount=amount))
    assert list(answer.context["form"].errors) == ["amount"]
    assert 'value="Tärkeä"' in plain(answer)
    assert stored(project) == before


def test_another_projects_site_cannot_be_chosen(project):
    strange = a_site(a_project("OTHER"), "564")
    visitor = browser(project, "project_admin")
    page = visitor.get("/p/FUN/funding/add/")
    answer = visitor.post(
        "/p/FUN/funding/add/", posted(page, source="A", kind="grant", amount="1", site=str(strange.pk))
    )
    assert list(answer.context["form"].errors) == ["site"]


def test_a_line_is_edited_with_its_site_and_removed(project):
    visitor, row = browser(project, "project_admin"), line(project, "Koekunta")
    url = f"/p/FUN/funding/{row.pk}/"
    page = visitor.get(url)
    assert page.context["form"]["site"].value() == project.sites.get(municipality_id="061").pk
    answer = visitor.post(url, posted(page), follow=True)
    assert "Nothing had changed" in plain(answer)
    visitor.post(url, posted(visitor.get(url), amount="900", site=""))
    assert stored(project)[0] == ("Koekunta", "own_share", Decimal("900.00"), None)
    assert "Remove Koekunta, 900,00 €" in plain(visitor.get(f"{url}remove/"))
    visitor.post(f"{url}remove/")
    assert [row[0] for row in stored(project)] == ["Koerahasto"]


def test_who_opened_an_older_line_sees_both(project):
    visitor, row = browser(project, "project_admin"), line(project, "Koerahasto")
    url = f"/p/FUN/funding/{row.pk}/"
    mine = posted(visitor.get(url), amount="1,00")
    with scope(card_scope(project)):
        FundingLine.objects.filter(pk=row.pk).update(amount=Decimal("2000.00"))
    conflict = visitor.post(url, mine)
    assert (conflict.status_code, "2 000,00" in plain(conflict)) == (409, True)
    assert stored(project)[1][2] == Decimal("2000.00")


def test_another_projects_line_answers_like_an_unknown_one(project):
    strange = a_funding_line(a_project("OTHER"), source="Vieras")
    visitor = browser(project, "project_admin")
    for path in (f"{strange.pk}/", f"{strange.pk}/remove/"):
        assert visitor.get(f"/p/FUN/funding/{path}").status_code == 404
        assert visitor.post(f"/p/FUN/funding/{path}", {}).status_code == 404
    assert stored(Project.objects.get(code="OTHER"))[0][0] == "Vieras"


def test_the_page_asks_as_often_for_four_lines_as_for_two(project):
    visitor = browser(project, "coach")
    visitor.get("/p/FUN/funding/")
    with CaptureQueriesContext(connection) as few:
        visitor.get("/p/FUN/funding/")
    a_funding_line(project, project.sites.last(), source="C")
    a_funding_line(project, project.sites.first(), source="D")
    with CaptureQueriesContext(connection) as many:
        visitor.get("/p/FUN/funding/")
    assert len(many) == len(few)
