"""`rotate_keys`: wrap every data key under the newest master key."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from osuuskunta.core.sealing.errors import SealError
from osuuskunta.core.sealing.rotation import rotate


class Command(BaseCommand):
    help = (
        "Wraps every data key under the active (first) master key of FIELD_KEYS, online and restartable. "
        "No ciphertext, history row or checksum changes. The old master key can be taken away afterwards."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--batch", type=int, default=1000, metavar="N", help="data keys a transaction (default 1000)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] < 1:
            raise CommandError("--batch must be at least 1.")
        try:
            done = rotate(options["batch"])
        except (SealError, ImproperlyConfigured) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"{done.keys} data keys, {done.wrapped} wrapped again, all under the master key “{done.master_key_id}”."
        )
