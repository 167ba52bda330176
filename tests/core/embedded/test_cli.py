"""The whole suite uses the cores; a part of it runs as it is asked for."""

import os

import pytest

from osuuskunta.core.embedded.cli import processes


@pytest.mark.parametrize(("cores", "wanted"), [(1, "2"), (2, "2"), (3, "3"), (64, "4"), (None, "2")])
@pytest.mark.parametrize("arguments", [[], ["-q"], ["-q", "--reuse-db"]])
def test_the_whole_suite_runs_in_as_many_processes_as_there_are_cores(monkeypatch, cores, wanted, arguments):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert processes(arguments) == ["-n", wanted]


@pytest.mark.parametrize(
    "arguments", [["tests/accounts"], ["-q", "-k", "staff"], ["-n0"], ["-n", "3"], ["-q", "-n2", "-m", "not browser"]]
)
def test_a_part_of_it_runs_as_it_is_asked_for(arguments):
    assert processes(arguments) == []
