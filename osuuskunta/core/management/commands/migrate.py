"""`migrate` as the schema's owner, and the walls rebuilt after it."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from osuuskunta.core.db import as_owner
from osuuskunta.core.walls import build_walls


class Command(Migrate):
    help = Migrate.help + " Works as the schema's owner; rebuilds row security and rights afterwards."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                build_walls()
