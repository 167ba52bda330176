"""Uploaded files on their way into a backup and back.

They are put back beside the present ones, on the same disk, and change places with them at the last moment. Inside MEDIA_ROOT
itself, since that is often a mounted volume, which can't be renamed.
"""

import os
import shutil
from pathlib import Path, PurePosixPath

from django.conf import settings

from osuuskunta.core.backup.container import Archive
from osuuskunta.core.backup.errors import BackupError, Damaged

PREFIX = "files/"
RESTORING = ".restoring"


def root() -> Path:
    """Return the folder of uploaded files."""
    return Path(settings.MEDIA_ROOT)


def uploaded() -> list[str]:
    """Return the names of all uploaded files, relative and with slashes, sorted."""
    found = []
    for folder, below, names in os.walk(root()):
        if Path(folder) == root() and RESTORING in below:
            below.remove(RESTORING)
        found += [str(PurePosixPath(Path(folder, name).relative_to(root()))) for name in names]
    return sorted(name for name in found if not (root() / name).is_symlink())


class Exchange:
    """The files of a backup in the place of the present ones: `stage`, `swap`, then `keep` or `undo`."""

    def __init__(self) -> None:
        self.place = root() / RESTORING
        self.new, self.old = self.place / "new", self.place / "old"

    def stage(self, archive: Archive) -> None:
        """Unpack the backup's files beside the present ones. What a broken-off restore left is put right first."""
        if self.old.is_dir():
            self.undo()
        shutil.rmtree(self.place, ignore_errors=True)
        self.new.mkdir(mode=0o700, parents=True)
        for name in archive.manifest.files:
            target = self.new / _inside(name.removeprefix(PREFIX), archive)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for piece in archive.chunks(name):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())

    def swap(self) -> None:
        """Put the unpacked files in the place of the present ones."""
        self.old.mkdir(mode=0o700)
        _move(root(), self.old)
        _move(self.new, root())

    def undo(self) -> None:
        """Put the former files back, if they were swapped, and forget the unpacked ones."""
        if self.old.is_dir():
            aside = self.place / "refused"
            aside.mkdir(mode=0o700, exist_ok=True)
            _move(root(), aside)
            _move(self.old, root())
        shutil.rmtree(self.place, ignore_errors=True)

    def keep(self) -> None:
        """Forget the former files."""
        shutil.rmtree(self.place, ignore_errors=True)


def _move(source: Path, target: Path) -> None:
    for entry in list(source.iterdir()):
        if entry.name != RESTORING or source != root():
            entry.rename(target / entry.name)


def _inside(name: str, archive: Archive) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise Damaged(f"{archive.path} is damaged: it holds a file outside its folder.")
    if path.parts[0] == RESTORING:
        raise BackupError(f"{archive.path} holds files of a restore: it can't be restored.")
    return path
