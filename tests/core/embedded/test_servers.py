"""The two servers: short sockets for any path, a bare environment, and sentences where one cannot start."""

import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from osuuskunta.core.embedded import servers
from osuuskunta.core.embedded.bootstrap import Failed

SOCKETS = ("valkey.sock", ".s.PGSQL.5432")


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a short path: pytest's own are long already."""
    with tempfile.TemporaryDirectory(prefix="o") as folder:
        yield Path(folder)


def of_length(folder: Path, length: int) -> Path:
    """Make a folder below `folder` whose whole path has so many bytes, in names that a disk takes."""
    while (rest := length - len(os.fsencode(folder)) - 1) > 0:
        folder /= "p" * (rest if rest <= 200 else 100)
    folder.mkdir(parents=True)
    assert len(os.fsencode(folder)) == length
    return folder


@pytest.mark.parametrize("length", [40, 84, 85, 86, 87, 107, 108, 200, 201, 300])
def test_a_socket_can_be_bound_for_a_path_of_any_length(short, length):
    var = of_length(short, length)
    folder = servers.socket_dir(var)
    try:
        assert (folder == var / "run") == (length <= 85)
        assert folder.stat().st_mode & 0o777 == 0o700
        assert servers.socket_dir(var) == folder
        for name in SOCKETS:
            with socket.socket(socket.AF_UNIX) as one:
                one.bind(str(folder / name))
            (folder / name).unlink()
    finally:
        folder.rmdir()


def test_bytes_are_counted_not_letters(short):
    var = short / ("ä" * 40)
    var.mkdir()
    folder = servers.socket_dir(var)
    assert folder != var / "run"
    folder.rmdir()


def test_two_long_paths_have_two_folders(short):
    both = {servers.socket_dir(short / ("p" * 90) / name) for name in ("one", "two")}
    assert len(both) == 2
    for folder in both:
        folder.rmdir()


def test_a_long_temporary_folder_is_passed_over(short, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(of_length(short, 100)))
    folder = servers.socket_dir(of_length(short, 120))
    assert len(os.fsencode(folder)) <= servers.SOCKET_PATH_LIMIT
    folder.rmdir()


def test_a_link_in_the_place_of_our_folder_is_refused(short):
    """In a folder that everybody may write to, somebody else could have put it there."""
    if os.getuid() != 0:
        pytest.skip("only root can make somebody else's link")
    var = of_length(short, 120)
    folder = servers.socket_dir(var)
    folder.rmdir()
    folder.symlink_to(short)
    os.chown(folder, 12345, 12345, follow_symlinks=False)
    with pytest.raises(Failed) as caught:
        servers.socket_dir(var)
    assert str(caught.value) == f"{folder} belongs to somebody else: remove it and start again."
    folder.unlink()


def test_the_servers_get_nothing_of_our_environment(monkeypatch):
    for name in ("SECRET_KEY", "FIELD_KEYS", "DATABASE_OWNER_URL", "PGPASSWORD", "LD_PRELOAD"):
        monkeypatch.setenv(name, "hush")
    assert sorted(servers._bare()) == ["PATH", "TZ"]


def test_a_file_of_a_package_is_found_without_importing_it():
    assert servers.package_file("no_such_package", "x") is None
    assert servers.package_file("pytest", "no/such/file") is None
    found = servers.package_file("pytest", "__init__.py")
    assert found is not None
    assert found.is_file()


@pytest.mark.parametrize("text", ["15\n", "99\n"])
def test_a_cluster_of_another_version_is_one_sentence(tmp_path, text):
    (tmp_path / "PG_VERSION").write_text(text)
    with pytest.raises(Failed) as caught:
        servers._check_version(tmp_path, servers.postgres_bin())
    assert str(caught.value) == (
        f"{tmp_path} was made by PostgreSQL {text.strip()}: "
        "make a backup with the release that made it, then restore it with this one."
    )


def test_a_cluster_of_our_version_is_none(tmp_path):
    said = subprocess.run(
        [servers.postgres_bin() / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    (tmp_path / "PG_VERSION").write_text(said.stdout.split()[-1].split(".")[0] + "\n")
    servers._check_version(tmp_path, servers.postgres_bin())
