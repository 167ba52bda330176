"""A browser for the tests: the named one, else one on PATH, else Debian's, else npm's, else one clear line.

Debian's package comes before npm's where both can be had: its Chromium is the newer one, a whole browser with the machine's
own fonts, and is there for good afterwards. Only root can install it. npm's needs no root and leaves the machine alone: it is
a headless Chromium inside the package `@sparticuz/chromium` (x86-64 Linux), pinned in `tests/e2e/package-lock.json` and
unpacked below VAR_DIR. Nobody but the tests looks for a browser, so nothing of this is fetched for the service.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from osuuskunta.core.embedded.bootstrap import ROOT
from osuuskunta.core.embedded.surroundings import var_dir
from osuuskunta.core.node import NodeError, install_locked, node

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SHELL = "headless-shell"  # what npm's is started by; a browser of this name has no window and no other way to run
PACKAGE = ROOT / "tests" / "e2e"
LAUNCHER = """#!/bin/sh
here=${0%/*}
export LD_LIBRARY_PATH="$here/lib"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
"""
FONTS = '<?xml version="1.0"?><fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="relative">cache</cachedir></fontconfig>\n'
# Run by Node, which knows brotli while Python does not: each archive of the package, without its ending .br.
UNBROTLI = """
const { createReadStream, createWriteStream } = require("fs");
const { createBrotliDecompress } = require("zlib");
const { pipeline } = require("stream/promises");
const unpack = (name) => pipeline(
  createReadStream(`node_modules/@sparticuz/chromium/bin/${name}.br`), createBrotliDecompress(), createWriteStream(name));
Promise.all(["chromium", "al2023.tar", "fonts.tar"].map(unpack)).catch((fault) => { console.error(fault.message); process.exit(1); });
"""


def find_browser() -> str | None:
    """Return the path of a Chromium, installing or unpacking one where that works; None, and a line that says so, without any."""
    found = os.environ.get("OSUUSKUNTA_BROWSER") or on_path() or _of_debian() or _of_npm(var_dir() / "browser")
    if found is None:
        print("No Chromium here: the browser tests are skipped. Install chromium to run them.", file=sys.stderr)
    return found


def on_path() -> str | None:
    """Return the first Chromium on PATH."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def launch_arguments(browser: str) -> list[str]:
    """Return what the tests start `browser` with; npm's own list is never used, it switches the web's security off."""
    mode = "--headless=shell" if Path(browser).name == SHELL else "--headless=new"
    return [mode, "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


def _of_debian() -> str | None:
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing chromium for the browser tests …", file=sys.stderr)
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )  # fmt: skip
    return on_path()


def _of_npm(folder: Path) -> str | None:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return None
    try:
        launcher = _unpacked(folder)
        subprocess.run([launcher, "--version"], stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=60)
    except (NodeError, OSError, KeyError, tarfile.TarError, subprocess.SubprocessError) as fault:
        print(f"npm's Chromium cannot be used: {fault}", file=sys.stderr)
        return None
    return os.fspath(launcher)


def made_in(folder: Path) -> Path:
    """Return where below `folder` the Chromium of the present lock is unpacked; another lock has another place."""
    return folder / hashlib.sha256((PACKAGE / "package-lock.json").read_bytes()).hexdigest()[:16]


def _unpacked(folder: Path) -> Path:
    """Return npm's Chromium below `folder`, unpacking it the first time; several at the same time wait for each other."""
    made = made_in(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if not made.is_dir():
            print("Unpacking npm's Chromium for the browser tests …", file=sys.stderr)
            for left in [path for path in folder.iterdir() if path.is_dir()]:  # of another lock, or half of one
                shutil.rmtree(left)
            with TemporaryDirectory(prefix=".new-", dir=folder) as new:
                _unpack(Path(new)).rename(made)  # last: half a browser is never taken for a whole one
    return made / SHELL


def _unpack(work: Path) -> Path:
    """Fetch the locked package into `work` and return the folder with all that Chromium needs."""
    for given in (PACKAGE / "package.json", PACKAGE / "package-lock.json", ROOT / ".npmrc"):
        shutil.copyfile(given, work / given.name)
    install_locked(work)
    (work / "unbrotli.cjs").write_text(UNBROTLI)
    node(work, "unbrotli.cjs")
    whole = work / "whole"
    for archive, into, endings in (("al2023.tar", "lib", (".so", ".so.1", ".chk")), ("fonts.tar", "fonts", (".ttf",))):
        (whole / into).mkdir(parents=True)
        with tarfile.open(work / archive) as packed:
            for member in packed:
                inside = packed.extractfile(member) if member.isfile() and member.name.endswith(endings) else None
                if inside is not None:
                    (whole / into / Path(member.name).name).write_bytes(inside.read())
    (work / "chromium").rename(whole / "chromium")
    (whole / "fonts.conf").write_text(FONTS)
    (whole / SHELL).write_text(LAUNCHER)
    for name in ("chromium", SHELL):
        (whole / name).chmod(0o755)
    return whole
