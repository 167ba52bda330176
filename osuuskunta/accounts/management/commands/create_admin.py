"""`create_admin EMAIL --project CODE`: the only way in without demo data (formats.md §1)."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from osuuskunta.accounts.actions import make_admin
from osuuskunta.accounts.queries import project_by_code
from osuuskunta.activity.history import acting


class Command(BaseCommand):
    help = "Makes or promotes a project administrator and prints a link that signs them in once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the administrator's e-mail address")
        parser.add_argument("--project", required=True, metavar="CODE", help="the project's code, for example S20395")

    def handle(self, *args: Any, **options: Any) -> None:
        email, code = options["email"].strip(), options["project"]
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"“{email}” is not an e-mail address.") from None
        project = project_by_code(code)
        if project is None:
            raise CommandError(f"There is no project {code}. Make it first, for example with seed_project.")
        with acting(None, source="command:create_admin"), transaction.atomic():
            try:
                made = make_admin(project=project, email=email)
            except ValidationError as fault:
                raise CommandError(" ".join(fault.messages)) from None
        self.stdout.write(made.link)
