"""It starts anywhere, ends whole, and what keeps it from starting is one sentence (formats.md §1)."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.faults.scripts import Server, a_copy, a_free_port, child, get, gone, run, sentence, until

pytestmark = [pytest.mark.fault, pytest.mark.slow]


def test_a_newcomers_day(var):
    """Start, look, be killed in every part, go on, end, start again with the same data."""
    first = Server(var)
    line = first.wait()
    assert line == f"Ready: http://127.0.0.1:{first.port}/\n"
    accounts = (var / "demo-accounts.txt").read_text()
    assert len(accounts.splitlines()) == 34
    assert get(first.port, "/accounts/login/") == 200

    again = run("server", var=var, PORT=str(a_free_port()))
    assert "already runs" in sentence(again)
    other = run("server", var=var.with_name("other"), PORT=str(first.port))
    assert f"Port {first.port} on 127.0.0.1 cannot be used" in sentence(other)
    assert run("manage", "check", var=var).returncode == 0  # beside the running service, which goes on
    assert get(first.port) == 200

    for words in (("granian",), ("celery", "worker"), ("pginstall/bin/postgres", "-D"), ("valkey-server",)):
        os.kill(child(var, *words), signal.SIGKILL)
        time.sleep(1)
        assert until(first.port) == 200, words

    first.kill()
    assert gone(var, 12) == []  # web, worker, beat within 5 s; then the keeper ends its servers

    second = Server(var)
    second.wait()
    assert (var / "demo-accounts.txt").read_text() == accounts
    began = time.monotonic()
    assert second.stop() == 0
    assert time.monotonic() - began < 20
    assert gone(var, 5) == []


def test_two_commands_at_once_wait_for_each_other(var):
    said: list[subprocess.CompletedProcess[str]] = []
    both = [threading.Thread(target=lambda: said.append(run("manage", "seed_project", var=var))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.returncode for one in said] == [0, 0], [one.stderr for one in said]
    assert sorted(one.stdout.startswith("seed_project: ") for one in said) == [True, True]
    assert gone(var, 5) == []


def test_a_command_killed_at_its_start_leaves_a_var_that_starts(var):
    for seconds in (0.3, 1.5):
        process = subprocess.Popen(
            [Path(__file__).resolve().parents[2] / "script" / "manage", "check"],
            env={**os.environ, "VAR_DIR": str(var)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert run("manage", "check", var=var).returncode == 0
    assert gone(var, 15) == []


@pytest.mark.parametrize("name", ["väli lyönti", "ä" * 60, "/".join(["p" * 40] * 5)], ids=["space", "umlauts", "long"])
def test_a_strange_path(tmp_path, name):
    root = a_copy(tmp_path / name / "Osuuskunta")
    said = run("manage", "runtime_role_check", var=root / "var", root=root)
    assert said.returncode == 0, said.stderr
    assert gone(root / "var", 5) == []


def test_lost_keys_are_one_sentence_and_nothing_is_made_anew(var):
    assert run("manage", "check", var=var).returncode == 0
    for name in ("super", "field_keys", "index_keys"):
        (var / "keys" / name).rename(var / "kept")
        assert f"keys/{name} is missing: put the keys folder back" in sentence(run("manage", "check", var=var))
        assert not (var / "keys" / name).exists()
        (var / "kept").rename(var / "keys" / name)
    assert run("manage", "check", var=var).returncode == 0


def test_a_wrong_password_of_the_cluster_is_one_sentence(var):
    assert run("manage", "check", var=var).returncode == 0
    (var / "keys" / "super").write_text("wrong")
    assert "put back the keys folder that belongs to it" in sentence(run("manage", "check", var=var))
    assert gone(var, 15) == []


def test_a_damaged_cluster_is_one_sentence(var):
    assert run("manage", "check", var=var).returncode == 0
    shutil.rmtree(var / "pg" / "global")
    assert "PostgreSQL does not start" in sentence(run("manage", "check", var=var))


def test_a_var_that_is_a_file_is_one_sentence(tmp_path):
    (tmp_path / "var").write_text("")
    assert "cannot be written to" in sentence(run("manage", "check", var=tmp_path / "var"))


@pytest.mark.parametrize(
    "url", ["postgres://app@127.0.0.1:1/osuuskunta", "postgres://nobody@127.0.0.1:9/x"], ids=["port", "role"]
)
def test_a_wrong_database_address_is_one_sentence(var, url):
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", 1)) != 0
    said = run("manage", "seed_project", var=var, DATABASE_URL=url, DATABASE_OWNER_URL=url)
    assert "The database could not be brought up to date." in sentence(said)


def test_an_address_of_something_else_is_one_sentence_without_its_text(var):
    said = run("manage", "check", var=var, DATABASE_URL="mysql://app:hush@127.0.0.1/x")
    assert "DATABASE_URL is no address of a PostgreSQL" in sentence(said)
    assert "hush" not in said.stderr


def test_an_owner_without_an_address_is_one_sentence(var):
    said = run("manage", "check", var=var, DATABASE_URL="postgres://app@127.0.0.1:1/x")
    assert "DATABASE_OWNER_URL is not set: give the address" in sentence(said)


def test_a_wrong_port_is_one_sentence(var):
    assert "PORT must be a number" in sentence(run("server", var=var, PORT="eighty"))


def test_the_server_takes_no_arguments(var):
    assert "takes no arguments" in sentence(run("server", "8000", var=var))


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_is_one_sentence(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", small], check=False).returncode:
        pytest.skip("this machine mounts no small disk")
    try:
        assert "free some room" in sentence(run("manage", "check", var=small / "var"))
        subprocess.run(["mount", "-o", "remount,size=330m", small], check=True)
        assert run("manage", "check", var=small / "var").returncode == 0
        full = subprocess.run(
            ["dd", "if=/dev/zero", f"of={small / 'fill'}", "bs=1M"], capture_output=True, text=True, check=False
        )
        assert "No space left" in full.stderr
        assert "is full: free some room" in sentence(run("manage", "check", var=small / "var"))
        (small / "fill").unlink()
        assert run("manage", "check", var=small / "var").returncode == 0
    finally:
        subprocess.run(["umount", small], check=True)
