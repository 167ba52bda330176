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
