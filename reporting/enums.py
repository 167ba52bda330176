"""The closed lists of reports. Codes, not words: what people read stands in three languages beside each declaration."""

from enum import StrEnum


class CountedBy(StrEnum):
    """The day that decides which period a person is counted in (esf.md 9.2)."""

    ENTRY_DATE = "entry_date"  # the first day of the first participation
    EXIT_DATE = "exit_date"  # the last day of the final participation
    SIX_MONTHS = "six_months"  # the same day, and six months must have passed by `as_of`


class Joined(StrEnum):
    """How a condition is made of others."""

    ALL = "all"
    ANY = "any"


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

    @property
    def counted_by(self) -> CountedBy | None:
        """The day that decides; None for organisations, which are a number on the card."""
        return {
            Kind.OUTPUT: CountedBy.ENTRY_DATE,
            Kind.IMMEDIATE: CountedBy.EXIT_DATE,
            Kind.LONGER_TERM: CountedBy.SIX_MONTHS,
        }.get(self)


class Severity(StrEnum):
    """What an open check means: an error keeps a report from being sent, a warning does not (esf.md 9.11)."""

    ERROR = "error"
    WARNING = "warning"
