"""The first row: names of columns as written, and what cannot be one."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from participants.files.errors import Unreadable
from participants.files.layout import BY_NAME, canonical

GUARDED = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet program takes for a formula at the beginning of a cell


def guard(text: str) -> str:
    """Return a text as it is written: one that would be a formula elsewhere gets an apostrophe before it.

    So does a text that has apostrophes before such a beginning, so that `unguard` gives back exactly what was there. CSV and
    XLSX are written alike: a sheet's text cells are inert by themselves, but not after they were saved as CSV.
    """
    return "'" + text if text.lstrip("'").startswith(GUARDED) else text


def unguard(text: str) -> str:
    """Return what `guard` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(GUARDED) else text


def heading(cells: Sequence[object]) -> tuple[str, ...]:
    """Return the names of the columns, trimmed but otherwise as written. Unreadable when it is no row of names."""
    names = [str(cell).strip().lstrip("\ufeff") for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not any(canonical(name) in BY_NAME for name in names):
        text = _("The first row must hold the names of the columns: external_id, given_names, family_name and so on.")
        raise Unreadable(text, 1)
    if "" in names:
        text = _("Column %(number)d has no name. Write one, or remove the column.")
        raise Unreadable(text % {"number": names.index("") + 1}, 1)
    known = [canonical(name) for name in names]
    for position, name in enumerate(known):
        if name in known[:position]:
            text = _("The column %(name)s is there twice. Remove one of the two.")
            raise Unreadable(text % {"name": names[position]}, 1)
    return tuple(names)
