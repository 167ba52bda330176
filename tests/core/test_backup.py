"""Backup, damage, restore: everything is there again but the erased; or nothing was touched."""

import base64
import fcntl
import re
import shutil
import stat
import threading
import uuid
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from osuuskunta.core import erasure, walls
from osuuskunta.core.backup import taking, tools
from osuuskunta.core.backup.restoring import RESTORING
from osuuskunta.core.db import as_owner
from osuuskunta.core.rolecheck import look
from osuuskunta.core.scope import scope
from osuuskunta.core.sealing import DESTROYED, erased, unlock
from osuuskunta.core.sealing.models import DataKey
from osuuskunta.core.walls import build_walls
from osuuskunta.project.models import Project
from tests.core.backups import CANARY_FILE, House, a_house, as_the_owner, content, run, uploads
from tests.core.world import TOYS, seen
from tests.toys.models import CoopsToy, PeopleToy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(settings: Settings, tmp_path: Path) -> House:
    return a_house(settings, tmp_path)


@pytest.fixture
def whole_again() -> Iterator[None]:
    """Whatever a test did to tables, the next one finds them."""
    yield
    call_command("migrate", verbosity=0)
    assert look().faults == []


class TestRoundTrip:
    def test_everything_is_there_again(self, house: House, whole_again: None) -> None:
        before, files = content(), uploads()
        out, error = run("backup", house.backup)
        assert error == ""
        rows = sum(count for count, _ in before.values())
        assert re.fullmatch(rf"{house.backup}: {len(before)} tables with {rows} rows, 3 files, \d\.\d MB\n", out)
        as_the_owner(
            "UPDATE toys_peopletoy SET name = 'spoilt'", "DELETE FROM toys_notestoy", "DROP TABLE toys_cardtoy CASCADE",
            "CREATE TABLE stranger (name text)", "DROP FUNCTION wall_site_stays() CASCADE",
            "ALTER TABLE toys_logtoy DISABLE ROW LEVEL SECURITY", "ALTER TABLE toys_logtoy ADD COLUMN more text",
        )  # fmt: skip
        shutil.rmtree(settings.MEDIA_ROOT)
        (Path(settings.MEDIA_ROOT) / "new").mkdir(parents=True)
        (Path(settings.MEDIA_ROOT) / "new" / "file.txt").write_text("not in the backup")
        out, error = run("restore", house.backup, "--replace")
        assert error == ""
        assert re.fullmatch(
            rf"Restored {len(before)} tables with {rows} rows, 3 files, \d\.\d MB, made [^ ]+\. 0 erased again, 0 migrations run\.\n",
            out,
        )
        assert (content(), uploads()) == (before, files)
        assert look().faults == []

    def test_what_comes_after_goes_on_where_it_stopped(self, house: House) -> None:
        """Numbers go on, triggers write history, walls hold, keys open: it is a working house and not only its rows."""
        last = Project.objects.order_by("-pk")[0].pk
        run("backup", house.backup)
        assert run("restore", house.backup, "--replace")[1] == ""
        again = Project.objects.create(code="NEW", name="New", starts_on="2026-01-01", ends_on="2027-01-01")
        assert again.pk == last + 1
        assert again.events.count() == 1
        assert {name: seen(name) for name in TOYS} == {name: [] for name in TOYS}
        with scope(house.world.scope_of("coach")):
            assert seen("people") == ["own one", "own two"]
        note = house.note("own one")
        unlock([note])
        assert note.note == "canary note own one"

    def test_a_backup_is_private_and_its_file_whole_or_as_before(self, house: House) -> None:
        house.backup.write_text("an older backup")
        house.backup.chmod(0o644)
        (house.folder / ".backup.zip.part").write_bytes(b"x" * 10_000_000)  # what kill -9 left
        assert run("backup", house.backup)[1] == ""
        assert stat.S_IMODE(house.backup.stat().st_mode) == 0o600
        assert house.backup.stat().st_size < 5_000_000
        assert sorted(path.name for path in house.folder.iterdir() if path.is_file()) == ["backup.zip"]
        assert run("verify_backup", house.backup)[1] == ""

    def test_no_key_and_no_sealed_text_is_in_it(self, house: House) -> None:
        run("backup", house.backup)
        whole = house.backup.read_bytes()
        with zipfile.ZipFile(house.backup) as found:
            dump = found.read("database.dump")
        (house.folder / "dump").write_bytes(dump)
        program = tools.tool("pg_restore", 15)
        with tools.running([program, "--file=-", house.folder / "dump"], tools.environment({})) as out:
            plain = out.read()
        assert b"own one" in plain
        assert CANARY_FILE.encode() in whole
        for text in (whole, plain):
            assert b"canary note" not in text
            for entry in f"{settings.FIELD_KEYS},{settings.INDEX_KEYS}".split(","):
                key = entry.split(":", 1)[1]
                assert key.encode() not in text
                assert base64.b64decode(key) not in text
                assert base64.b64decode(key).hex().encode() not in text

    def test_a_restore_into_an_empty_house_needs_no_leave(self, house: House) -> None:
        before = content()
        run("backup", house.backup)
        shutil.rmtree(settings.MEDIA_ROOT)
        with as_owner(), connection.cursor() as cursor:
            kept = {"django_migrations", "django_content_type", "auth_permission"}
            cursor.execute(f"TRUNCATE {', '.join(before.keys() - kept)} RESTART IDENTITY CASCADE")
        assert run("restore", house.backup)[1] == ""
        assert content() == before

    def test_a_restore_where_there_are_no_tables_at_all(self, house: House, whole_again: None) -> None:
        before = content()
        run("backup", house.backup)
        shutil.rmtree(settings.MEDIA_ROOT)
        as_the_owner(f"DROP TABLE {', '.join(before)} CASCADE")
        assert run("restore", house.backup)[1] == ""
        assert content() == before
        assert look().faults == []

    def test_another_installation_has_other_roles(self, house: House, settings: Settings) -> None:
        """The two weak roles change places: walls and rights name those of the settings, not those of the dump."""
        run("backup", house.backup)
        app, backup = settings.DATABASE_APP_ROLE, settings.DATABASE_BACKUP["USER"]
        try:
            settings.DATABASE_APP_ROLE = backup
            settings.DATABASE_BACKUP = {**settings.DATABASE_BACKUP, "USER": app}
            assert run("restore", house.backup, "--replace")[1] == ""
            with connection.cursor() as cursor:
                cursor.execute("SELECT policyname, roles::text FROM pg_policies WHERE tablename = 'toys_peopletoy'")
                found = dict(cursor.fetchall())
            assert (found["wall_read"], found["wall_backup"]) == (f"{{{backup}}}", f"{{{app}}}")
            assert look().faults == []
        finally:
            settings.DATABASE_APP_ROLE = app
            settings.DATABASE_BACKUP = {**settings.DATABASE_BACKUP, "USER": backup}
            with as_owner():
                build_walls()
        assert look().faults == []


