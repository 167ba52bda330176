"""`esf_report` (formats.md §1): the funder's figures of a period as JSON, CSV, XLSX or PDF."""

import os
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from osuuskunta.activity.history import acting
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import Project, Site
from reporting.build.figures import build
from reporting.build.result import ReportResult
from reporting.files import BINARY, FORMATS, Making, render
from reporting.indicators import SETS


def a_day(text: str) -> date:
    """Read a day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day: write it as 2026-10-31") from None


class Command(BaseCommand):
    help = (
        "Prints the funder's figures of a period: who entered (outputs) and who left (results). Stores nothing; checks that are "
        "open do not change the exit status."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="CODE", help="the project's code, as in S20395")
        parser.add_argument("--from", required=True, type=a_day, dest="first", metavar="YYYY-MM-DD", help="first day")
        parser.add_argument("--to", required=True, type=a_day, dest="last", metavar="YYYY-MM-DD", help="last day")
        parser.add_argument(
            "--as-of", type=a_day, metavar="YYYY-MM-DD", help="day by which six months must have passed (default: --to)"
        )
        parser.add_argument("--set", dest="indicator_set", help=f"{' or '.join(SETS)} (default: the project's)")
        parser.add_argument(
            "--site", action="append", default=[], metavar="CODE", help="only this site; may be given again"
        )
        parser.add_argument("--format", required=True, choices=sorted(FORMATS), help="what to print")
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="write into this file instead of standard output"
        )
        parser.add_argument(
            "--lang",
            default="fi",
            choices=["fi", "sv", "en"],
            help="language of names in csv, xlsx and pdf (default: fi)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["output"] is None and options["format"] in BINARY and sys.stdout.isatty():
            raise CommandError(f"A file of the kind {options['format']} can't be shown here: give --output FILE.")
        result = self.result(options)
        making = Making(language=options["lang"], generated_at=timezone.now(), made_by="esf_report")
        self.put(render(result, making, format=options["format"]), options["output"])

    def result(self, options: dict[str, Any]) -> ReportResult:
        """Build the report in a scope of its own; CommandError says what to write otherwise."""
        project = Project.objects.filter(code=options["project"]).first()
        if project is None:
            known = ", ".join(Project.objects.order_by("code").values_list("code", flat=True)) or "none"
            raise CommandError(f"No project has the code {options['project']}. There are: {known}.")
        places = list(Site.objects.filter(project=project))
        indicator_set = options["indicator_set"] or project.indicator_set
        if indicator_set not in SETS:
            raise CommandError(f"No set of indicators is called {indicator_set}. There are: {', '.join(SETS)}.")
        chosen = self.sites(places, options["site"])
        first, last, as_of = options["first"], options["last"], options["as_of"]
        if last < first:
            raise CommandError(f"--to {last} is before --from {first}: exchange them.")
        if as_of is not None and as_of < last:
            raise CommandError(f"--as-of {as_of} is before --to {last}: give the same day or a later one.")
        seen = Scope(projects=frozenset({project.pk}), people=frozenset(site.pk for site in places))
        with acting(None, source="command:esf_report"), scope(seen):
            return build(
                project=project, indicator_set=indicator_set, first=first, last=last, as_of=as_of, sites=chosen
            )

    def sites(self, places: Sequence[Site], codes: Sequence[str]) -> list[Site]:
        """Return the chosen sites; CommandError for a code that is none of the project's."""
        by_code = {site.code: site for site in places}
        wanted = [code.zfill(3) for code in codes]
        for code in wanted:
            if code not in by_code:
                raise CommandError(f"{code} is no site of the project. There are: {', '.join(sorted(by_code))}.")
        return [by_code[code] for code in sorted(set(wanted))]

    def put(self, content: bytes, output: Path | None) -> None:
        """Write the file whole or not at all, or print it."""
        if output is None:
            self.stdout.flush()
            out = getattr(self.stdout, "_out", sys.stdout)
            if hasattr(out, "buffer"):
                out.buffer.write(content)
                out.buffer.flush()
            else:  # a test's text
                out.write(content.decode())
            return
        try:
            with tempfile.NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as part:
                part.write(content)
            os.replace(part.name, output)  # noqa: PTH105
        except OSError as fault:
            raise CommandError(f"{output} can't be written: {fault.strerror}. Choose another place.") from None
