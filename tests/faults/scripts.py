"""The scripts as a newcomer runs them, on a VAR_DIR of their own and with the environment that is made already."""

import os
import select
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
GIVEN = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "INDEX_KEYS",
         "PUBLIC_URL", "DEMO", "PORT", "BIND", "ERASED_FILE")  # fmt: skip


def surroundings(var: Path, **more: str) -> dict[str, str]:
    """Return the environment of a script: nothing that our own run was given, the ready `.venv`, its own VAR_DIR."""
    kept = {name: value for name, value in os.environ.items() if name not in GIVEN and not name.startswith("PYTEST")}
    path = [
        part for part in os.get_exec_path() if not part.endswith("pginstall/bin")
    ]  # a script adds it where it is used
    return {**kept, "PATH": os.pathsep.join(path), "OSUUSKUNTA_VENV": sys.prefix, "VAR_DIR": str(var), **more}


def run(name: str, *arguments: str, var: Path, root: Path = ROOT, seconds: float = 120, **more: str):
    """Run a script to its end and return what it said."""
    return subprocess.run(
        [root / "script" / name, *arguments], env=surroundings(var, **more), capture_output=True, text=True,
        timeout=seconds, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running `script/server`."""

    def __init__(self, var: Path, root: Path = ROOT, **more: str) -> None:
        self.var, self.port = var, int(more.pop("PORT", "0")) or a_free_port()
        self.process = subprocess.Popen(
            [root / "script" / "server"], env=surroundings(var, PORT=str(self.port), **more), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
        )  # fmt: skip

    def wait(self, seconds: float = 180) -> str:
        """Return its line *Ready* once it has come; AssertionError when it does not."""
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        line = self.process.stdout.readline() if ready else ""
        assert line.startswith("Ready: "), f"not ready: {line!r}, ended with {self.process.poll()}"
        return line

    def stop(self, seconds: float = 20) -> int:
        """End it as Ctrl-C does and return its status."""
        if self.process.poll() is None:
            self.process.send_signal(2)
        return self._ended(seconds)

    def kill(self) -> int:
        """End it as a crash does and return its status."""
        self.process.kill()
        return self._ended(5)

    def _ended(self, seconds: float) -> int:
        status = self.process.wait(seconds)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status


def of(var: Path) -> list[psutil.Process]:
    """Return every process that belongs to a VAR_DIR: by its environment, command line or working directory."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), process.cwd(), process.environ().get("OSUUSKUNTA_OF", "")]
        except (psutil.Error, OSError):
            continue
        if any(word == str(var) or word.startswith(f"{var}/") for word in words):
            found.append(process)
    return found


def gone(var: Path, seconds: float) -> list[str]:
    """Wait until no process of `var` is left; return what still is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not of(var):
            return []
        time.sleep(0.1)
    return [" ".join(process.cmdline()) for process in of(var)]


def a_copy(to: Path) -> Path:
    """Copy the house as git knows it, with what is built already, and return its root."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    shutil.copytree(ROOT / "static" / "vendor", to / "static" / "vendor", dirs_exist_ok=True)
    return to