class TestErasure:
    @pytest.fixture
    def cleared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(erasure, "_clears", {})
        erasure.register("toy", clear_name)
        erasure.register("toy", clear_name)  # an app that says it twice is called once

    def test_who_was_erased_since_is_erased_again(self, house: House, cleared: None) -> None:
        gone, stays = house.person("own one"), house.person("own two")
        before = content()
        run("backup", house.backup)
        with scope(house.world.everything()):
            assert erasure.erase("toy", gone) is True
            assert erasure.erase("toy", gone) is False
            assert PeopleToy.objects.get(pk=gone).name == "erased"
        out, error = run("restore", house.backup, "--replace")
        assert (error, out.splitlines()[-1].split(". ")[1]) == ("", "1 erased again, 0 migrations run.")
        notes = [house.note("own one"), house.note("own two")]
        unlock(notes)
        assert [note.note for note in notes] == [DESTROYED, "canary note own two"]
        assert not DataKey.objects.filter(subject_id=gone).exists()
        with scope(house.world.everything()):
            assert [PeopleToy.objects.get(pk=pk).name for pk in (gone, stays)] == ["erased", "own two"]
        after = content()
        assert {name for name in before if before[name] != after[name]} == {"core_datakey", "toys_peopletoy"}
        assert after["core_datakey"][0] == before["core_datakey"][0] - 1

    def test_an_erasure_of_a_kind_nobody_clears_for(self, house: House, cleared: None) -> None:
        run("backup", house.backup)
        erased.append("stranger", uuid.uuid4())
        assert run("restore", house.backup, "--replace")[1] == ""

    def test_a_clearing_that_fails_restores_nothing(self, house: House, cleared: None) -> None:
        erasure.register("toy", lambda _: PeopleToy.objects.create(name="no site"))
        run("backup", house.backup)
        erased.append("toy", house.person("own one"))
        as_the_owner("UPDATE toys_peopletoy SET name = 'newer'")
        (Path(settings.MEDIA_ROOT) / "one.txt").write_text("newer")
        before, files = content(), uploads()
        said = run("restore", house.backup, "--replace")[1]
        assert said.startswith('The restore failed: null value in column "site_id"')
        assert said.endswith(". Nothing was changed.")
        assert (content(), uploads()) == (before, files)


