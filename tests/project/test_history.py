"""The histories of the card: every list has one, what is gone is in it, and a page costs the same whatever its rows."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osuuskunta.accounts.models import User
from osuuskunta.accounts.roles import ROLES
from osuuskunta.activity.history import acting
from osuuskunta.core.scope import scope
from osuuskunta.project.enums import Measure
from osuuskunta.project.models import CardLine, Project
from tests.factories.accounts import a_user
from tests.factories.project import (
    a_funding_line,
    a_parameter,
    a_partner,
    a_place,
    a_project,
    a_site,
    a_target,
    an_organisation,
    card_scope,
    sites,
)
from tests.project.test_card import browser

pytestmark = pytest.mark.django_db
PARTS = {"card", "sites", "partners", "funding", "targets", "aims"}


@pytest.fixture
def project() -> Project:
    made = a_project("HIS", name="Marjahanke")
    sites(made, "061", "285")
    return made


@pytest.fixture
def maija() -> User:
    return a_user("Maija Mäki")


def shown(visitor: Any, path: str, status: int = 200) -> str:
    page = visitor.get(f"/p/HIS/{path}")
    assert page.status_code == status
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def fill(project: Project, maija: User) -> list[Any]:
    """Make a row of every list as Maija Mäki, and return them."""
    forssa = project.sites.get(municipality_id="061")
    with acting(maija.pk, "project_admin"), scope(card_scope(project)):
        partner = a_partner(project, an_organisation("Poistuva ry"), task="Tekee")
        return [
            a_place(partner, forssa, task="Paikan työ", own_share=Decimal(1234)),
            partner,
            a_funding_line(project, source="Poistuva raha", amount=Decimal(12000)),
            a_target(forssa, Measure.PARTICIPANTS, 77),
            CardLine.objects.create(project=project, kind="promise", number=1, title="Poistuva lupaus"),
        ]


def remove(project: Project, maija: User, rows: list[Any]) -> None:
    with acting(maija.pk, "project_admin"), scope(card_scope(project)):
        for row in rows:
            row.delete()


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("partners", ("Removed: Partner Poistuva ry", "Removed: Poistuva ry at Forssa", "Role in words: was Paikan työ",
                      "Own share: was 1 234,00 €", "Added: Organisation Poistuva ry")),
        ("funding", ("Removed: Funding Poistuva raha", "Amount: was 12 000,00 €", "Amount: 12 000,00 €")),
        ("targets", ("Removed: Target of Forssa, Participants", "Target: was 77", "Target: 77")),
        ("aims", ("Removed: Promise Poistuva lupaus", "In short: was Poistuva lupaus")),
    ],
)  # fmt: skip
def test_a_removed_row_stays_in_the_history_of_its_list_and_of_the_card(project, maija, part, words):
    visitor = browser(project, "coach")
    rows = fill(project, maija)
    assert all(f"was {word}" not in shown(visitor, f"card/history/{part}/") for word in ("77", "12", "Poistuva", "Pai"))
    remove(project, maija, rows)
    for path in (f"card/history/{part}/", "card/history/"):
        text = shown(visitor, path)
        assert [word for word in (*words, "Maija Mäki", "Project administrator") if word not in text] == []
        assert "<li>Id:" not in text


def test_a_part_shows_its_own_rows_and_no_others(project, maija):
    remove(project, maija, fill(project, maija))
    visitor = browser(project, "coach")
    said = {"sites": "Site Forssa", "partners": "Partner Poistuva ry", "funding": "Funding Poistuva raha",
            "targets": "Target of Forssa", "aims": "Promise Poistuva lupaus", "card": "The card<"}  # fmt: skip
    assert set(said) == PARTS
    for part in PARTS:
        text = shown(visitor, f"card/history/{part}/")
        assert {name for name, word in said.items() if f": {word}" in text} == {part}
    assert {name for name, word in said.items() if f": {word}" in shown(visitor, "card/history/")} == PARTS


def test_another_projects_changes_are_not_there(project, maija):
    other = a_project("OTHER")
    strange = a_site(other, "564", name="Kanarianpaikka")
    partner = a_partner(other, an_organisation("Kanaria ry"))
    with acting(maija.pk, "project_admin"):
        a_place(partner, strange, task="Kanaria")
        a_funding_line(other, source="Kanaria")
        a_target(strange, Measure.MEMBERS, 7, source="Kanaria")
        CardLine.objects.create(project=other, kind="promise", number=1, title="Kanaria")
    visitor = browser(project, "project_admin")
    for part in PARTS:
        assert "Kanaria" not in shown(visitor, f"card/history/{part}/")
    assert "Kanaria" not in shown(visitor, "card/history/")
    assert visitor.get("/p/OTHER/card/history/partners/").status_code == 404
    shown(visitor, "card/history/nothing/", 404)
    shown(visitor, "limits/no.such.key/history/", 404)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everyone_of_the_project_reads_every_history(project, role):
    a_parameter()
    visitor = browser(project, role)
    for path in (*(f"card/history/{part}/" for part in PARTS), "card/history/", "limits/history/"):
        shown(visitor, path)
    shown(visitor, "limits/vat.rate.standard/history/")


def test_a_limits_history_says_values_with_their_units(project, maija):
    row = a_parameter("vat.rate.standard", "24")
    a_parameter("coop.board_max", "5", unit="persons")
    with acting(maija.pk, "project_admin"):
        row.value = Decimal("25.5")
        row.save()
    visitor = browser(project, "coach")
    text = shown(visitor, "limits/vat.rate.standard/history/")
    assert "Value: was 24 %, is 25,5 %" in text
    assert "Changed: VAT: standard rate" in text
    assert "5 people" not in text
    assert "5 people" in shown(visitor, "limits/history/")


def test_a_changed_organisation_is_in_the_partners_history(project, maija):
    partner = a_partner(project, an_organisation("Vanha nimi ry"))
    with acting(maija.pk, "project_admin"):
        partner.organisation.name = "Uusi nimi ry"
        partner.organisation.save()
    text = shown(browser(project, "coach"), "card/history/partners/")
    assert "Name: was Vanha nimi ry, is Uusi nimi ry" in text


def walk(visitor: Any, way: str, query: str = "") -> list[tuple[str, list[Any]]]:
    """Return the pages from `query` on, each with its address and its changes, along `next` or `previous`."""
    pages = []
    while True:
        page = visitor.get(f"/p/HIS/card/history/{query}").context["page"]
        pages.append((query, [(one.title, one.kind) for one in page.rows]))
        query = getattr(page, way)
        if not query:
            return pages


def test_pages_follow_each_other_without_a_gap_or_a_double_and_lead_back(project, maija):
    numbers = range(1, 46)
    with scope(card_scope(project)):
        CardLine.objects.bulk_create(
            CardLine(project=project, kind="promise", number=number, title=str(number)) for number in numbers
        )
        for number in numbers:
            a_funding_line(project, source=f"{number}")
            a_partner(project, an_organisation(f"{number}"))
    visitor = browser(project, "coach")
    onward = walk(visitor, "next")
    shown_once = [one for _query, page in onward for one in page]
    assert [len(page) for _query, page in onward] == [50, 50, 50, 33]
    wanted = {f"{kind} {number}" for kind in ("Promise", "Funding", "Partner", "Organisation") for number in numbers}
    assert set(shown_once) == {(title, "created") for title in wanted | {"The card", "Site Forssa", "Site Kotka"}}
    assert len(shown_once) == len(set(shown_once))
    back = walk(visitor, "previous", onward[-1][0])
    assert [page for _query, page in reversed(back)] == [page for _query, page in onward]


@pytest.mark.parametrize("place", ["x", "W10", "WzEsMiwzXQ", "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwwLDFd"])
def test_an_address_that_is_not_ours_begins_at_the_beginning(project, place):
    visitor = browser(project, "coach")
    pages = [shown(visitor, f"card/history/?{name}={place}") for name in ("after", "before")]
    assert all("Site Forssa" in page for page in pages)


@pytest.mark.parametrize("path", ["card/history/", *(f"card/history/{part}/" for part in sorted(PARTS))])
def test_a_history_takes_as_many_statements_for_many_changes_as_for_few(project, maija, path):
    visitor = browser(project, "coach")
    rows = fill(project, maija)
    rows.append(rows[1].organisation)
    for row in (*rows, *project.sites.all(), project):
        change(row, project, "A", maija)
    shown(visitor, path)
    with CaptureQueriesContext(connection) as few:
        shown(visitor, path)
    others = []
    for code in ("564", "980"):
        a_site(project, code)
        partner = a_partner(project, an_organisation(f"Kumppani {code}"))
        others += [partner, a_place(partner, project.sites.get(municipality_id=code)), a_funding_line(project)]
        others += [a_target(project.sites.get(municipality_id=code)), partner.organisation]
        others.append(CardLine.objects.create(project=project, kind="promise", number=int(code), title=code))
    for number, row in enumerate((*rows, *others, *project.sites.all(), project)):
        change(row, project, "B", a_user(f"Muuttaja {number}"))
    with CaptureQueriesContext(connection) as many:
        shown(visitor, path)
    assert len(many) == len(few)


def change(row: Any, project: Project, word: str, who: User) -> None:
    """Change a text of the row."""
    name = next(name for name in ("task", "source", "title", "name") if hasattr(row, name))
    with acting(who.pk, "project_admin"), scope(card_scope(project)):
        setattr(row, name, word)
        row.save()
