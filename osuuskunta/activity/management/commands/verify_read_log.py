"""`verify_read_log`: recompute the read log's seals and name what is damaged."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from osuuskunta.activity.seals import verify
from osuuskunta.core.sealing.errors import SealError

SHOWN = 1000  # lines of damage that are printed; the count is exact


def tip(text: str) -> tuple[int, str]:
    """Read `NUMBER:HMAC` as an earlier run printed it."""
    number, colon, mac = text.partition(":")
    if not (colon and number.isdigit() and len(mac) == 64):
        raise ArgumentTypeError("must be NUMBER:HMAC as an earlier run printed it")
    return int(number), mac


class Command(BaseCommand):
    help = (
        "Recomputes the seals of the read log. Prints `N rows, M seals, K damaged`, names each damaged line and seal, and says "
        "how many lines wait for their seal and since when. Exit status 1 when something is damaged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--tip", type=tip, metavar="NUMBER:HMAC", help="a tip printed earlier: the chain must still hold that seal"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = verify(options["tip"])
        except (SealError, ImproperlyConfigured) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{found.rows} rows, {found.seals} seals, {len(found.damage)} damaged")
        for sentence in found.damage[:SHOWN]:
            self.stdout.write(sentence)
        if found.oldest_unsealed:
            age = int((timezone.now() - found.oldest_unsealed).total_seconds() // 60)
            self.stdout.write(f"{found.unsealed} unsealed, the oldest {age} minutes old")
        else:
            self.stdout.write("0 unsealed")
        if found.tip:
            self.stdout.write(f"tip {found.tip[0]}:{found.tip[1]}")
        if found.damage:
            raise SystemExit(1)
