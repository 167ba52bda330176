"""`configuration`: writes docs/configuration.md and .env.example from `osuuskunta.environment`; `--check` compares."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from osuuskunta.environment import VARIABLES, Variable

ROOT = Path(__file__).resolve().parents[4]
INTRODUCTION = """# Configuration

Every variable of the environment that the house reads. Made by `script/manage configuration` from
`osuuskunta/environment.py`: change it there. With the embedded servers of `script/server` none has to be set.

A secret can be given as a file, too: `NAME_FILE` is the path of a file that holds the value of `NAME`.

| variable | default | what it is for |
| --- | --- | --- |
"""


def table() -> str:
    """Return the document."""
    return INTRODUCTION + "".join(_row(variable) for variable in VARIABLES)


def _row(variable: Variable) -> str:
    default = f"`{variable.default}`" if variable.default else "–"
    secret = " **Secret.**" if variable.secret else ""
    return f"| `{variable.name}` | {default} | {variable.says}{secret} |\n"


def example() -> str:
    """Return the file to copy to `.env`: every variable, commented out, with what it is for above it."""
    lines = ["# Copy to .env and fill in what your installation needs. See docs/configuration.md."]
    for variable in VARIABLES:
        lines += [
            "",
            f"# {variable.says.replace('`', '')}",
            f"#{variable.name}={'' if variable.secret else variable.default}",
        ]
    return "\n".join(lines) + "\n"


def documents() -> dict[Path, str]:
    """Return each generated file with what it must hold."""
    return {ROOT / "docs" / "configuration.md": table(), ROOT / ".env.example": example()}


class Command(BaseCommand):
    help = "Writes docs/configuration.md and .env.example; --check: exit 1 when they are not up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only compare.")

    def handle(self, *args: Any, **options: Any) -> None:
        for file, text in documents().items():
            if not options["check"]:
                file.write_text(text, "utf-8")
            elif not file.exists() or file.read_text("utf-8") != text:
                raise CommandError(f"{file.relative_to(ROOT)} is not up to date: run script/manage configuration.")
