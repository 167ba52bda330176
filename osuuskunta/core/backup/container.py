"""The file: parts, a manifest with the sum of each, and a sum over the whole at the very end.

The sum of the whole stands in the ZIP's comment, so that any byte that is changed, and any that is missing, is noticed before
anything is believed.
"""

import fcntl
import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from osuuskunta.core.backup.errors import BackupError, Damaged
from osuuskunta.core.backup.manifest import Manifest, Part
from osuuskunta.core.backup.tools import CHUNK, pieces

MANIFEST = "manifest.json"
MARK = b"sha256:"
TAIL = len(MARK) + 64


class _Summed:
    """A file being written, and the sum of all of it but the last TAIL bytes. It can't be sought, so a ZIP streams into it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sum, self.held = file, hashlib.sha256(), b""

    def write(self, data: bytes) -> int:
        self.file.write(data)
        held = self.held + bytes(data)
        self.sum.update(held[:-TAIL])
        self.held = held[-TAIL:]
        return len(data)

    def flush(self) -> None:
        self.file.flush()


class Writer:
    """Writes a backup beside its place and puts it there whole: who looks at `target` never sees half of one.

    The file can be read by its owner alone. What an interrupted backup left is written over by the next one.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.beside = target.with_name(f".{target.name}.part")
        self.parts: dict[str, Part] = {}

    def __enter__(self) -> Self:
        try:
            self._file = os.fdopen(os.open(self.beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b")
        except OSError as fault:
            raise BackupError(f"{self.target} can't be written: {fault.strerror}.") from fault
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise BackupError(f"Another backup is writing {self.target}.") from None
        os.fchmod(self._file.fileno(), 0o600)
        self._file.truncate(0)
        self._out = _Summed(self._file)
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_STORED, allowZip64=True)  # type: ignore[call-overload]
        return self

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write one part."""
        total, size = hashlib.sha256(), 0
        entry = zipfile.ZipInfo(name)
        entry.external_attr = 0o600 << 16
        with self._zip.open(entry, "w", force_zip64=True) as part:
            for chunk in chunks:
                part.write(chunk)
                total.update(chunk)
                size += len(chunk)
        self.parts[name] = Part(size, total.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest and the sums, and put the file in its place, on the disk."""
        text = json.dumps(manifest.as_json(), ensure_ascii=False, indent=1, sort_keys=True).encode()
        self.add(MANIFEST, [text])
        self._zip.comment = MARK + b"0" * 64  # written last; its own bytes are not in the sum
        self._zip.close()
        self._file.seek(-TAIL, os.SEEK_END)
        self._file.write(MARK + self._out.sum.hexdigest().encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        self.beside.replace(self.target)
        sync_folder(self.target.parent)

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            self._zip.fp = None  # nothing more is written
            self.beside.unlink(missing_ok=True)
            with suppress(OSError):  # what could not be written can't be flushed either
                self._file.close()
        self._file.close()
        if isinstance(fault, OSError):
            raise BackupError(f"{self.target} can't be written: {fault.strerror}. Nothing is left of it.") from fault


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names of a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Archive:
    """A backup to be read. Opening it proves that it is whole; Damaged otherwise."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb")
        except OSError as fault:
            raise BackupError(f"{path} can't be read: {fault.strerror}.") from fault
        try:
            self._check_whole()
            self._zip = self._open()
            self.manifest = self._manifest()
            self._check_parts()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._zip.close()
        self._file.close()

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give a part, piece by piece."""
        with self._zip.open(name) as part:
            yield from pieces(part)

    def names(self) -> list[str]:
        """Return the names of the parts, the manifest aside."""
        return [name for name in self._zip.namelist() if name != MANIFEST]

    def damaged(self, what: str) -> Damaged:
        """Return the fault that says so."""
        return Damaged(f"{self.path} is damaged: {what}. Use another backup.")

    def _check_whole(self) -> None:
        size = os.fstat(self._file.fileno()).st_size
        total, left = hashlib.sha256(), size - TAIL
        while left > 0 and (piece := self._file.read(min(CHUNK, left))):
            total.update(piece)
            left -= len(piece)
        if self._file.read(TAIL) != MARK + total.hexdigest().encode():
            raise self.damaged("its checksum does not fit, or it was cut, or it is no backup of this program")

    def _open(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self._file)
        except zipfile.BadZipFile:
            raise self.damaged("it has no table of contents") from None

    def _manifest(self) -> Manifest:
        try:
            found: dict[str, Any] = json.loads(self._zip.read(MANIFEST))
        except (KeyError, ValueError, zipfile.BadZipFile):
            raise self.damaged("it has no manifest") from None
        try:
            return Manifest.from_json(found)
        except (KeyError, TypeError, ValueError) as fault:
            raise BackupError(
                f"{self.path} was made by a newer version of this program ({fault}): use that one."
            ) from None

    def _check_parts(self) -> None:
        if sorted(self.names()) != sorted(self.manifest.parts):
            raise self.damaged("its parts are not those of its manifest")
        for name, part in self.manifest.parts.items():
            total, size = hashlib.sha256(), 0
            try:
                for piece in self.chunks(name):
                    total.update(piece)
                    size += len(piece)
            except (zipfile.BadZipFile, EOFError):
                raise self.damaged(f"the part {name} can't be read") from None
            if Part(size, total.hexdigest()) != part:
                raise self.damaged(f"the checksum of the part {name} does not fit")
