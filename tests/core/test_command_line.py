"""A command that can't work says so in one line, without a traceback, and fails."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

AWAY = "postgres://nobody@127.0.0.1:1/nowhere"


@pytest.mark.parametrize("command", ["runtime_role_check", "migrate", "rotate_keys"])
def test_a_database_that_is_not_there(command: str) -> None:
    done = run(command, DATABASE_URL=AWAY, DATABASE_OWNER_URL=AWAY, FIELD_KEYS=settings.FIELD_KEYS)
    assert (done.returncode, done.stdout) == (1, "")
    said = [line for line in done.stderr.splitlines() if not line.startswith("{")]  # the log
    assert len(said) == 1
    assert said[0].startswith("The database can't be reached or does not answer: ")


def test_a_setting_that_can_not_be_read() -> None:
    done = run("check", PORT="eight")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "PORT cannot be read: invalid literal for int() with base 10: 'eight'.\n"


def run(command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", command],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
