"""A figure's cells, for the checks of sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cells:
    women: int = 0
    men: int = 0
    nonbinary: int = 0
    total: int = 0

    @classmethod
    def of(cls, people: Iterable[Mapping[str, Any]]) -> "Cells":
        """Count people by gender."""
        said = [person["gender"] for person in people]
        return cls(said.count("W"), said.count("M"), said.count("NB"), len(said))
