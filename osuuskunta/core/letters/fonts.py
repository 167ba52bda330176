"""The type of letters, and which characters it has: a character without a shape would make the file invalid (PDF/UA)."""

import struct
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FAMILY = "Source Sans 3"
FILES = ("SourceSans3-Regular.ttf", "SourceSans3-It.ttf", "SourceSans3-Semibold.ttf", "SourceSans3-Bold.ttf")
STAND_IN = "\N{WHITE SQUARE}"


class LetterError(Exception):
    """A letter can't be made; the text says why and what to do."""


def folder() -> Path:
    """Return the folder of the font files; LetterError when one of them is missing."""
    found = Path(settings.BASE_DIR) / "static" / "vendor" / "letters"
    missing = [name for name in FILES if not (found / name).is_file()]
    if missing:
        raise LetterError(f"The type of letters is missing ({', '.join(missing)}): run script/setup.")
    return found


@lru_cache(maxsize=1)
def characters(files: Path) -> frozenset[int]:
    """Return the code points that every font in the folder `files` can show."""
    return frozenset.intersection(*(_covered((files / name).read_bytes()) for name in FILES))


def _covered(font: bytes) -> frozenset[int]:
    """Read the code points from a font's `cmap` table, subtables of format 4 and 12 (OpenType 1.9, cmap)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    directory = {font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + tables * 16, 16)}
    cmap = directory[b"cmap"]
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    found: set[int] = set()
    for number in range(count):
        (offset,) = struct.unpack_from(">I", font, cmap + 8 + number * 8)
        (form,) = struct.unpack_from(">H", font, cmap + offset)
        if form == 4:
            found |= _segments(font, cmap + offset)
        elif form == 12:
            found |= _groups(font, cmap + offset)
    return frozenset(found)


def _segments(font: bytes, at: int) -> set[int]:
    double = struct.unpack_from(">H", font, at + 6)[0]
    half = double // 2
    ends = struct.unpack_from(f">{half}H", font, at + 14)
    starts = struct.unpack_from(f">{half}H", font, at + 16 + double)
    deltas = struct.unpack_from(f">{half}H", font, at + 16 + 2 * double)
    ranges_at = at + 16 + 3 * double
    ranges = struct.unpack_from(f">{half}H", font, ranges_at)
    found = set()
    for number, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", font, ranges_at + 2 * number + offset + 2 * (code - start))
            if (glyph + delta) % 0x10000 if glyph or not offset else 0:
                found.add(code)
    return found


def _groups(font: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    found: set[int] = set()
    for number in range(count):
        start, end, glyph = struct.unpack_from(">III", font, at + 16 + number * 12)
        found.update(range(start + (glyph == 0), end + 1))
    return found
