"""`verify_backup FILE`: is it whole, and what does it need?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from osuuskunta.core.backup.errors import BackupError
from osuuskunta.core.backup.manifest import Manifest
from osuuskunta.core.backup.restoring import missing_keys, verify
from osuuskunta.core.management.commands.backup import described


class Command(BaseCommand):
    help = (
        "Checks that a backup is whole, byte by byte, and can be read to its last row; names the key ids that it needs. Touches "
        "no database. Exit status 1 when it is damaged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the backup")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"].absolute()
        try:
            manifest = verify(path)
        except BackupError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write("\n".join([f"{path} is whole: {described(manifest)}", *_lines(manifest)]))


def _lines(manifest: Manifest) -> list[str]:
    server = ".".join(map(str, manifest.server_version))
    said = [f"made {manifest.made_at} by version {manifest.code_version} on PostgreSQL {server}"]
    missing = missing_keys(manifest)
    for setting, ids in manifest.keys.items():
        marked = [f"{one} (not here)" if one in missing.get(setting, ()) else one for one in ids]
        said.append(f"needs {setting}: {', '.join(marked) or 'none'}")
    return said
