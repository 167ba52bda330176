"""What a backup says of itself: how it was made, what it needs, and the sum of each part. Never a key."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from osuuskunta.core.sealing import Subject

FORMAT = "osuuskunta/backup/1"


@dataclass(frozen=True, slots=True)
class Part:
    """The size in bytes and the SHA-256 of a part."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Erased:
    """How long the erased list was, and its sum: the list of a restore must go on from there."""

    count: int
    sha256: str

    @classmethod
    def of(cls, subjects: "list[Subject]") -> Self:
        """Return the sum of a list in the order of its file."""
        return cls(len(subjects), hashlib.sha256("\n".join(map(str, subjects)).encode()).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything about a backup but its parts' content.

    `keys` maps FIELD_KEYS and INDEX_KEYS to the ids that the data need; `migrations` maps an app to its migrations in order;
    `rows` maps a table to its rows; versions are PostgreSQL's, as (15, 20).
    """

    made_at: str
    code_version: str
    server_version: tuple[int, ...]
    dump_version: tuple[int, ...]
    migrations: Mapping[str, list[str]]
    keys: Mapping[str, list[str]]
    erased: Erased | None
    rows: Mapping[str, int]
    parts: Mapping[str, Part]

    def as_json(self) -> dict[str, Any]:
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Self:
        """Read it back; ValueError, KeyError or TypeError when it is not of this format."""
        if found["format"] != FORMAT:
            raise ValueError(str(found["format"]))
        values = {key: value for key, value in found.items() if key != "format"}
        values["server_version"] = tuple(values["server_version"])
        values["dump_version"] = tuple(values["dump_version"])
        values["erased"] = Erased(**values["erased"]) if values["erased"] else None
        values["parts"] = {name: Part(**part) for name, part in values["parts"].items()}
        return cls(**values)

    @property
    def bytes(self) -> int:
        """The size of all parts."""
        return sum(part.size for part in self.parts.values())

    @property
    def files(self) -> list[str]:
        """The names of the uploaded files' parts."""
        return [name for name in self.parts if name.startswith("files/")]
