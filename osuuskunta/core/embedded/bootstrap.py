"""The first step of every script: make `.venv` from the hashed lock and build the assets, then go on inside it.

Runs under any Python ≥ 3.11 before anything is installed, hence the standard library alone. Everything it says goes to
stderr: stdout belongs to the command's result.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TESTS_TOO = {"setup", "test", "bench"}
KINDS = ("base", "test")
STEPS = (
    ("osuuskunta.core.assets", "The styles and icons could not be built: look at the message above and try again."),
    ("osuuskunta.core.catalogues", "The translations could not be compiled: look at the message above."),
)


class Failed(Exception):
    """Something a person can mend; its text is one sentence that says what to do."""


def environment_dir() -> Path:
    """Return the folder of the virtual environment; OSUUSKUNTA_VENV names a ready one that is used as it is."""
    return Path(os.environ.get("OSUUSKUNTA_VENV") or ROOT / ".venv")


def stamp_of(kind: str, venv: Path) -> str:
    """Return what an environment of `kind` (base, test) must have been made from: lock, Python and its own path."""
    lock = (ROOT / "requirements" / f"{kind}.txt").read_bytes()
    return hashlib.sha256(b"\0".join([lock, sys.version.encode(), os.fsencode(venv)])).hexdigest()


def python_of(venv: Path) -> Path:
    return venv / "bin" / "python"


def run(*command: object, what: str) -> None:
    """Run a step with its output on stderr; Failed with `what` to do when it does not succeed."""
    done = subprocess.run([os.fspath(part) for part in command], stdout=sys.stderr, cwd=ROOT, check=False)  # type: ignore[call-overload]
    if done.returncode:
        raise Failed(what)


def is_made(venv: Path, kind: str) -> bool:
    """Whether `venv` was made from today's lock by this Python, and its Python can still be found."""
    stamp = venv / f"made-{kind}"
    return python_of(venv).exists() and stamp.is_file() and stamp.read_text() == stamp_of(kind, venv)


def make_environment(venv: Path, kinds: tuple[str, ...]) -> None:
    """Install the locks of `kinds` into `venv` if they are not there; a changed lock or Python makes it anew."""
    if all(is_made(venv, kind) for kind in kinds):
        return
    if not is_made(venv, "base"):
        print("Making .venv …", file=sys.stderr)
        run(sys.executable, "-m", "venv", "--clear", venv,
            what="Python's venv and pip are missing: install them (Debian: apt install python3-venv) and try again.")  # fmt: skip
    for kind in kinds:
        if is_made(venv, kind):
            continue
        print(f"Installing requirements/{kind}.txt …", file=sys.stderr)
        # The lock is the whole answer: pip must not look for another one, or a newer release of a package that is asked
        # for with an extra ("coverage[toml]") is refused for its missing hash although the lock pins an older one.
        run(python_of(venv), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:",
            "--require-hashes", "--no-deps", "-r", ROOT / "requirements" / f"{kind}.txt",
            what="The packages could not be installed: look at pip's message above (network, disk, platform) and try again.")  # fmt: skip
        (venv / f"made-{kind}").write_text(
            stamp_of(kind, venv)
        )  # last: half an environment is never taken for a whole one


def prepare(command: str) -> Path:
    """Make what `command` needs and return the environment; scripts started at the same time wait for each other."""
    venv = environment_dir()
    kinds = KINDS if command in TESTS_TOO else KINDS[:1]
    if os.environ.get("OSUUSKUNTA_VENV"):
        if not python_of(venv).exists():
            raise Failed(f"OSUUSKUNTA_VENV names {venv}, where there is no Python: make it, or leave the variable out.")
    elif not all(is_made(venv, kind) for kind in kinds):  # asked before the lock: a ready clone may be read-only
        with (ROOT / ".venv.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            make_environment(venv, kinds)
    for module, what in STEPS:
        run(python_of(venv), "-m", module, what=what)
    return venv


def main(command: str, arguments: list[str]) -> None:
    venv = prepare(command)
    if command == "setup":
        print("Ready: script/server starts the service, script/test the tests.", file=sys.stderr)
        return
    python = os.fspath(python_of(venv))
    os.environ["PYTHONPATH"] = os.fspath(ROOT)
    os.execv(python, [python, "-m", "osuuskunta.core.embedded.cli", command, *arguments])  # noqa: S606


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except Failed as fault:
        sys.exit(str(fault))
    except OSError as fault:
        sys.exit(
            f"{fault.filename or ROOT}: {fault.strerror}. Free some room or give yourself the right to write there."
        )
    except KeyboardInterrupt:
        sys.exit(130)
