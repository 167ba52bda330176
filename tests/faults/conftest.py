"""A VAR_DIR for each test, with nobody left in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.scripts import end_all


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "var"
    end_all(tmp_path / "var")
