"""`script/server`: the schema, demo data and static files first, then web, worker and beat for as long as it is not ended."""

import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from osuuskunta.core.embedded.bootstrap import ROOT, Failed
from osuuskunta.core.embedded.process import SERVER_SIGNALS, child, end, lock, reap
from osuuskunta.core.embedded.surroundings import without_privileges

START_SECONDS = 60.0
BACKOFF = (0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before a crashed child is started again
LASTS = 60.0  # a child that has run for so long has not crashed at its start


class Child:
    """One process of the service; it is started again when it ends by itself, ever later if it keeps ending."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self.falls, self.due = 0, 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=out, stderr=out, **child(signal.SIGTERM)
            )
        self.began = time.monotonic()

    def look(self) -> None:
        """Start the process again when it has ended and its time has come."""
        if self.process is None or self.process.poll() is None:
            return
        moment = time.monotonic()
        if not self.due:
            end([self.process])  # what it left in its session still serves
            self.falls = 0 if moment - self.began > LASTS else self.falls + 1
            self.due = moment + BACKOFF[min(self.falls, len(BACKOFF) - 1)]
            print(f"{self.name} ended ({self.process.returncode}): starting it again, see {self.log}.", file=sys.stderr)
        if moment >= self.due:
            self.due = 0.0
            self.start()


def check_port(bind: str, port: int) -> None:
    """Failed when the port is taken. The web server shares ports (SO_REUSEPORT), so it would not notice itself."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as fault:
            raise Failed(
                f"Port {port} on {bind} cannot be used ({fault.strerror}): choose another, PORT=8001 script/server."
            ) from None


def children(environment: dict[str, str], bind: str, port: int) -> list[Child]:
    """Return web, worker and beat, not started yet."""
    var = Path(environment["VAR_DIR"])
    (var / "log").mkdir(exist_ok=True)
    (var / "beat").mkdir(exist_ok=True)
    theirs = {**without_privileges(environment), "OSUUSKUNTA_OF": os.fspath(var)}
    celery = [sys.executable, "-m", "celery", "-A", "osuuskunta.celery"]
    commands = {
        "web": [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4",
                "--backpressure", "64", "--no-ws", "--host", bind, "--port", str(port), "--workers-kill-timeout", "5",
                "--log-level", "warning", "osuuskunta.wsgi:application"],
        "worker": [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"],
        "beat": [*celery, "beat", "--schedule", os.fspath(var / "beat" / "schedule"), "--pidfile", "", "--loglevel", "WARNING"],
    }  # fmt: skip
    return [Child(name, command, theirs, var / "log" / f"{name}.log") for name, command in commands.items()]


def end_orphans(var: Path) -> None:
    """End what a killed supervisor of this VAR_DIR left behind; its children carry a mark in their environment."""
    mark = os.fspath(var)
    reap(
        lambda process: process.uids().real == os.getuid() and process.environ().get("OSUUSKUNTA_OF") == mark,
        SERVER_SIGNALS,
    )


def prepare(environment: dict[str, str], ended: list[int], *, demo: bool) -> None:
    """Schema, the project S20395, demo data and static files, in one process, which is ended when we are told to end."""
    command = [sys.executable, "manage.py", "prepare", *(["--demo"] if demo else [])]
    # A session of its own: Ctrl-C comes to us alone, so that nobody sees where a command was interrupted.
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=sys.stderr, **child(signal.SIGTERM))
    while not ended:
        try:
            status = process.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
        if status:
            raise Failed("The service could not be prepared: see the message above.")
        return
    end([process])


def answer(bind: str, port: int) -> dict[str, Any] | None:
    """Return what /health/ready says, or None while nobody answers 200."""
    asked = http.client.HTTPConnection(_host(bind).strip("[]"), port, timeout=2)
    try:
        asked.request("GET", "/health/ready")
        response = asked.getresponse()
        found: dict[str, Any] = json.load(response)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        asked.close()
    return found if response.status == 200 else None


def serve(environment: dict[str, str], look: Callable[[], None]) -> int:
    """Run the service until SIGTERM or SIGINT; returns the exit status. `look` looks after the servers, now and then."""
    var, bind, port = Path(environment["VAR_DIR"]), environment.get("BIND") or "127.0.0.1", _port(environment)
    mine = lock(var / "server.lock", fcntl.LOCK_EX)
    if mine is None:
        raise Failed(f"script/server already runs on {var}: end it first, or choose another VAR_DIR and PORT.")
    ended: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda got, _frame: ended.append(got))
    end_orphans(var)
    check_port(bind, port)
    demo = environment.get("DEMO", "1").strip().lower() not in ("0", "false", "no", "off")
    prepare(environment, ended, demo=demo)
    if ended:
        return 0
    started = children(environment, bind, port)
    try:
        for part in started:
            part.start()
        if _until_ready(started, bind, port, ended):
            _greet(environment, bind, port, var, demo=demo)
            while not ended:
                look()
                for part in started:
                    part.look()
                time.sleep(0.3)
    finally:
        end([part.process for part in started if part.process is not None])
    return 0


def _port(environment: dict[str, str]) -> int:
    text = environment.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Failed(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _host(bind: str) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bind, bind)  # noqa: S104  # nosec B104  where we ask, not where we listen
    return f"[{shown}]" if ":" in shown and not shown.startswith("[") else shown


def _until_ready(started: list[Child], bind: str, port: int, ended: list[int]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not ended:
        if answer(bind, port) is not None:
            return True
        for part in started:
            part.look()
        time.sleep(0.1)
    if not ended:
        raise Failed(f"The service did not become ready: see {started[0].log}.")
    return False


def _greet(environment: dict[str, str], bind: str, port: int, var: Path, *, demo: bool) -> None:
    address = (environment.get("PUBLIC_URL") or f"http://{_host(bind)}:{port}").rstrip("/")
    print(f"Ready: {address}/", flush=True)
    accounts = var / "demo-accounts.txt"
    if demo and accounts.exists():
        print(accounts.read_text(), end="", flush=True)
