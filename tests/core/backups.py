"""A house with canaries and uploaded files, to be backed up, broken and restored."""

import base64
import os
import uuid
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from osuuskunta.core.db import as_owner
from osuuskunta.core.scope import scope
from osuuskunta.core.sealing import erased
from tests.core.world import World, a_world
from tests.toys.models_sealed import SealedChildToy

CANARY_FILE = "canary in an uploaded file: äö"


@dataclass
class House:
    """`world` with its rows, `folder` for backups."""

    world: World
    folder: Path

    @property
    def backup(self) -> Path:
        return self.folder / "backup.zip"

    def note(self, place: str) -> SealedChildToy:
        with scope(self.world.everything()):
            return SealedChildToy.objects.get(name=place)

    def person(self, place: str) -> uuid.UUID:
        """Return the id of the person whose key seals the note at a place."""
        return self.note(place).person_id


def a_house(own: Settings, folder: Path) -> House:
    """Make a house with keys, files and an erased list of its own below `folder`."""
    own.FIELD_KEYS = f"{key_entry('old')},{key_entry('other')}"
    own.INDEX_KEYS = key_entry("index")
    own.ERASED_FILE = folder / "keys" / "erased"
    own.MEDIA_ROOT = folder / "files"
    erased.create()
    for name in ("one.txt", "below/äiti ja isä.txt", "below/deeper/empty"):
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if name.endswith("empty") else f"{CANARY_FILE} {name}")
    return House(a_world(), folder)


def key_entry(name: str) -> str:
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


def run(command: str, *args: object, **options: object) -> tuple[str, str]:
    """Return what a command prints and how it fails ("" when it does not)."""
    out = StringIO()
    try:
        call_command(command, *map(str, args), stdout=out, stderr=out, **options)
    except CommandError as fault:
        return out.getvalue(), str(fault)
    return out.getvalue(), ""


def content() -> dict[str, tuple[int, str]]:
    """Return for every table how many rows it has and a hash of all of them, as the owner sees them."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t"
            )
            found[name] = cursor.fetchone()
    return found


def uploads() -> dict[str, str]:
    """Return every file below MEDIA_ROOT with a hash of what is in it."""
    root = Path(settings.MEDIA_ROOT)
    return {
        str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def as_the_owner(*statements: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def with_sums(data: bytes) -> bytes:
    """Return a backup's bytes with the sum of the whole made right again: what somebody who means harm would do."""
    return data[:-71] + b"sha256:" + sha256(data[:-71]).hexdigest().encode()
