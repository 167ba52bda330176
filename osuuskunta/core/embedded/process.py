"""Locks that end with their holder, and children that end with their parent."""

import ctypes
import fcntl
import os
import pwd
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT, SIGTERM, Signals
from typing import IO, Any

import psutil

from osuuskunta.core.embedded.bootstrap import Failed

__all__ = ["Failed", "child", "end", "is_held", "lock", "reap"]

LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG, _PR_SET_KEEPCAPS, _PR_SET_SECUREBITS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 8, 28, 47, 2
_NO_SETUID_FIXUP = 4  # else access(2) ignores the capability
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2
_CAPABILITY_V3 = 0x20080522


def lock(path: Path, kind: int) -> IO[str] | None:
    """Take a lock (fcntl.LOCK_SH or LOCK_EX) without waiting; it is given back on close and by `kill -9`. None if taken."""
    held = path.open("a")
    try:
        fcntl.flock(held, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        return None
    return held


def is_held(path: Path) -> bool:
    """Whether some process holds `path` exclusively."""
    found = lock(path, fcntl.LOCK_SH)
    if found is None:
        return True
    found.close()
    return False


def _become(user: pwd.struct_passwd) -> None:
    """Become `user`, keeping only the right to read through closed folders: `.venv` and `var/` may lie in a 0700 home.

    In containers CAP_DAC_READ_SEARCH is not given; there CAP_DAC_OVERRIDE is the one that works.
    """
    libc = ctypes.CDLL(None)
    if LINUX:
        libc.prctl(_PR_SET_KEEPCAPS, 1)
        libc.prctl(_PR_SET_SECUREBITS, _NO_SETUID_FIXUP)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    os.umask(0o077)
    for capability in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE) if LINUX else ():
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_V3, 0)
        wanted = (ctypes.c_uint32 * 6)(*[1 << capability] * 3)
        if libc.capset(header, wanted) == 0:
            libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0)  # ambient: survives exec
            break


def child(ends_by: Signals, user: pwd.struct_passwd | None = None) -> dict[str, Any]:
    """Return Popen arguments for a child in its own session that gets `ends_by` when its parent dies, however it dies."""

    def between_fork_and_exec() -> None:
        if user is not None:
            _become(user)
        if LINUX:  # last: setuid clears it
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, ends_by)

    return {"preexec_fn": between_fork_and_exec, "stdin": subprocess.DEVNULL, "start_new_session": True}


def reap(is_ours: Callable[[psutil.Process], bool], signals: Iterable[tuple[Signals, float]]) -> None:
    """End processes of an earlier run that `is_ours` recognises, ever less kindly."""

    def ours(process: psutil.Process) -> bool:
        try:
            return is_ours(process)
        except (psutil.Error, OSError):
            return False

    left = [process for process in psutil.process_iter() if process.pid != os.getpid() and ours(process)]
    for signal, seconds in signals:
        for process in left:
            try:
                process.send_signal(signal)
            except psutil.NoSuchProcess:
                continue
        left = psutil.wait_procs(left, seconds)[1]


SERVER_SIGNALS = ((SIGINT, 10.0), (SIGQUIT, 3.0), (SIGKILL, 5.0))


def working_in(folder: Path, *names: str) -> Callable[[psutil.Process], bool]:
    """Recognise servers by name and working directory: a server's working directory is its data folder."""
    return lambda process: process.name() in names and Path(process.cwd()) == folder


def end(started: Iterable["subprocess.Popen[bytes]"], seconds: float = 10.0) -> None:
    """End children and all of their groups: SIGTERM, `seconds` to finish, then SIGKILL."""
    started = list(started)
    for process in started:
        if process.poll() is None:
            process.send_signal(SIGTERM)
    psutil.wait_procs(
        [psutil.Process(p.pid) for p in started if p.poll() is None and psutil.pid_exists(p.pid)], seconds
    )
    for process in started:
        try:
            os.killpg(process.pid, SIGKILL)  # what the child left behind in its session, too
        except (ProcessLookupError, PermissionError):
            continue
    for process in started:
        process.wait(5)
