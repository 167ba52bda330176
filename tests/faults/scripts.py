"""The scripts as a newcomer runs them, on a VAR_DIR of their own and with the environment that is made already."""

import contextlib
import http.client
import os
import select
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any

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


def run(
    name: str, *arguments: str, var: Path, root: Path = ROOT, seconds: float = 120, user: int | None = None, **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run a script to its end, perhaps as another user, and return what it said."""
    return subprocess.run(
        [root / "script" / name, *arguments], env=surroundings(var, **more), capture_output=True, text=True,
        timeout=seconds, check=False, stdin=subprocess.DEVNULL, **by(user),
    )  # fmt: skip


def by(user: int | None) -> dict[str, Any]:
    """Return Popen arguments for a process of `user`; None is who we are."""
    return {} if user is None else {"user": user, "group": user, "extra_groups": []}


def sentence(said: "subprocess.CompletedProcess[str]") -> str:
    """Return the last line of a refusal: one sentence, no trace, nothing on stdout."""
    assert said.returncode != 0
    assert "Traceback" not in said.stderr
    assert said.stdout == ""
    return said.stderr.strip().splitlines()[-1]


def get(port: int, path: str = "/health/ready") -> int:
    """Return the status of a page, 0 when nobody answers."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", path)
        return asked.getresponse().status
    except OSError:
        return 0
    finally:
        asked.close()


def until(port: int, seconds: float = 30) -> int:
    """Wait until the service answers 200 and return the last status."""
    end, status = time.monotonic() + seconds, 0
    while time.monotonic() < end and status != 200:
        status = get(port)
        time.sleep(0.1)
    return status


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running `script/server`."""

    def __init__(self, var: Path, root: Path = ROOT, user: int | None = None, **more: str) -> None:
        self.var, self.port = var, int(more.pop("PORT", "0")) or a_free_port()
        self.process = subprocess.Popen(
            [root / "script" / "server"], env=surroundings(var, PORT=str(self.port), **more), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True, **by(user),
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
        return self.ended(seconds)

    def kill(self) -> int:
        """End it as a crash does and return its status."""
        self.process.kill()
        return self.ended(5)

    def ended(self, seconds: float) -> int:
        """Wait for its end and return its status."""
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


def line_of(process: psutil.Process) -> str:
    """Return the command line of a process, "" when it has ended meanwhile."""
    try:
        return " ".join(process.cmdline())
    except (psutil.Error, OSError):
        return ""


def owners(var: Path) -> set[int]:
    """Return the ids of the users to whom the processes of `var` belong."""
    found = set()
    for process in of(var):
        with contextlib.suppress(psutil.Error):
            found.add(process.uids().real)
    return found


def end_all(var: Path) -> None:
    """Kill what is left of `var`; some may end by themselves in the same moment."""
    for process in of(var):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def child(var: Path, *words: str) -> int:
    """Return the id of the process of `var` whose command line has `words`, the parent of its likes."""
    found = [process for process in of(var) if all(word in line_of(process) for word in words)]
    assert found, words
    return min(found, key=lambda process: process.create_time()).pid


def gone(var: Path, seconds: float) -> list[str]:
    """Wait until no process of `var` is left; return what still is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not of(var):
            return []
        time.sleep(0.1)
    return [line for process in of(var) if (line := line_of(process))]


def a_copy(to: Path, *, built: bool = True) -> Path:
    """Copy the house as git knows it, with the assets that are built already unless it is to be a fresh clone; its root."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    if built:
        shutil.copytree(ROOT / "static" / "vendor", to / "static" / "vendor", dirs_exist_ok=True)
    return to


def a_venv(root: Path, python: Path | str = sys.executable) -> Path:
    """Put our packages into a `.venv` of `root` as if `python` had just installed them there, and return it.

    Files are linked, not copied, where the disk lets us: whatever is done to it, nobody may write into one.
    """
    venv = root / ".venv"
    subprocess.run([python, "-m", "venv", "--without-pip", venv], check=True)
    target = next((venv / "lib").glob("python*/site-packages"))
    shutil.copytree(sysconfig.get_path("purelib"), target, copy_function=link, dirs_exist_ok=True, symlinks=True)
    stamp = "import sys, pathlib, bootstrap; v = pathlib.Path(sys.argv[1]); (v / 'made-base').write_text(bootstrap.stamp_of('base', v))"
    subprocess.run(
        [python, "-B", "-c", stamp, venv],
        check=True,
        env={"PYTHONPATH": str(root / "osuuskunta/core/embedded"), "PATH": os.defpath},
    )
    return venv


def link(source: str, target: str | Path) -> None:
    """Give a file a second name, or copy it to another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
