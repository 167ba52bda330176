"""Ports, addresses and children of `script/server`, without the service."""

import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from osuuskunta.core.embedded import supervisor
from osuuskunta.core.embedded.bootstrap import Failed
from osuuskunta.core.embedded.process import end
from tests.faults.processes import eventually

ANY = "0.0.0.0"  # noqa: S104  what people write, nothing listens


@pytest.mark.parametrize(("text", "port"), [("", 8000), ("1", 1), ("65535", 65535), ("08001", 8001)])
def test_a_port(text, port):
    assert supervisor._port({"PORT": text}) == port


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80.5", "eighty", " ", "²", "0x50"])
def test_what_is_no_port_is_one_sentence(text):
    with pytest.raises(Failed) as caught:
        supervisor._port({"PORT": text})
    assert str(caught.value) == f"PORT must be a number from 1 to 65535, not {text!r}."


@pytest.mark.parametrize(
    ("bind", "host"),
    [("127.0.0.1", "127.0.0.1"), (ANY, "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("[::1]", "[::1]"),
     ("osuuskunta.example.org", "osuuskunta.example.org")],
)  # fmt: skip
def test_the_host_that_is_shown(bind, host):
    assert supervisor._host(bind) == host


@pytest.mark.parametrize(("taken", "asked"), [("127.0.0.1", "127.0.0.1"), ("127.0.0.1", ANY), (ANY, "127.0.0.1")])
def test_a_port_that_somebody_listens_on(taken, asked):
    with socket.socket() as other:
        other.bind((taken, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Failed) as caught:
            supervisor.check_port(asked, port)
    assert str(caught.value) == (
        f"Port {port} on {asked} cannot be used (Address already in use): choose another, PORT=8001 script/server."
    )
    supervisor.check_port(asked, port)  # free again, at once


@pytest.mark.parametrize("bind", ["192.0.2.1", "999.1.1.1", "no host", ":::"])
def test_an_interface_that_is_not_here_is_one_sentence(bind):
    with pytest.raises(Failed, match=r"^Port 8000 on .* cannot be used \(.+\): choose another"):
        supervisor.check_port(bind, 8000)


def test_nobody_who_answers_is_no_answer():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        assert supervisor.answer("127.0.0.1", other.getsockname()[1]) is None


def test_the_children_get_no_privilege_and_carry_the_mark_of_their_var(tmp_path):
    given = {"VAR_DIR": str(tmp_path), "DATABASE_URL": "x", "DATABASE_OWNER_URL": "x", "DATABASE_BACKUP_URL": "x"}
    made = supervisor.children(given, "127.0.0.1", 8123)
    assert [one.name for one in made] == ["web", "worker", "beat"]
    for one in made:
        assert one.environment == {"VAR_DIR": str(tmp_path), "DATABASE_URL": "x", "OSUUSKUNTA_OF": str(tmp_path)}
        assert one.command[0] == sys.executable
        assert one.log == tmp_path / "log" / f"{one.name}.log"
        assert one.process is None
    assert made[0].command[made[0].command.index("--port") + 1] == "8123"


def test_a_child_that_falls_is_started_again_ever_later(tmp_path, capfd):
    """The first fall waits a second, the next two; one that has run for long begins to count anew."""
    command = [sys.executable, "-c", "import sys; sys.exit(3)"]
    child = supervisor.Child("web", command, {}, tmp_path / "web.log")
    child.look()  # not started yet: nothing to look at
    waits = []
    child.start()
    for _ in range(3):
        eventually(lambda: child.process.poll() is not None)
        child.look()
        waits.append(round(child.due - time.monotonic()))
        ended = child.process
        child.look()
        assert child.process is ended  # its time has not come
        child.due = time.monotonic()
        child.look()
        assert child.process is not ended
    assert waits == [1, 2, 5]
    assert f"web ended (3): starting it again, see {tmp_path / 'web.log'}." in capfd.readouterr().err

    child.process.wait(10)
    child.began -= supervisor.LASTS + 1
    child.look()
    assert child.falls == 0
    end([child.process])


def test_a_preparation_is_ended_with_us(tmp_path: Path):
    """Told to end before it has begun, it leaves no process."""
    began = time.monotonic()
    supervisor.prepare({"PATH": "/bin", "VAR_DIR": str(tmp_path)}, [signal.SIGINT], demo=False)
    assert time.monotonic() - began < 5


def test_a_preparation_that_fails_is_one_sentence(tmp_path, capfd):
    away = {"DATABASE_URL": "postgres://a@127.0.0.1:1/x", "DATABASE_OWNER_URL": "postgres://a@127.0.0.1:1/x"}
    keys = {"SECRET_KEY": "x" * 60, "LOG_LEVEL": "ERROR", "VAR_DIR": str(tmp_path)}
    with pytest.raises(Failed, match="The service could not be prepared: see the message above"):
        supervisor.prepare({**away, **keys, "DJANGO_SETTINGS_MODULE": "osuuskunta.settings"}, [], demo=False)
    assert "Traceback" not in capfd.readouterr().err
