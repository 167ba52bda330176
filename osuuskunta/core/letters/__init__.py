"""Letters: documents as PDF/UA files in the house's look.

render(Letter(title=_("Progress report"), language="fi", made_by=user.name, made_at=now(), source=_("Version 2"), sections=(…)))
"""

from osuuskunta.core.letters.compose import render
from osuuskunta.core.letters.fonts import LetterError
from osuuskunta.core.letters.model import (
    Block,
    Bullets,
    Column,
    Definitions,
    Letter,
    Note,
    Paragraph,
    Section,
    Table,
    Tone,
)

__all__ = [
    "Block",
    "Bullets",
    "Column",
    "Definitions",
    "Letter",
    "LetterError",
    "Note",
    "Paragraph",
    "Section",
    "Table",
    "Tone",
    "render",
]
