"""What a command runs in: servers up (embedded or outside), addresses and keys in the environment, the schema up to date."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from osuuskunta.core.embedded import keys
from osuuskunta.core.embedded.bootstrap import ROOT, Failed
from osuuskunta.core.embedded.keeper import Lease
from osuuskunta.core.embedded.servers import postgres_bin

PACKAGES = ("osuuskunta", "cooperatives", "participants", "coaching", "reporting", "demo")


def var_dir() -> Path:
    """Return the folder of all state, absolute; a relative VAR_DIR is one of the clone."""
    return (ROOT / (os.environ.get("VAR_DIR") or "var")).absolute()


def needed_servers() -> list[str]:
    """Return which embedded servers are to be up: those that no address of the environment replaces."""
    outside = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
    return [name for name, variable in outside.items() if not os.environ.get(variable)]


@contextmanager
def surroundings() -> Iterator[dict[str, str]]:
    """Yield the environment for a command (all addresses and keys); the servers are up inside the block."""
    with leased() as (environment, _lease):
        yield environment


@contextmanager
def leased() -> Iterator[tuple[dict[str, str], Lease]]:
    """Yield what `surroundings` does and the lease, for somebody who stays so long that the keeper must be looked after."""
    _read_files()
    _check_addresses()
    var = var_dir()
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = var / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise Failed(
            f"{var} cannot be written to ({fault.strerror}): choose another VAR_DIR or free some room."
        ) from None
    lease = Lease(var, needed_servers())
    with lease as up:
        environment = {**os.environ, **keys.settings(var), "VAR_DIR": os.fspath(var), "PYTHONPATH": os.fspath(ROOT)}
        environment["DJANGO_SETTINGS_MODULE"] = "osuuskunta.settings"
        if "REDIS_URL" in up:
            environment["REDIS_URL"] = up["REDIS_URL"]
        if "DATABASE_SUPER_URL" in up:
            from osuuskunta.core.embedded.roles import make_roles  # psycopg only when there is a database of ours

            environment |= make_roles(var, up["DATABASE_SUPER_URL"])
            environment["PATH"] = os.pathsep.join([os.fspath(postgres_bin()), environment.get("PATH", os.defpath)])
        yield environment, lease


def _read_files() -> None:
    """Take secrets that are given as files (NAME_FILE) into our environment, where all that follows looks for them."""
    from django.core.exceptions import ImproperlyConfigured

    from osuuskunta.environment import from_files

    try:
        os.environ.update(from_files(os.environ))
    except ImproperlyConfigured as fault:
        raise Failed(str(fault)) from None


def _check_addresses() -> None:
    """Failed when an address of the environment is none of PostgreSQL; its text is not shown, it may hold a password."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"):
        address = os.environ.get(name)
        if address and not address.startswith(("postgres://", "postgresql://")):
            raise Failed(f"{name} is no address of a PostgreSQL: write postgres://user:password@host/database.")


def without_privileges(environment: dict[str, str]) -> dict[str, str]:
    """Return what web and worker get: neither the owner's nor the backup reader's address."""
    privileged = ("DATABASE_OWNER_URL", "DATABASE_BACKUP_URL")
    return {name: value for name, value in environment.items() if name.removesuffix("_FILE") not in privileged}


def code_stamp() -> str:
    """Return a hash of everything the schema, its walls and its rights follow from."""
    total = hashlib.sha256()
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            total.update(os.fsencode(file.relative_to(ROOT)) + file.read_bytes())
    return total.hexdigest()


def migrate(environment: dict[str, str]) -> None:
    """Bring the schema up to date unless this very code has done it on this VAR_DIR and database; Failed when it cannot."""
    if not environment.get("DATABASE_OWNER_URL"):
        raise Failed("DATABASE_OWNER_URL is not set: give the address of the schema's owner beside DATABASE_URL.")
    var = Path(environment["VAR_DIR"])
    made = hashlib.sha256(f"{code_stamp()} {environment.get('DATABASE_URL', '')}".encode()).hexdigest()
    stamp = var / "migrated"
    with (var / "migrate.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == made:
            return
        done = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Failed(f"The database could not be brought up to date. {_last_line(done.stderr)}")
        stamp.write_text(made)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("{")]
    return lines[-1] if lines else ""
