"""A browser for the tests: one on PATH, else one the machine can install, else one clear line."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_browser() -> str | None:
    """Return the path of a Chromium, installing Debian's where that works; None, and a line that says so, without any."""
    named = os.environ.get("OSUUSKUNTA_BROWSER")
    if named:
        return named
    found = _on_path()
    if found is None and os.getuid() == 0 and shutil.which("apt-get"):
        print("Installing chromium for the browser tests …", file=sys.stderr)
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )  # fmt: skip
        found = _on_path()
    if found is None:
        print("No Chromium here: the browser tests are skipped. Install chromium to run them.", file=sys.stderr)
    return found


def _on_path() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)
