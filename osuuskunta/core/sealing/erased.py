"""The list of erased subjects, kept outside database and backup: a restore erases them again before it opens the database.

One `kind:uuid` a line. A line is on the disk before its data key is deleted, so a crash between the two can only leave a name too
many on the list, of a subject whose erasure had begun and will be asked for again.
"""

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from osuuskunta.core.sealing.cipher import Subject
from osuuskunta.core.sealing.errors import SealError


class ErasedListMissing(SealError):
    """The file is not there. Without it nothing is erased and nothing restored."""


class ErasedListDamaged(SealError):
    """A line of the file can't be read."""


def path() -> Path:
    """Return where the list is (ERASED_FILE)."""
    return Path(settings.ERASED_FILE)


def create() -> bool:
    """Make an empty list (mode 0600) and say True; when there is one already, leave it and say False."""
    file = path()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    _sync_folder(file.parent)
    return True


def read() -> frozenset[Subject]:
    """Return everybody on the list. ErasedListMissing, ErasedListDamaged."""
    with _open(os.O_RDONLY, fcntl.LOCK_SH) as descriptor:
        return frozenset(_subjects(_content(descriptor))[0])


def in_order() -> list[Subject]:
    """Return everybody on the list in the order in which they were put there. ErasedListMissing, ErasedListDamaged."""
    with _open(os.O_RDONLY, fcntl.LOCK_SH) as descriptor:
        return list(_subjects(_content(descriptor))[0])


def append(kind: str, subject_id: uuid.UUID) -> bool:
    """Put a subject on the list and wait until the disk has it; False when it was there. ErasedListMissing, ErasedListDamaged."""
    subject = Subject(kind, subject_id)
    with _open(os.O_RDWR, fcntl.LOCK_EX) as descriptor:
        present, whole = _subjects(_content(descriptor))
        if subject in present:
            return False
        os.ftruncate(descriptor, whole)  # half a line, left by a crash: its key was not deleted
        os.lseek(descriptor, 0, os.SEEK_END)
        line = f"{subject}\n".encode()
        while line:
            line = line[os.write(descriptor, line) :]
        os.fsync(descriptor)
    return True


@contextmanager
def _open(flags: int, lock: int) -> Iterator[int]:
    try:
        descriptor = os.open(path(), flags | os.O_CLOEXEC)
    except FileNotFoundError:
        raise ErasedListMissing(
            f"The list of erased people is missing: put {path()} (ERASED_FILE) back where it was."
        ) from None
    try:
        fcntl.flock(descriptor, lock)
        yield descriptor
    finally:
        os.close(descriptor)


def _content(descriptor: int) -> bytes:
    parts = []
    while part := os.read(descriptor, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _subjects(content: bytes) -> tuple[dict[Subject, None], int]:
    """Return the subjects of whole lines, in order, and the number of bytes that whole lines take."""
    whole = content.rfind(b"\n") + 1
    found: dict[Subject, None] = {}
    for number, line in enumerate(content[:whole].split(b"\n")[:-1], start=1):
        try:
            kind, subject_id = line.decode().split(":")
            found[Subject(kind, uuid.UUID(subject_id))] = None
        except ValueError:
            raise ErasedListDamaged(f"The list of erased people {path()} is damaged at line {number}.") from None
    return found, whole


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
