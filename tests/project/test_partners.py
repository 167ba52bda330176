"""Partners and their places: everyone reads, the administrator keeps them, and nothing is overwritten unseen."""

from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osuuskunta.accounts.roles import ROLES
from osuuskunta.core.ids import new_id
from osuuskunta.core.scope import scope
from osuuskunta.project.actions.partners import add_partner, add_place
from osuuskunta.project.actions.rows import change_row, remove_row
from osuuskunta.project.models import Organisation, PartnerSite, Project, ProjectPartner
from tests.factories.accounts import a_grant, a_user, in_role
from tests.factories.project import a_partner, a_place, a_project, a_site, an_organisation, card_scope, sites
from tests.project.test_card import browser, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    made = a_project("PAR")
    forssa, _kotka = sites(made, "061", "285")
    lead = a_partner(
        made, an_organisation("Vetäjä ry", business_id="9000001-1", kind="association"), role="lead", expertise="Opetus"
    )
    a_place(lead, forssa, task="Päätoimija", own_share=Decimal("1234.50"))
    return made


def lead_of(project: Project) -> ProjectPartner:
    return ProjectPartner.objects.get(project=project, role="lead")


def places(project: Project) -> list[tuple[str, str, str, Decimal | None]]:
    with scope(card_scope(project)):
        rows = PartnerSite.objects.filter(project=project).select_related("partner__organisation")
        return sorted((str(row.partner), row.site.code, row.task, row.own_share) for row in rows)


def events(project: Project) -> int:
    with scope(card_scope(project)):
        return sum(model.pgh_event_model.objects.count() for model in (Organisation, ProjectPartner, PartnerSite))


