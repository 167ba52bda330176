"""The worked example of the specification (esf.md §7) as people in the database."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

from osuuskunta.project.models import Project, Site
from participants.actions.importing import FileRow, store

DATA = Path(__file__).parent / "data"
EXPECTED = json.loads((DATA / "worked_example_expected.json").read_text("utf-8"))
ANSWERS = {"no": 0, "yes": 1, "refused": 2}
SENSITIVE = {
    "migrant_minority", "disability", "other_disadvantaged", "third_country_national", "foreign_background", "minority", "homeless"
}  # fmt: skip


def value(column: str, text: str) -> Any:
    """Return a cell as a Python value; the file is known to be right."""
    if not text:
        return None
    if column in SENSITIVE:
        return ANSWERS[text]
    if column.endswith("_date") or column == "unemployed_since":
        return date.fromisoformat(text)
    if column == "isced_entry":
        return int(text)
    return {"yes": True, "no": False}.get(text, text)


def rows() -> list[FileRow]:
    """Return the example's rows."""
    with (DATA / "worked_example.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            FileRow(number, {column: value(column, text) for column, text in row.items()})
            for number, row in enumerate(csv.DictReader(file), start=2)
        ]


def load(project: Project, places: list[Site]) -> None:
    """Store the example's people in a project with its four sites, inside a scope that sees these."""
    assert {site.code for site in places} == {"061", "564", "980", "285"}
    store(project=project, rows=rows(), by=None)
