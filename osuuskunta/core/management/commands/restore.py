"""`restore FILE`: a backup in the place of what is here, or nothing at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from osuuskunta.core.backup.errors import BackupError
from osuuskunta.core.backup.restoring import restore
from osuuskunta.core.management.commands.backup import described


class Command(BaseCommand):
    help = (
        "Puts a backup in the place of what is here, as the schema's owner, in one transaction: when anything fails, the old data "
        "are untouched. Refuses a file that is damaged or newer than this program, a missing key, and an erased list that is "
        "missing or not the backup's. Everybody who was erased since the backup is erased again before the data can be seen."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the backup")
        parser.add_argument("--replace", action="store_true", help="replace the data that are here")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restore(options["file"].absolute(), replace=options["replace"])
        except BackupError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"Restored {described(done.manifest)}, made {done.manifest.made_at}. "
            f"{done.erased_again} erased again, {done.migrated} migrations run."
        )
