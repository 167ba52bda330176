"""`demo_accounts`: passwords for the demo accounts, in `VAR_DIR/demo-accounts.txt` (formats §5)."""

from typing import Any

from django.core.management.base import BaseCommand

from demo.passwords import give_passwords


class Command(BaseCommand):
    help = "Gives the demo accounts random passwords where they have none, keeps them in VAR_DIR/demo-accounts.txt and prints them."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in give_passwords():
            self.stdout.write(line)
