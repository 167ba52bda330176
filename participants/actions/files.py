"""A participant file is read, judged and stored as a whole, or not at all (formats.md §2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from osuuskunta.core.access import Actor
from osuuskunta.core.periods import today
from osuuskunta.project.models import Project
from participants.actions.importing import FileRow, RowKind, RowResult, preview, store
from participants.files.judging import Judging, Row
from participants.files.reading import Table
from participants.queries.context import context_of

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: how it was judged, and what each row did. With faults nothing was stored and there are no results."""

    judging: Judging
    results: Sequence[RowResult]

    def count(self, kind: RowKind) -> int:
        """Return how many rows did this."""
        return sum(result.kind is kind for result in self.results)


@transaction.atomic
def import_table(
    *, project: Project, table: Table, by: Actor | None, dry_run: bool = False, progress: Tell | None = None
) -> Imported:
    """Judge a file and store its rows when there is no fault in it. `dry_run` stores nothing and says what would be done."""
    judging = Judging(table, context_of(project, today()))
    rows = [as_file_row(row) for row in judging]
    if judging.fault_count:
        return Imported(judging, [])
    if dry_run:
        return Imported(judging, list(preview(project=project, rows=rows, by=by)))
    return Imported(judging, store(project=project, rows=rows, by=by, progress=progress))


def as_file_row(row: Row) -> FileRow:
    """Return a judged row with what is known of it; an empty cell says nothing, and neither does a coach of another site."""
    named = zip(row.values._fields, row.values, strict=True)
    return FileRow(row.number, {name: value for name, value in named if value not in (None, "")})
