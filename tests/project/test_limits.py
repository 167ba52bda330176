"""Dated limits: what is valid on a day, what is not known, and a value that ends when the next begins."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osuuskunta.accounts.roles import ROLES
from osuuskunta.project.models import Project, RuleParameter
from osuuskunta.project.tables.limits import check_url
from tests.factories.project import a_parameter, a_project, sites
from tests.project.test_card import browser, posted

pytestmark = pytest.mark.django_db
KEY = "vat.rate.standard"
OTHER = "unemp.exempt_amount_month"


@pytest.fixture
def project() -> Project:
    made = a_project("LIM")
    sites(made, "061")
    a_parameter(KEY, "24", valid_from=date(2013, 1, 1), valid_to=date(2024, 8, 31))
    a_parameter(KEY, "25.5", valid_from=date(2024, 9, 1))
    return made


def shown(visitor: Any, path: str = "", status: int = 200) -> str:
    page = visitor.get(f"/p/LIM/limits/{path}")
    assert page.status_code == status
    return page.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everyone_reads_and_only_the_administrator_changes(project, role):
    visitor = browser(project, role)
    assert "VAT: standard rate" in shown(visitor)
    assert "25,5 %" in shown(visitor, f"{KEY}/")
    row = RuleParameter.objects.first()
    allowed = role == "project_admin"
    for path in (f"{KEY}/add/", f"{KEY}/{row.pk}/"):
        shown(visitor, path, 200 if allowed else 403)
    assert visitor.post(f"/p/LIM/limits/{KEY}/{row.pk}/checked/").status_code == (302 if allowed else 403)


def test_what_does_not_exist_is_not_there(project):
    a_project("OTHER")
    visitor = browser(project, "project_admin")
    row = a_parameter(OTHER, "300")
    assert visitor.get("/p/OTHER/limits/").status_code == 404
    for path in ("no.such.key/", "no.such.key/add/", f"{KEY}/{row.pk}/", f"{KEY}/999999/"):
        shown(visitor, path, 404)


@pytest.mark.parametrize(
    ("on", "value"), [("2024-08-31", "24 %"), ("1.9.2024", "25,5 %"), ("2012-12-31", "no value known for this day")]
)
def test_a_day_shows_what_was_valid_on_it(project, on, value):
    page = browser(project, "coach").get(f"/p/LIM/limits/?on={on}")
    row = page.content.decode().replace("\u00a0", " ").split('id="limit-vat-rate-standard"')[1].split("</tr>")[0]
    assert value in row


def test_an_unreadable_day_is_said_and_today_is_shown(project):
    page = browser(project, "coach").get("/p/LIM/limits/?on=31.11.2024")
    assert list(page.context["form"].errors) == ["on"]
    assert "25,5" in page.content.decode()


def test_only_what_needs_checking(project):
    a_parameter(OTHER, "300", confidence="M", unit="eur_month")
    visitor = browser(project, "project_admin")
    assert "1 value should be looked up" in shown(visitor)
    narrowed = shown(visitor, "?check=on")
    assert "Unemployment benefit: exempt amount" in narrowed
    assert "VAT: standard rate" not in narrowed


def test_an_empty_value_is_said(project):
    a_parameter(OTHER, None, confidence="L")
    assert "not known yet" in shown(browser(project, "coach"))


def new(visitor: Any, **changes: str) -> Any:
    page = visitor.get(f"/p/LIM/limits/{KEY}/add/")
    typed = posted(page, value="26", valid_from="1.1.2027", source="Laki 1/2026", confidence="V", **changes)
    return visitor.post(f"/p/LIM/limits/{KEY}/add/", typed), typed


def test_a_new_value_is_previewed_and_ends_the_one_before_it(project):
    visitor = browser(project, "project_admin")
    preview, typed = new(visitor)
    text = preview.content.decode().replace("\u00a0", " ")
    assert "The value now in force, 25,5 %, ends on 31.12.2026." in text
    assert RuleParameter.objects.filter(key=KEY).count() == 2
    sure = {**typed, "preview": preview.context["form"]["preview"].value()}
    assert visitor.post(f"/p/LIM/limits/{KEY}/add/", sure).status_code == 302
    rows = RuleParameter.objects.filter(key=KEY).values_list("value", "valid_from", "valid_to")
    assert list(rows)[1:] == [
        (Decimal("25.5"), date(2024, 9, 1), date(2026, 12, 31)),
        (Decimal(26), date(2027, 1, 1), None),
    ]


def test_an_overlap_is_refused_in_words_and_nothing_is_stored(project):
    visitor = browser(project, "project_admin")
    preview, typed = new(visitor)
    mark = preview.context["form"]["preview"].value()
    wrong = {**typed, "valid_from": "1.1.2020", "valid_to": "31.12.2020", "preview": mark}
    answer = visitor.post(f"/p/LIM/limits/{KEY}/add/", wrong)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "cannot be valid on the same day" in text
    assert "Laki 1/2026" in text
    assert RuleParameter.objects.filter(key=KEY).count() == 2
    assert RuleParameter.objects.get(key=KEY, value=Decimal("25.5")).valid_to is None


def test_a_wrong_number_keeps_what_was_typed(project):
    visitor = browser(project, "project_admin")
    page = visitor.get(f"/p/LIM/limits/{KEY}/add/")
    answer = visitor.post(
        f"/p/LIM/limits/{KEY}/add/", posted(page, value="paljon", valid_from="1.1.2027", source="Lähde")
    )
    assert "value" in answer.context["form"].errors
    assert all(word in answer.content.decode() for word in ("paljon", "Lähde"))


def test_correcting_a_value_asks_for_a_new_check_and_an_unchanged_save_leaves_no_history(project):
    visitor = browser(project, "project_admin")
    row = RuleParameter.objects.get(key=KEY, value=Decimal("25.5"))
    visitor.post(check_url(row, "LIM"))
    row.refresh_from_db()
    assert row.verified_on is not None
    events = RuleParameter.pgh_event_models["insert"]
    before = events.objects.count()
    page = visitor.get(f"/p/LIM/limits/{KEY}/{row.pk}/")
    assert visitor.post(f"/p/LIM/limits/{KEY}/{row.pk}/", posted(page)).status_code == 302
    assert events.objects.count() == before
    assert visitor.post(f"/p/LIM/limits/{KEY}/{row.pk}/", posted(page, value="25,6")).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.verified_on) == (Decimal("25.6"), None)


def test_a_check_is_taken_back_by_the_same_button(project):
    visitor = browser(project, "project_admin")
    row = RuleParameter.objects.first()
    for expected in (True, False):
        visitor.post(check_url(row, "LIM"))
        row.refresh_from_db()
        assert (row.verified_on is not None) == expected


def test_the_table_takes_as_many_statements_for_many_limits_as_for_few(project):

    visitor = browser(project, "coach")
    shown(visitor)
    with CaptureQueriesContext(connection) as few:
        shown(visitor)
    for key in (OTHER, "coop.filing_months", "kuty.max_days_12mo"):
        a_parameter(key, "3")
    with CaptureQueriesContext(connection) as many:
        shown(visitor)
    assert len(many) == len(few)


@pytest.mark.parametrize(("value", "said"), [("1", "1 month"), ("3", "3 months"), ("0.5", "0,5 months")])
def test_a_unit_agrees_with_its_number(project, value, said):
    a_parameter("coop.filing_months", value, unit="months")
    row = shown(browser(project, "coach")).split('id="limit-coop-filing_months"')[1].split("</tr>")[0]
    assert f">{said}<" in row
