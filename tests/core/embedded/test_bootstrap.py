"""The first step of every script, in a small house of its own with empty locks: it needs no registry."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from osuuskunta.core.embedded import bootstrap

HERE = "osuuskunta/core/embedded"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A house with the real bootstrap and steps that say only that they were taken."""
    root = tmp_path / "pieni talo"
    (root / HERE).mkdir(parents=True)
    (root / "requirements").mkdir()
    shutil.copy2(bootstrap.__file__, root / HERE)
    for name in ("base", "test"):
        (root / "requirements" / f"{name}.txt").write_text("")
    for module, _ in bootstrap.STEPS:
        (root / f"{module.replace('.', '/')}.py").write_text(f"print('step {module}')\n")
    return root


def start(root: Path, command: str = "setup", python: str = sys.executable, **more: str):
    """Run the small house's bootstrap; the environment that our own run was given is not its."""
    environment = {name: value for name, value in os.environ.items() if name not in ("OSUUSKUNTA_VENV", "PYTHONPATH")}
    return subprocess.run(
        [python, root / HERE / "bootstrap.py", command], env={**environment, **more}, cwd=root, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def said(done: "subprocess.CompletedProcess[str]") -> list[str]:
    """Return what it told a person: nothing is on stdout, and no trace."""
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()


STEPS = [f"step {module}" for module, _ in bootstrap.STEPS]
READY = [*STEPS, "Ready: script/server starts the service, script/test the tests."]
MAKING = ["Making .venv …", "Installing requirements/base.txt …"]
TEST = "Installing requirements/test.txt …"


@pytest.mark.slow
def test_it_makes_what_is_missing_and_nothing_twice(root):
    """Set up twice, with its Python deleted, with a changed lock, with a changed lock of the tests only."""
    assert said(start(root)) == [*MAKING, TEST, *READY]
    assert said(start(root)) == READY
    (root / ".venv/bin/python").unlink()
    assert said(start(root)) == [*MAKING, TEST, *READY]
    (root / "requirements/test.txt").write_text("# changed\n")
    assert said(start(root)) == [TEST, *READY]
    (root / ".venv/left").write_text("")
    (root / "requirements/base.txt").write_text("# changed\n")
    assert said(start(root)) == [*MAKING, TEST, *READY]
    assert not (root / ".venv/left").exists()


def test_half_an_environment_is_no_environment(root):
    (root / "requirements/base.txt").write_text("no-such-package==1 --hash=sha256:" + "0" * 64 + "\n")
    done = start(root, "manage", PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert done.returncode == 1
    lines = said(done)
    assert lines[:2] == MAKING
    assert lines[-1].startswith("The packages could not be installed: look at pip's message above")
    assert not (root / ".venv/made-base").exists()


def test_a_step_that_fails_is_one_sentence(root):
    module, what = bootstrap.STEPS[0]
    (root / f"{module.replace('.', '/')}.py").write_text("raise SystemExit('no Sass')\n")
    done = start(root, OSUUSKUNTA_VENV=sys.prefix)
    assert (done.returncode, said(done)) == (1, ["no Sass", what])


def test_a_named_environment_is_used_as_it_is(root):
    assert said(start(root, OSUUSKUNTA_VENV=sys.prefix)) == READY
    assert not (root / ".venv").exists()


def test_a_named_environment_that_is_not_there_is_one_sentence(root):
    done = start(root, OSUUSKUNTA_VENV=f"{root}/none")
    assert done.returncode == 1
    assert said(done) == [
        f"OSUUSKUNTA_VENV names {root}/none, where there is no Python: make it, or leave the variable out."
    ]


def test_no_room_for_the_lock_is_one_sentence(root):
    (root / ".venv.lock").mkdir()
    done = start(root)
    assert (done.returncode, said(done)) == (
        1,
        [f"{root / '.venv.lock'}: Is a directory. Free some room or give yourself the right to write there."],
    )


def test_a_stamp_changes_with_lock_path_and_kind(root, tmp_path):
    """`stamp_of` reads the locks of this house; a stamp that is cut off counts as none."""
    venv = tmp_path / "venv"
    assert bootstrap.stamp_of("base", venv) == bootstrap.stamp_of("base", venv)
    assert len({bootstrap.stamp_of(kind, path) for kind in bootstrap.KINDS for path in (venv, root)}) == 4

    (venv / "bin").mkdir(parents=True)
    (venv / "made-base").write_text(bootstrap.stamp_of("base", venv))
    assert not bootstrap.is_made(venv, "base")  # no Python
    (venv / "bin/python").symlink_to(tmp_path / "removed")
    assert not bootstrap.is_made(venv, "base")  # a Python that was removed
    (venv / "bin/python").unlink()
    (venv / "bin/python").symlink_to(sys.executable)
    assert bootstrap.is_made(venv, "base")
    assert not bootstrap.is_made(venv, "test")
    (venv / "made-base").write_text(bootstrap.stamp_of("base", venv)[:20])
    assert not bootstrap.is_made(venv, "base")


@pytest.mark.parametrize(("value", "name"), [("", ".venv"), ("/elsewhere", "/elsewhere")])
def test_where_the_environment_is(monkeypatch, value, name):
    monkeypatch.setenv("OSUUSKUNTA_VENV", value)
    assert bootstrap.environment_dir() == bootstrap.ROOT / name


def test_a_machine_without_a_new_python_is_one_sentence(root, tmp_path):
    """What `script/lib.sh` says where no Python is new enough."""
    shutil.copytree(bootstrap.ROOT / "script", root / "script")
    old = tmp_path / "bin"
    old.mkdir()
    for name in ("python3", "python"):
        (old / name).write_text("#!/bin/sh\nexit 1\n")
        (old / name).chmod(0o755)
    for name in ("dirname", "basename", "sh"):
        (old / name).symlink_to(shutil.which(name) or "")
    done = subprocess.run([root / "script/setup"], env={"PATH": str(old)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Osuuskunta needs Python 3.11 or newer (with venv and pip): install it and try again.\n"
