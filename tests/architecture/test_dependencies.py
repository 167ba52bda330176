"""Each dependency says what it is here for, and the lists that are locked are the same."""

import re
import tomllib
from pathlib import Path

import pytest

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
