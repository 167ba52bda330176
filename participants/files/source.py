"""Where a file comes from (a path or an open stream), and what it is by its content; its name says nothing."""

import os
import re
import tempfile
import weakref
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from django.utils.translation import gettext as _

from participants.files.errors import Unreadable

Format = Literal["csv", "xlsx"]
MAX_BYTES = 200 * 1024 * 1024
_LOOK = 64 * 1024
_OLE = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Excel wrote before 2007, and its wrapping of an encrypted workbook today
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"SQLite format")
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Source:
    """A file that can be read from its beginning as often as needed."""

    def __init__(self, given: str | os.PathLike[str] | BinaryIO) -> None:
        """Take a path, or a binary stream; one that cannot go back is first put into a nameless temporary file."""
        if isinstance(given, str | os.PathLike):
            self._path: Path | None = Path(given)
            self._stream: BinaryIO | None = None
        else:
            self._path, self._stream = None, given if given.seekable() else self._spooled(given)

    def _spooled(self, stream: BinaryIO) -> BinaryIO:
        kept = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the source
        weakref.finalize(self, kept.close)
        while kept.tell() <= MAX_BYTES and (part := stream.read(_LOOK)):
            kept.write(part)
        return kept

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open at the first byte; a stream that was given stays open afterwards. Unreadable when a path leads nowhere."""
        if self._stream is not None:
            self._stream.seek(0)
            yield self._stream
            return
        assert self._path is not None  # noqa: S101  # nosec B101  one of the two is set
        try:
            stream = self._path.open("rb")
        except OSError as fault:
            text = _("The file %(name)s cannot be opened. Check its name and that it may be read.")
            raise Unreadable(text % {"name": self._path}) from fault
        with stream:
            yield stream

    def detect(self) -> Format:
        """Return what the content is; Unreadable when it is nothing of use."""
        with self.open() as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            if size == 0:
                raise Unreadable(_("The file is empty. Choose the file again."))
            if size > MAX_BYTES:
                text = _("The file is larger than %(limit)d MB. Divide it into several files.")
                raise Unreadable(text % {"limit": MAX_BYTES // 1024**2})
            head = stream.read(_LOOK)
            if head.startswith(_OLE):
                raise Unreadable(_sealed_or_old(stream))
            if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
                return _packed(stream)
            _must_be_text(head)
        return "csv"


def _sealed_or_old(stream: BinaryIO) -> str:
    stream.seek(0)
    tail = b""
    while part := stream.read(1 << 20):
        if _ENCRYPTED in tail + part:
            return _("The workbook is protected by a password. Remove the password and save it again.")
        tail = part[-len(_ENCRYPTED) :]
    return _("The file is of an old kind (XLS). Open it in a spreadsheet program and save it as XLSX.")


def _packed(stream: BinaryIO) -> Format:
    """Say what a ZIP file holds; only a workbook of today is of use."""
    try:
        with zipfile.ZipFile(stream) as packed:
            names = set(packed.namelist())
            kind = packed.read("mimetype")[:80] if "mimetype" in names and _is_small(packed, "mimetype") else b""
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as fault:
        raise Unreadable(damaged()) from fault
    if b"opendocument" in kind:
        raise Unreadable(_("The file is an OpenDocument file. Save it as XLSX, or as CSV in UTF-8."))
    if "xl/workbook.bin" in names:
        raise Unreadable(_("The file is a binary workbook (XLSB). Save it as XLSX."))
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Unreadable(_("The file is packed, but it is no workbook. Save the table as XLSX, or as CSV in UTF-8."))
    return "xlsx"


def _is_small(packed: zipfile.ZipFile, name: str) -> bool:
    return packed.getinfo(name).file_size < 1000


def damaged() -> str:
    """Return what is said of a workbook that breaks off or does not hold together."""
    return _("The workbook is damaged or not complete. Open it in a spreadsheet program, save it again and try that.")


def _must_be_text(head: bytes) -> None:
    utf16 = _("The file is in the encoding UTF-16. Save it as “CSV UTF-8”.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        raise Unreadable(utf16)
    if b"\0" in head:
        # Text in UTF-16 without a mark: every second byte of our letters is zero.
        zeros = max(head[::2].count(0), head[1::2].count(0))
        if zeros * 3 > len(head) and min(head[::2].count(0), head[1::2].count(0)) == 0:
            raise Unreadable(utf16)
    # A stray byte that no text has is told with its row later on; many say that this is none.
    if head.startswith(_OTHERS) or len(_NO_TEXT.findall(head)) * 100 > len(head) + 200:
        raise Unreadable(_("The file is no table but something else. Save the table as XLSX, or as CSV in UTF-8."))
