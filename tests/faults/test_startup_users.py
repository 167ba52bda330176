"""It starts as anybody: as an ordinary user without a home, from a clone that is not his, as root in a closed home."""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.scripts import Server, a_copy, a_venv, by, end_all, gone, link, owners, run, sentence

pytestmark = [pytest.mark.fault, pytest.mark.slow]
only_root = pytest.mark.skipif(
    os.getuid() != 0, reason="only root can become somebody else: all others prove it anyway"
)


@pytest.fixture
def nobody() -> int:
    return pwd.getpwnam("nobody").pw_uid


@pytest.fixture
def commons() -> Iterator[Path]:
    """A folder that everybody may enter: pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="osuuskunta-"))
    folder.chmod(0o755)
    yield folder
    end_all(folder)
    shutil.rmtree(folder)


def python_for(user: int, commons: Path) -> Path:
    """Return our own Python where `user` may run it: ours may lie in a closed home, then it is linked into `commons`."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    linked = commons / "python"
    for folder in (Path(sys.base_prefix), linked):
        if folder == linked:
            link_python(linked, name)
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            command = [folder / "bin" / name, "-c", "import ctypes, ssl, venv"]
            environment = {"LD_LIBRARY_PATH": str(folder / "lib")}
            subprocess.run(command, check=True, capture_output=True, cwd="/", env=environment, **by(user))
            return folder / "bin" / name
    pytest.skip("this machine's Python is in a closed folder: an ordinary user cannot run it")


def link_python(to: Path, name: str) -> None:
    """Give the files of our Python second names below `to`: program, standard library, shared library."""
    (to / "bin").mkdir(parents=True)
    link(os.path.realpath(sys.executable), to / "bin" / name)
    (to / "bin" / "python3").symlink_to(name)
    library = Path(sysconfig.get_path("stdlib"))
    left_out = shutil.ignore_patterns("site-packages", "test")
    shutil.copytree(library, to / "lib" / name, copy_function=link, ignore=left_out, symlinks=True)
    for shared in Path(sys.base_prefix, "lib").glob("libpython*"):
        link(str(shared), to / "lib" / shared.name)


@only_root
def test_an_ordinary_user_without_a_home(commons, nobody):
    """First from a clone that root has set up and he may not write to; then from one of his own, to Ready."""
    python = python_for(nobody, commons)
    root = a_copy(commons / "Osuus kunta")
    a_venv(root, python)
    his = {"HOME": "/nonexistent", "TMPDIR": tempfile.gettempdir(), "OSUUSKUNTA_VENV": "", "PATH": f"{python.parent}:/usr/bin:/bin",
           "LD_LIBRARY_PATH": str(python.parents[1] / "lib")}  # fmt: skip
    subprocess.run([root / ".venv/bin/python", "-m", "osuuskunta.core.catalogues"], cwd=root, check=True)
    room = commons / "room"
    room.mkdir()
    os.chown(room, nobody, nobody)
    said = run("manage", "runtime_role_check", var=room / "var", root=root, user=nobody, **his)
    assert said.returncode == 0, said.stderr
    assert gone(room / "var", 5) == []
    assert "cannot be written to (Permission denied)" in sentence(
        run("manage", "check", var=root / "var", root=root, user=nobody, **his)
    )

    os.chown(root, nobody, nobody)
    started = Server(root / "var", root=root, user=nobody, **his)
    try:
        started.wait()
        assert owners(root / "var") == {nobody}
    finally:
        assert started.stop() == 0
    assert gone(root / "var", 5) == []


@only_root
def test_root_in_a_closed_home(tmp_path):
    """PostgreSQL refuses root and runs as somebody else, who must reach his programs and his data all the same."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    root = a_copy(home / "Osuuskunta")
    a_venv(root)
    said = run("manage", "runtime_role_check", var=root / "var", root=root, OSUUSKUNTA_VENV="")
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("role app\n")
    assert gone(root / "var", 5) == []


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Path]:
    """A folder that cannot be written to, by root neither."""
    folder = tmp_path / "sealed"
    folder.mkdir(mode=0o500)
    if os.getuid() != 0:
        yield folder
        return
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", folder], check=False, capture_output=True
    ).returncode:
        pytest.skip("this machine mounts nothing: root can write to every folder")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_read_only_var_is_one_sentence(sealed):
    for var in (sealed, sealed / "var"):
        for name in (("server",), ("manage", "check")):
            said = sentence(run(*name, var=var))
            assert said.startswith(f"{var} cannot be written to (")
            assert said.endswith("): choose another VAR_DIR or free some room.")
