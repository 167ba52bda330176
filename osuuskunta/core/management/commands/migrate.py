"""`migrate` as the schema's owner, and the walls rebuilt after it."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connection

from osuuskunta.core.db import as_owner
from osuuskunta.core.sealing.subjects import begin_erased_list
from osuuskunta.core.walls import build_walls

DATA_KEYS = "core_datakey"


class Command(Migrate):
    help = Migrate.help + " Works as the schema's owner; rebuilds row security and rights afterwards."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                build_walls()
                if DATA_KEYS in connection.introspection.table_names():  # not when only some apps were migrated
                    begin_erased_list()
