"""`seal_read_log`: seal now what the beat would seal within minutes."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from osuuskunta.activity.seals import seal_pending


class Command(BaseCommand):
    help = "Seals the lines of the read log that have no seal yet. The beat does the same every five minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = seal_pending()
        except ImproperlyConfigured as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{count} rows sealed")
