"""The four files of a report: exact, the same for the same report, and saying the same figures and checksum."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import openpyxl
import pikepdf
import pytest

from osuuskunta.core.scope import scope
from reporting.build.figures import build
from reporting.build.result import ReportResult
from reporting.files import Making, render
from tests.core.letters.test_letters import squeezed, tags
from tests.factories.people import people_scope
from tests.factories.project import a_project, sites
from tests.reporting.example import EXPECTED, load

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
MAKING = Making(language="fi", generated_at=NOON, made_by="Malli-Aada Ylläpitäjä")


@pytest.fixture
def result() -> Iterator[ReportResult]:
    made = a_project("EXAMPLE", starts_on=date(2015, 5, 1), ends_on=date(2018, 4, 30), co23=2)
    places = sites(made, "061", "564", "980", "285")
    with scope(people_scope(*places)):
        load(made, places)
        yield build(project=made, indicator_set="esf2014", first=date(2015, 5, 1), last=date(2018, 4, 30))


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "pdf"])
def test_the_same_report_gives_the_same_bytes(result, form):
    assert render(result, MAKING, format=form) == render(result, MAKING, format=form)


def test_json_is_as_the_contract_says_and_its_checksum_can_be_computed_again(result):
    found = json.loads(render(result, MAKING, format="json"))
    assert list(found) == [
        "schema", "project", "set", "from", "to", "as_of", "version", "figures", "checks", "generated_at", "checksum"
    ]  # fmt: skip
    assert (found["schema"], found["project"], found["set"]) == ("osuuskunta/esf-report/1", "EXAMPLE", "esf2014")
    assert (found["from"], found["to"], found["as_of"], found["version"]) == (
        "2015-05-01",
        "2018-04-30",
        "2018-04-30",
        1,
    )
    co01 = next(figure for figure in found["figures"] if figure["code"] == "CO01")
    assert set(co01) == {"code", "name", "kind", "women", "men", "nonbinary", "total", "by_site"}
    assert set(co01["name"]) == {"fi", "sv", "en"}
    assert co01["by_site"]["061"] == {"women": 1, "men": 1, "nonbinary": 0, "total": 2}
    assert {check["severity"] for check in found["checks"]} == {"error", "warning"}
    assert set(found["checks"][0]) == {"id", "severity", "passed", "message"}
    said = found.pop("checksum")
    del found["generated_at"]
    canonical = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert said == f"sha256:{hashlib.sha256(canonical).hexdigest()}" == result.checksum


def test_every_code_of_the_set_is_there_in_order(result):
    codes = [figure["code"] for figure in json.loads(render(result, MAKING, format="json"))["figures"]]
    assert codes == [
        "GT", "T", *(f"CO{n:02}" for n in range(1, 12)), *(f"CO{n}" for n in range(15, 24)), *(f"CR0{n}" for n in range(1, 10))
    ]  # fmt: skip


def test_csv_has_the_columns_of_the_contract(result):
    content = render(result, MAKING, format="csv")
    assert content.startswith(
        b"\xef\xbb\xbfcode,name,kind,women,men,nonbinary,total,061_women,061_men,061_nonbinary,061_total,"
    )
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}
    for code, wanted in EXPECTED["esf2014"].items():
        assert [rows[code][name] for name in ("women", "men", "nonbinary", "total")] == [
            str(wanted[name]) for name in ("women", "men", "nonbinary", "total")
        ]
    assert rows["CO23"]["total"] == "2"
    assert rows["CO01"]["name"] == "työttömät, mukaan lukien pitkäaikaistyöttömät"
    swedish = render(result, Making(language="sv", generated_at=NOON, made_by="x"), format="csv").decode()
    assert "arbetslösa, inbegripet långtidsarbetslösa" in swedish


def test_a_sheet_has_numbers_days_filters_and_a_frozen_header(result):
    book = openpyxl.load_workbook(io.BytesIO(render(result, MAKING, format="xlsx")))
    assert book.sheetnames == ["Luvut", "Paikkakunnittain", "Tarkistukset", "Määritelmät", "Miten tehty"]
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
    figures = {row[0]: row for row in book["Luvut"].iter_rows(min_row=2, values_only=True)}
    assert figures["CO01"][3:7] == (2, 4, 0, 6)
    assert figures["CO18"][7] == "ei kerätty"
    made = {row[0]: row[1] for row in book["Miten tehty"].iter_rows(min_row=2, values_only=True)}
    assert made["Ensimmäinen päivä"] == datetime(2015, 5, 1)  # noqa: DTZ001  a spreadsheet's day
    assert made["Tarkistussumma"] == result.checksum
    assert book["Luvut"].column_dimensions["B"].width > 50
    assert len(list(book["Tarkistukset"].iter_rows())) == len(result.checks) + 1


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_letter_has_every_code_as_text_and_the_checksum(result, language):
    content = render(result, Making(language=language, generated_at=NOON, made_by="Malli-Aada"), format="pdf")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.MarkInfo.Marked
        text, found = squeezed(pdf), tags(pdf)
    for figure in result.figures:
        assert text.count(figure.code) >= 2, figure.code  # among the figures and among the definitions
    assert result.checksum in text
    people = [figure for figure in result.figures if figure.kind != "output_entity"]
    rows = len(result.figures) * 2 + len(people) * 4 + len(result.checks)
    assert found["/TR"] >= rows  # no table loses a row at the end of a page
