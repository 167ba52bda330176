"""Two people, one form: whoever saves second sees both texts and who came between, and nothing that was typed is lost."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from osuuskunta.accounts.models import User
from osuuskunta.activity.history import acting
from osuuskunta.core.scope import scope
from osuuskunta.project.models import CardLine, FundingLine, PartnerSite, Project, RuleParameter, Site, SiteTarget
from osuuskunta.project.tables.limits import check_url
from tests.factories.accounts import a_user
from tests.factories.project import (
    a_funding_line,
    a_parameter,
    a_partner,
    a_place,
    a_project,
    a_target,
    an_organisation,
    card_scope,
    sites,
)
from tests.project.test_card import browser, posted

pytestmark = pytest.mark.django_db
KEY = "vat.rate.standard"


@pytest.fixture
def project() -> Project:
    made = a_project("TWO", summary="Marjat yhteen ja kotiin.")
    forssa, _kotka = sites(made, "061", "285")
    partner = a_partner(made, an_organisation("Vetäjä ry"), expertise="Opetus")
    a_place(partner, forssa, task="Päätoimija")
    a_target(forssa, "participants", 12, source="Päätös")
    a_funding_line(made, source="Koerahasto")
    CardLine.objects.create(project=made, kind="promise", number=1, title="Lupaus")
    a_parameter(KEY, "24", valid_from=date(2013, 1, 1))
    return made


@pytest.fixture
def maija() -> User:
    return a_user("Maija Mäki")


def plain(page: Any) -> str:
    return unescape(page.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


@dataclass
class Case:
    """A form: its address, what one types, what another stores meanwhile in the row that `row` finds, and what both are said to be."""

    path: str
    typed: dict[str, str]
    row: Callable[[Project], Any]
    other: dict[str, Any]
    said: tuple[str, str]


def partner(project: Project) -> Any:
    return project.partners.get()


def forssa(project: Project) -> Site:
    return project.sites.get(municipality_id="061")


CASES = {
    "card": Case("card/edit/basics/", {"summary": "Marjat yhteen ja torille."}, lambda project: Project.objects.get(pk=project.pk),
                 {"summary": "Marjat yhteen ja meille."}, ("torille.", "meille.")),
    "partner": Case("partners/{0.pk}/", {"expertise": "Minun"}, partner, {"expertise": "Toisen"}, ("Minun", "Toisen")),
    "organisation": Case("partners/{0.pk}/", {"name": "Minun ry"}, lambda project: partner(project).organisation,
                         {"name": "Toisen ry"}, ("Minun", "Toisen")),
    "place": Case("partners/{0.partner_id}/sites/{0.pk}/", {"own_share": "5,00"},
                  lambda project: PartnerSite.objects.get(project=project), {"own_share": Decimal(7)}, ("5,00", "7,00")),
    "funding": Case("funding/{0.pk}/", {"kind": "private"}, lambda project: FundingLine.objects.get(project=project),
                    {"kind": "public"}, ("Private funding", "Other public funding")),
    "aim": Case("aims/promise/{0.pk}/", {"title": "Minun"}, lambda project: project.lines.get(), {"title": "Toisen"},
                ("Minun", "Toisen")),
    "rename": Case("sites/{0.pk}/", {"name": "Minunkylä"}, forssa, {"name": "Toisenkylä"}, ("Minunkylä", "Toisenkylä")),
    "close": Case("sites/{0.pk}/close/", {"closed_on": "1.6.2026", "close_reason": "Minun syy"}, forssa,
                  {"closed_on": date(2026, 5, 1), "close_reason": "Toisen syy"}, ("1.6.2026", "1.5.2026")),
    "targets": Case("targets/{0.site_id}/", {"participants": "20"},
                    lambda project: SiteTarget.objects.get(site__project=project), {"value": 30}, ("20", "30")),
    "limit": Case(f"limits/{KEY}/{{0.pk}}/", {"value": "25"}, lambda _project: RuleParameter.objects.get(),
                  {"value": Decimal(26)}, ("25", "26")),
}  # fmt: skip


def of_address(name: str, row: Any, project: Project) -> str:
    """Return the address of a case; that of an organisation's form is its partner's."""
    return f"/p/TWO/{CASES[name].path.format(partner(project) if name == 'organisation' else row)}"


def read(case: Case, project: Project) -> tuple[Any, dict[str, Any]]:
    with scope(card_scope(project)):
        row = case.row(project)
        return row, {name: getattr(row, name) for name in case.other}


def store(project: Project, row: Any, values: dict[str, Any], who: User) -> None:
    with scope(card_scope(project)), acting(who.pk, "project_admin"):
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))


def versions(text: str) -> list[str]:
    """Return what the page shows side by side, without its markup."""
    return [re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r'<p class="kept-lines">(.*?)</p>', text)]


@pytest.mark.parametrize("name", sorted(CASES))
def test_whoever_saves_second_sees_both_and_who_came_between(project, maija, name):
    case, visitor = CASES[name], browser(project, "project_admin")
    row, _values = read(case, project)
    url = of_address(name, row, project)
    mine = posted(visitor.get(url), **case.typed)
    store(project, row, case.other, maija)
    conflict = visitor.post(url, mine)
    text = plain(conflict)
    assert conflict.status_code == 409
    assert re.search(r"Maija Mäki saved this on \d+\.\d+\.\d{4} at \d+\.\d\d\.", text)
    shown = versions(text)
    assert len(shown) == 2 * len(case.typed)
    assert (case.said[0] in shown[0], case.said[1] in shown[1]) == (True, True)
    form = conflict.context["form"]
    assert {field: form[field].value() for field in case.typed} == case.typed
    assert read(case, project)[1] == case.other
    again = visitor.post(url, {**mine, "seen": form["seen"].value()})
    assert again.status_code == 302
    assert read(case, project)[1] != case.other


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_stored_text_can_be_taken_and_then_nothing_is_written(project, maija, name):
    case, visitor = CASES[name], browser(project, "project_admin")
    row, _values = read(case, project)
    url = of_address(name, row, project)
    mine = posted(visitor.get(url), **case.typed)
    store(project, row, case.other, maija)
    conflict = visitor.post(url, mine)
    fields = conflict.context["meanwhile"].fields
    taken = {field.field.removeprefix("id_"): field.versions[1].value for field in fields}
    assert set(taken) == set(case.typed)
    answer = visitor.post(url, {**mine, **taken, "seen": conflict.context["form"]["seen"].value()}, follow=True)
    assert "Nothing had changed, so nothing was saved." in plain(answer)
    assert read(case, project)[1] == case.other


@pytest.mark.parametrize("name", sorted(set(CASES) - {"card"}))
def test_the_same_form_sent_twice_is_stored_once_and_says_so(project, name):
    case, visitor = CASES[name], browser(project, "project_admin")
    row, _values = read(case, project)
    url = of_address(name, row, project)
    mine = posted(visitor.get(url), **case.typed)
    assert visitor.post(url, mine).status_code == 302
    second = visitor.post(url, mine, follow=True)
    assert "Nothing had changed, so nothing was saved." in plain(second)


def test_two_who_came_between_are_both_named_and_one_who_changed_something_else_is_not(project, maija):
    visitor = browser(project, "project_admin")
    url = f"/p/TWO/partners/{partner(project).pk}/"
    mine = posted(visitor.get(url), expertise="Minun")
    store(project, partner(project), {"expertise": "Maijan"}, maija)
    store(project, partner(project).organisation, {"name": "Toinen nimi ry"}, a_user("Toinen Tiina"))
    text = plain(visitor.post(url, mine))
    assert [name for name in ("Maija Mäki", "Toinen Tiina") if f"{name} saved this" not in text] == []
    url = "/p/TWO/card/edit/basics/"
    store(project, project, {"summary": "Ennen avaamista"}, a_user("Ennen Enni"))
    mine = posted(visitor.get(url), summary="Minun")
    store(project, project, {"service": "Muu osio"}, a_user("Muu Mari"))
    store(project, project, {"summary": "Maijan"}, maija)
    text = plain(visitor.post(url, mine))
    named = [name for name in ("Maija Mäki", "Muu Mari", "Ennen Enni") if name in text]
    assert named == ["Maija Mäki"]


def test_what_another_has_put_back_as_it_was_is_no_conflict(project, maija):
    visitor, site = browser(project, "project_admin"), forssa(project)
    url = f"/p/TWO/sites/{site.pk}/"
    mine = posted(visitor.get(url), name="Minunkylä")
    for name in ("Toisenkylä", "Forssa"):
        store(project, site, {"name": name}, maija)
    assert visitor.post(url, mine).status_code == 302
    assert forssa(project).name == "Minunkylä"


def test_a_target_that_another_took_away_is_said_and_kept_as_typed(project, maija):
    visitor, site = browser(project, "project_admin"), forssa(project)
    url = f"/p/TWO/targets/{site.pk}/"
    mine = posted(visitor.get(url), participants="20", members="5")
    with scope(card_scope(project)), acting(maija.pk, "project_admin"):
        SiteTarget.objects.get(site=site).delete()
    conflict = visitor.post(url, mine)
    assert (conflict.status_code, "Maija Mäki removed this on" in plain(conflict)) == (409, True)
    assert versions(plain(conflict)) == ["20", "–", "5", "–", "Päätös", "–"]
    assert visitor.post(url, {**mine, "seen": conflict.context["form"]["seen"].value()}).status_code == 302


@pytest.mark.parametrize("name", ["partner", "place", "funding", "aim"])
def test_what_was_typed_for_a_row_that_is_gone_is_shown_and_who_removed_it(project, maija, name):
    case, visitor = CASES[name], browser(project, "project_admin")
    row, _values = read(case, project)
    url = of_address(name, row, project)
    mine = posted(visitor.get(url), **case.typed)
    with scope(card_scope(project)), acting(maija.pk, "project_admin"):
        row.delete()
    gone = visitor.post(url, mine)
    text = plain(gone)
    assert gone.status_code == 410
    assert "Maija Mäki removed this on" in text
    assert case.said[0] in text
    assert visitor.get(url).status_code == 404


def test_a_row_of_another_project_was_never_there(project, maija):
    other = a_project("OTHER")
    strange = a_partner(other, an_organisation("Kanaria ry"))
    with acting(maija.pk, "project_admin"):
        key = strange.pk
        strange.delete()
    answer = browser(project, "project_admin").post(f"/p/TWO/partners/{key}/", {"expertise": "x"})
    assert (answer.status_code, "Maija" in plain(answer)) == (404, False)
    assert browser(project, "coach").post(f"/p/TWO/partners/{key}/", {"expertise": "x"}).status_code == 403


def test_a_value_that_another_added_after_the_preview_is_said_before_anything_ends(project, maija):
    visitor = browser(project, "project_admin")
    url = f"/p/TWO/limits/{KEY}/add/"
    typed = posted(visitor.get(url), value="27", valid_from="1.1.2028", source="Laki 2/2027", confidence="V")
    preview = visitor.post(url, typed)
    assert "The value now in force, 24 %, ends on 31.12.2027." in plain(preview)
    with acting(maija.pk, "project_admin"):
        row = RuleParameter.objects.get()
        row.valid_to = date(2026, 12, 31)
        row.save()
        a_parameter(KEY, "26", valid_from=date(2027, 1, 1))
    sure = {**typed, "preview": preview.context["form"]["preview"].value()}
    conflict = visitor.post(url, sure)
    text = plain(conflict)
    assert conflict.status_code == 409
    assert "Maija Mäki saved this on" in text
    assert "The value now in force, 26 %, ends on 31.12.2027." in text
    assert "Laki 2/2027" in text
    assert RuleParameter.objects.count() == 2
    assert visitor.post(url, {**sure, "preview": conflict.context["form"]["preview"].value()}).status_code == 302
    assert list(RuleParameter.objects.values_list("value", flat=True)) == [Decimal(24), Decimal(26), Decimal(27)]


def test_nobody_ticks_off_a_value_that_they_have_not_seen_nor_takes_a_check_back_by_a_second_press(project, maija):
    visitor, row = browser(project, "project_admin"), RuleParameter.objects.get()
    shown = check_url(row, "TWO")
    store(project, row, {"value": Decimal(25)}, maija)
    text = plain(visitor.post(shown, follow=True))
    assert "Maija Mäki saved this on" in text
    assert "nothing was marked" in text
    row.refresh_from_db()
    assert row.verified_on is None
    shown = check_url(row, "TWO")
    for _press in range(2):
        visitor.post(shown)
        row.refresh_from_db()
        assert row.verified_on is not None


def test_the_sentence_in_finnish(project, maija):
    visitor = browser(project, "project_admin")
    User.objects.filter(name="Henkilö project_admin").update(language="fi")
    url = f"/p/TWO/sites/{forssa(project).pk}/"
    mine = posted(visitor.get(url), name="Minunkylä")
    store(project, forssa(project), {"name": "Toisenkylä"}, maija)
    said = r"Maija Mäki tallensi tämän \d+\.\d+\.\d{4} klo \d+\.\d\d\."
    assert re.search(said, plain(visitor.post(url, mine)))
