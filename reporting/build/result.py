"""The frozen result of a report: pages, files and the API show it, and none of them computes (architecture §5)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from reporting.indicators import Kind, Words3

SCHEMA = "osuuskunta/esf-report/1"


@dataclass(frozen=True, slots=True)
class Cell:
    """People by gender. Who has said nothing of the gender is in the total only."""

    women: int = 0
    men: int = 0
    nonbinary: int = 0
    total: int = 0

    def as_dict(self) -> dict[str, int]:
        return {"women": self.women, "men": self.men, "nonbinary": self.nonbinary, "total": self.total}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the report, in all and at each site of the project by its code."""

    code: str
    name: Words3
    kind: Kind
    cell: Cell
    by_site: Mapping[str, Cell]
    not_collected: bool = False

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "code": self.code,
            "name": self.name.as_dict(),
            "kind": self.kind.value,
            **self.cell.as_dict(),
        }
        found["by_site"] = {code: cell.as_dict() for code, cell in self.by_site.items()}
        if self.not_collected:
            found["not_collected"] = True
        return found


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a named check passed; `people` is how many stand behind one that did not, None for a check of sums."""

    id: str
    severity: str
    passed: bool
    message: Words3
    people: int | None = None

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "severity": self.severity, "passed": self.passed, "message": self.message.as_dict()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportResult:
    """Everything a report says. `sites` are the codes that were chosen; empty for the whole project."""

    project: str
    set: str
    first: date
    last: date
    as_of: date
    figures: tuple[Figure, ...]
    checks: tuple[Check, ...]
    sites: tuple[str, ...] = ()
    version: int = 1
    site_names: Mapping[str, str] = field(
        default_factory=dict
    )  # for people: what a report says knows sites by their codes
    by_code: Mapping[str, Figure] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {figure.code: figure for figure in self.figures})

    def content(self) -> dict[str, Any]:
        """Return what the checksum is of: the same for the same data, whoever asks, whenever and in whatever language."""
        found: dict[str, Any] = {
            "schema": SCHEMA,
            "project": self.project,
            "set": self.set,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "as_of": self.as_of.isoformat(),
            "version": self.version,
            "figures": [figure.as_dict() for figure in self.figures],
            "checks": [check.as_dict() for check in self.checks],
        }
        if self.sites:
            found["sites"] = list(self.sites)
        return found

    @property
    def checksum(self) -> str:
        """SHA-256 over the canonical JSON of the content (formats.md §3)."""
        text = json.dumps(self.content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"

    def as_dict(self, *, generated_at: datetime) -> dict[str, Any]:
        """Return the whole report as formats.md §3 has it."""
        return {**self.content(), "generated_at": generated_at.isoformat(), "checksum": self.checksum}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "ReportResult":
        """Return a result as it was kept; `content` may hold `site_names` and `people` (how many are behind a check) beside."""
        people = content.get("people", {})
        return cls(
            project=content["project"],
            set=content["set"],
            first=date.fromisoformat(content["from"]),
            last=date.fromisoformat(content["to"]),
            as_of=date.fromisoformat(content["as_of"]),
            figures=tuple(_figure(figure) for figure in content["figures"]),
            checks=tuple(
                Check(one["id"], one["severity"], one["passed"], Words3(**one["message"]), people.get(one["id"]))
                for one in content["checks"]
            ),
            sites=tuple(content.get("sites", ())),
            version=content["version"],
            site_names=content.get("site_names", {}),
        )


def _figure(kept: Mapping[str, Any]) -> Figure:
    return Figure(
        kept["code"], Words3(**kept["name"]), Kind(kept["kind"]), _cell(kept),
        {code: _cell(cell) for code, cell in kept["by_site"].items()}, kept.get("not_collected", False),
    )  # fmt: skip


def _cell(kept: Mapping[str, Any]) -> Cell:
    return Cell(kept["women"], kept["men"], kept["nonbinary"], kept["total"])
