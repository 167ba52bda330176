"""What a restore refuses, each in one sentence and with everything as it was."""

import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import Settings

from osuuskunta.core import erasure
from osuuskunta.core.backup import files
from osuuskunta.core.backup.container import Archive
from osuuskunta.core.backup.errors import Damaged
from osuuskunta.core.backup.manifest import Manifest
from osuuskunta.core.db import as_owner
from osuuskunta.core.sealing import NoKey, erased
from tests.core.backups import CANARY_FILE, House, a_house, as_the_owner, content, key_entry, run, uploads, with_sums

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(settings: Settings, tmp_path: Path) -> House:
    """A house that was backed up and has gone on since."""
    made = a_house(settings, tmp_path)
    assert run("backup", made.backup)[1] == ""
    as_the_owner("UPDATE toys_peopletoy SET name = 'newer'")
    (Path(settings.MEDIA_ROOT) / "one.txt").write_text("newer")
    return made


@pytest.fixture
def untouched(house: House) -> Iterator[None]:
    before = content(), uploads()
    yield
    assert (content(), uploads()) == before


def rewritten(house: House, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change the parts of the backup by hand, with the sum of the whole made right again."""
    with zipfile.ZipFile(house.backup) as old:
        parts = {name: old.read(name) for name in old.namelist()}
        comment = old.comment
    change(parts)
    with zipfile.ZipFile(house.backup, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
        new.comment = comment
    house.backup.write_bytes(with_sums(house.backup.read_bytes()))


def manifest_with(**values: object) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        found = json.loads(parts["manifest.json"])
        parts["manifest.json"] = json.dumps(found | values).encode()

    return change


def manifest(house: House) -> Manifest:
    with Archive(house.backup) as archive:
        return archive.manifest


def refused(house: House, *flags: str) -> str:
    """Return what `restore` says when it refuses."""
    out, said = run("restore", house.backup, *(flags or ("--replace",)))
    assert out == ""
    assert said != ""
    return said


@pytest.mark.usefixtures("untouched")
class TestDamage:
    def test_any_byte_that_is_changed_is_noticed(self, house: House) -> None:
        whole = house.backup.read_bytes()
        chance = random.Random(7)  # noqa: S311  the same bytes each time
        edges = [0, 1, 40, len(whole) - 1, len(whole) - 71, len(whole) - 72, len(whole) - 90]
        for at in edges + [chance.randrange(len(whole)) for _ in range(150)]:
            spoilt = bytearray(whole)
            spoilt[at] ^= 1 << chance.randrange(8)
            house.backup.write_bytes(spoilt)
            with pytest.raises(Damaged):
                Archive(house.backup)
        house.backup.write_bytes(whole)
        with Archive(house.backup):
            pass

    @pytest.mark.parametrize("kept", [0, 1, 71, 72, 1000, -1, -71, -1000])
    def test_a_file_that_was_cut_is_refused(self, house: House, kept: int) -> None:
        house.backup.write_bytes(house.backup.read_bytes()[:kept])
        said = (
            f"{house.backup} is damaged: its checksum does not fit, or it was cut, or it is no backup of this program."
        )
        assert refused(house) == f"{said} Use another backup."
        assert run("verify_backup", house.backup) == ("", f"{said} Use another backup.")

    @pytest.mark.parametrize("other", [b"", b"PK", b"not a backup at all" * 100])
    def test_another_file_is_refused(self, house: House, other: bytes) -> None:
        house.backup.write_bytes(other)
        assert "is no backup of this program" in refused(house)
        house.backup.write_bytes(with_sums(other + b"x" * 80))
        assert refused(house) == f"{house.backup} is damaged: it has no table of contents. Use another backup."

    def test_something_added_at_the_end_is_noticed(self, house: House) -> None:
        with house.backup.open("ab") as file:
            file.write(b"x")
        assert "its checksum does not fit" in refused(house)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (
                lambda parts: parts.update({"files/one.txt": b"other"}),
                "the checksum of the part files/one.txt does not fit",
            ),
            (lambda parts: parts.update({"files/more.txt": b""}), "its parts are not those of its manifest"),
            (lambda parts: parts.pop("files/one.txt"), "its parts are not those of its manifest"),
            (lambda parts: parts.pop("manifest.json"), "it has no manifest"),
            (lambda parts: parts.update({"manifest.json": b"{"}), "it has no manifest"),
        ],
    )
    def test_parts_that_do_not_fit_the_manifest(self, house: House, change: Callable, said: str) -> None:
        """The sum of the whole is right, as somebody who means harm would make it; the sums of the parts are looked at too."""
        rewritten(house, change)
        assert refused(house) == f"{house.backup} is damaged: {said}. Use another backup."

    def test_a_part_whose_own_sum_does_not_fit(self, house: House) -> None:
        whole = house.backup.read_bytes()
        assert whole.count(CANARY_FILE.encode()) == 2
        house.backup.write_bytes(with_sums(whole.replace(CANARY_FILE.encode(), CANARY_FILE.upper().encode(), 1)))
        assert re.fullmatch(
            rf"{house.backup} is damaged: the part files/[^ ]+ can't be read\. Use another backup\.",
            refused(house).replace("äiti ja isä", "x"),
        )

    @pytest.mark.parametrize("change", [{"format": "osuuskunta/backup/2"}, {"surprise": 1}])
    def test_a_manifest_of_another_format(self, house: House, change: dict) -> None:
        rewritten(house, manifest_with(**change))
        assert refused(house).startswith(f"{house.backup} was made by a newer version of this program (")

    @pytest.mark.parametrize("name", ["files/../../out", "files//etc/out", "files/.restoring/new/x"])
    def test_a_file_that_would_leave_its_folder(self, house: House, name: str) -> None:
        def change(parts: dict[str, bytes]) -> None:
            found = json.loads(parts["manifest.json"])["parts"]
            manifest_with(parts=found | {name: {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}})(parts)
            parts[name] = b"x"

        rewritten(house, change)
        assert refused(house) in {
            f"{house.backup} is damaged: it holds a file outside its folder.",
            f"{house.backup} holds files of a restore: it can't be restored.",
        }
        assert not (house.folder / "out").exists()

    def test_a_dump_that_can_not_be_read(self, house: House) -> None:
        def change(parts: dict[str, bytes]) -> None:
            dump = parts["database.dump"]
            parts["database.dump"] = spoilt = dump[: len(dump) // 2] + b"\0" * (len(dump) // 2)
            found = json.loads(parts["manifest.json"])["parts"]
            sums = {"size": len(spoilt), "sha256": hashlib.sha256(spoilt).hexdigest()}
            manifest_with(parts=found | {"database.dump": sums})(parts)

        rewritten(house, change)
        assert refused(house).startswith("pg_restore failed: ")
        assert run("verify_backup", house.backup)[1].startswith("pg_restore failed: ")

    def test_rows_that_are_fewer_than_the_manifest_says(self, house: House) -> None:
        rows = manifest(house).rows
        rewritten(house, manifest_with(rows={**rows, "toys_peopletoy": 7}))
        assert refused(house) == f"Rows of toys_peopletoy are missing in {house.backup}. Use another backup."

    def test_tables_that_the_manifest_does_not_know(self, house: House) -> None:
        rows = dict(manifest(house).rows)
        del rows["toys_peopletoy"]
        rewritten(house, manifest_with(rows=rows))
        said = f"{house.backup} is damaged: its tables are not those of its manifest. Use another backup."
        assert run("verify_backup", house.backup) == ("", said)

    def test_no_such_file(self, house: House) -> None:
        house.backup.unlink()
        assert refused(house) == f"{house.backup} can't be read: No such file or directory."
        assert run("verify_backup", house.backup) == ("", f"{house.backup} can't be read: No such file or directory.")


@pytest.mark.usefixtures("untouched")
class TestKeys:
    def test_a_missing_key_is_named(self, house: House) -> None:
        settings.FIELD_KEYS, settings.INDEX_KEYS = key_entry("mine"), key_entry("mine")
        said = "FIELD_KEYS lacks old; INDEX_KEYS lacks index"
        assert refused(house) == f"The backup can't be read without its keys: {said}. Put them into the settings."
        out, error = run("verify_backup", house.backup)
        assert error == ""
        assert out.splitlines()[2:] == ["needs FIELD_KEYS: old (not here)", "needs INDEX_KEYS: index (not here)"]
        settings.FIELD_KEYS = ""
        assert "FIELD_KEYS lacks old" in refused(house)

    def test_a_key_that_nothing_is_under_is_not_needed(self, house: House) -> None:
        out, error = run("verify_backup", house.backup)
        assert (error, out.splitlines()[2:]) == ("", ["needs FIELD_KEYS: old", "needs INDEX_KEYS: index"])

    def test_a_clearing_that_lacks_a_key(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        def clear(_: uuid.UUID) -> None:
            raise NoKey("It has no key.")

        monkeypatch.setattr(erasure, "_clears", {})
        erasure.register("toy", clear)
        erased.append("toy", uuid.UUID(int=1))
        assert refused(house) == "It has no key. Nothing was changed."

    def test_another_key_of_the_same_name(self, house: House) -> None:
        settings.FIELD_KEYS = key_entry("old")
        assert refused(house) == (
            "The key “old” in FIELD_KEYS is another one than the backup's of that name. "
            "Put the right one into the settings. Nothing was changed."
        )


@pytest.mark.usefixtures("untouched")
class TestErasedList:
    def test_without_the_list_nothing_is_restored(self, house: House) -> None:
        Path(settings.ERASED_FILE).unlink()
        said = refused(house)
        assert said.startswith("The list of erased people is missing: put ")
        assert said.endswith(" back where it was. Without it erased people would come back.")

    def test_a_damaged_list(self, house: House) -> None:
        Path(settings.ERASED_FILE).write_text("nonsense\n")
        assert "is damaged at line 1" in refused(house)

    def test_a_list_that_is_older_than_the_backup_or_another_one(self, house: House) -> None:
        erased.append("toy", uuid.UUID(int=1))
        erased.append("toy", uuid.UUID(int=2))
        assert run("backup", house.backup)[1] == ""
        lines = Path(settings.ERASED_FILE).read_text().splitlines(keepends=True)
        for other in (lines[:1], [], lines[::-1]):
            Path(settings.ERASED_FILE).write_text("".join(other))
            said = refused(house)
            assert said.startswith(
                f"The list of erased people {settings.ERASED_FILE} is not the one this backup was made beside"
            )
            assert f"({len(other)} entries, at least 2 expected)" in said

    def test_a_backup_without_the_list_says_so(self, house: House) -> None:
        Path(settings.ERASED_FILE).unlink()
        out, error = run("backup", house.backup)
        assert error == ""
        assert out.splitlines()[0] == "The list of erased people (ERASED_FILE) is missing: a restore will need it."


def content_tables(cursor: object) -> set[str]:
    return set(connection.introspection.table_names(cursor))


class TestTarget:
    def test_data_that_are_here_are_not_replaced_unasked(self, house: House) -> None:
        said = run("restore", house.backup)[1]
        assert re.fullmatch(r"There are data here already \(in \w+\)\. To replace them: --replace\.", said)
        with as_owner(), connection.cursor() as cursor:
            kept = {"django_migrations", "django_content_type", "auth_permission"}
            cursor.execute(f"TRUNCATE {', '.join(content_tables(cursor) - kept)} CASCADE")
        assert run("restore", house.backup)[1] == (
            f"There are uploaded files here already ({settings.MEDIA_ROOT}). To replace them: --replace."
        )
        assert run("restore", house.backup, "--replace")[1] == ""

    @pytest.mark.usefixtures("untouched")
    def test_without_the_owners_address(self, house: House, settings: Settings) -> None:
        settings.DATABASE_OWNER, kept = {}, settings.DATABASE_OWNER
        try:
            said = refused(house)
        finally:
            settings.DATABASE_OWNER = kept
        assert said == "DATABASE_OWNER_URL is not set: this command works as the schema's owner. Use script/manage."

    def test_a_house_without_people_needs_no_key(self, house: House, settings: Settings) -> None:
        as_the_owner("TRUNCATE core_datakey")
        assert run("backup", house.backup)[1] == ""
        settings.FIELD_KEYS = ""
        assert run("restore", house.backup, "--replace")[1] == ""

    @pytest.mark.usefixtures("untouched")
    def test_a_newer_backup(self, house: House) -> None:
        found = manifest(house).migrations
        rewritten(
            house, manifest_with(migrations={**found, "toys": [*found["toys"], "0099_future"]}, code_version="9.9")
        )
        assert refused(house) == (
            f"{house.backup} was made by a newer version of this program (9.9; this one lacks toys.0099_future). "
            "Restore it with that version."
        )

    @pytest.mark.usefixtures("untouched")
    def test_a_disk_on_which_the_files_have_no_room(self, house: House) -> None:
        """Something stands where a folder of the backup must be made: found while unpacking, before anything is touched."""
        place = files.Exchange().place
        place.parent.mkdir(exist_ok=True)
        place.write_text("in the way")
        try:
            assert refused(house).startswith("The restore failed: Not a directory (")
        finally:
            place.unlink()


@pytest.mark.usefixtures("house")
class TestTaking:
    def test_what_row_security_would_hide_is_no_backup(self, house: House) -> None:
        before = house.backup.read_bytes()
        backup = settings.DATABASE_BACKUP["USER"]
        try:
            as_the_owner("DROP POLICY wall_backup ON toys_peopletoy", f"REVOKE SELECT ON toys_cardtoy FROM {backup}")
            assert run("backup", house.backup) == (
                "",
                f"The backup would be incomplete: {backup} can't read all of toys_cardtoy, toys_peopletoy. Run `migrate`.",
            )
        finally:
            run("migrate", verbosity=0)
        assert house.backup.read_bytes() == before
        assert run("backup", house.backup)[1] == ""

    def test_no_address(self, house: House, settings: Settings) -> None:
        settings.DATABASE_BACKUP = {}
        assert run("backup", house.backup)[1].startswith("DATABASE_BACKUP_URL is not set: ")

    def test_no_database(self, house: House, settings: Settings) -> None:
        settings.DATABASE_BACKUP = {**settings.DATABASE_BACKUP, "NAME": "nowhere"}
        said = run("backup", house.backup)[1]
        assert said.startswith(f"The database can't be reached as {settings.DATABASE_BACKUP['USER']}: ")
        assert "\n" not in said

    def test_no_tables(self, house: House) -> None:
        try:
            as_the_owner("ALTER TABLE core_datakey RENAME TO gone")
            said = run("backup", house.backup)[1]
        finally:
            as_the_owner("ALTER TABLE gone RENAME TO core_datakey")
        assert said == 'The database can\'t be read: relation "core_datakey" does not exist'

    def test_no_folder(self, house: House) -> None:
        target = house.folder / "no" / "backup.zip"
        assert run("backup", target)[1] == f"{target} can't be written: there is no folder {target.parent}."

    def test_a_full_disk_leaves_the_older_backup(self, house: House) -> None:
        before = house.backup.read_bytes()
        assert (
            _in_a_process_with_room_for(100_000, house)
            == f"{house.backup} can't be written: File too large. Nothing is left of it."
        )
        assert house.backup.read_bytes() == before
        assert sorted(path.name for path in house.folder.iterdir() if path.is_file()) == ["backup.zip"]


def _in_a_process_with_room_for(size: int, house: House) -> str:
    """Run `backup` in a process whose files may not grow past `size` bytes, and return how it failed."""
    address = settings.DATABASES["default"]
    url = {
        name: f"postgres://{who['USER']}:{quote(who.get('PASSWORD', ''), safe='')}@/{address['NAME']}?host={address['HOST']}&port={address['PORT'] or 5432}"
        for name, who in (
            ("DATABASE_URL", address), ("DATABASE_OWNER_URL", settings.DATABASE_OWNER), ("DATABASE_BACKUP_URL", settings.DATABASE_BACKUP),
        )
    }  # fmt: skip
    env = {**os.environ, **url, "FIELD_KEYS": settings.FIELD_KEYS, "INDEX_KEYS": settings.INDEX_KEYS,
           "ERASED_FILE": str(settings.ERASED_FILE), "VAR_DIR": str(house.folder)}  # fmt: skip
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "backup", house.backup], env=env, capture_output=True, text=True,
        timeout=60, check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr.strip().splitlines()[-1].removeprefix("CommandError: ")
