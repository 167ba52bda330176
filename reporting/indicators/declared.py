"""How an indicator is declared: its code, its names, its source, and a rule made of named parts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Words3:
    """A text in the three languages. Not a translation of the interface: a report says the same whoever builds it."""

    fi: str
    sv: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """Return the texts by language code, as reports carry them (formats.md §3)."""
        return {"fi": self.fi, "sv": self.sv, "en": self.en}

    def in_language(self, code: str) -> str:
        """Return the text in a language of the house; Finnish for any other."""
        return self.as_dict().get(code[:2], self.fi)


class Kind(StrEnum):
    """What an indicator counts, and by which day (formats.md §3, esf.md 9.2)."""

    OUTPUT = "output"  # people, by the day of their first entry
    OUTPUT_ENTITY = "output_entity"  # organisations, from the project's card
    IMMEDIATE = "immediate"  # people, by the day of their final exit
    LONGER_TERM = "longer_term"  # people, by the day of their final exit, once six months have passed

    @property
    def is_result(self) -> bool:
        """Whether it counts what came after leaving."""
        return self in (Kind.IMMEDIATE, Kind.LONGER_TERM)


@dataclass(frozen=True, slots=True)
class Part:
    """A condition with a name: in words, and as SQL over a row of `reporting.build.facts` called `f`, never NULL.

    `reads` are the facts that decide, shown beside a verdict. `unknown` is SQL that is true where a fact is missing without which
    the condition cannot be told: such a person is *missing data*, not *not applicable*.
    """

    code: str
    words: Words3
    sql: str
    reads: tuple[str, ...] = ()
    unknown: str = "false"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure. A person counts when every part holds."""

    code: str
    name: Words3
    kind: Kind
    source: str
    parts: tuple[Part, ...] = ()
    asks: tuple[str, ...] = ()  # facts that are asked apart: with no answer from anybody the figure is *not collected*
    sensitive: bool = False
    sampled: bool = False  # the funder may estimate it from a sample
    collected: bool = True  # False: kept in the set, but no longer asked for
    example: str = ""  # who of the worked example (esf.md §7) counts

    @property
    def sentence(self) -> Words3:
        """What is counted, in a sentence made of the rule itself."""
        if self.kind is Kind.OUTPUT_ENTITY:
            return Words3(
                "Luku on hankkeen kortilla: se laskee organisaatioita, ei ihmisiä.",
                "Talet står på projektets kort: det räknar organisationer, inte människor.",
                "The number is on the project's card: it counts organisations, not people.",
            )
        return Words3(
            f"Lasketaan ihmiset, joista pitää paikkansa: {'; '.join(part.words.fi for part in self.parts)}.",
            f"Räknar människor för vilka det stämmer: {'; '.join(part.words.sv for part in self.parts)}.",
            f"Counts people of whom it holds: {'; '.join(part.words.en for part in self.parts)}.",
        )


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """The indicators of a programme in the funder's order."""

    code: str
    name: Words3
    indicators: tuple[Indicator, ...]
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
