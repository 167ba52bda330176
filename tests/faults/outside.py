"""A PostgreSQL and a Redis of the machine's own, set up as docs/operating.md says: the document is what is proved."""

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM
from typing import NamedTuple
from urllib.parse import quote

import psycopg

from osuuskunta.core.embedded.process import child, end
from tests.faults.processes import eventually
from tests.faults.scripts import ROOT, a_free_port

OPERATING = ROOT / "docs" / "operating.md"
CHAPTER = "## PostgreSQL of your own"
PASSWORDS = {"osk_app": "sala sana@/%41", "osk_owner": "omistaja?&#", "osk_backup": "vara:kopio+="}
BROKERS_PASSWORD = "välittäjä@:/"


class Programs(NamedTuple):
    postgres: Path  # the folder of initdb and postgres
    broker: Path


def programs() -> Programs | None:
    """Return the oldest PostgreSQL of the machine that we support and its Redis; None without one of the two."""
    folders = [Path(part) for part in os.get_exec_path()]
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "usr/local/pgsql*/bin"):
        folders += Path("/").glob(pattern)
    ours = [folder for folder in folders if folder.resolve().is_relative_to(Path(sys.prefix).resolve())]
    found = {folder: _version(folder / "postgres") for folder in folders if folder not in ours}
    fitting = {folder: version for folder, version in found.items() if version >= 15 and (folder / "initdb").exists()}
    brokers = [Path(name) for name in map(shutil.which, ("redis-server", "valkey-server")) if name]
    broker = next((name for name in brokers if _version(name) >= 7), None)
    if not fitting or broker is None:
        return None
    return Programs(min(fitting, key=lambda folder: fitting[folder]), broker)


def _version(program: Path) -> int:
    """Return a program's major version, 0 when it is not there or does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=20).stdout
    except OSError:
        return 0
    found = re.search(r"(?:\) |v=)(\d+)", said)
    return int(found[1]) if found else 0


def chapter(language: str) -> str:
    """Return the first block of code in `language` (sql, sh) of the chapter on outside servers."""
    text = OPERATING.read_text("utf-8").partition(CHAPTER)[2]
    return text.partition(f"```{language}\n")[2].partition("```")[0]


def statements() -> list[str]:
    """Return the document's SQL with passwords in the place of its dots, one statement each."""
    text = re.sub(r"(CREATE ROLE (\w+) .*)'…'", lambda found: f"{found[1]}'{PASSWORDS[found[2]]}'", chapter("sql"))
    assert "…" not in text
    return [one.strip() for one in text.split(";") if one.strip()]


def addresses(postgres_port: int, broker_port: int) -> dict[str, str]:
    """Return the document's variables with our passwords and ports: there is no TLS here, and no other host."""
    said = dict(re.findall(r"^(\w+_URL)=(\S+)", chapter("sh"), re.MULTILINE))
    assert sorted(said) == ["DATABASE_BACKUP_URL", "DATABASE_OWNER_URL", "DATABASE_URL", "REDIS_URL"]
    redis = said.pop("REDIS_URL").replace("rediss://", "redis://").replace("redis.internal", f"127.0.0.1:{broker_port}")
    found = {"REDIS_URL": redis.replace("…", quote(BROKERS_PASSWORD, safe=""))}
    for name, address in said.items():
        role = re.match(r"postgres://(\w+):…@db\.internal/", address)
        assert role is not None, address
        secret = quote(PASSWORDS[role[1]], safe="")
        here = address.replace("…", secret).replace("db.internal", f"127.0.0.1:{postgres_port}")
        found[name] = here.removesuffix("?sslmode=verify-full")
    return found


class Servers(NamedTuple):
    addresses: dict[str, str]
    super_url: str

    def ask(self, query: str) -> list[tuple]:
        """Return what a superuser is answered in the database that the document makes."""
        with psycopg.connect(f"{self.super_url}/osuuskunta") as connection:
            return connection.execute(query).fetchall()


@contextlib.contextmanager
def servers(found: Programs, folder: Path) -> Iterator[Servers]:
    """Start both in `folder` on free ports, with the roles of the document; they are ended with the block."""
    ports = a_free_port(), a_free_port()
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.append(_postgres(found.postgres, folder / "pg", ports[0]))
        super_url = f"postgres://super@127.0.0.1:{ports[0]}"
        eventually(lambda: answers(f"{super_url}/postgres"))
        with psycopg.connect(f"{super_url}/postgres", autocommit=True) as connection:
            for statement in statements():
                connection.execute(statement)
        started.append(_broker(found.broker, folder / "redis", ports[1]))
        eventually(lambda: b"eady to accept connections" in (folder / "redis.log").read_bytes())
        yield Servers(addresses(*ports), super_url)
    finally:
        for one in started:
            one.send_signal(SIGINT)  # PostgreSQL's fast stop
        end(started)


def _postgres(programs: Path, data: Path, port: int) -> "subprocess.Popen[bytes]":
    """Make a cluster where the roles need their passwords, and start it; as root it runs as nobody."""
    user = pwd.getpwnam("nobody") if os.getuid() == 0 else None
    data.mkdir(parents=True)
    if user is not None:
        os.chown(data, user.pw_uid, user.pw_gid)
    with (data.with_name("postgres.log")).open("ab") as log:
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "super", "-A", "trust", "--no-sync"],
            stdout=log, stderr=log, check=False, **child(SIGKILL, user),
        )  # fmt: skip
        assert made.returncode == 0, Path(log.name).read_text()
        (data / "pg_hba.conf").write_text(
            "host all super 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        return subprocess.Popen(
            [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-c", "unix_socket_directories=",
             "-c", "fsync=off"],
            stdout=log, stderr=log, **child(SIGINT, user),
        )  # fmt: skip


def answers(url: str) -> bool:
    with contextlib.suppress(psycopg.OperationalError):
        psycopg.connect(url).close()
        return True
    return False


def _broker(program: Path, folder: Path, port: int) -> "subprocess.Popen[bytes]":
    folder.mkdir()
    with (folder.with_name("redis.log")).open("ab") as log:
        return subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder,
             "--requirepass", BROKERS_PASSWORD],
            stdout=log, stderr=log, **child(SIGTERM),
        )  # fmt: skip
