"""One keeper per VAR_DIR holds the embedded servers up for as long as anybody has a lease on them.

A lease is a shared lock, so even `kill -9` gives it back. The keeper ends the servers with the last lease, and starts one
again that crashed or was killed. `servers.json`, where the addresses are, is locked by the keeper that wrote it: nobody takes
a dead keeper's for true. `python -m osuuskunta.core.embedded.keeper VAR_DIR postgres valkey` is the keeper itself.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIG_IGN, SIGINT, SIGTERM, signal
from typing import IO

from osuuskunta.core.embedded import servers
from osuuskunta.core.embedded.bootstrap import ROOT, Failed
from osuuskunta.core.embedded.process import is_held, lock

ADDRESS = {"postgres": "DATABASE_SUPER_URL", "valkey": "REDIS_URL"}
STARTERS: dict[str, Callable[[Path, IO[bytes]], servers.Server]] = {
    "postgres": servers.postgres,
    "valkey": servers.valkey,
}
NOTHING = 1024 * 1024  # bytes below which a disk is full
PATIENCE = 60.0  # seconds until a start has failed


def keep(var: Path, names: list[str]) -> None:
    """Hold the servers `names` up until the last lease is given back or SIGTERM comes."""
    ended: list[int] = []
    signal(SIGINT, SIG_IGN)
    signal(SIGTERM, lambda *_: ended.append(1))
    mine = lock(var / "keeper.lock", fcntl.LOCK_EX)
    if mine is None:
        return
    state, fault = var / "servers.json", var / "keeper.fault"
    for old in (state, fault):
        old.unlink(missing_ok=True)
    (var / "log").mkdir(exist_ok=True)
    up: dict[str, servers.Server] = {}
    try:
        for name in names:
            up[name] = _start(var, name)
        with _published(state, {ADDRESS[name]: server.url for name, server in up.items()}):
            _watch(var, up, ended)
    except (Failed, OSError) as wrong:
        _write(fault, str(wrong) if isinstance(wrong, Failed) else f"{wrong.filename or var}: {wrong.strerror}.")
        sys.exit(1)
    finally:
        state.unlink(missing_ok=True)
        for server in reversed(up.values()):
            server.process.send_signal(server.ends_by)  # SIGINT: PostgreSQL's fast stop; SIGTERM waits for clients
            server.process.wait(30)


def _start(var: Path, name: str) -> servers.Server:
    with (var / "log" / f"{name}.log").open("ab") as out:
        return STARTERS[name](var, out)


def _watch(var: Path, up: dict[str, servers.Server], ended: list[int]) -> None:
    while not ended:
        free = lock(var / "lease.lock", fcntl.LOCK_EX)
        if free:
            with free:  # who wants a lease now waits here, and then finds no addresses of servers that are being ended
                (var / "servers.json").unlink(missing_ok=True)
            return
        for name, server in list(up.items()):
            if server.process.poll() is not None:
                up[name] = _start(var, name)
        time.sleep(0.2)


def _write(file: Path, text: str) -> None:
    new = file.with_suffix(".part")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    new.rename(file)


@contextmanager
def _published(state: Path, addresses: dict[str, str]) -> Iterator[None]:
    """Show the addresses while the block lasts. The lock is taken before the file has its name, and `kill -9` opens it."""
    new = state.with_suffix(".new")
    _write(new, json.dumps(addresses))
    with new.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        new.rename(state)
        yield


def published(state: Path) -> dict[str, str] | None:
    """Return the addresses that a living keeper shows; None when there are none or the keeper that wrote them is dead."""
    try:
        with state.open() as shown:
            try:
                fcntl.flock(shown, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                addresses: dict[str, str] = json.load(shown)
                return addresses
    except FileNotFoundError:
        pass
    return None


class Lease:
    """`with Lease(var, names) as addresses:` the servers are up inside the block, started if nobody had them up."""

    def __init__(self, var: Path, names: list[str]) -> None:
        self.var, self.names = var.absolute(), names
        self._keeper: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> dict[str, str]:
        self.var.mkdir(parents=True, exist_ok=True)
        self._lease = (self.var / "lease.lock").open("a")
        if not self.names:
            return {}
        try:
            fcntl.flock(self._lease, fcntl.LOCK_SH)
            return self._wait()
        except BaseException:  # Ctrl-C too: nobody is to keep up servers for somebody who is gone
            self._lease.close()
            raise

    def _wait(self) -> dict[str, str]:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if (found := published(self.var / "servers.json")) is not None:
                return self._checked(found)
            if self._keeper is not None and (self._keeper.poll() or 0) > 0 and not is_held(self.var / "keeper.lock"):
                break  # it has said why; one that was killed is started again
            self.look()
            time.sleep(0.1)
        fault = self.var / "keeper.fault"
        if shutil.disk_usage(self.var).free < NOTHING:  # the keeper could not even write what is wrong
            raise Failed(f"The disk of {self.var} is full: free some room and start again.")
        raise Failed(
            fault.read_text() if fault.exists() else f"The embedded servers did not come up: see {self.var / 'log'}."
        )

    def look(self) -> None:
        """Start a keeper where there is none; who holds a lease for long calls this again, in case ours was killed."""
        if not self.names or is_held(self.var / "keeper.lock"):
            return
        if self._keeper is None or self._keeper.poll() is not None:
            self._keeper = self._spawn()

    def _checked(self, found: dict[str, str]) -> dict[str, str]:
        missing = [name for name in self.names if ADDRESS[name] not in found]
        if missing:
            raise Failed(f"{self.var} is in use without its own {missing[0]}: end the other command first.")
        return found

    def _spawn(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "osuuskunta.core.embedded.keeper", os.fspath(self.var), *self.names]
        (self.var / "log").mkdir(exist_ok=True)
        with (self.var / "log" / "keeper.log").open("ab") as out:
            return subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, "PYTHONPATH": os.fspath(ROOT)}, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=out,
            )  # fmt: skip

    def __exit__(self, *fault: object) -> None:
        """Give the lease back and wait until the servers are down, unless somebody else keeps them up."""
        self._lease.close()
        if not self.names:
            return
        for turn in range(200):
            time.sleep(0.1)
            if not is_held(self.var / "keeper.lock"):
                if self._keeper is not None:
                    with suppress(
                        subprocess.TimeoutExpired
                    ):  # one that had no lock yet goes by itself, without a lease
                        self._keeper.wait(10)
                return
            if turn > 8 and published(self.var / "servers.json") is not None:
                return


if __name__ == "__main__":
    keep(Path(sys.argv[1]), sys.argv[2:])
