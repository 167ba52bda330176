"""`import_participants`: the whole file or nothing, each fault a line, the same again changes nothing."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from osuuskunta.core.scope import scope
from osuuskunta.project.models import Project
from participants.files.judging import Judging
from participants.files.layout import NAMES
from participants.files.reading import open_table
from participants.files.writing import write_xlsx
from participants.models import Enrolment, Participant, Participation
from participants.queries.context import context_of
from reporting.build.figures import build
from tests.factories.accounts import a_grant, a_user
from tests.factories.people import people_scope
from tests.factories.project import a_project, sites
from tests.reporting.example import DATA, EXPECTED

pytestmark = pytest.mark.django_db
EXAMPLE = DATA / "worked_example.csv"


@pytest.fixture
def project() -> Project:
    made = a_project("EXAMPLE", starts_on=date(2015, 5, 1), ends_on=date(2018, 4, 30), indicator_set="esf2014")
    sites(made, "061", "564", "980", "285")
    return made


def run(file: Path, *more: str) -> tuple[str, list[str]]:
    """Run the command and return what it printed: its result, and the lines on stderr."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_participants", str(file), "--project", "EXAMPLE", *more, stdout=out, stderr=err)
    except CommandError as fault:
        return f"refused: {fault}", err.getvalue().splitlines()
    return out.getvalue(), err.getvalue().splitlines()


def a_file(path: Path, *rows: dict[str, Any]) -> Path:
    """Write rows by column, with every column that one of them has."""
    columns = [name for name in NAMES if any(name in row for row in rows)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def a_row(key: str = "P-1", **values: Any) -> dict[str, Any]:
    usual = {
        "external_id": key,
        "given_names": "Esimerkki",
        "family_name": "Testinen",
        "site": "61",
        "entry_date": "1.9.2015",
    }
    return usual | values


def people(project: Project) -> int:
    with scope(people_scope(*project.sites.all())):
        return Participant.objects.count()


def test_the_worked_example_becomes_the_expected_report(project):
    said, warnings = run(EXAMPLE)
    assert said == "14 rows: 14 new, 0 changed, 0 unchanged; 2 warnings\n"
    assert [line.split(":")[1].strip() for line in warnings] == [
        "row 8, column isced_entry",
        "row 10, column in_education_exit",
    ]
    with scope(people_scope(*project.sites.all())):
        result = build(project=project, indicator_set="esf2014", first=date(2015, 5, 1), last=date(2018, 4, 30))
    for code, wanted in EXPECTED["esf2014"].items():
        assert result.by_code[code].cell.total == wanted["total"], code


def test_running_it_again_changes_nothing(project):
    run(EXAMPLE)
    assert run(EXAMPLE)[0].startswith("14 rows: 0 new, 0 changed, 14 unchanged; ")


def test_a_sheet_says_the_same_as_a_csv(project, tmp_path):
    with scope(people_scope(*project.sites.all())):
        rows = [row.values for row in Judging(open_table(EXAMPLE), context_of(project, date(2026, 1, 1)))]
    write_xlsx(rows, tmp_path / "example.xlsx")
    run(EXAMPLE)
    assert run(tmp_path / "example.xlsx")[0].startswith("14 rows: 0 new, 0 changed, 14 unchanged; ")


def test_a_dry_run_stores_nothing(project):
    said, _ = run(EXAMPLE, "--dry-run")
    assert said == "14 rows: 14 would be new, 0 would be changed, 0 unchanged; 2 warnings\n"
    assert people(project) == 0


def test_any_fault_refuses_the_file_and_every_fault_is_a_line(project, tmp_path):
    file = a_file(
        tmp_path / "faulty.csv",
        a_row("P-1", gender="X"),
        a_row("P-2", site="999"),
        a_row("P-3"),
        a_row("P-4", entry_date="31.2.2016"),
        a_row("P-5", exit_date="1.8.2015"),
    )
    said, faults = run(file)
    assert said == "refused: 4 faults: nothing was stored."
    assert [line.split(": ")[0] for line in faults] == [
        "row 2, column gender", "row 3, column site", "row 5, column entry_date", "row 6, column exit_date"
    ]  # fmt: skip
    assert people(project) == 0


def test_what_is_stored_already_is_judged_too(project, tmp_path):
    run(a_file(tmp_path / "one.csv", a_row("P-1", identity_code="131052-308T")))
    said, faults = run(
        a_file(
            tmp_path / "two.csv",
            a_row("P-1", entry_date="1.10.2015"),
            a_row("P-2", identity_code="131052-308T", entry_date="1.10.2015"),
        )
    )
    assert said == "refused: 2 faults: nothing was stored."
    assert [line.split(": ")[0] for line in faults] == ["row 2, column entry_date", "row 3, column identity_code"]


def test_the_coach_is_one_of_the_site_or_nobody(project, tmp_path):
    coach = a_user("Valma", "valma@example.org")
    a_grant(coach, project, "coach", site=project.sites.get(municipality_id="061"))
    file = a_file(
        tmp_path / "coach.csv",
        a_row("P-1", coach="Valma@example.org"),
        a_row("P-2", coach="valma@example.org", site="Oulu"),
        a_row("P-3", coach="nobody@example.org"),
    )
    said, warnings = run(file)
    assert said.startswith("3 rows: 3 new")
    assert sum("column coach" in line for line in warnings) == 2
    with scope(people_scope(*project.sites.all())):
        assert dict(Participation.objects.values_list("participant__external_id", "coach")) == {
            "P-1": coach.pk, "P-2": None, "P-3": None
        }  # fmt: skip
        assert Enrolment.objects.count() == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00\x01\x02binary\x00", ""),
        ("external_id;given_names\nä".encode("cp1252"), ""),
        (b"PK\x03\x04broken", ""),
    ],
    ids=["empty", "binary", "wrong encoding", "broken sheet"],
)
def test_a_file_that_cannot_be_read_is_one_sentence(project, tmp_path, content, words):
    (tmp_path / "bad").write_bytes(content)
    said, lines = run(tmp_path / "bad")
    assert said.startswith(f"refused: {tmp_path / 'bad'}: ")
    assert words in said
    assert lines == []


def test_what_is_not_there_is_one_sentence(project, tmp_path):
    said, _lines = run(tmp_path / "none.csv")
    assert said.startswith(f"refused: {tmp_path / 'none.csv'}: The file {tmp_path / 'none.csv'} cannot be opened.")
    with pytest.raises(CommandError, match=r"No project has the code NONE\. There are: EXAMPLE\."):
        call_command("import_participants", str(EXAMPLE), "--project", "NONE")
