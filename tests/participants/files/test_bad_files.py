"""Each file that cannot be read: one sentence, with the place and what to do."""

import io
import zipfile

import pytest

from participants.files import source, workbook
from participants.files.errors import Unreadable
from participants.files.reading import open_table
from tests.participants.files.samples import a_file, a_workbook, header_row, text_cells

HEAD = b"external_id,given_names,family_name,site,entry_date\r\n"
ROW = b"P1,Maija,Esimerkki,061,2016-01-10\r\n"
DAMAGED = "The workbook is damaged or not complete. Open it in a spreadsheet program, save it again and try that."
NO_TABLE = "The file is no table but something else. Save the table as XLSX, or as CSV in UTF-8."
UTF16 = "The file is in the encoding UTF-16. Save it as “CSV UTF-8”."
UTF8 = "This is not UTF-8 text. Save the file as “CSV UTF-8” and try again."
QUOTE = (
    "A quotation mark is not closed, or stands within a cell. Close each one that begins a cell, and write a quotation mark "
    "within a text twice."
)
NO_ROW = "Below the names of the columns there is no row. Choose the file that holds the participants."
NO_NAMES = "Row 1: The first row must hold the names of the columns: external_id, given_names, family_name and so on."
TOO_LARGE = "Unpacked, the workbook is too large to be a table of participants. Save the table alone as CSV in UTF-8."
LOCKED = "The workbook is protected by a password. Remove the password and save it again."


def refusal(content: bytes | io.BytesIO) -> str:
    """Return why a file is refused, read to its end."""
    with pytest.raises(Unreadable) as refused:
        list(open_table(io.BytesIO(content) if isinstance(content, bytes) else content))
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Choose the file again."),
        (HEAD, NO_ROW),
        (HEAD + b"\r\n , ,\r\n", NO_ROW),
        (ROW, NO_NAMES),
        (b"\r\n" + HEAD + ROW, NO_NAMES),
        (HEAD.replace(b",", b"\t") + ROW, "The cells are divided by tabs. Save the file as CSV with commas or semicolons."),
        (HEAD + ROW + "P2,Pälvi,X,061,2016-01-10\r\n".encode("cp1252"), "Row 3: " + UTF8),
        ("external_id,sukupä\r\n".encode("latin-1") + ROW, "Row 1: " + UTF8),
        ((HEAD + ROW).decode().encode("utf-16"), UTF16),
        ((HEAD + ROW).decode().encode("utf-16-le"), UTF16),
        ((HEAD + ROW).decode().encode("utf-16-be"), UTF16),
        (HEAD + ROW + b"P2,Mai\0ja,X,061,2016-01-10\r\n",
         "Row 3: There is a zero byte in this row. Save the file as “CSV UTF-8” again."),
        (HEAD + ROW + b'P2,"Maija,X,061,2016-01-10\r\n' + ROW, "Row 3: " + QUOTE),
        (HEAD + b'P2,"Maija"s,X,061,2016-01-10\r\n', "Row 2: " + QUOTE),
        (HEAD + b'P2,"' + b"x" * 140_000 + b'",X,061,2016-01-10\r\n', "Row 2: " + QUOTE),
        (HEAD + ROW + b"x" * 1_000_001, "Row 3: This row is too long for a table. Save the file as “CSV UTF-8” again."),
        (HEAD + ROW + ROW.strip() + b",more\r\n",
         ("Row 3: This row has more cells than there are columns. Put a text that holds the divider between quotation marks, or "
         "remove what is too much.")),
        (HEAD.strip() + b",Site\r\n" + ROW, "Row 1: The column Site is there twice. Remove one of the two."),
        (HEAD.strip() + b",,x_a\r\n" + ROW, "Row 1: Column 6 has no name. Write one, or remove the column."),
        (b"%PDF-1.7 \xe2\xe3", NO_TABLE),
        (bytes(range(256)) * 20, NO_TABLE),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256))[:64], NO_TABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
         "The file is of an old kind (XLS). Open it in a spreadsheet program and save it as XLSX."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99_000) + "EncryptedPackage".encode("utf-16-le"), LOCKED),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_in_one_sentence(content, sentence):
    assert refusal(content) == sentence


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Unreadable) as refused:
        open_table(tmp_path / "none.csv")
    assert (
        str(refused.value) == f"The file {tmp_path}/none.csv cannot be opened. Check its name and that it may be read."
    )


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path):
    large = tmp_path / "large.csv"
    with large.open("wb") as stream:
        stream.truncate(source.MAX_BYTES + 1)
    with pytest.raises(Unreadable) as refused:
        open_table(large)
    assert str(refused.value) == "The file is larger than 200 MB. Divide it into several files."


