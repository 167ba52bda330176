"""A project, and small files: what matters to a test is passed, the rest is filled in."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from participants.files.context import Context
from participants.files.judging import Judging, judge
from participants.files.reading import open_table

DATA = Path(__file__).parent / "data"
USUAL = {
    "external_id": "P1", "given_names": "Maija", "family_name": "Esimerkki", "birth_date": "1980-05-05", "gender": "W",
    "site": "061", "entry_date": "2016-01-10", "labour_status_entry": "inactive", "in_education_entry": "no", "isced_entry": "3",
}  # fmt: skip


def moment(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return what a cell with a day and a time holds: no time zone."""
    return datetime.combine(date(year, month, day), time(hour, minute))


def a_context(**fields: Any) -> Context:
    usual = {
        "starts_on": date(2015, 4, 1), "ends_on": date(2018, 4, 30), "today": date(2018, 7, 1), "test_codes": True,
        "sites": {"061": ("Forssa",), "564": ("Oulu", "Uleåborg"), "980": ("Ylöjärvi",), "285": ("Kotka",)},
        "coaches": {"061": frozenset({"coach@example.org"})},
    }  # fmt: skip
    return Context(**(usual | fields))


def a_file(*rows: dict[str, str], delimiter: str = ",") -> io.BytesIO:
    """Return a CSV file: the usual row changed by each of `rows`; the columns are all that are named."""
    names = list(dict.fromkeys([*USUAL, *(name for row in rows for name in row)]))
    lines = [delimiter.join(names)]
    lines += [delimiter.join((USUAL | row).get(name, "") for name in names) for row in rows or [{}]]
    return io.BytesIO("\r\n".join(lines).encode())


def judged(*rows: dict[str, str], **fields: Any) -> Judging:
    return judge(open_table(a_file(*rows)), a_context(**fields))


def faults(*rows: dict[str, str], **fields: Any) -> list[str]:
    return [str(fault) for fault in judged(*rows, **fields).faults]


def warnings(*rows: dict[str, str], **fields: Any) -> list[str]:
    found = judged(*rows, **fields)
    assert found.faults == []
    return [f"{warning.row} {warning.column} {warning.code}" for warning in found.warnings]


NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def a_workbook(
    rows: str, *, strings: str = "", styles: str = "", properties: str = "", **more: bytes | str
) -> io.BytesIO:
    """Return a workbook written by hand: `rows` is what stands in sheetData; `more` replaces whole parts."""
    link = '<Relationship Id="{}" Type="' + RELATION + '/{}" Target="{}"/>'
    relations = '<Relationships xmlns="x">{}</Relationships>'
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations.format(link.format("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {NAMESPACE} xmlns:r="{RELATION}">{properties}<sheets>'
        '<sheet name="One" sheetId="7" r:id="r7"/><sheet name="Two" sheetId="1" r:id="r8"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations.format(
            link.format("r8", "worksheet", "worksheets/sheet2.xml")
            + link.format("r7", "worksheet", "/xl/worksheets/sheet1.xml")
            + link.format("r2", "styles", "styles.xml")
            + link.format("r3", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>",
        "xl/worksheets/sheet2.xml": f"<worksheet {NAMESPACE}><sheetData/></worksheet>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst {NAMESPACE}>{strings}</sst>"
    if styles:
        parts["xl/styles.xml"] = f"<styleSheet {NAMESPACE}>{styles}</styleSheet>"
    parts |= more
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def text_cells(*texts: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)


def header_row() -> str:
    return f"<row>{text_cells('external_id', 'given_names', 'family_name', 'site', 'entry_date')}</row>"
