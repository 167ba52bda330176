"""What a letter holds: data only. How it looks is in `letter.typ`; both meet in `compose`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from osuuskunta.core.access import Words

Align = Literal["start", "end"]


class Tone(StrEnum):
    """What a note is: its ground and its strong colour. The words carry the meaning."""

    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. A line break in it stays a line break; an empty line begins a new paragraph."""

    text: Words


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short items, each a text of its own."""

    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Names and what they hold, one pair a line: facts about one thing."""

    pairs: tuple[tuple[Words, Words], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `share` is its part of the width; without one it is as wide as its longest line,
    unless that would leave too little for the others.

    Numbers are written by the caller (`core.wording`) and stand at the end.
    """

    label: Words
    align: Align = "start"
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a caption that says what it shows. Its header is repeated on each page; the first column names the row.

    `strong` are the numbers of rows (from 0) set in bold, as totals are.
    """

    caption: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Words, ...], ...]
    strong: frozenset[int] = frozenset()
    remark: Words = ""

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("A table needs columns.")
        for number, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(f"Row {number} has {len(row)} cells, not {len(self.columns)}.")


@dataclass(frozen=True, slots=True)
class Note:
    """A box that must not be overlooked: a title in words and its text."""

    title: Words
    text: Words = ""
    tone: Tone = Tone.INFO


Block = Paragraph | Bullets | Definitions | Table | Note


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a letter under its own heading. `level` 1 stands under the letter's title, 2 under the section before."""

    title: Words
    blocks: tuple[Block, ...] = ()
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One document. `made_at` is an aware moment and becomes the file's date too, so that the same letter gives the same bytes.

    `source` says from which data it was made, `checksum` what they were (empty: there is none), `context` stands above the title
    (project and its code, site), `lede` says the main thing in a sentence.
    """

    title: Words
    language: Literal["fi", "sv", "en"]
    made_by: str
    made_at: datetime
    source: Words
    checksum: str = ""
    context: Words = ""
    lede: Words = ""
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None:
            raise ValueError("made_at must be an aware moment.")
        if not str(self.title).strip():
            raise ValueError("A letter needs a title.")
        if self.sections and self.sections[0].level != 1:
            raise ValueError("The first section stands under the title: its level is 1.")
