"""The card's page: everyone of the project reads it, its administrator edits it in sections, nobody overwrites unseen."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osuuskunta.accounts.roles import ROLES
from osuuskunta.project.enums import FundingKind, Measure, PartnerRole
from osuuskunta.project.models import Project
from osuuskunta.project.rules import SECTIONS
from tests.factories.accounts import a_grant, a_second_factor, a_user, an_admin, entered
from tests.factories.project import (
    a_funding_line,
    a_partner,
    a_place,
    a_project,
    a_site,
    a_target,
    an_organisation,
    sites,
)

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def project(settings: Any) -> Iterator[Project]:
    settings.DEMO_MFA = False
    made = a_project("CARD", name="Marjahanke", summary="Marjat yhteen.", indicator_set="esf2014", co23=3)
    for site in sites(made, "061", "285"):
        a_target(site, Measure.PARTICIPANTS, 12)
    lead = a_partner(made, an_organisation("Vetäjä ry", business_id="9000001-1"), role=PartnerRole.LEAD)
    a_place(lead, made.sites.get(municipality_id="061"), task="Päätoimija")
    a_funding_line(made, kind=FundingKind.GRANT)
    return made


def browser(project: Project, role: str) -> Any:
    user = a_user(f"Henkilö {role}", language="en")
    needs_site = role in {"coach", "site_coordinator", "trainer", "board_member", "work_supervisor", "bookkeeper"}
    extra: dict[str, Any] = {"site": project.sites.order_by("pk").first()} if needs_site else {}
    if role in {"board_member", "work_supervisor", "bookkeeper"}:
        extra["organisation"] = an_organisation(f"Osuuskunta {role}")
    a_grant(user, project, role, **extra)
    a_second_factor(user)
    return entered(user)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_reads_the_card_and_only_the_administrator_edits_it(project, role):
    visitor = browser(project, role)
    page = visitor.get("/p/CARD/card/")
    text = page.content.decode()
    assert page.status_code == 200
    assert all(
        word in text
        for word in ("Marjahanke", "Marjat yhteen.", "Vetäjä ry", "9000001-1", "Päätoimija", "Forssa", "Kotka")
    )
    edit = visitor.get("/p/CARD/card/edit/basics/")
    assert edit.status_code == (200 if role == "project_admin" else 403)
    assert ("/p/CARD/card/edit/basics/" in text) == (role == "project_admin")


def test_another_project_answers_like_one_that_does_not_exist(project):
    a_project("OTHER")
    visitor = browser(project, "project_admin")
    for path in ("card/", "card/edit/basics/"):
        assert visitor.get(f"/p/OTHER/{path}").status_code == visitor.get(f"/p/NONE/{path}").status_code == 404


def test_an_unknown_section_is_not_there(project):
    assert browser(project, "project_admin").get("/p/CARD/card/edit/nothing/").status_code == 404


def posted(page: Any, **changes: str) -> dict[str, str]:
    """Return what the page's form would send, with `changes`."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    shown = {name: form.fields[name].prepare_value(value) for name, value in values.items()}
    plain = {name: "" if value is None else str(value) for name, value in shown.items()}
    return {**plain, **changes}


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_an_unchanged_section_is_saved_without_a_line_of_history(project, section):
    visitor = browser(project, "project_admin")
    events = Project.pgh_event_models["insert"]
    page = visitor.get(f"/p/CARD/card/edit/{section}/")
    assert page.status_code == 200
    assert len(page.context["form"].visible_fields()) <= 7
    before = events.objects.count()
    answer = visitor.post(f"/p/CARD/card/edit/{section}/", posted(page), follow=True)
    assert answer.redirect_chain == [("/p/CARD/card/", 302)], answer.context["form"].errors
    assert "Nothing had changed, so nothing was saved." in answer.content.decode()
    assert events.objects.count() == before


def test_a_change_is_stored_said_and_kept_in_history(project):
    visitor = browser(project, "project_admin")
    page = visitor.get("/p/CARD/card/edit/period/")
    answer = visitor.post(
        "/p/CARD/card/edit/period/", posted(page, ends_on="31.3.2028", period_note="Jatkettu"), follow=True
    )
    assert "Saved: 2 facts changed" in answer.content.decode()
    project.refresh_from_db()
    assert (project.ends_on.isoformat(), project.period_note) == ("2028-03-31", "Jatkettu")
    history = visitor.get("/p/CARD/card/history/").content.decode()
    assert all(word in history for word in ("31.12.2027", "31.3.2028", "Jatkettu", "Henkilö project_admin"))


def test_a_wrong_day_is_said_at_the_field_and_nothing_typed_is_lost(project):
    visitor = browser(project, "project_admin")
    page = visitor.get("/p/CARD/card/edit/period/")
    answer = visitor.post(
        "/p/CARD/card/edit/period/", posted(page, starts_on="31.11.2025", period_note="Tärkeä teksti")
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["starts_on"]
    assert all(word in text for word in ("31.11.2025", "Tärkeä teksti"))
    project.refresh_from_db()
    assert project.period_note == ""


def test_an_end_before_the_start_is_refused_in_words(project):
    visitor = browser(project, "project_admin")
    page = visitor.get("/p/CARD/card/edit/period/")
    answer = visitor.post("/p/CARD/card/edit/period/", posted(page, ends_on="1.1.2020"))
    assert "The project cannot end before it starts." in answer.content.decode()


def test_who_opened_an_older_card_sees_both_and_overwrites_nothing_unseen(project):
    visitor = browser(project, "project_admin")
    page = visitor.get("/p/CARD/card/edit/basics/")
    Project.objects.filter(pk=project.pk).update(summary="Toisen lause.")
    mine = posted(page, summary="Minun lauseeni.")
    conflict = visitor.post("/p/CARD/card/edit/basics/", mine)
    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Toisen lause." in text
    assert "Minun lauseeni." in text
    project.refresh_from_db()
    assert project.summary == "Toisen lause."
    again = visitor.post("/p/CARD/card/edit/basics/", {**mine, "seen": conflict.context["form"]["seen"].value()})
    assert again.status_code == 302
    project.refresh_from_db()
    assert project.summary == "Minun lauseeni."


def statements(visitor: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert visitor.get("/p/CARD/card/").status_code == 200
    return len(caught)


def test_the_page_asks_as_often_for_three_of_everything_as_for_one(project):
    admin = an_admin(project, language="en")
    a_second_factor(admin)
    visitor = entered(admin)
    visitor.get("/p/CARD/card/")
    few = statements(visitor)
    for code in ("564", "980"):
        site = a_site(project, code)
        a_target(site, Measure.MEMBERS, 5)
        a_place(a_partner(project, an_organisation(f"Kumppani {code}")), site)
        a_funding_line(project, site)
    assert statements(visitor) == few
