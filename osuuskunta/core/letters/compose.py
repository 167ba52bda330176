"""From a letter to a PDF/UA file. All text travels as data: nothing that a person wrote is ever read as typst code."""

import json
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from osuuskunta.core import wording
from osuuskunta.core.access import Words
from osuuskunta.core.letters.fonts import FAMILY, STAND_IN, LetterError, characters, folder
from osuuskunta.core.letters.model import Block, Bullets, Definitions, Letter, Note, Paragraph, Table

TEMPLATE = Path(__file__).with_name("letter.typ")
LINE = 96  # characters of a table that fit on a line
GUTTER = 2.5  # the space between two columns, in characters
_EMPTY_LINE = re.compile(r"\n\s*\n")
_BREAKS = str.maketrans({"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " ", "\v": "\n", "\f": "\n"})


@dataclass(slots=True)
class _Writer:
    """Turns what a letter holds into plain data in its language, and notes whether a character had to be replaced."""

    shown: frozenset[int]
    replaced: bool = field(default=False)

    def text(self, words: Words) -> str:
        """Return one line's text: what the type can't show becomes a square, what has no shape at all goes."""
        text = unicodedata.normalize("NFC", str(words).replace("\r\n", "\n").translate(_BREAKS)).strip()
        return "".join(self._shown(character) for character in text)

    def _shown(self, character: str) -> str:
        if character in "\n\u00ad\u200b" or ord(character) in self.shown:
            return character
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Mn", "Me"}:
            return ""
        if unicodedata.category(character) == "Zs":
            return " "
        self.replaced = True
        return STAND_IN

    def lines(self, words: Words) -> list[str]:
        return self.text(words).split("\n")

    def paragraphs(self, words: Words) -> list[list[str]]:
        text = self.text(words)
        return [part.split("\n") for part in _EMPTY_LINE.split(text)] if text else []

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Paragraph(text):
                return {"kind": "paragraphs", "paragraphs": self.paragraphs(text)}
            case Bullets(items):
                return {"kind": "bullets", "items": [self.lines(item) for item in items]}
            case Definitions(pairs):
                return {
                    "kind": "definitions",
                    "pairs": [[self.lines(name), self.lines(value)] for name, value in pairs],
                }
            case Note(title, text, tone):
                return {"kind": "note", "tone": tone, "title": self.text(title), "paragraphs": self.paragraphs(text)}
            case _:
                return self.table(block)

    def table(self, table: Table) -> dict[str, Any]:
        labels = [self.lines(column.label) for column in table.columns]
        rows = [[self.lines(cell) for cell in row] for row in table.rows]
        shares = _shares([column.share for column in table.columns], labels, rows)
        return {
            "kind": "table",
            "caption": self.text(table.caption),
            "columns": [
                {"label": label, "align": column.align, "share": share}
                for column, label, share in zip(table.columns, labels, shares, strict=True)
            ],
            "rows": rows,
            "strong": sorted(table.strong),
            "remark": self.lines(table.remark) if table.remark else None,
            "empty": _("There are no rows."),
        }


def _shares(shares: list[float | None], labels: list[list[str]], rows: list[list[list[str]]]) -> list[float | None]:
    """Return the shares of the columns, where one that would be too wide for the others gets a share too.

    A column without a share is as wide as its longest line; the widest of them give way until at least two fifths of the page
    are left for columns with a share (or all of them fit, when none has one).
    """
    widths = [
        max(
            [len(word) for line in label for word in line.split()] + [len(line) for row in rows for line in row[number]]
            or [0]
        )
        + GUTTER
        for number, label in enumerate(labels)
    ]
    found = list(shares)
    given = [share for share in shares if share is not None]
    usual = sum(given) / len(given) if given else 1.0
    while True:
        free = [number for number, share in enumerate(found) if share is None]
        room = LINE * 0.6 if len(free) < len(found) else LINE
        if sum(widths[number] for number in free) <= room:
            return found
        found[max(free, key=lambda number: widths[number])] = usual


def as_data(letter: Letter) -> dict[str, Any]:
    """Return everything the template shows, in the letter's language, as JSON values."""
    with translation.override(letter.language):
        write = _Writer(characters(folder()))
        moment = wording.moment(letter.made_at)
        facts = [
            (_("Made by"), letter.made_by),
            (_("Made on"), moment),
            (_("From which data"), letter.source),
            (_("Checksum"), letter.checksum),
        ]
        data = {
            "language": letter.language,
            "title": write.text(letter.title).replace("\n", " "),
            "author": write.text(letter.made_by),
            "context": write.lines(letter.context) if letter.context else None,
            "lede": write.paragraphs(letter.lede),
            "facts": [[name, write.lines(value)] for name, value in facts if str(value)],
            "blocks": [write.block(block) for block in letter.blocks],
            "sections": [
                {
                    "title": write.text(section.title).replace("\n", " "),
                    "level": section.level + 1,
                    "blocks": [write.block(block) for block in section.blocks],
                }
                for section in letter.sections
            ],
            "moment": moment,
            "page": _page_parts(),
            "house": "Osuuskunta",
            "family": FAMILY,
        }
        if write.replaced:
            said = _("The type of this letter lacks some characters of the text. They are shown as %(mark)s.")
            data["replaced"] = said % {"mark": STAND_IN}
        return data


def _page_parts() -> list[str | dict[str, str]]:
    """Return the words at the foot of each page, with "page" and "pages" where the numbers go, in the language's order."""
    # Translators: at the foot of each page of a letter, as in “Page 2 of 5”.
    words = _("Page %(page)s of %(pages)s") % {"page": "\0page\0", "pages": "\0pages\0"}
    return [part if part in {"page", "pages"} else {"text": part} for part in words.split("\0") if part]


def render(letter: Letter) -> bytes:
    """Return the letter as a PDF/UA-1 file. The same letter gives the same bytes. LetterError when it can't be made."""
    try:
        return typst.compile(
            TEMPLATE,
            font_paths=[folder()],
            ignore_system_fonts=True,
            sys_inputs={"letter": json.dumps(as_data(letter), ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=letter.made_at.astimezone(UTC).replace(microsecond=0),  # a PDF's date has seconds
        )
    except typst.TypstError as fault:
        raise LetterError(f"The letter can't be set: {fault.message}.") from fault
