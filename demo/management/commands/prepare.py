"""`prepare [--demo]`: what `script/server` does before it serves, in one process (each further one costs half a second)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from osuuskunta.project.models import Project


class Command(BaseCommand):
    """Migrate, plant S20395, fill DEMO the first time, give its accounts passwords, collect static files."""

    help = "Brings schema, seed data and static files up to date before the service starts; --demo: demo data, too."
    requires_system_checks: list[str] = []  # the models' tables may not be there yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="Fill the project DEMO on the first start.")
        parser.add_argument(
            "--no-static", action="store_true", help="Static files are there: a container image holds them."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("seed_project", stdout=self.stderr)
        if options["demo"]:
            if not Project.objects.filter(code="DEMO").exists():
                call_command("demo", stdout=self.stderr)
            call_command("demo_accounts", stdout=self.stderr)
        if not options["no_static"]:
            call_command("collectstatic", interactive=False, verbosity=0)
