"""`backup FILE`: database and uploaded files into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from osuuskunta.core.backup.errors import BackupError
from osuuskunta.core.backup.manifest import Manifest
from osuuskunta.core.backup.taking import take


def described(manifest: Manifest) -> str:
    """Return what is in a backup, in one line."""
    size = manifest.bytes / 1_000_000
    rows, tables, files = sum(manifest.rows.values()), len(manifest.rows), len(manifest.files)
    return f"{tables} tables with {rows} rows, {files} files, {size:.1f} MB"


class Command(BaseCommand):
    help = (
        "Writes the database and the uploaded files into FILE, with a manifest and checksums; never a key. Reads as the backup "
        "role (DATABASE_BACKUP_URL) while the service runs. FILE appears whole or not at all; an older one is replaced."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="where to write the backup")

    def handle(self, *args: Any, **options: Any) -> None:
        target = options["file"].absolute()
        try:
            manifest = take(target)
        except BackupError as fault:
            raise CommandError(str(fault)) from fault
        if manifest.erased is None:
            self.stderr.write("The list of erased people (ERASED_FILE) is missing: a restore will need it.")
        self.stdout.write(f"{target}: {described(manifest)}")
