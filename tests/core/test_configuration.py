"""The generated documents say what the code reads, all of it and nothing else."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from osuuskunta.core.management.commands.configuration import documents
from osuuskunta.environment import VARIABLES, Environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("file", sorted(documents()), ids=lambda file: file.name)
def test_generated_documents_are_up_to_date(file):
    assert file.read_text("utf-8") == documents()[file]


def test_settings_read_no_variable_that_is_not_declared():
    read = set(re.findall(r"\bE\.([A-Z_]+)", (ROOT / "osuuskunta" / "settings.py").read_text("utf-8")))
    declared = {variable.name for variable in VARIABLES}
    assert read - declared == set()
    assert declared - read == {"BIND", "DEMO"}  # the supervisor's own


def test_a_value_that_cannot_be_read_is_one_sentence_that_names_it():
    with pytest.raises(ImproperlyConfigured, match=r"^DEMO cannot be read: must be 1 or 0\.$"):
        Environment({"DEMO": "perhaps"})


def test_an_empty_value_is_the_default():
    assert Environment({"PORT": ""}).PORT == 8000


def test_a_secret_can_be_given_as_a_file_and_only_a_secret(tmp_path):
    file = tmp_path / "secret"
    file.write_text("  kätketty\n", "utf-8")
    assert Environment({"SECRET_KEY_FILE": str(file)}).SECRET_KEY == "kätketty"
    assert Environment({"SECRET_KEY_FILE": str(file), "SECRET_KEY": "open"}).SECRET_KEY == "open"
    assert Environment({"SECRET_KEY_FILE": ""}).SECRET_KEY == ""
    assert Environment({"BIND_FILE": str(file)}).BIND == "127.0.0.1"


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "no text"])
def test_a_file_that_cannot_be_read_is_one_sentence_that_names_it(tmp_path, content):
    file = tmp_path / "secret"
    why = "No such file or directory"
    if content is not None:
        file.write_bytes(content)
        why = "it is no text"
    with pytest.raises(ImproperlyConfigured) as refused:
        Environment({"SECRET_KEY_FILE": str(file)})
    assert str(refused.value) == f"SECRET_KEY_FILE names {file}, which cannot be read: {why}."
