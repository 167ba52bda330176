"""What a command runs in: which servers, which addresses, and one sentence for each thing that is wrong."""

import os
from pathlib import Path

import pytest

from osuuskunta.core.embedded import surroundings as house
from osuuskunta.core.embedded.bootstrap import ROOT, Failed
from osuuskunta.core.embedded.roles import RIGHTS, VARIABLES, make_roles

VARIABLES_OF_SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "REDIS_URL")


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that names servers of its own, so that none is started, and no secret file; returns its VAR_DIR."""
    for name in list(os.environ):
        if name.endswith("_FILE"):
            monkeypatch.delenv(name)
    for name in VARIABLES_OF_SERVERS:
        monkeypatch.setenv(name, "redis://127.0.0.1:1/0" if name == "REDIS_URL" else "postgres://a:b@127.0.0.1:1/x")
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


def refusal() -> str:
    with pytest.raises(Failed) as caught, house.surroundings():
        pass
    return str(caught.value)


@pytest.mark.parametrize(
    ("value", "found"), [("", ROOT / "var"), ("other", ROOT / "other"), ("/srv/osuuskunta", Path("/srv/osuuskunta"))]
)
def test_where_the_state_is(monkeypatch, value, found):
    monkeypatch.setenv("VAR_DIR", value)
    assert house.var_dir() == found


@pytest.mark.parametrize(
    ("unset", "needed"),
    [((), []), (("DATABASE_URL",), ["postgres"]), (("REDIS_URL",), ["valkey"]),
     (("DATABASE_URL", "REDIS_URL"), ["postgres", "valkey"])],
)  # fmt: skip
def test_a_server_is_ours_when_no_address_replaces_it(monkeypatch, unset, needed):
    for name in unset:
        monkeypatch.setenv(name, "")
    assert house.needed_servers() == needed


def test_with_servers_of_ones_own_the_addresses_go_through_as_they_are(outside, monkeypatch):
    monkeypatch.setenv("FIELD_KEYS", "k9:given")
    with house.surroundings() as environment:
        assert {name: environment[name] for name in VARIABLES_OF_SERVERS} == {
            name: os.environ[name] for name in VARIABLES_OF_SERVERS
        }
        assert environment["FIELD_KEYS"] == "k9:given"
        assert environment["VAR_DIR"] == str(outside)
        assert environment["PYTHONPATH"] == str(ROOT)
        assert environment["DJANGO_SETTINGS_MODULE"] == "osuuskunta.settings"
    assert outside.stat().st_mode & 0o777 == 0o700
    assert not (outside / "pg").exists()
    assert [path.name for path in outside.glob(".probe*")] == []


@pytest.mark.parametrize("name", VARIABLES_OF_SERVERS[:3])
def test_an_address_of_something_else_is_named_and_not_shown(monkeypatch, name):
    monkeypatch.setenv(name, "mysql://app:hush@host/x")
    assert refusal() == f"{name} is no address of a PostgreSQL: write postgres://user:password@host/database."


def test_a_secret_file_that_is_not_there_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "none"))
    said = refusal()
    assert "SECRET_KEY_FILE" in said
    assert "\n" not in said


def test_a_secret_file_is_read(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))
    with house.surroundings() as environment:
        assert environment["SECRET_KEY"] == "from a file"


@pytest.mark.parametrize("below", ["", "/deeper"])
def test_a_file_in_the_place_of_the_var_is_one_sentence(outside, monkeypatch, below):
    outside.write_text("")
    monkeypatch.setenv("VAR_DIR", f"{outside}{below}")
    assert refusal().startswith(f"{outside}{below} cannot be written to (")


def test_web_and_worker_get_neither_owner_nor_backup():
    everything = dict.fromkeys(
        [*VARIABLES_OF_SERVERS, "DATABASE_OWNER_URL_FILE", "DATABASE_BACKUP_URL_FILE", "PATH"], "x"
    )
    assert sorted(house.without_privileges(everything)) == ["DATABASE_URL", "PATH", "REDIS_URL"]


def test_a_schema_needs_its_owner(outside):
    with pytest.raises(Failed, match="DATABASE_OWNER_URL is not set: give the address"):
        house.migrate({"VAR_DIR": str(outside), "DATABASE_URL": "postgres://a@b/c"})


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("", ""),
        ("\n \n", ""),
        ("one\ntwo\n\n", "two"),
        ('trouble\n{"event": "x"}\n', "trouble"),
        ('{"event": "x"}', ""),
    ],
)
def test_the_last_line_is_the_reason_and_no_log(text, last):
    assert house._last_line(text) == last


def test_the_code_has_a_stamp_that_stays(monkeypatch):
    assert house.code_stamp() == house.code_stamp()
    before = house.code_stamp()
    monkeypatch.setattr(house, "PACKAGES", house.PACKAGES[:-1])
    assert house.code_stamp() != before


def test_a_cluster_that_does_not_open_is_one_sentence_without_its_password(tmp_path):
    with pytest.raises(Failed) as caught:
        make_roles(tmp_path, "postgres://super:hush@/postgres?host=/nonexistent")
    assert str(caught.value) == (
        f"{tmp_path / 'keys' / 'super'} does not open {tmp_path / 'pg'}: put back the keys folder that belongs to it."
    )


def test_each_role_has_an_address_and_only_the_owner_passes_the_walls():
    assert sorted(RIGHTS) == sorted(VARIABLES)
    assert [role for role, rights in RIGHTS.items() if "NOBYPASSRLS" not in rights.split()] == ["owner"]
    assert [role for role, rights in RIGHTS.items() if "NOCREATEDB" not in rights.split()] == ["owner"]
