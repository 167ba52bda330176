"""The catalogues in `locale/`: read, brought up to date with the code, checked, compiled."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ("fi", "sv", "en")
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """Return the stored catalogue of `language`, an empty one when there is none yet."""
    file = path(language)
    if not file.exists():
        return Catalog(locale=language, charset="utf-8")
    with file.open("rb") as source:
        return read_po(source, locale=language, charset="utf-8")


def write(language: str, catalogue: Catalog) -> None:
    """Store `catalogue`, sorted by text and without dates or line numbers, so that a change shows as itself."""
    file = path(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    catalogue.fuzzy, catalogue.header_comment = False, "# Osuuskunta"
    with file.open("wb") as target:
        write_po(
            target, catalogue, width=0, omit_header=False, sort_output=True, include_lineno=False, ignore_obsolete=True
        )
    lines = file.read_text("utf-8").splitlines(keepends=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator', '"Language-Team')
    file.write_text("".join(line for line in lines if not line.startswith(dated)), "utf-8")


def key(message: Message) -> tuple[str | None, str]:
    """Return what a text is looked up by: its context and its (singular) words."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, text


def updated(language: str, template: Catalog) -> Catalog:
    """Return `language`'s catalogue with exactly the texts of `template`, keeping what is translated; English is its own."""
    old = {key(message): message for message in read(language) if message.id}
    fresh = Catalog(locale=language, project="Osuuskunta", charset="utf-8", fuzzy=False)
    for message in template:
        if not message.id:
            continue
        known = old.get(key(message))
        string = known.string if known and bool(known.pluralizable) == bool(message.pluralizable) else None
        fresh.add(
            message.id,
            message.id if language == "en" else string,
            locations=[(place, None) for place in sorted({place for place, _line in message.locations})],  # type: ignore[misc]
            context=message.context,
        )
    return fresh


def parts(message: Message) -> tuple[list[str], list[str]]:
    """Return a message's words and its translations as lists (one, or singular and plural)."""
    words = [message.id] if isinstance(message.id, str) else list(message.id)
    told = [message.string or ""] if isinstance(message.string, str | None) else [text or "" for text in message.string]
    return words, told


def faults(language: str, template: Catalog) -> Iterator[str]:
    """Yield what is wrong with the stored catalogue: missing, empty, doubtful or superfluous texts, lost placeholders."""
    stored = {key(message): message for message in read(language) if message.id}
    wanted = {key(message): message for message in template if message.id}
    for lookup in wanted.keys() - stored.keys():
        yield f"{language}: missing: {lookup[1]!r}"
    for lookup in stored.keys() - wanted.keys():
        yield f"{language}: no longer in the code: {lookup[1]!r}"
    for lookup in sorted(stored.keys() & wanted.keys(), key=str):
        message = stored[lookup]
        words, told = parts(message)
        if message.fuzzy:
            yield f"{language}: doubtful (fuzzy): {lookup[1]!r}"
        if not all(told) or len(told) < len(words):
            yield f"{language}: not translated: {lookup[1]!r}"
        elif any(set(PLACE.findall(text)) - set(PLACE.findall(" ".join(words))) for text in told) or (
            set(PLACE.findall(words[-1])) - set(PLACE.findall(told[-1]))
        ):
            yield f"{language}: other placeholders than: {lookup[1]!r}"


def compile_all() -> int:
    """Write the `.mo` that Django reads for each language whose `.po` is newer; returns how many were written."""
    written = 0
    for language in LANGUAGES:
        source = path(language)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns):
            continue
        new = target.with_suffix(".new")
        with new.open("wb") as out:
            write_mo(out, read(language))
        new.rename(target)
        written += 1
    return written
