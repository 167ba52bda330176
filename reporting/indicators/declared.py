"""How an indicator is declared: its code, its names, its source, and a rule made of named parts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from reporting.enums import CountedBy, Joined, Kind
from reporting.indicators.wording import Words3

__all__ = ["Indicator", "IndicatorSet", "Kind", "Part", "Words3", "any_of", "every", "parts_of", "sql_of"]


@dataclass(frozen=True, slots=True)
class Part:
    """A condition with a name: in words, and as SQL over a row of `reporting.build.facts` called `f`, never NULL.

    `reads` are the facts that decide, shown beside a verdict. `unknown` is SQL that is true where a fact is missing without which
    the condition cannot be told: such a person is *missing data*, not *not applicable*. It is asked only where `sql` is false.
    A part that `every` or `any_of` has joined knows the parts it is made of, so that a verdict can go into them.
    """

    code: str
    words: Words3
    sql: str
    reads: tuple[str, ...] = ()
    unknown: str = "false"
    made_of: tuple["Part", ...] = ()
    joined: Joined | None = None


def every(code: str, words: Words3, *parts: Part) -> Part:
    """Return a part that holds when all of `parts` do. It is unknown while one is unknown and none is known not to hold."""
    unknown = " OR ".join(f"(NOT ({part.sql}) AND ({part.unknown}))" for part in parts)
    denied = " OR ".join(f"(NOT ({part.sql}) AND NOT ({part.unknown}))" for part in parts)
    return Part(
        code,
        words,
        f"({' AND '.join(f'({part.sql})' for part in parts)})",
        _reads(parts),
        f"(({unknown}) AND NOT ({denied}))",
        parts,
        Joined.ALL,
    )


def any_of(code: str, words: Words3, *parts: Part) -> Part:
    """Return a part that holds when one of `parts` does. It is unknown while none holds and one is unknown."""
    sql = f"({' OR '.join(f'({part.sql})' for part in parts)})"
    unknown = " OR ".join(f"({part.unknown})" for part in parts)
    return Part(code, words, sql, _reads(parts), f"(({unknown}) AND NOT {sql})", parts, Joined.ANY)


def _reads(parts: tuple[Part, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for part in parts for fact in part.reads))


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure. A person counts when every part holds.

    `base` are the codes whose sum a percentage of this figure is of, `within` further narrows it; no base, no percentage.
    """

    code: str
    name: Words3
    sentence: Words3  # what is counted, for people
    kind: Kind
    source: str
    parts: tuple[Part, ...] = ()
    base: tuple[str, ...] = ()
    within: Part | None = None
    asks: tuple[str, ...] = ()  # facts that are asked apart: with no answer from anybody the figure is *not collected*
    personal: int = 1  # the Regulation's stars: 0 none, 1 personal data, 2 sensitive personal data
    sampled: bool = False  # the funder may estimate it from a sample
    collected: bool = True  # False: kept in the set, but not asked for
    confidence: str = "high"  # of the definition, as esf.md marks it
    example: str = ""  # who of the worked example (esf.md §7) counts

    @property
    def sensitive(self) -> bool:
        """Whether it rests on sensitive answers."""
        return self.personal == 2

    @property
    def counted_by(self) -> CountedBy | None:
        """The day that decides which period a person is counted in; None for organisations."""
        return self.kind.counted_by

    @property
    def rule(self) -> Words3:
        """The rule in words, made of its parts; empty for organisations."""
        return Words3(
            "; ".join(part.words.fi for part in self.parts),
            "; ".join(part.words.sv for part in self.parts),
            "; ".join(part.words.en for part in self.parts),
        )

    def names(self) -> dict[str, str]:
        """Return the name by language code (formats.md §3)."""
        return self.name.as_dict()


def sql_of(indicator: Indicator) -> str:
    """Return the rule as one boolean expression over a row `f` of the facts, never NULL; parameters as in `choices`."""
    return " AND ".join(f"({part.sql})" for part in indicator.parts) or "false"


def parts_of(*parts: Part) -> Iterator[Part]:
    """Yield each part once, what it is made of before the part itself."""
    seen: set[str] = set()

    def walk(part: Part) -> Iterator[Part]:
        for inner in part.made_of:
            yield from walk(inner)
        if part.code not in seen:
            seen.add(part.code)
            yield part

    for part in parts:
        yield from walk(part)


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """The indicators of a programme in the funder's order."""

    code: str
    name: Words3
    indicators: tuple[Indicator, ...]
    total: str  # the code of the total number of participants, those with complete facts
    by_code: dict[str, Indicator] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {found.code: found for found in self.indicators})

    def of_people(self) -> list[Indicator]:
        """Return the indicators that count people and are collected, in order."""
        return [found for found in self.indicators if found.kind is not Kind.OUTPUT_ENTITY and found.collected]

    def parts(self) -> Iterator[Part]:
        """Yield every part of the set once, in the order of first use."""
        seen: set[str] = set()
        for indicator in self.indicators:
            for part in indicator.parts:
                if part.code not in seen:
                    seen.add(part.code)
                    yield part

    def under(self, chosen: Mapping[str, int]) -> "IndicatorSet":
        """Return the set as the choices make it: with the household figures while their setting is on (formats.md §3)."""
        if not chosen.get("household_required"):
            return self
        return replace(self, indicators=tuple(replace(found, collected=True) for found in self.indicators))
