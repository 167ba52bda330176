"""`demo` (formats §1): the project DEMO with its sites, card, accounts and people. Sessions and cooperatives come with their apps."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

import pghistory
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from demo.accounts import make_accounts
from demo.card import CODE, facts
from demo.people import fill, is_empty
from osuuskunta.core.periods import today
from osuuskunta.project.models import Project
from osuuskunta.project.seed import planting, seed_places, seed_project

MOST = 1_000_000


def participants(text: str) -> int:
    """Read the number of people, 0 to a million."""
    if not text.isdigit() or int(text) > MOST:
        raise ArgumentTypeError(f"must be a number from 0 to {MOST}, not {text!r}")
    return int(text)


def day(text: str) -> date:
    """Read a day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"must be a day like 2026-11-24, not {text!r}") from None


class Command(BaseCommand):
    help = (
        "Fills the project DEMO, never S20395: its card, sites, accounts (without usable passwords) and people, all of them "
        "invented. Same numbers and day, same data. In this version no sessions or cooperatives are made."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--participants", type=participants, default=240, metavar="N", help="How many people (default 240)."
        )
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="The simulator's seed (default 1).")
        parser.add_argument("--until", type=day, default=None, metavar="D", help="The demo's today (default: today).")

    def handle(self, *args: Any, **options: Any) -> None:
        if not Project.objects.filter(code="S20395").exists():
            call_command("seed_project", stdout=self.stderr)
        with transaction.atomic(), pghistory.context(command="demo"):
            with planting("demo") as harvest:
                seed_places(harvest)
                demo = seed_project(harvest, facts(options["until"] or today()))
            if demo is None:
                raise CommandError(f"{CODE} has been removed by an administrator: it is not made again.")
            if not is_empty(demo):
                raise CommandError(
                    f"{CODE} has people already, so nothing was changed. Empty the database to make them anew."
                )
            accounts = make_accounts(demo, Project.objects.get(code="S20395"))
            n = fill(
                demo, participants=options["participants"], seed=options["seed"], until=options["until"] or today()
            )
        self.stdout.write(f"demo: project {CODE}, {len(accounts)} accounts, {n} people.")
