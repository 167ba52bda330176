"""Each dependency says what it is here for, and the lists that are locked are the same."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from osuuskunta.core.embedded import bootstrap

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
DECLARED = tomllib.loads(PYPROJECT)
LISTS = {"base": DECLARED["project"]["dependencies"], "test": DECLARED["dependency-groups"]["test"]}


def wanted(kind: str) -> set[str]:
    """Return the requirements of a list that is locked, without markers (they say where, not what)."""
    lines = (ROOT / "requirements" / f"{kind}.in").read_text("utf-8").splitlines()
    return {line.partition(" ;")[0].strip() for line in lines if line.strip() and not line.startswith("-")}


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_what_is_declared_is_what_is_locked(kind):
    assert set(LISTS[kind]) == wanted(kind)


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_each_dependency_has_its_reason(kind):
    bare = [name for name in LISTS[kind] if not re.search(rf'"{re.escape(name)}",  # \w', PYPROJECT)]
    assert bare == []


def test_the_locks_are_whole():
    """They are installed without looking further (`pip --no-deps`), so nothing may be missing from them."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_pip_is_told_to_look_no_further_than_the_lock(monkeypatch, tmp_path):
    said = []
    monkeypatch.setattr(bootstrap, "run", lambda *command, **_what: said.append(command))
    tmp_path.joinpath("bin").mkdir()
    tmp_path.joinpath("bin/python").symlink_to(sys.executable)  # without one, no environment counts as made
    tmp_path.joinpath("made-base").write_text(bootstrap.stamp_of("base", tmp_path))

    bootstrap.make_environment(tmp_path, bootstrap.KINDS)

    assert [{"--no-deps", "--require-hashes"} <= set(command) for command in said] == [True]
