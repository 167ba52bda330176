"""Municipalities: what each belongs to on a day and over time; an area ends when the next begins, and nothing is deleted."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osuuskunta.accounts.roles import ROLES
from osuuskunta.activity.history import acting
from osuuskunta.project.enums import RelationKind
from osuuskunta.project.models import Municipality, MunicipalityRelation, Project
from tests.factories.accounts import a_user
from tests.factories.project import a_municipality, a_project, a_relation, sites
from tests.project.test_card import browser, posted

pytestmark = pytest.mark.django_db
EMPLOYMENT = RelationKind.EMPLOYMENT_AREA


@pytest.fixture
def project() -> Project:
    made = a_project("ARE")
    sites(made, "061", "285")
    a_municipality("092")
    a_relation("061")
    a_relation("061", EMPLOYMENT, "Vanha alue", valid_from=date(2020, 1, 1), valid_to=date(2024, 12, 31))
    a_relation("061", EMPLOYMENT, "TyöHäme", valid_from=date(2025, 1, 1))
    return made


def shown(visitor: Any, path: str = "", status: int = 200) -> str:
    page = visitor.get(f"/p/ARE/municipalities/{path}")
    assert page.status_code == status
    return page.content.decode()


def row_of(text: str, code: str) -> str:
    return text.split(f'id="municipality-{code}"')[1].split("</tr>", maxsplit=1)[0]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everyone_reads_and_only_the_administrator_changes(project, role):
    visitor, row = browser(project, role), MunicipalityRelation.objects.get(name="TyöHäme")
    text = shown(visitor)
    assert all(word in row_of(text, "061") for word in ("Forssa", "site of the project", "Kanta-Häme", "TyöHäme"))
    one = shown(visitor, "061/")
    assert all(
        word in one for word in ("TyöHäme", "Vanha alue", "1.1.2020–31.12.2024", "S34", "Degree of urbanisation")
    )
    admin = role == "project_admin"
    for path in ("add/", "061/add/", f"061/{row.pk}/"):
        shown(visitor, path, 200 if admin else 403)
        assert (f"/p/ARE/municipalities/{path}" in text + one) == admin
    shown(visitor, "history/")
    assert "Forssa, Region" in shown(visitor, "061/history/")


@pytest.mark.parametrize(
    ("on", "there", "gone"),
    [
        ("31.12.2024", "Vanha alue", "TyöHäme"),
        ("2025-01-01", "TyöHäme", "Vanha alue"),
        ("1.1.2010", "not known", "Työ"),
    ],
)
def test_a_day_shows_what_was_valid_on_it(project, on, there, gone):
    row = row_of(shown(browser(project, "coach"), f"?on={on}"), "061")
    assert (there in row, gone in row) == (True, False)


def test_what_is_not_known_is_said_and_each_kind_is_explained(project):
    visitor = browser(project, "coach")
    assert row_of(shown(visitor), "092").count("not known") == len(RelationKind)
    text = shown(visitor, "061/")
    assert "Wellbeing services county, Economic development centre, Degree of urbanisation (1–3)." in text
    assert "Participants from class 3 count as people from rural areas" in text


def test_only_the_projects_own_municipalities(project):
    text = shown(browser(project, "coach"), "?sites=on")
    assert ["municipality-061" in text, "municipality-285" in text, "municipality-092" in text] == [True, True, False]


def test_what_does_not_exist_is_not_there(project):
    a_project("OTHER")
    visitor, row = browser(project, "project_admin"), a_relation("285")
    assert visitor.get("/p/OTHER/municipalities/").status_code == 404
    for path in ("999/", "999/add/", "999/history/", f"061/{row.pk}/", "061/999999/"):
        shown(visitor, path, 404)


def add(visitor: Any, **changes: str) -> Any:
    page = visitor.get("/p/ARE/municipalities/061/add/")
    usual = {
        "kind": EMPLOYMENT,
        "name": "Uusi alue",
        "valid_from": "1.1.2027",
        "source": "Laki 3/2026",
        "confidence": "V",
    }
    return visitor.post("/p/ARE/municipalities/061/add/", posted(page, **(usual | changes)))


def test_a_new_area_ends_the_one_before_it(project):
    assert add(browser(project, "project_admin")).status_code == 302
    rows = MunicipalityRelation.objects.filter(municipality="061", kind=EMPLOYMENT).order_by("valid_from")
    assert [(row.name, row.valid_from, row.valid_to) for row in rows][1:] == [
        ("TyöHäme", date(2025, 1, 1), date(2026, 12, 31)),
        ("Uusi alue", date(2027, 1, 1), None),
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"valid_from": "1.1.2021", "valid_to": "31.12.2021"},
            "A municipality belongs to one area of a kind at a time.",
        ),
        ({"valid_to": "1.1.2026"}, "The last day cannot lie before the first."),
        ({"kind": "degurba", "name": "maaseutu"}, "Write the class as 1, 2 or 3."),
        ({"valid_from": "31.11.2026"}, "There is no such day"),
        ({"source": ""}, "required"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_kept_as_typed(project, typed, said):
    answer = add(browser(project, "project_admin"), **typed)
    assert answer.status_code == 200
    assert said in str(answer.context["form"].errors)
    assert {name: answer.context["form"][name].value() for name in typed} == typed
    assert MunicipalityRelation.objects.count() == 3
    assert MunicipalityRelation.objects.get(name="TyöHäme").valid_to is None


def test_an_area_is_ended_by_its_last_day_and_an_unchanged_save_leaves_no_history(project):
    visitor, row = browser(project, "project_admin"), MunicipalityRelation.objects.get(name="TyöHäme")
    url = f"/p/ARE/municipalities/061/{row.pk}/"
    events = MunicipalityRelation.pgh_event_model.objects
    before = events.count()
    page = visitor.get(url)
    assert visitor.post(url, posted(page)).status_code == 302
    assert events.count() == before
    assert visitor.post(url, posted(page, valid_to="31.12.2026")).status_code == 302
    row.refresh_from_db()
    assert (row.valid_to, events.count()) == (date(2026, 12, 31), before + 1)
    assert "Valid until: was –, is 31.12.2026" in shown(visitor, "061/history/")


def test_a_seeded_area_without_a_source_can_be_ended_without_inventing_one(project):
    visitor, row = browser(project, "project_admin"), a_relation("285", source="")
    url = f"/p/ARE/municipalities/285/{row.pk}/"
    assert visitor.post(url, posted(visitor.get(url), valid_to="31.12.2026")).status_code == 302


def test_whoever_saves_an_area_second_sees_both(project):
    visitor, row = browser(project, "project_admin"), MunicipalityRelation.objects.get(name="TyöHäme")
    url = f"/p/ARE/municipalities/061/{row.pk}/"
    mine = posted(visitor.get(url), name="Minun alue")
    with acting(a_user("Maija Mäki").pk, "project_admin"):
        MunicipalityRelation.objects.filter(pk=row.pk).update(name="Toisen alue")
    conflict = visitor.post(url, mine)
    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert all(word in text for word in ("Maija Mäki saved this on", "Minun", "Toisen"))
    row.refresh_from_db()
    assert row.name == "Toisen alue"


@pytest.mark.parametrize(("code", "status"), [("165", 302), ("061", 200), ("16", 200)])
def test_a_municipality_is_added_by_its_code_once(project, code, status):
    visitor = browser(project, "project_admin")
    page = visitor.get("/p/ARE/municipalities/add/")
    answer = visitor.post("/p/ARE/municipalities/add/", posted(page, code=code, name_fi="Janakkala"))
    assert answer.status_code == status
    assert Municipality.objects.filter(name_fi="Janakkala").count() == (status == 302)


def test_the_list_takes_as_many_statements_for_many_municipalities_as_for_few(project):
    visitor = browser(project, "coach")
    shown(visitor)
    with CaptureQueriesContext(connection) as few:
        shown(visitor)
    for code in ("564", "980", "165"):
        a_relation(code)
    with CaptureQueriesContext(connection) as many:
        shown(visitor)
    assert len(many) == len(few)
