"""What is written is read back as it was, by us and by other programs."""

import csv
import io
import unicodedata
from datetime import date
from functools import partial

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as some

from participants.enums import Answer, ExitReason, Gender, LabourStatus, ReferralSource
from participants.files import writing
from participants.files.heading import guard, unguard
from participants.files.judging import Judging, judge
from participants.files.layout import NAMES, Values
from participants.files.reading import open_table
from participants.files.writing import write_csv, write_errors, write_xlsx
from tests.participants.files.samples import a_context, a_file, a_workbook, header_row, text_cells

NASTY = [
    "=1+1",
    "+358",
    "-x",
    "@sum",
    "'=x",
    "''@",
    "'s-Gravesande",
    '"',
    '""',
    "a;b,c",
    "Å 😀 ö",
    "_x0041_",
    "x\u2028y",
    "0",
    "\u200f",
]


def trimmed(text: str) -> bool:
    return bool(text.strip()) and text == text.strip() and not text.startswith("#")


letters = some.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufffe\uffff")
names = some.one_of(some.sampled_from(NASTY), some.text(letters, max_size=30).filter(trimmed)).map(
    partial(unicodedata.normalize, "NFC")
)
ids = some.text(some.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64).filter(trimmed)
days = some.dates(date(2015, 4, 1), date(2018, 4, 30))
truth = some.none() | some.booleans()
answers = some.none() | some.sampled_from(Answer)


def rows() -> some.SearchStrategy[Values]:
    """Return people whose rows have no fault; the order of days is that of drawing."""

    def made(external_id, given_names, family_name, dates, **more):
        since, entry, left, status = sorted(dates)
        return Values(
            external_id=external_id, given_names=given_names, family_name=family_name, entry_date=entry, exit_date=left,
            unemployed_since=since, exit_status_date=status, **more,
        )  # fmt: skip

    return some.builds(
        made, ids | some.sampled_from(NASTY[:9]), names, names, some.lists(days, min_size=4, max_size=4),
        birth_date=some.none() | some.dates(date(1850, 1, 1), date(2014, 1, 1)), gender=some.none() | some.sampled_from(Gender),
        site=some.sampled_from(["061", "564"]), coach=some.none() | some.just("coach@example.org"),
        referral_source=some.none() | some.sampled_from(ReferralSource), exit_reason=some.none() | some.sampled_from(ExitReason),
        labour_status_entry=some.none() | some.sampled_from(LabourStatus), isced_entry=some.none() | some.integers(0, 8),
        registered_unemployed_entry=truth, in_education_exit=truth, household_jobless=truth, disability=answers, minority=answers,
        homeless=some.none() | some.sampled_from([Answer.NO, Answer.YES]), home_municipality=some.none() | some.just("005"),
    )  # fmt: skip


def back(content: io.BytesIO) -> list[Values]:
    coaches = dict.fromkeys(("061", "564"), frozenset({"coach@example.org"}))
    judging = Judging(open_table(content), a_context(household=True, coaches=coaches))
    found = [row.values for row in judging]
    assert [str(fault) for fault in judging.faults] == []
    return found


@settings(deadline=None)
@given(some.lists(rows(), min_size=1, max_size=4, unique_by=lambda row: row.external_id), some.sampled_from([",", ";"]))
def test_what_is_written_as_csv_is_read_back(people, delimiter):
    content = io.BytesIO()
    write_csv(people, content, delimiter=delimiter)
    assert back(content) == people


@settings(deadline=None)
@given(some.lists(rows(), min_size=1, max_size=4, unique_by=lambda row: row.external_id))
def test_what_is_written_as_a_workbook_is_read_back(people):
    content = io.BytesIO()
    write_xlsx(people, content)
    assert back(content) == people


@settings(deadline=None)
@given(some.text(some.sampled_from("'=+-@\t\ra "), max_size=6))
def test_a_guarded_text_is_given_back_and_no_formula(text):
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@settings(deadline=None)
@given(
    some.lists(some.text(letters | some.sampled_from("\t\r\n")), min_size=2, max_size=2).filter(
        lambda cells: "".join(cells).strip()
    )
)
def test_any_text_of_any_cell_survives_csv(cells):
    content = io.BytesIO()
    writing._csv(["site", "x_note"], [[guard(cell) for cell in cells]], content, ";")
    assert list(open_table(content)) == [(2, cells)]


def test_csv_is_what_a_spreadsheet_program_opens():
    content = io.BytesIO()
    write_csv([Values(external_id="P1", site="061", entry_date=date(2016, 1, 10), improved_6m=False)], content)
    assert content.getvalue().startswith(b"\xef\xbb\xbfexternal_id,given_names,")
    head, row = csv.reader(content.getvalue().decode("utf-8-sig").splitlines())
    assert dict(zip(head, row, strict=True))["entry_date"] == "2016-01-10"
    assert (tuple(head), row[-1]) == (NAMES, "no")


