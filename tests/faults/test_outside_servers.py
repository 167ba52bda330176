"""The house on servers of one's own, set up by the SQL that docs/operating.md prints: nothing embedded is running."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.outside import Servers, programs, servers
from tests.faults.scripts import Server, gone, line_of, of, run

pytestmark = [pytest.mark.outside, pytest.mark.fault, pytest.mark.slow]

# What leans on the database and the broker: walls, scope, sealing, backup, history, roles, throttle, jobs.
SUITE = (
    "tests/core/sealing", "tests/core/test_backup.py", "tests/core/test_constraints.py", "tests/core/test_health.py",
    "tests/core/test_role_check.py", "tests/core/test_scope.py", "tests/core/test_walls.py", "tests/core/test_walls_roles.py",
    "tests/accounts/test_roles.py", "tests/accounts/test_sign_in.py", "tests/activity", "tests/participants",
    "tests/project/test_models.py",
)  # fmt: skip


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL 15 and Redis 7 or newer of its own on this machine: outside servers were not tried")
    with servers(found, tmp_path_factory.mktemp("outside")) as started:
        yield started


def manage(outside: Servers, var: Path, *arguments: str) -> str:
    """Run a command and return what it said on stdout; AssertionError when it fails."""
    done = run("manage", *arguments, var=var, **outside.addresses)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_database_part_of_the_suite(outside, tmp_path):
    done = run(
        "test", "-q", "-n2", "-m", "not browser and not fault", *SUITE, var=tmp_path / "var", seconds=400,
        OSUUSKUNTA_BROWSER="/none", **outside.addresses,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout.splitlines()[-1]
    assert of(tmp_path / "var") == []


def test_an_installation_from_nothing_to_a_restored_backup(outside, tmp_path):
    var, kept = tmp_path / "var", tmp_path / "kept.zip"
    manage(outside, var, "prepare")
    assert outside.ask("SELECT code FROM project_project") == [("S20395",)]
    said = manage(outside, var, "runtime_role_check")
    assert said.startswith("role osk_app\n")
    assert "FAULT" not in said
    assert outside.ask("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'") == [("osk_owner",)]

    manage(outside, var, "create_admin", "ensin@example.org", "--project", "S20395")
    before = outside.ask("SELECT * FROM accounts_user ORDER BY 1")
    manage(outside, var, "backup", str(kept))
    assert f"{kept} is whole: " in manage(outside, var, "verify_backup", str(kept))
    manage(outside, var, "create_admin", "sitten@example.org", "--project", "S20395")
    assert len(outside.ask("SELECT * FROM accounts_user")) == len(before) + 1
    assert manage(outside, var, "restore", str(kept), "--replace").startswith("Restored ")
    assert outside.ask("SELECT * FROM accounts_user ORDER BY 1") == before
    assert manage(outside, var, "runtime_role_check") == said


def test_the_service_starts_none_of_its_own(outside, tmp_path):
    var = tmp_path / "var"
    started = Server(var, DEMO="0", **outside.addresses)
    try:
        started.wait()
        names = {line_of(process).split(" ")[0].rpartition("/")[2] for process in of(var)}
        assert sorted(names & {"postgres", "valkey-server", "redis-server"}) == []
        assert not (var / "pg").exists()
    finally:
        assert started.stop() == 0
    assert gone(var, 5) == []
