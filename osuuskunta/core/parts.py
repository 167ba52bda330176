"""The pieces that components show: plain values a view makes and a template only lays out.

Every text is already in words and in its format; nothing here computes a figure. See `/styleguide/` for what each looks like.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from osuuskunta.core.access import Words


@dataclass(frozen=True, slots=True)
class Link:
    """A link in words; `count` makes it a number link (formats §4): the list behind it has exactly so many rows."""

    text: Words
    url: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the key facts under a heading. `kind` colours what needs attention (good, warn, bad)."""

    label: Words
    value: Words
    url: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab is an address of its own. `n` is the number of things behind it."""

    label: Words
    url: str
    current: bool = False
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter; `url` is the list without it."""

    text: Words
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a longer task: `state` is done, now or todo."""

    label: Words
    note: Words = ""
    state: str = "todo"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of a timeline: `state` is past, now or future."""

    when: Words
    title: Words
    note: Words = ""
    state: str = "past"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A line that waits for somebody. `said` is the word that goes with the icon for those who do not see it."""

    title: Words
    note: Words = ""
    icon: str = "circle"
    kind: str = ""
    said: Words = ""
    url: str = ""
    actions: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Appointment:
    """A line of an agenda: at what time (or with which icon), what, and notes under it."""

    title: Words
    at: str = ""
    icon: str = ""
    url: str = ""
    notes: Sequence[Words] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure. `count` with `url` makes it a number link."""

    label: Words
    value: str
    note: Words = ""
    url: str = ""
    count: int | None = None
    kind: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A line of people to be contacted: who, why in words, and what can be done at once."""

    name: str
    url: str
    why: Words
    icon: str = "clock"
    phone: str = ""
    action: Link | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One of two texts of a merge: where it comes from and what it says, in pieces (`same`, `added`, `removed`)."""

    title: Words
    value: str
    pieces: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Background work as a card shows it: `state` is waiting, running, done, failed, cancelled or refused."""

    title: Words
    state: str
    said: Words = ""
    note: Words = ""
    done: int = 0
    total: int | None = None
    url: str = ""
    cancel_url: str = ""
    retry_url: str = ""
    result: Link | None = None

    @property
    def moving(self) -> bool:
        """Whether the card asks again by itself."""
        return self.state in {"waiting", "running"}


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with its interval for one site or group; `text` is the value in words, `n` what it is out of."""

    label: Words
    value: float | None
    low: float | None
    high: float | None
    text: Words
    n: Words = ""
    mark: int = 1
    url: str = ""
    hidden: Words = ""  # why there is no value to show

    @property
    def tone(self) -> int:
        """Site colours repeat after six; the label stays beside them."""
        return (self.mark - 1) % 6 + 1


@dataclass(frozen=True, slots=True)
class DotPlot:
    """Dots on one axis from `start` to `end`; `ticks` are (value, text); `reference` is a dotted line."""

    dots: Sequence[Dot]
    start: float
    end: float
    ticks: Sequence[tuple[float, str]] = ()
    reference: float | None = None

    def x(self, value: float) -> str:
        """Return where `value` lies, in per cent of the width."""
        share = (value - self.start) / (self.end - self.start)
        return f"{min(max(share, 0), 1) * 100:.2f}%"

    def lines(self) -> list[dict[str, object]]:
        """Return each dot with its places on the axis; one without an interval or a value lacks them."""
        found: list[dict[str, object]] = []
        for dot in self.dots:
            line: dict[str, object] = {"dot": dot}
            if dot.value is not None:
                line["x"] = self.x(dot.value)
            if dot.low is not None and dot.high is not None:
                line |= {"x1": self.x(dot.low), "x2": self.x(dot.high)}
            found.append(line)
        return found

    def marks(self) -> list[tuple[str, str]]:
        """Return the ticks as (place, text)."""
        return [(self.x(value), text) for value, text in self.ticks]

    def reference_x(self) -> str:
        return "" if self.reference is None else self.x(self.reference)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from zero: its value in words, and its pieces by kind as (kind 1–3, value) when it is stacked."""

    label: Words
    value: float
    text: Words
    url: str = ""
    pieces: Sequence[tuple[int, float]] = ()


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars on one axis from zero to `end` (the longest bar when not given)."""

    bars: Sequence[Bar]
    end: float = 0
    keys: Sequence[tuple[int, Words]] = field(default=())

    def lines(self) -> list[dict[str, object]]:
        """Return each bar with its width (or its pieces as place, width, kind), in per cent."""
        end = self.end or max((bar.value for bar in self.bars), default=0) or 1
        found: list[dict[str, object]] = []
        for bar in self.bars:
            pieces, at = [], 0.0
            for kind, value in bar.pieces:
                pieces.append({"x": f"{at / end * 100:.2f}%", "width": f"{value / end * 100:.2f}%", "kind": kind})
                at += value
            found.append({"bar": bar, "width": f"{bar.value / end * 100:.2f}%", "pieces": pieces})
        return found