def test_a_sheet_has_real_days_and_numbers_a_frozen_header_and_filters(tmp_path):
    file = tmp_path / "out.xlsx"
    person = Values(
        "=P1", "Å", "B", birth_date=date(1899, 1, 1), site="061", entry_date=date(2016, 1, 10), isced_entry=3
    )
    write_xlsx([person, person._replace(external_id="P2")], file)
    sheet = openpyxl.load_workbook(file).active
    cells = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (cells["entry_date"].value.date(), cells["entry_date"].number_format) == (date(2016, 1, 10), "yyyy-mm-dd")
    assert (cells["isced_entry"].value, cells["site"].value, cells["birth_date"].value) == (3, "061", "1899-01-01")
    assert (cells["external_id"].value, cells["external_id"].data_type) == ("'=P1", "s")
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("participants", "A2", "A1:AJ3")
    assert sheet.column_dimensions["B"].width > 20


def test_a_table_without_people_is_its_header():
    content = io.BytesIO()
    write_xlsx([], content)
    sheet = openpyxl.load_workbook(content).active
    assert tuple(cell.value for cell in sheet[1]) == NAMES
    assert {cell.value for cell in sheet[2]} == {None}


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(writing, "MAX_ROWS", 1)
    with pytest.raises(ValidationError) as refused:
        write_xlsx([Values("P1"), Values("P2")], io.BytesIO())
    assert refused.value.messages == ["A sheet holds at most 1 048 575 rows. Choose fewer, or take CSV."]


def corrected(judging: Judging) -> io.BytesIO:
    content = io.BytesIO()
    write_errors(judging, content)
    return content


def test_the_file_of_faults_holds_all_rows_and_says_what_is_wrong():
    judging = judge(
        open_table(a_file({"x_mine": "1;2"}, {"site": "x", "isced_entry": "9"}, {}, delimiter=",")), a_context()
    )
    content = corrected(judging)
    found = list(csv.DictReader(io.StringIO(content.getvalue().decode("utf-8-sig"), newline="")))
    assert [row["x_row"] for row in found] == ["2", "3", "4"]
    assert [row["x_mine"] for row in found] == ["1;2", "", ""]
    assert [row["x_faults"] for row in found] == [
        "",
        (
            "site: This is no site of the project. Its sites: 061 Forssa, 285 Kotka, 564 Oulu, 980 Ylöjärvi.\n"
            "isced_entry: Write the highest completed level as a number from 0 to 8."
        ),
        "entry_date: Row 2 has the same external_id, site and entry_date. Remove one of the two rows.",
    ]


def test_the_file_of_faults_can_be_imported_as_it_is():
    judging = judge(open_table(a_file({"external_id": "=P"}, {"site": "x"}, delimiter=";")), a_context())
    again = judge(open_table(corrected(judging)), a_context())
    assert (again.table.delimiter, again.faults) == (";", judging.faults)
    thrice = judge(open_table(corrected(again)), a_context())
    assert thrice.table.header == again.table.header
    mended = corrected(judging).getvalue().replace(b";x;", b";285;")
    assert judge(open_table(io.BytesIO(mended)), a_context()).faults == []


def test_faults_of_the_header_stand_at_the_first_row():
    judging = judge(open_table(a_file({"shoe_size": "42"}, {"site": "285"})), a_context())
    found = list(csv.DictReader(io.StringIO(corrected(judging).getvalue().decode("utf-8-sig"))))
    assert [row["x_faults"][:33] for row in found] == ["row 1, column shoe_size: This col", ""]
    assert found[0]["shoe_size"] == "42"


def test_the_file_of_faults_of_a_sheet_is_a_sheet_with_the_same_faults():
    styles = "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>"
    cells = [
        f"{text_cells('P1', 'Åke', 'B')}<c><v>61</v></c><c s='1'><v>42400</v></c>",
        f"{text_cells('P2')}<c s='1'><v>42400</v></c><c t='e'><v>#REF!</v></c>{text_cells('x')}<c s='1'><v>42400.5</v></c>",
        f"{text_cells('P3')}<c><f>1</f></c>{text_cells('B', 'Oulu')}<c><v>42400</v></c>",
    ]
    rows = "".join(f"<row>{row}</row>" for row in cells)
    judging = judge(open_table(a_workbook(header_row() + rows, styles=styles)), a_context())
    found = corrected(judging)
    again = judge(open_table(found), a_context())
    assert again.table.format == "xlsx"
    places = [(fault.row, fault.column) for fault in judging.faults]
    assert places == [
        (3, "given_names"),
        (3, "family_name"),
        (3, "site"),
        (3, "entry_date"),
        (4, "given_names"),
        (4, "entry_date"),
    ]
    assert [(fault.row, fault.column) for fault in again.faults] == places
    sheet = openpyxl.load_workbook(found).active
    assert [cell.value for cell in sheet["F"]] == ["x_row", 2, 3, 4]
    assert sheet["E2"].value.date() == date(2016, 1, 31)
