"""What a crash, a kill or a careless hand leaves behind: it starts again, or says in one sentence what to do."""

import json
import os
import signal
import socket
import time

import psutil
import pytest

from tests.faults.processes import eventually
from tests.faults.scripts import Server, a_free_port, child, get, gone, run, sentence, until

pytestmark = [pytest.mark.fault, pytest.mark.slow]
KEEPER = "osuuskunta.core.embedded.keeper"


def test_what_a_crash_leaves_half_made(var):
    """Half a cluster, addresses of the dead, keys that can be made anew, stamps cut off: none keeps it from starting."""
    (var / "pg" / "base").mkdir(parents=True)
    (var / "pg" / "postgresql.auto.conf").write_text("half")
    (var / "servers.json").write_text(json.dumps({"DATABASE_SUPER_URL": "postgres://super@/x?host=/nonexistent"}))
    assert run("manage", "check", var=var).returncode == 0

    (var / "servers.json").write_text('{"DATABASE_SUPER_URL": "postgr')
    (var / "servers.new").write_text("{")
    (var / "migrated").write_text("half")
    (var / "pg" / "postmaster.pid").write_text("1\n")
    for name in ("secret_key", "app", "owner", "backup"):
        (var / "keys" / name).unlink()
    (var / "keys" / f"app.{os.getpid()}").write_text("")
    said = run("manage", "runtime_role_check", var=var)
    assert said.returncode == 0, said.stderr
    assert gone(var, 15) == []


def test_a_cluster_that_is_not_ours_to_open_is_one_sentence(var):
    assert run("manage", "check", var=var).returncode == 0
    (var / "pg" / "PG_VERSION").write_text("15\n")
    assert "was made by PostgreSQL 15: make a backup" in sentence(run("manage", "check", var=var))
    (var / "pg" / "PG_VERSION").unlink()
    assert sentence(run("manage", "check", var=var)) == (
        f"{var / 'pg'} is no whole cluster (PG_VERSION is missing): "
        "move it away, then script/manage restore makes a new one from your backup."
    )


def test_a_service_through_kills_and_a_half_list_of_accounts(var):
    """The keeper killed under a service: it comes back. A list of accounts that was cut off: it is whole before Ready."""
    first = Server(var)
    first.wait()
    before = (var / "demo-accounts.txt").read_text().splitlines()
    killed = child(var, KEEPER)
    postgres = child(var, "pginstall/bin/postgres", "-D")
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: not psutil.pid_exists(postgres), 20)
    assert until(first.port) == 200
    assert child(var, KEEPER) != killed
    assert run("manage", "check", var=var).returncode == 0
    assert get(first.port) == 200

    os.kill(child(var, KEEPER), signal.SIGKILL)  # first, or it would take its addresses back by itself
    first.kill()
    (var / "demo-accounts.txt").write_text("\n".join(before)[:700])
    second = Server(var)
    second.wait()
    after = (var / "demo-accounts.txt").read_text().splitlines()
    assert [line.split("\t")[0] for line in after] == [line.split("\t")[0] for line in before]
    assert {len(line.split("\t")) for line in after} == {3}
    whole = "\n".join(before)[:700].splitlines()[:-1]
    assert after[: len(whole)] == whole
    assert second.stop() == 0
    assert gone(var, 5) == []


@pytest.mark.parametrize("seconds", [0.5, 6], ids=["servers", "data"])
def test_ctrl_c_in_the_first_start_leaves_nobody(var, seconds):
    started = Server(var)
    time.sleep(seconds)
    os.killpg(started.process.pid, signal.SIGINT)  # as a terminal does: everybody in the foreground gets it
    assert started.ended(20) in (0, 130)
    assert gone(var, 15) == []
    assert run("manage", "check", var=var).returncode == 0


@pytest.mark.parametrize("bind", ["127.0.0.1", "0.0.0.0"])  # noqa: S104  the other program's
def test_a_port_of_another_program_is_one_sentence(var, bind):
    with socket.socket() as other:
        other.bind((bind, 0))
        other.listen()
        port = other.getsockname()[1]
        said = sentence(run("server", var=var, PORT=str(port)))
    assert said == (
        f"Port {port} on 127.0.0.1 cannot be used (Address already in use): choose another, PORT=8001 script/server."
    )
    assert gone(var, 5) == []


def test_two_services_side_by_side(tmp_path):
    both = [Server(tmp_path / name, PORT=str(a_free_port()), DEMO="0") for name in ("one", "two")]
    try:
        for one in both:
            assert one.wait() == f"Ready: http://127.0.0.1:{one.port}/\n"
        both[0].kill()
        assert gone(tmp_path / "one", 12) == []
        assert get(both[1].port) == 200
    finally:
        for one in both:
            one.stop()
    assert gone(tmp_path / "two", 5) == []
