"""`esf_report`: the document alone on stdout, every error one line that says what to do."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from osuuskunta.core.scope import scope
from osuuskunta.project.models import Project
from tests.factories.people import people_scope
from tests.factories.project import a_project, sites
from tests.reporting.example import EXPECTED, load

pytestmark = pytest.mark.django_db
DAYS = ("--from", "2015-05-01", "--to", "2018-04-30")


@pytest.fixture
def project() -> Iterator[Project]:
    made = a_project("EXAMPLE", starts_on=date(2015, 5, 1), ends_on=date(2018, 4, 30), indicator_set="esf2014")
    places = sites(made, "061", "564", "980", "285")
    with scope(people_scope(*places)):
        load(made, places)
    return made


def said(*arguments: str, form: str = "json") -> str:
    out = io.StringIO()
    call_command("esf_report", "--project", "EXAMPLE", *DAYS, "--format", form, *arguments, stdout=out)
    return out.getvalue()


def figures(*arguments: str) -> dict[str, Any]:
    return {figure["code"]: figure for figure in json.loads(said(*arguments))["figures"]}


def test_it_prints_the_projects_own_set(project):
    assert {code: figures()[code]["total"] for code in ("GT", "T", "CR05")} == {"GT": 12, "T": 11, "CR05": 4}


def test_another_set_may_be_asked_for(project):
    found = figures("--set", "esfplus2021")
    assert found["EECO07"]["total"] == EXPECTED["esfplus2021"]["EECO07"]["total"]


def test_sites_may_be_chosen_and_their_zeros_left_off(project):
    assert figures("--site", "61")["GT"]["total"] == 4
    assert figures("--site", "061", "--site", "980")["GT"]["total"] == 7


def test_the_language_is_of_names_only(project):
    rows = list(csv.DictReader(io.StringIO(said("--lang", "sv", form="csv").lstrip("\ufeff"))))
    assert rows[2]["name"] == "arbetslösa, inbegripet långtidsarbetslösa"
    assert json.loads(said("--lang", "sv"))["checksum"] == json.loads(said())["checksum"]


@pytest.mark.parametrize(
    ("form", "begins"), [("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")]
)
def test_a_file_is_written_whole(project, tmp_path, form, begins):
    assert said("--output", str(tmp_path / "report"), form=form) == ""
    assert (tmp_path / "report").read_bytes().startswith(begins)
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--project", "NONE"], "No project has the code NONE. There are: EXAMPLE."),
        (["--set", "esf1999"], "No set of indicators is called esf1999. There are: esf2014, esfplus2021."),
        (["--site", "999"], "999 is no site of the project. There are: 061, 285, 564, 980."),
        (["--to", "2015-04-30"], "--to 2015-04-30 is before --from 2015-05-01: exchange them."),
        (["--as-of", "2018-04-29"], "--as-of 2018-04-29 is before --to 2018-04-30: give the same day or a later one."),
        (["--from", "1.5.2015"], "'1.5.2015' is no day: write it as 2026-10-31"),
        (["--format", "doc"], "invalid choice: 'doc'"),
    ],
)
def test_a_mistake_is_one_sentence(project, arguments, sentence):
    with pytest.raises(CommandError) as caught:
        said(*arguments)
    assert sentence in str(caught.value)


def test_an_unwritable_place_is_one_sentence(project, tmp_path):
    with pytest.raises(CommandError, match="can't be written: No such file or directory"):
        said("--output", str(tmp_path / "nowhere" / "report.json"))


def test_nothing_of_the_tty_gets_a_binary_file(project, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with pytest.raises(CommandError, match="give --output FILE"):
        said(form="pdf")