def clear_name(subject: uuid.UUID) -> None:
    PeopleToy.objects.filter(pk=subject).update(name="erased")


class TestOlder:
    def test_an_older_backup_is_brought_up_to_the_code(self, house: House, whole_again: None) -> None:
        """Taken before the last toy migrations: rows come back, the newer tables are made, and walls with them."""
        call_command("migrate", "toys", "0002", verbosity=0)
        run("backup", house.backup)
        call_command("migrate", verbosity=0)
        newer = set(content())
        out, error = run("restore", house.backup, "--replace")
        assert error == ""
        assert re.search(r" (\d+) migrations run\.$", out)[1] == "3"
        assert set(content()) == newer
        assert look().faults == []
        with scope(house.world.everything()):
            assert PeopleToy.objects.count() == 6
            assert CoopsToy.objects.filter(name__endswith=" copied").count() == 6  # by a migration that changes rows


class TestWhileOthersWork:
    def test_one_restore_at_a_time(self, house: House) -> None:
        run("backup", house.backup)
        before = content()
        with as_owner():
            here = dict(connection.settings_dict)
        with psycopg.connect(
            host=here["HOST"], port=here["PORT"] or None, dbname=here["NAME"], user=here["USER"],
            password=here["PASSWORD"] or None,
        ) as other:  # fmt: skip
            other.execute("SELECT pg_advisory_xact_lock(%s)", [RESTORING])
            assert run("restore", house.backup, "--replace")[1] == "Another restore is running."
        assert content() == before

    def test_one_backup_of_a_name_at_a_time(self, house: House) -> None:
        with (house.folder / ".backup.zip.part").open("wb") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            assert run("backup", house.backup)[1] == f"Another backup is writing {house.backup}."
        assert run("backup", house.backup)[1] == ""

    def test_what_a_killed_restore_left_of_files_is_put_right_first(self, house: House) -> None:
        """It was killed between its files and its commit: the database is the old one, so the old files go back."""
        run("backup", house.backup)
        root, files = Path(settings.MEDIA_ROOT), uploads()
        aside = root / ".restoring" / "old"
        aside.mkdir(parents=True)
        for entry in list(root.iterdir()):
            if entry.name != ".restoring":
                entry.rename(aside / entry.name)
        (root / "half.txt").write_text("of the restore that was killed")
        erased.path().rename(house.folder / "away")
        assert run("restore", house.backup, "--replace")[1] != ""  # refused before it looks at files
        (house.folder / "away").rename(erased.path())
        assert run("restore", house.backup, "--replace")[1] == ""
        assert uploads() == files
        assert not (root / ".restoring").exists()

    def test_a_backup_is_one_moment(self, house: House) -> None:
        """Somebody writes all the while: counts, dump and manifest are of the same moment, or rows would be said to be missing."""
        here, done, written = connection.settings_dict, threading.Event(), 0
        with psycopg.connect(
            host=here["HOST"], port=here["PORT"] or None, dbname=here["NAME"], user=here["USER"],
            password=here["PASSWORD"] or None, autocommit=True,
        ) as other:  # fmt: skip

            def write() -> int:
                number = 0
                while not done.is_set():
                    number += 1
                    other.execute("INSERT INTO auth_group (name) VALUES (%s)", [f"group {number}"])
                return number

            with ThreadPoolExecutor(1) as threads:
                writing = threads.submit(write)
                try:
                    manifest = taking.take(house.backup)
                finally:
                    done.set()
                written = writing.result()
        assert manifest.rows["auth_group"] < written
        assert run("restore", house.backup, "--replace")[1] == ""
        assert {name: count for name, (count, _) in content().items()} == dict(manifest.rows)


def test_walls_are_the_models_and_not_the_dumps(house: House) -> None:
    """A backup taken while a wall was open does not bring the hole back."""
    as_the_owner("ALTER POLICY wall_read ON toys_peopletoy USING (true)")
    run("backup", house.backup)
    assert run("restore", house.backup, "--replace")[1] == ""
    assert look().faults == []
    assert seen("people") == []
    assert walls.policies_of(PeopleToy)