def plain(page: Any) -> str:
    return unescape(page.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everyone_reads_the_partners_and_only_the_administrator_has_buttons(project, role):
    page = browser(project, role).get("/p/PAR/partners/")
    text = plain(page)
    known = (
        "Vetäjä ry",
        "9000001-1",
        "Association",
        "Opetus",
        "Päätoimija",
        "1 234,50 €",
        "Vetäjä ry leads the project.",
    )
    assert [word for word in known if word not in text] == []
    shown = [word for word in ("/partners/add/", f"/partners/{lead_of(project).pk}/", "/sites/add/") if word in text]
    assert len(shown) == (3 if role == "project_admin" else 0)


def test_without_partners_the_page_says_so(project):
    with scope(card_scope(project)):
        ProjectPartner.objects.filter(project=project).delete()
    assert "The project has no partners yet" in plain(browser(project, "coach").get("/p/PAR/partners/"))


def test_a_partner_is_added_with_an_organisation_of_its_own(project):
    visitor = browser(project, "project_admin")
    page = visitor.get("/p/PAR/partners/add/")
    sent = posted(page, name="Uusi säätiö", business_id="9000003-8", kind="foundation", task="Mukana")
    answer = visitor.post("/p/PAR/partners/add/", sent, follow=True)
    assert answer.redirect_chain == [("/p/PAR/partners/", 302)]
    made = ProjectPartner.objects.get(project=project, role="partner")
    found = (made.organisation.name, made.organisation.business_id, made.organisation.kind, made.task)
    assert found == ("Uusi säätiö", "9000003-8", "foundation", "Mukana")


def test_an_organisation_that_is_known_by_its_business_id_is_not_made_twice(project):
    known = an_organisation("Tuttu ry", business_id="9000003-8")
    partner = add_partner(
        project=project, name="Tuttu toisella nimellä", business_id="9000003-8", kind="other", role="partner", by=None
    )
    assert partner.organisation == known
    assert Organisation.objects.filter(business_id="9000003-8").count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"business_id": "9000003-9"}, "business_id", "The last digit does not fit. Check the business id."),
        ({"business_id": "90000038"}, "business_id", "Write the business id as 0147520-0."),
        ({"name": ""}, "name", "This field is required."),
        ({"name": "vetäjä RY"}, "name", "An organisation of this name is a partner already."),
        ({"business_id": "9000001-1"}, "__all__", "This organisation is a partner already."),
        ({"role": "lead"}, "__all__", "A project has one lead partner. Change the other one first."),
    ],
)
def test_what_cannot_be_is_said_at_its_place_and_nothing_typed_is_lost(project, changes, field, said):
    visitor = browser(project, "project_admin")
    page = visitor.get("/p/PAR/partners/add/")
    sent = posted(page, name="Uusi säätiö", kind="foundation", expertise="Tärkeä teksti") | changes
    answer = visitor.post("/p/PAR/partners/add/", sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors.get_json_data().keys() == {field}
    assert (said in plain(answer), "Tärkeä teksti" in plain(answer)) == (True, True)
    assert [str(partner) for partner in ProjectPartner.objects.filter(project=project)] == ["Vetäjä ry"]
    assert Organisation.objects.filter(name="Uusi säätiö").count() == 0


def test_a_partner_is_edited_and_an_unchanged_save_leaves_no_line_of_history(project):
    visitor = browser(project, "project_admin")
    url = f"/p/PAR/partners/{lead_of(project).pk}/"
    before = events(project)
    assert "Nothing had changed" in plain(visitor.post(url, posted(visitor.get(url)), follow=True))
    assert events(project) == before
    sent = posted(visitor.get(url), name="Vetäjäsäätiö", kind="foundation", task="Koordinoi")
    visitor.post(url, sent)
    lead = lead_of(project)
    assert (lead.organisation.name, lead.organisation.kind, lead.task) == ("Vetäjäsäätiö", "foundation", "Koordinoi")
    assert events(project) == before + 2  # the organisation and the partner, a line each


@pytest.mark.parametrize("case", ["another project", "cooperative"])
def test_an_organisation_that_others_stand_on_keeps_its_name(project, case):
    organisation = lead_of(project).organisation
    if case == "another project":
        a_partner(a_project("OTHER"), organisation)
    else:
        Organisation.objects.filter(pk=organisation.pk).update(kind="cooperative")
    visitor = browser(project, "project_admin")
    url = f"/p/PAR/partners/{lead_of(project).pk}/"
    page = visitor.get(url)
    assert "name" not in page.context["form"].fields
    assert "Others use this organisation too" in plain(page)
    visitor.post(url, {**posted(page, task="Uusi tehtävä"), "name": "Kaapattu"})
    organisation.refresh_from_db()
    assert (organisation.name, lead_of(project).task) == ("Vetäjä ry", "Uusi tehtävä")


def test_who_opened_an_older_partner_sees_both_and_overwrites_nothing_unseen(project):
    visitor = browser(project, "project_admin")
    url = f"/p/PAR/partners/{lead_of(project).pk}/"
    mine = posted(visitor.get(url), task="Minun tekstini")
    ProjectPartner.objects.filter(project=project).update(task="Toisen teksti")
    conflict = visitor.post(url, mine)
    assert conflict.status_code == 409
    assert ("Toisen teksti" in plain(conflict), "Minun tekstini" in plain(conflict)) == (True, True)
    assert lead_of(project).task == "Toisen teksti"
    again = visitor.post(url, {**mine, "seen": conflict.context["form"]["seen"].value()})
    assert (again.status_code, lead_of(project).task) == (302, "Minun tekstini")


def test_a_place_is_added_edited_and_removed(project):
    visitor, lead = browser(project, "project_admin"), lead_of(project)
    url = f"/p/PAR/partners/{lead.pk}/sites/add/"
    page = visitor.get(url)
    kotka = project.sites.get(municipality_id="285")
    assert [key for key, _name in page.context["form"].fields["site"].choices] == ["", str(kotka.pk)]
    visitor.post(url, posted(page, site=str(kotka.pk), task="Toteuttaja", own_share="1 000,00"))
    assert places(project) == [
        ("Vetäjä ry", "061", "Päätoimija", Decimal("1234.50")), ("Vetäjä ry", "285", "Toteuttaja", Decimal("1000.00")),
    ]  # fmt: skip
    with scope(card_scope(project)):
        place = PartnerSite.objects.get(site=kotka)
    url = f"/p/PAR/partners/{lead.pk}/sites/{place.pk}/"
    visitor.post(url, posted(visitor.get(url), own_share=""))
    assert places(project)[1][3] is None
    page = visitor.get(f"{url}remove/")
    assert "Remove Vetäjä ry at Kotka" in plain(page)
    assert len(places(project)) == 2
    visitor.post(f"{url}remove/")
    assert places(project) == [("Vetäjä ry", "061", "Päätoimija", Decimal("1234.50"))]


def test_a_closed_site_is_not_offered(project):
    project.sites.filter(municipality_id="285").update(closed_on=project.ends_on)
    page = browser(project, "project_admin").get(f"/p/PAR/partners/{lead_of(project).pk}/sites/add/")
    assert [key for key, _name in page.context["form"].fields["site"].choices] == [""]


def test_a_negative_share_is_refused_at_the_field(project):
    visitor, lead = browser(project, "project_admin"), lead_of(project)
    with scope(card_scope(project)):
        place = PartnerSite.objects.get(partner=lead)
    url = f"/p/PAR/partners/{lead.pk}/sites/{place.pk}/"
    answer = visitor.post(url, posted(visitor.get(url), own_share="-1"))
    assert list(answer.context["form"].errors) == ["own_share"]
    assert places(project)[0][3] == Decimal("1234.50")


def test_a_partner_goes_with_its_places_and_its_organisation_stays(project):
    visitor, lead = browser(project, "project_admin"), lead_of(project)
    url = f"/p/PAR/partners/{lead.pk}/remove/"
    page = visitor.get(url)
    assert "1 task at a site goes with it." in plain(page)
    assert ProjectPartner.objects.filter(project=project).count() == 1
    visitor.post(url)
    assert (ProjectPartner.objects.filter(project=project).count(), places(project)) == (0, [])
    assert Organisation.objects.filter(name="Vetäjä ry").count() == 1


def test_another_projects_partner_and_place_answer_like_unknown_ones(project):
    other = a_project("OTHER")
    partner = a_partner(other, an_organisation("Vieras ry"))
    place = a_place(partner, a_site(other))
    own = lead_of(project).pk
    visitor = browser(project, "project_admin")
    for path in (
        f"{partner.pk}/", f"{partner.pk}/remove/", f"{partner.pk}/sites/add/", f"{partner.pk}/sites/{place.pk}/",
        f"{own}/sites/{place.pk}/", f"{own}/sites/{place.pk}/remove/", f"{own}/sites/{new_id()}/", "999999/",
    ):  # fmt: skip
        url = f"/p/PAR/partners/{path}"
        assert visitor.get(url).status_code == visitor.post(url, {}).status_code == 404
    assert places(other) == [("Vieras ry", "061", "", None)]


def test_actions_refuse_who_may_not(project):
    coach = a_user("Kaija Valmentaja")
    a_grant(coach, project, "coach", site=project.sites.first())
    lead = lead_of(project)
    with in_role(coach) as by:
        for act in (
            lambda: add_partner(project=project, name="X", business_id="", kind="other", role="partner", by=by),
            lambda: add_place(partner=lead, site=project.sites.last(), task="", by=by),
            lambda: change_row(row=lead, values={"task": "X"}, seen="", action="project.edit_partners", by=by),
            lambda: remove_row(row=lead, action="project.edit_partners", by=by),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_a_place_is_at_a_site_of_the_partners_project(project):
    other = a_project("OTHER")
    strange = a_site(other)
    with scope(card_scope(project)), pytest.raises(ValidationError, match="Paikkakunta ei kuulu tähän hankkeeseen"):
        add_place(partner=lead_of(project), site=strange, task="", by=None)


def test_the_page_asks_as_often_for_three_partners_as_for_one(project):
    visitor = browser(project, "project_admin")
    visitor.get("/p/PAR/partners/")
    with CaptureQueriesContext(connection) as few:
        visitor.get("/p/PAR/partners/")
    for number, code in enumerate(("564", "980")):
        a_place(a_partner(project, an_organisation(f"Kumppani {number}")), a_site(project, code))
    with CaptureQueriesContext(connection) as many:
        visitor.get("/p/PAR/partners/")
    assert len(many) == len(few)
