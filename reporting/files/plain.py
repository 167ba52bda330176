"""A report for programs: JSON and CSV as formats.md §3 has them."""

import csv
import io
import json

from reporting.build.result import Cell, ReportResult
from reporting.files.making import Making

BOM = "\ufeff"  # so that a spreadsheet reads ä and ö


def json_file(result: ReportResult, making: Making) -> bytes:
    """Return the report as one JSON document; its checksum can be computed again from the document alone."""
    document = result.as_dict(generated_at=making.generated_at)
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def csv_file(result: ReportResult, making: Making) -> bytes:
    """Return the figures as comma-separated values, UTF-8 with a BOM; names in the file's language."""
    sites = list(result.figures[0].by_site) if result.figures else []
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\r\n").writerow
    write(
        ["code", "name", "kind", "women", "men", "nonbinary", "total"]
        + [f"{site}_{gender}" for site in sites for gender in ("women", "men", "nonbinary", "total")]
    )
    for figure in result.figures:
        cells = [figure.cell, *(figure.by_site[site] for site in sites)]
        numbers = [number for cell in cells for number in _numbers(cell)]
        write([figure.code, figure.name.in_language(making.language), figure.kind.value, *numbers])
    return (BOM + out.getvalue()).encode()


def _numbers(cell: Cell) -> list[int]:
    return [cell.women, cell.men, cell.nonbinary, cell.total]
