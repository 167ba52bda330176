"""The faults of formats.md §2 that lie within one row, and what each says. (Those between rows: people.py.)"""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from osuuskunta.core.wording import day, span
from participants.files.context import Context
from participants.files.layout import Values
from participants.files.values import birth_of


class Finding(NamedTuple):
    """A fault or a warning before it has a row: the column's name, the rule's name, the sentence."""

    column: str
    code: str
    reason: str


def empty(column: str) -> Finding:
    return Finding(column, "missing_value", _("The cell is empty, but every row needs it. Fill it in."))


def unknown_column(column: str) -> Finding:
    reason = _(
        "This column is not known. Correct its name, remove it, or let the name begin with x_: then it is ignored."
    )
    return Finding(column, "unknown_column", reason)


def missing_column(column: str) -> Finding:
    return Finding(column, "missing_column", _("This column is missing. Add it."))


def between_cells(values: Values, context: Context, *, stated_birth: bool) -> Iterator[Finding]:
    """Yield what contradicts within a row; the cell that is named is the first of each pair in formats.md §2.

    `stated_birth`: the birth date has a cell of its own and was not taken from the identity code.
    """
    entry, birth = values.entry_date, values.birth_date
    if stated_birth and values.identity_code and birth_of(values.identity_code) != birth:
        reason = _("The identity code says another birth date than the column birth_date. Correct one of the two.")
        yield Finding("identity_code", "birth_disagrees", reason)
    if entry is not None:
        yield from _around_entry(values, context, "birth_date" if stated_birth else "identity_code")
    if values.exit_date and values.exit_status_date and values.exit_status_date < values.exit_date:
        yield status_before_exit()


def _around_entry(values: Values, context: Context, birth_column: str) -> Iterator[Finding]:
    entry = values.entry_date
    if values.birth_date and values.birth_date >= entry:
        yield birth_not_before_entry(birth_column)
    if entry < context.starts_on or (context.ends_on and entry > context.ends_on):
        reason = _("The day is outside the project, which runs %(dates)s. Correct the day.")
        dates = span(context.starts_on, context.ends_on)
        yield Finding("entry_date", "outside_project", reason % {"dates": dates})
    if values.unemployed_since and values.unemployed_since > entry:
        reason = _("The unemployment begins after the entry on %(day)s. Correct one of the two.")
        yield Finding("unemployed_since", "unemployed_after_entry", reason % {"day": day(entry)})
    if values.exit_date and values.exit_date < entry:
        reason = _("The exit is before the entry on %(day)s. Correct one of the two.")
        yield Finding("exit_date", "exit_before_entry", reason % {"day": day(entry)})


def birth_not_before_entry(column: str) -> Finding:
    return Finding(
        column, "birth_not_before_entry", _("The birth is on or after the day of entry. Correct one of the two.")
    )


def status_before_exit() -> Finding:
    reason = _("The day of the situation after leaving is before the exit. Correct one of the two.")
    return Finding("exit_status_date", "status_before_exit", reason)


def status_without_exit() -> Finding:
    reason = _("There is a day of the situation after leaving, but no exit. Add exit_date, or empty the cell.")
    return Finding("exit_status_date", "status_without_exit", reason)


def repeated(other: int) -> Finding:
    reason = _("Row %(row)d has the same external_id, site and entry_date. Remove one of the two rows.")
    return Finding("entry_date", "repeated_period", reason % {"row": other})


def overlapping(other: int, dates: str) -> Finding:
    reason = _(
        "The period overlaps that of row %(row)d (%(dates)s) at the same site. Correct the days of one of the two."
    )
    return Finding("entry_date", "overlapping_period", reason % {"row": other, "dates": dates})


def overlapping_stored(dates: str) -> Finding:
    reason = _("The period overlaps one that is stored already (%(dates)s) at the same site. Correct the days.")
    return Finding("entry_date", "overlapping_stored", reason % {"dates": dates})


def code_used(other: int) -> Finding:
    reason = _(
        "The identity code is also in row %(row)d, with another external_id. Use one external_id for one person."
    )
    return Finding("identity_code", "code_used", reason % {"row": other})


def code_stored() -> Finding:
    reason = _("The identity code is already stored for another external_id. Use that external_id for this person.")
    return Finding("identity_code", "code_stored", reason)


def birth_disagrees_stored(column: str) -> Finding:
    reason = _(
        "The birth date and the identity code disagree with each other: one of them is stored already. Correct this."
    )
    return Finding(column, "birth_disagrees_stored", reason)
