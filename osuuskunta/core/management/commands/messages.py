"""`messages`: bring the catalogues up to date with the code; `--check` says what is missing; `--compile` makes the `.mo`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from osuuskunta.core.catalogues.files import LANGUAGES, compile_all, faults, updated, write
from osuuskunta.core.catalogues.sources import template_catalogue


class Command(BaseCommand):
    help = "Brings locale/*/django.po up to date with the code. --check: exit 1 and a line for each fault, changes nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only say what is missing, empty or superfluous.")
        parser.add_argument("--compile", action="store_true", help="Only write the .mo files.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            compile_all()
            return
        template = template_catalogue()
        if options["check"]:
            found = [fault for language in LANGUAGES for fault in faults(language, template)]
            for fault in found:
                self.stderr.write(fault)
            if found:
                raise CommandError(f"{len(found)} texts need a translator: script/manage messages, then fill locale/.")
            return
        for language in LANGUAGES:
            write(language, updated(language, template))
        compile_all()
