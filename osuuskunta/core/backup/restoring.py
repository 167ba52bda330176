"""A backup back into the house: everything is checked first, then all of it happens in one transaction or none of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from osuuskunta.core import erasure
from osuuskunta.core.backup import files
from osuuskunta.core.backup.container import Archive
from osuuskunta.core.backup.errors import BackupError
from osuuskunta.core.backup.loading import Dump, load, wipe
from osuuskunta.core.backup.manifest import Erased, Manifest
from osuuskunta.core.backup.taking import first_line
from osuuskunta.core.db import as_owner
from osuuskunta.core.sealing import SealBroken, erased
from osuuskunta.core.sealing.cipher import unwrap
from osuuskunta.core.sealing.errors import SealError
from osuuskunta.core.sealing.keys import Keys, index_keys, master_keys
from osuuskunta.core.sealing.models import DataKey
from osuuskunta.core.walls import build_walls

# What `migrate` fills by itself: a house with nothing else is empty.
BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission", "core_heartbeat"}
RESTORING = 0x6F736B_0003  # advisory lock: one restore at a time


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. `migrated`: the backup was older than the code."""

    manifest: Manifest
    rows: int
    erased_again: int
    migrated: int


def verify(path: Path) -> Manifest:
    """Prove that a backup is whole and readable to its last row, and return its manifest. BackupError otherwise."""
    with Archive(path) as archive:
        dump = Dump(archive)
        if dump.tables() != sorted(archive.manifest.rows):
            raise archive.damaged("its tables are not those of its manifest")
        dump.prove_readable()
        return archive.manifest


def missing_keys(manifest: Manifest) -> dict[str, list[str]]:
    """Return which of the key ids that a backup needs are not here, by setting."""
    here = {"FIELD_KEYS": _ids(master_keys), "INDEX_KEYS": _ids(index_keys)}
    return {setting: lost for setting, ids in manifest.keys.items() if (lost := sorted(set(ids) - here[setting]))}


def restore(path: Path, *, replace: bool) -> Restored:
    """Put a backup in the place of what is here. BackupError, and what was here is untouched."""
    with Archive(path) as archive, as_owner():
        _may_be_restored(archive)
        dump = Dump(archive)
        with _told_in_words(), _files_exchanged(archive) as exchange, transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [RESTORING])
                if not cursor.fetchone()[0]:
                    raise BackupError("Another restore is running.")
            if not replace:
                _refuse_what_is_here()
            wipe()
            rows = load(dump)
            if lost := {name for name, count in archive.manifest.rows.items() if rows.get(name) != count}:
                raise BackupError(f"Rows of {', '.join(sorted(lost))} are missing in {path}. Use another backup.")
            migrated = _migrate()
            build_walls()
            _keys_fit()
            erased_again = erasure.erase_again()
            exchange.swap()
        with suppress(DatabaseError), connection.cursor() as cursor:  # the restore itself is done
            cursor.execute("ANALYZE")  # a dump has no statistics, and without them pages are slow until night
    return Restored(archive.manifest, sum(rows.values()), erased_again, migrated)


@contextmanager
def _files_exchanged(archive: Archive) -> Iterator[files.Exchange]:
    """Unpack the files beside the present ones; keep them when the block, with its transaction, succeeds."""
    exchange = files.Exchange()
    try:
        exchange.stage(archive)
        yield exchange
    except BaseException:
        exchange.undo()
        raise
    exchange.keep()


@contextmanager
def _told_in_words() -> Iterator[None]:
    untouched = "Nothing was changed."
    try:
        yield
    except DatabaseError as fault:
        raise BackupError(f"The restore failed: {first_line(fault).rstrip('.')}. {untouched}") from fault
    except OSError as fault:
        raise BackupError(f"The restore failed: {fault.strerror} ({fault.filename}). {untouched}") from fault
    except (SealError, ImproperlyConfigured) as fault:
        raise BackupError(f"{fault} {untouched}") from fault


def _may_be_restored(archive: Archive) -> None:
    """Refuse what can be refused before anything is touched."""
    manifest = archive.manifest
    unknown = _unknown_migrations(manifest)
    if unknown:
        raise BackupError(
            f"{archive.path} was made by a newer version of this program ({manifest.code_version}; this one lacks "
            f"{', '.join(unknown[:3])}). Restore it with that version."
        )
    if lost := missing_keys(manifest):
        named = "; ".join(f"{setting} lacks {', '.join(ids)}" for setting, ids in lost.items())
        raise BackupError(f"The backup can't be read without its keys: {named}. Put them into the settings.")
    try:
        present = erased.in_order()
    except SealError as fault:
        raise BackupError(f"{fault} Without it erased people would come back.") from fault
    known = manifest.erased
    if known is not None and Erased.of(present[: known.count]) != known:
        raise BackupError(
            f"The list of erased people {erased.path()} is not the one this backup was made beside, or an older copy of it "
            f"({len(present)} entries, at least {known.count} expected). Put the right one there."
        )


def _unknown_migrations(manifest: Manifest) -> list[str]:
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations)
    known |= {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    return [f"{app}.{name}" for app, names in manifest.migrations.items() for name in names if (app, name) not in known]


def _refuse_what_is_here() -> None:
    with connection.cursor() as cursor:
        for name in sorted(set(connection.introspection.table_names(cursor)) - BY_MIGRATE):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM public.{connection.ops.quote_name(name)})")
            if cursor.fetchone()[0]:
                raise BackupError(f"There are data here already (in {name}). To replace them: --replace.")
    if files.uploaded():
        raise BackupError(f"There are uploaded files here already ({files.root()}). To replace them: --replace.")


def _migrate() -> int:
    """Bring an older backup's tables up to this code, in the same transaction; return how many migrations that took."""
    loader = MigrationLoader(connection)
    missing = [key for key in loader.graph.nodes if key not in loader.applied_migrations]
    if not missing:
        return 0
    with connection.cursor() as cursor:  # keys are checked at once: a table with checks to come can't be altered
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    call_command(Migrate(), verbosity=0, interactive=False)
    return len(missing)


def _ids(keys: Callable[[], Keys]) -> set[str]:
    try:
        return set(keys().ids)
    except ImproperlyConfigured:
        return set()


def _keys_fit() -> None:
    """Open one data key under each master key: a key with the right name and other bytes is found now and not by a coach."""
    masters = master_keys() if DataKey.objects.exists() else None
    if masters is None:
        return
    for key in DataKey.objects.order_by("master_key_id").distinct("master_key_id"):
        try:
            unwrap(masters.get(key.master_key_id), key.subject, key.wrapped)
        except SealBroken:
            raise BackupError(
                f"The key “{key.master_key_id}” in FIELD_KEYS is another one than the backup's of that name. "
                "Put the right one into the settings. Nothing was changed."
            ) from None