def test_what_somebody_said_must_be_so():
    with pytest.raises(Unreadable) as refused:
        open_table(a_file({}), expected="xlsx")
    assert str(refused.value) == "The file is CSV, not XLSX. Choose another file, or say what it is."


def packed(**entries: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (packed(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
         "The file is an OpenDocument file. Save it as XLSX, or as CSV in UTF-8."),
        (packed(**{"[Content_Types].xml": "", "xl/workbook.bin": ""}), "The file is a binary workbook (XLSB). Save it as XLSX."),
        (packed(**{"[Content_Types].xml": "", "word/document.xml": ""}),
         "The file is packed, but it is no workbook. Save the table as XLSX, or as CSV in UTF-8."),
        (a_workbook(header_row()).getvalue()[:-40], DAMAGED),
        (a_workbook(header_row()).getvalue()[:300], DAMAGED),
        (a_workbook(header_row()), NO_ROW),
        (a_workbook(""), "The first sheet must begin with the names of the columns in its first row."),
        (a_workbook(f"<row r='2'>{text_cells('external_id')}</row>"),
         "The first sheet must begin with the names of the columns in its first row."),
        (a_workbook(f"{header_row()}<row>{text_cells('1', '2', '3', '4', '5', '6')}</row>"),
         "Row 2: This row has more cells than there are columns. Give the column a name, or empty the cell."),
    ],
)  # fmt: skip
def test_a_package_that_is_no_sound_workbook_is_told(content, sentence):
    assert refusal(content) == sentence


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c t='s'><v>7</v></c></row>",
        "<row><c t='s'><v>-1</v></c></row>",
        "<row><c><v>many</v></c></row>",
        "<row><c><v>1e999</v></c></row>",
        "<row><c t='q'><v>1</v></c></row>",
        "<row><c r='B1'/><c r='A1'/></row>",
        "<row r='1'/>",
        "<row r='x'/>",
        "<row><row/></row>",
        "<row><c><c/></c></row>",
        "<row><c r='ÄÄ1'/></row>",
        "<row><c r='AAAA1'/></row>",
        "<c/>",
        "<row><c></row>",
        "<a>" * 60 + "</a>" * 60,
    ],
)
def test_a_sheet_that_does_not_hold_together_is_damaged(rows):
    assert refusal(a_workbook(header_row() + rows)) == DAMAGED


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_a_part_that_is_no_xml_is_damaged(part):
    assert refusal(a_workbook(header_row(), **{part: "<oh"})) == DAMAGED


def test_entities_are_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData/></worksheet>'
    assert refusal(a_workbook("", **{"xl/worksheets/sheet1.xml": bomb})) == (
        "The workbook holds instructions that no table needs. Save it again in a spreadsheet program."
    )


def test_a_steep_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = a_workbook(header_row() + "<row/>" * 7_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)  # nothing may be unpacked
    assert refusal(bomb) == TOO_LARGE


def test_a_workbook_that_grows_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1000)
    assert refusal(a_workbook(header_row() + "<row/>" * 200)) == TOO_LARGE


def test_too_many_entries_are_refused():
    assert refusal(a_workbook(header_row(), **{f"xl/media/{number}": "" for number in range(2001)})) == TOO_LARGE


def test_a_part_that_lies_about_its_size_is_damaged():
    content = bytearray(a_workbook(header_row() + "<row/>" * 5000).getvalue())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = content.replace(size.to_bytes(4, "little"), (size // 2).to_bytes(4, "little"))
    assert lie != content
    assert refusal(bytes(lie)) == DAMAGED


@pytest.mark.parametrize(
    "cell",
    [f"<c t='inlineStr'><is><t>{'x' * 1_200_000}</t></is></c>", f"<c t='{'x' * 1_200_000}'/>"],
)
def test_a_cell_without_end_is_refused(cell):
    assert (
        refusal(a_workbook(f"{header_row()}<row>{cell}</row>"))
        == "A cell of the workbook holds too much text. Shorten it."
    )


def test_a_shared_text_without_end_is_refused():
    strings = f"<si><t>{'x' * 1_200_000}</t></si>"
    assert (
        refusal(a_workbook(header_row(), strings=strings)) == "A cell of the workbook holds too much text. Shorten it."
    )


def test_encrypted_entries_are_refused():
    content = bytearray(a_workbook(header_row()).getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = content.find(mark)
        while found >= 0:
            content[found + place] |= 1
            found = content.find(mark, found + 1)
    assert refusal(bytes(content)) == LOCKED
