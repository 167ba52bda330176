"""XLSX files as packages: what must hold before anything is unpacked, and the small parts beside the sheet.

Read with expat alone. openpyxl takes 15 s for 100 000 rows of 36 columns; python-calamine 1.7 s, but 280 MB, since it knows no
way to read a sheet in pieces. This takes 5 s in 15 MB, and lets us set limits where a hostile file would hurt.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, BinaryIO
from xml.parsers import expat  # nosec B406  documents that declare entities are refused below

from django.utils.translation import gettext as _

from participants.files.errors import Unreadable
from participants.files.source import damaged

MAX_ENTRIES = 2_000
MAX_UNPACKED = 1024 * 1024**2
MAX_STRINGS = 256 * 1024**2
MAX_SMALL = 16 * 1024**2
MAX_RATIO = 200  # repeated rows pack to about a fortieth; a bomb to a thousandth
_RATIO_MATTERS = 32 * 1024**2
MAX_PENDING = 1024 * 1024  # of one unfinished cell or tag; a cell has at most 32 767 characters
_CHUNK = 64 * 1024
_DAYS_BUILT_IN = {*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)}
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
Attributes = dict[str, str]


def local(name: str) -> str:
    """Return a name without its prefix: programs prefix as they like."""
    return name.rpartition(":")[2]


@contextmanager
def readable() -> Iterator[None]:
    """Turn what a broken package or document raises into one sentence."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, KeyError, IndexError, ValueError, NotImplementedError,
        RuntimeError, OverflowError,
    ) as fault:  # fmt: skip
        raise Unreadable(damaged()) from fault


def feed(stream: IO[bytes], parser: Any, *, pending: Callable[[], int] = int) -> Iterator[None]:
    """Give a stream to an expat parser piece by piece and yield after each; Unreadable for what a workbook never does.

    `pending` says how much text of an unfinished cell is held; a tag that does not end is held by expat itself.
    """

    def refuse(*_what: object) -> None:
        raise Unreadable(
            _("The workbook holds instructions that no table needs. Save it again in a spreadsheet program.")
        )

    parser.StartDoctypeDeclHandler = refuse  # no entities, so none that grow
    fed = 0
    while piece := stream.read(_CHUNK):
        fed += len(piece)
        parser.Parse(piece, False)  # noqa: FBT003  expat takes no keywords
        if pending() > MAX_PENDING or fed - parser.CurrentByteIndex > MAX_PENDING:
            raise Unreadable(_("A cell of the workbook holds too much text. Shorten it."))
        yield
    parser.Parse(b"", True)  # noqa: FBT003
    yield


class Package:
    """An opened workbook. Errors: Unreadable."""

    def __init__(self, stream: BinaryIO) -> None:
        with readable():
            self._packed = zipfile.ZipFile(stream)
            self._entries = {name.lstrip("/"): info for name, info in self._packed.NameToInfo.items()}
        self._check()

    def _check(self) -> None:
        """Refuse, by what the directory declares, what would grow beyond measure; zipfile reads no more than declared."""
        infos = self._packed.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise Unreadable(_("The workbook is protected by a password. Remove the password and save it again."))
        if any(info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for info in infos):
            raise Unreadable(damaged())
        grown = sum(info.file_size for info in infos)
        steep = any(
            info.file_size > _RATIO_MATTERS and info.file_size > MAX_RATIO * max(info.compress_size, 1)
            for info in infos
        )
        if len(infos) > MAX_ENTRIES or grown > MAX_UNPACKED or steep:
            raise Unreadable(
                _(
                    "Unpacked, the workbook is too large to be a table of participants. Save the table alone as CSV in UTF-8."
                )
            )

    def has(self, name: str) -> bool:
        return name in self._entries

    @contextmanager
    def open(self, name: str, limit: int = MAX_SMALL) -> Iterator[IO[bytes]]:
        info = self._entries[name]
        if info.file_size > limit:
            raise Unreadable(
                _(
                    "Unpacked, the workbook is too large to be a table of participants. Save the table alone as CSV in UTF-8."
                )
            )
        with self._packed.open(info) as stream:
            yield stream

    def tags(self, name: str) -> Iterator[tuple[str, Attributes]]:
        """Yield the opening tags of a small part, without prefixes."""
        found: list[tuple[str, Attributes]] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda tag, attributes: found.append((local(tag), attributes))
        with self.open(name) as stream:
            for _piece in feed(stream, parser):
                yield from found
                found.clear()


class Workbook:
    """Where the first sheet is, which formats are days, and which calendar days are counted in. Errors: Unreadable."""

    def __init__(self, package: Package) -> None:
        self.package = package
        with readable():
            self._path = self._target("", "/officeDocument")
            self.since_1904 = False
            first = ""
            for tag, attributes in package.tags(self._path):
                if tag == "workbookPr":
                    self.since_1904 = attributes.get("date1904") in {"1", "true"}
                elif tag == "sheet" and not first:
                    first = next(value for name, value in attributes.items() if local(name) == "id" and ":" in name)
            self.sheet = self._target(self._path, "/worksheet", first)
            self.strings = self._target(self._path, "/sharedStrings", required=False)
            styles = self._target(self._path, "/styles", required=False)
            self.day_styles = self._days(styles) if styles else frozenset()

    def _target(self, part: str, kind: str, key: str | None = None, *, required: bool = True) -> str:
        """Return the part that `part` is related to by `kind` (and by the relation's key)."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        for tag, attributes in self.package.tags(relations):
            if tag == "Relationship" and attributes["Type"].endswith(kind) and key in {None, attributes["Id"]}:
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
                if self.package.has(target):
                    return target
        if required:
            raise KeyError(kind)
        return ""

    def _days(self, styles: str) -> frozenset[str]:
        """Return the numbers (as text, as cells name them) of the cell formats that show days."""
        own: dict[str, str] = {}
        formats: list[str] = []
        within = ""
        for tag, attributes in self.package.tags(styles):
            if tag == "numFmt":
                own[attributes["numFmtId"]] = attributes["formatCode"]
            elif tag in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
                within = tag
            elif tag == "xf" and within == "cellXfs":
                formats.append(attributes.get("numFmtId", "0"))
        return frozenset(str(number) for number, key in enumerate(formats) if _shows_days(key, own.get(key)))


def _shows_days(key: str, code: str | None) -> bool:
    if code is None:
        return key.isdigit() and int(key) in _DAYS_BUILT_IN
    return bool(re.search(r"[dy]", _LITERALS.sub("", code.partition(";")[0]).lower()))
