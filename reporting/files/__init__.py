"""A report as files: renderers that show the frozen result and compute nothing (architecture §5)."""

from collections.abc import Callable

from reporting.build.result import ReportResult
from reporting.files.letter import pdf_file
from reporting.files.making import Making
from reporting.files.plain import csv_file, json_file
from reporting.files.sheet import xlsx_file

Renderer = Callable[[ReportResult, Making], bytes]

FORMATS: dict[str, Renderer] = {"json": json_file, "csv": csv_file, "xlsx": xlsx_file, "pdf": pdf_file}
BINARY = frozenset({"xlsx", "pdf"})


def render(result: ReportResult, making: Making, *, format: str) -> bytes:  # noqa: A002  the word of formats.md
    """Return the report as a file of `format` (json, csv, xlsx, pdf). The same result and making give the same bytes."""
    return FORMATS[format](result, making)


__all__ = ["BINARY", "FORMATS", "Making", "render"]
