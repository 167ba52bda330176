"""Addresses of servers are believed for as long as the keeper that shows them lives, and not a moment longer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from osuuskunta.core.embedded import keeper
from osuuskunta.core.embedded.bootstrap import ROOT, Failed
from osuuskunta.core.embedded.keeper import Lease, published

ADDRESSES = {"REDIS_URL": "unix:///nowhere"}
SHOWS = """
import sys, time
from pathlib import Path
from osuuskunta.core.embedded.keeper import _published
with _published(Path(sys.argv[1]), {"REDIS_URL": "unix:///nowhere"}):
    print("shown", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "servers.json"


def showing(state: Path) -> "subprocess.Popen[bytes]":
    """Start a process that shows addresses, and return it when it does."""
    started = subprocess.Popen([sys.executable, "-c", SHOWS, state], stdout=subprocess.PIPE, cwd=ROOT)
    assert started.stdout is not None
    assert started.stdout.readline() == b"shown\n"
    return started


@pytest.mark.parametrize("text", [json.dumps(ADDRESSES), '{"REDIS_URL": "un', "", None])
def test_addresses_that_nobody_holds_are_none(state, text):
    if text is not None:
        state.write_text(text)
    assert published(state) is None
    assert state.exists() == (text is not None)


def test_a_killed_keepers_addresses_are_none_at_once(state):
    with showing(state) as holder:
        assert published(state) == ADDRESSES
        assert published(state) == ADDRESSES  # looking takes nothing away
        holder.kill()
        holder.wait(5)
        assert state.exists()
        assert published(state) is None
    with showing(state) as second:  # the one after it shows its own in the place of what is left
        assert published(state) == ADDRESSES
        second.kill()


def test_addresses_are_for_their_owner_only(state):
    with keeper._published(state, ADDRESSES):
        assert published(state) == ADDRESSES
        assert state.stat().st_mode & 0o777 == 0o600
    assert published(state) is None


def test_a_lease_on_servers_that_are_up_without_one_of_ours_is_one_sentence(tmp_path, state):
    with keeper._published(state, ADDRESSES):
        with Lease(tmp_path, ["valkey"]) as up:
            assert up == ADDRESSES
        with pytest.raises(Failed) as caught:
            Lease(tmp_path, ["postgres", "valkey"]).__enter__()
    assert str(caught.value) == f"{tmp_path} is in use without its own postgres: end the other command first."


def test_a_lease_on_nothing_starts_nothing(tmp_path):
    lease = Lease(tmp_path / "var", [])
    with lease as up:
        assert up == {}
        lease.look()
    assert sorted(path.name for path in (tmp_path / "var").iterdir()) == ["lease.lock"]


def test_a_keeper_that_cannot_start_says_why(tmp_path):
    """A file stands where the broker's folder is to be: the keeper's own words reach the command."""
    (tmp_path / "valkey").write_text("")
    with pytest.raises(Failed) as caught:
        Lease(tmp_path, ["valkey"]).__enter__()
    assert str(caught.value) == f"{tmp_path / 'valkey'}: File exists."
    assert not (tmp_path / "servers.json").exists()


def test_the_broker_comes_and_goes_with_its_leases(tmp_path):
    """The real keeper: two leases, one server; it is gone after the last, with its socket's addresses."""
    with Lease(tmp_path, ["valkey"]) as up:
        socket = Path(up["REDIS_URL"].removeprefix("unix://").partition("?")[0])
        assert socket.is_socket()
        with Lease(tmp_path, ["valkey"]) as again:
            assert again == up
        assert published(tmp_path / "servers.json") == up
    assert published(tmp_path / "servers.json") is None
    assert not (tmp_path / "servers.json").exists()
    assert list((tmp_path / "valkey").iterdir()) == []  # nothing of a job's arguments is kept on the disk
