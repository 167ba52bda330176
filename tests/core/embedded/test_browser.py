"""Which browser the tests get: in order, and each only where the one before it is not to be had."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from osuuskunta.core.embedded import browser
from osuuskunta.core.embedded.browser import find_browser, launch_arguments, made_in

# In a process of its own: one process has one Playwright, and the other browser tests may have begun theirs.
SHOW = """
import sys
from playwright.sync_api import sync_playwright
from osuuskunta.core.embedded.browser import launch_arguments
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=launch_arguments(sys.argv[1]))
    page = browser.new_page()
    page.set_content("<p></p><script>document.querySelector('p').append(6 * 7)</script>")
    print(page.inner_text("p"))
    browser.close()
"""


def program(folder: Path, name: str, script: str = "") -> Path:
    """Make an executable script, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser, whose npm reaches nothing, used by an ordinary user; return the one folder of its PATH."""
    path = tmp_path / "bin"
    path.mkdir()
    monkeypatch.delenv("OSUUSKUNTA_BROWSER", raising=False)
    monkeypatch.setenv("PATH", os.fspath(path))
    monkeypatch.setenv("VAR_DIR", os.fspath(tmp_path / "var"))
    monkeypatch.setenv("npm_config_offline", "true")
    monkeypatch.setenv("npm_config_cache", os.fspath(tmp_path / "nothing-cached"))
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    return path


def apt_get(path: Path, *, gives: bool) -> None:
    """Put an apt-get on PATH that notes what it is asked for, and perhaps installs a chromium."""
    install = f'[ "$1" = install ] && echo "#!/bin/sh" > {path}/chromium && {shutil.which("chmod", path=os.defpath)} 755 {path}/chromium'
    program(path, "apt-get", f'echo "$1" >> {path}/asked\n{install if gives else "exit 100"}')


def unpacked(machine: Path, script: str = "") -> Path:
    """Lay npm's browser where it stands once it has been unpacked."""
    return program(made_in(machine.parent / "var/browser"), "headless-shell", script)


def test_the_named_one_comes_first(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine, "chromium")
    monkeypatch.setenv("OSUUSKUNTA_BROWSER", "/opt/mine")
    assert find_browser() == "/opt/mine"


def test_then_one_on_the_path(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = program(machine, "google-chrome")
    unpacked(machine)
    apt_get(machine, gives=True)
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert find_browser() == os.fspath(found)
    assert not (machine / "asked").exists()


def test_then_debians_for_root(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked(machine)
    apt_get(machine, gives=True)
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert find_browser() == os.fspath(machine / "chromium")
    assert (machine / "asked").read_text().split() == ["update", "install"]


def test_then_npms_where_debians_cannot_be_had(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = unpacked(machine)
    apt_get(machine, gives=False)
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert find_browser() == os.fspath(made)


def test_an_ordinary_user_asks_no_apt(machine: Path) -> None:
    made = unpacked(machine)
    apt_get(machine, gives=True)
    assert find_browser() == os.fspath(made)
    assert not (machine / "asked").exists()


def test_without_any_one_line_says_so(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert find_browser() is None
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[-1].startswith("No Chromium here: the browser tests are skipped.")
    assert [path.name for path in (machine.parent / "var/browser").iterdir()] == [".lock"]  # nothing half made is left


def test_one_that_does_not_start_is_none(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    unpacked(machine, "exit 127")
    assert find_browser() is None
    assert "npm's Chromium cannot be used" in capfd.readouterr().err


@pytest.mark.parametrize(("system", "processor"), [("darwin", "x86_64"), ("linux", "aarch64")])
def test_the_package_is_for_one_platform(
    machine: Path, monkeypatch: pytest.MonkeyPatch, system: str, processor: str
) -> None:
    unpacked(machine)
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("platform.machine", lambda: processor)
    assert find_browser() is None


def test_each_is_started_as_it_can_be() -> None:
    assert launch_arguments("/usr/bin/chromium")[0] == "--headless=new"
    assert launch_arguments("/var/browser/1/headless-shell")[0] == "--headless=shell"
    assert not any("web-security" in argument for argument in launch_arguments("/var/browser/1/headless-shell"))


def test_the_lock_pins_one_release_and_names_no_registry() -> None:
    wanted = json.loads((browser.PACKAGE / "package.json").read_text())["dependencies"]
    text = (browser.PACKAGE / "package-lock.json").read_text()
    locked = json.loads(text)["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in package for path, package in locked.items() if path)
    assert "://" not in text


@pytest.mark.browser
@pytest.mark.slow
def test_npms_is_fetched_unpacked_and_shows_a_page(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("npm_config_offline")
    monkeypatch.delenv("npm_config_cache")
    found = find_browser()
    if found is None:
        pytest.skip(f"npm's Chromium cannot be had here: {capfd.readouterr().err.strip()}")
    assert Path(found) == made_in(machine.parent / "var/browser") / "headless-shell"
    shown = subprocess.run(
        [sys.executable, "-c", SHOW, found], capture_output=True, text=True, check=True, timeout=120,
        env={"PATH": os.fspath(machine), "HOME": os.fspath(machine), "PYTHONPATH": os.fspath(browser.ROOT)},
    )  # fmt: skip
    assert shown.stdout.strip() == "42"
