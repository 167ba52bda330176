"""Every text of the code and the templates that is marked for translation."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[3]
CODE = ("osuuskunta", "cooperatives", "participants", "coaching", "reporting", "demo")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def sources() -> Iterator[tuple[Path, bytes]]:
    """Yield each file with Python that names its texts: code as it is, templates turned into it as Django does."""
    for package in CODE:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file, file.read_bytes()
    for file in sorted((ROOT / "templates").rglob("*")):
        if file.suffix in {".html", ".txt"}:
            yield file, templatize(file.read_text("utf-8")).encode()


def template_catalogue() -> Catalog:
    """Return the catalogue of every marked text, without translations, in a steady order."""
    found = Catalog(project="Osuuskunta", charset="utf-8")
    for file, python in sources():
        options = {"encoding": "utf-8"}
        for _line, message, _comments, context in extract("python", BytesIO(python), KEYWORDS, options=options):
            if message:
                # No line numbers: they would change with every edit and say nothing to a translator.
                found.add(message, locations=[(file.relative_to(ROOT).as_posix(), None)], context=context)  # type: ignore[list-item]
    return found
