"""`import_participants` (formats.md §1, §2): a participant file into a project, whole or not at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from osuuskunta.activity.history import acting
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import Project, Site
from participants.actions.files import Imported, import_table
from participants.actions.importing import RowKind
from participants.files.errors import Unreadable
from participants.files.reading import open_table

SHOWN = 1000  # faults and warnings that are printed; how many there are is always said


class Command(BaseCommand):
    help = (
        "Reads a participant file (CSV or XLSX) into a project. Any fault: exit status 1, nothing stored, every fault listed. "
        "Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file")
        parser.add_argument("--project", required=True, metavar="CODE", help="the project's code, as in S20395")
        parser.add_argument("--dry-run", action="store_true", help="store nothing, say what would be done")
        parser.add_argument("--format", choices=["csv", "xlsx"], help="what the file must be (default: as it is)")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(code=options["project"]).first()
        if project is None:
            known = ", ".join(Project.objects.order_by("code").values_list("code", flat=True)) or "none"
            raise CommandError(f"No project has the code {options['project']}. There are: {known}.")
        sites = frozenset(Site.objects.filter(project=project).values_list("pk", flat=True))
        with (
            translation.override("en"),
            acting(None, source="command:import_participants"),
            scope(Scope(projects=frozenset({project.pk}), people=sites)),
        ):
            done = self.run(project, options)
        self.say(done, dry_run=options["dry_run"])

    def run(self, project: Project, options: dict[str, Any]) -> Imported:
        """Read and store; CommandError with one sentence for a file that can't be read."""
        try:
            table = open_table(options["file"], expected=options["format"])
            return import_table(project=project, table=table, by=None, dry_run=options["dry_run"])
        except Unreadable as fault:
            raise CommandError(f"{options['file']}: {fault}") from None
        except OSError as fault:
            raise CommandError(f"{options['file']} can't be read: {fault.strerror}.") from None

    def say(self, done: Imported, *, dry_run: bool) -> None:
        """Print every fault and warning, and what became of the rows; SystemExit with 1 when there was a fault."""
        judging = done.judging
        for fault in judging.faults[:SHOWN]:
            self.stderr.write(str(fault))
        if judging.fault_count:
            more = judging.fault_count - min(judging.fault_count, SHOWN)
            rest = f", {more} of them not shown" if more else ""
            raise CommandError(f"{judging.fault_count} faults{rest}: nothing was stored.")
        for warning in judging.warnings[:SHOWN]:
            self.stderr.write(f"warning: {warning}")
        new, changed, same = (done.count(kind) for kind in RowKind)
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{len(done.results)} rows: {new} {would}new, {changed} {would}changed, {same} unchanged; "
            f"{judging.warning_count} warnings"
        )
