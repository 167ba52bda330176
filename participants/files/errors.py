"""What can be wrong with a participant file: the whole file, one cell, or the facts between cells."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


class Unreadable(Exception):
    """The file as a whole cannot be used. Its text is one sentence for people: what, where, and what to do about it."""

    def __init__(self, text: str, row: int | None = None) -> None:
        """Take the sentence and, where one is to blame, the spreadsheet's row (header = 1), said before it."""
        self.row = row
        super().__init__(text if row is None else _("Row %(row)d: %(text)s") % {"row": row, "text": text})


class Refused(Exception):
    """One cell cannot be read. `code` names the rule, the text says what to write instead."""

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Notice:
    """A fault or a warning: spreadsheet row (header = 1), the header as written, what to do, and the rule's name."""

    row: int
    column: str
    reason: str
    code: str

    def __str__(self) -> str:
        """Return the line that the command prints (formats.md §2); the words around the reason are part of a contract."""
        return f"row {self.row}, column {self.column}: {self.reason}"
