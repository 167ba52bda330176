"""Files of other programs, and what their cells become."""

import io
from datetime import date

import openpyxl
import pytest

from participants.files.reading import open_table
from participants.files.values import Broken
from tests.participants.files.samples import DATA, NAMESPACE, a_file, a_workbook, header_row, moment, text_cells


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_a_csv_file_may_have_a_mark_and_either_delimiter(mark, delimiter, end):
    content = mark + a_file({"family_name": "Åkerblöm"}, delimiter=delimiter).getvalue().replace(b"\r\n", end)
    table = open_table(io.BytesIO(content))
    assert (table.format, table.delimiter, table.header[0]) == ("csv", delimiter, "external_id")
    assert [(number, cells[2]) for number, cells in table] == [(2, "Åkerblöm")]


def test_rows_keep_the_numbers_that_a_spreadsheet_shows():
    content = b'site;family_name\r\n061;"two\r\nlines"\r\n\r\n;\r\n564;"a;b"\r\n980;short;;\r\n285\r\n'
    assert list(open_table(io.BytesIO(content))) == [
        (2, ["061", "two\r\nlines"]), (5, ["564", "a;b"]), (6, ["980", "short"]), (7, ["285", ""]),
    ]  # fmt: skip


def test_a_table_is_read_as_often_as_wanted_and_its_stream_stays_open():
    stream = a_file({}, {})
    table = open_table(stream)
    assert list(table) == list(table)
    next(iter(table))
    assert not stream.closed


def test_a_stream_that_cannot_go_back_is_read_too():
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    assert len(list(open_table(Pipe(a_file({}).getvalue())))) == 1


def test_content_decides_and_not_the_name(tmp_path):
    file = tmp_path / "table.xlsx"
    file.write_bytes(a_file({}).getvalue())
    assert open_table(file).format == "csv"


def test_the_worked_example_is_read():
    assert len(list(open_table(str(DATA / "worked_example.csv")))) == 14


def made_elsewhere(*rows: list, epoch: int = 1900) -> io.BytesIO:
    book = openpyxl.Workbook()
    if epoch == 1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in rows:
        book.active.append(row)
    book.create_sheet("Another").append(["nothing"])
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    return content


HEAD = ["external_id", "given_names", "entry_date", "isced_entry", "homeless"]


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_a_sheet_of_another_program_gives_days_numbers_and_truth(epoch):
    rows = [
        ["P1", " Åke\n😀 ", date(2016, 1, 10), 3, True],
        [17, "=x"[1:], moment(2016, 1, 10, 10, 30), 2.5, False],
        ["01", None, "10.1.2016", "3", "yes"],
    ]
    assert [cells for _number, cells in open_table(made_elsewhere(HEAD, *rows, epoch=epoch))] == [
        ["P1", " Åke\n😀 ", date(2016, 1, 10), 3, True],
        [17, "x", moment(2016, 1, 10, 10, 30), 2.5, False],
        ["01", "", "10.1.2016", "3", "yes"],
    ]


def test_a_formula_counts_by_its_result():
    cells = (
        '<c t="str"><f>A1</f><v>P1</v></c><c><f>1+1</f><v>2</v></c><c><f>B7</f></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c t="str"><f>""</f><v></v></c>'
    )
    [(_number, row)] = open_table(a_workbook(f"{header_row()}<row>{cells}</row>"))
    assert row == ["P1", 2, "", "#DIV/0!", ""]
    assert [isinstance(cell, Broken) for cell in row] == [False, False, True, True, False]


def test_shared_texts_are_read_without_their_guides_and_escapes():
    strings = (
        "<si><r><t>As</t></r><r><t xml:space='preserve'>ta </t></r><rPh><t>guide</t></rPh></si>"
        "<si><t>a_x000D_b_x005F_x0041_</t></si><si/>"
    )
    rows = (
        f"{header_row()}<row r='4'><c r='B4' t='s'><v>0</v></c><c r='D4' t='s'><v>1</v></c><c t='s'><v>2</v></c></row>"
    )
    assert list(open_table(a_workbook(rows, strings=strings))) == [(4, ["", "Asta ", "", "a\rb_x0041_", ""])]


def test_formats_decide_which_numbers_are_days():
    styles = (
        "<numFmts><numFmt numFmtId='164' formatCode='[$-40B]d\\.m\\.yyyy'/><numFmt numFmtId='165' formatCode='0 \"days\"'/>"
        "</numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/>"
        "<xf numFmtId='164'/><xf numFmtId='165'/><xf/></cellXfs>"
    )
    cells = "".join(f"<c s='{style}'><v>42000</v></c>" for style in range(5))
    day = date(2014, 12, 27)
    assert list(open_table(a_workbook(f"{header_row()}<row>{cells}</row>", styles=styles))) == [
        (2, [42000, day, day, 42000, 42000])
    ]
    cells = "".join(f"<c s='1'><v>{serial}</v></c>" for serial in ("1", "59", "60", "61", "0.5"))
    assert list(open_table(a_workbook(f"{header_row()}<row>{cells}</row>", styles=styles))) == [
        (2, [date(1900, 1, 1), date(1900, 2, 28), 60.0, date(1900, 3, 1), 0.5])
    ]


def test_a_strict_workbook_with_prefixes_and_iso_days_is_read():
    head = "".join(
        f"<x:c t='inlineStr'><x:is><x:t>{name}</x:t></x:is></x:c>" for name in ("site", "entry_date", "exit_date")
    )
    row = (
        "<x:c><x:v>61</x:v></x:c><x:c t='d'><x:v>2016-01-10</x:v></x:c><x:c t='d'><x:v>2016-01-10T12:00:00Z</x:v></x:c>"
    )
    sheet = f"<x:worksheet {NAMESPACE.replace('xmlns', 'xmlns:x')}><x:sheetData><x:row>{head}</x:row><x:row>{row}</x:row></x:sheetData></x:worksheet>"
    assert list(open_table(a_workbook("", **{"xl/worksheets/sheet1.xml": sheet}))) == [
        (2, [61, date(2016, 1, 10), moment(2016, 1, 10, 12, 0)])
    ]


def test_rows_without_any_text_are_left_out():
    rows = f"{header_row()}<row>{text_cells(' ', '')}</row><row r='9'/><row>{text_cells('P1')}</row>"
    assert [number for number, _cells in open_table(a_workbook(rows))] == [10]
