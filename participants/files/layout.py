"""The participant file's columns in the order of formats.md §2: import and export read the same list."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import NamedTuple

from django.db.models import Choices

from participants.enums import Answer, ExitReason, Gender, LabourStatus, ReferralSource

IGNORED = "x_"  # columns whose name begins so are a file's own business
TEXT_LENGTH = 64  # of external_id
NAME_LENGTH = 200


class Kind(Enum):
    """How a cell is read and written."""

    EXTERNAL_ID = auto()
    NAME = auto()
    IDENTITY_CODE = auto()
    DATE = auto()
    CODE = auto()
    SITE = auto()
    EMAIL = auto()
    BOOLEAN = auto()
    ISCED = auto()
    ANSWER = auto()  # yes, no, refused
    PLAIN_ANSWER = auto()  # yes, no
    MUNICIPALITY = auto()


class Target(Enum):
    """What a column says something of."""

    PERSON = "person"
    ENTRY = "entry"
    EXIT = "exit"
    SIX_MONTHS = "six months"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `privacy` is a class of osuuskunta.core.privacy; `choices` are a code's values."""

    name: str
    kind: Kind
    target: Target
    privacy: str
    required: bool = False
    choices: type[Choices] | None = None
    household: bool = False


def _columns() -> tuple[Column, ...]:
    person, entry, left, later = Target.PERSON, Target.ENTRY, Target.EXIT, Target.SIX_MONTHS
    return (
        Column("external_id", Kind.EXTERNAL_ID, person, "indirect", required=True),
        Column("given_names", Kind.NAME, person, "direct", required=True),
        Column("family_name", Kind.NAME, person, "direct", required=True),
        Column("identity_code", Kind.IDENTITY_CODE, person, "direct"),
        Column("birth_date", Kind.DATE, person, "indirect"),
        Column("gender", Kind.CODE, person, "indirect", choices=Gender),
        Column("site", Kind.SITE, entry, "indirect", required=True),
        Column("coach", Kind.EMAIL, entry, "indirect"),
        Column("referral_source", Kind.CODE, entry, "special", choices=ReferralSource),
        Column("entry_date", Kind.DATE, entry, "indirect", required=True),
        Column("labour_status_entry", Kind.CODE, entry, "indirect", choices=LabourStatus),
        Column("registered_unemployed_entry", Kind.BOOLEAN, entry, "indirect"),
        Column("full_time_student_entry", Kind.BOOLEAN, entry, "indirect"),
        Column("unemployed_since", Kind.DATE, entry, "indirect"),
        Column("in_education_entry", Kind.BOOLEAN, entry, "indirect"),
        Column("isced_entry", Kind.ISCED, entry, "indirect"),
        Column("migrant_minority", Kind.ANSWER, entry, "special"),
        Column("disability", Kind.ANSWER, entry, "special"),
        Column("other_disadvantaged", Kind.ANSWER, entry, "special"),
        Column("third_country_national", Kind.ANSWER, entry, "indirect"),
        Column("foreign_background", Kind.ANSWER, entry, "indirect"),
        Column("minority", Kind.ANSWER, entry, "special"),
        Column("homeless", Kind.PLAIN_ANSWER, entry, "indirect"),
        Column("home_municipality", Kind.MUNICIPALITY, entry, "indirect"),
        Column("household_jobless", Kind.BOOLEAN, entry, "indirect", household=True),
        Column("household_children", Kind.BOOLEAN, entry, "indirect", household=True),
        Column("household_single_adult", Kind.BOOLEAN, entry, "indirect", household=True),
        Column("exit_date", Kind.DATE, left, "indirect"),
        Column("exit_reason", Kind.CODE, left, "special", choices=ExitReason),
        Column("exit_status_date", Kind.DATE, left, "indirect"),
        Column("labour_status_exit", Kind.CODE, left, "indirect", choices=LabourStatus),
        Column("job_search_exit", Kind.BOOLEAN, left, "indirect"),
        Column("in_education_exit", Kind.BOOLEAN, left, "indirect"),
        Column("qualification_exit", Kind.BOOLEAN, left, "indirect"),
        Column("labour_status_6m", Kind.CODE, later, "indirect", choices=LabourStatus),
        Column("improved_6m", Kind.BOOLEAN, later, "indirect"),
    )


COLUMNS = _columns()
NAMES = tuple(column.name for column in COLUMNS)
BY_NAME = {column.name: column for column in COLUMNS}
POSITION = {name: position for position, name in enumerate(NAMES)}
REQUIRED = tuple(column.name for column in COLUMNS if column.required)


class Values(NamedTuple):
    """The values of one row in the order of COLUMNS; None where nothing is known. A tuple, because there are many."""

    external_id: str | None = None
    given_names: str | None = None
    family_name: str | None = None
    identity_code: str | None = None
    birth_date: date | None = None
    gender: Gender | None = None
    site: str | None = None
    coach: str | None = None
    referral_source: ReferralSource | None = None
    entry_date: date | None = None
    labour_status_entry: LabourStatus | None = None
    registered_unemployed_entry: bool | None = None
    full_time_student_entry: bool | None = None
    unemployed_since: date | None = None
    in_education_entry: bool | None = None
    isced_entry: int | None = None
    migrant_minority: Answer | None = None
    disability: Answer | None = None
    other_disadvantaged: Answer | None = None
    third_country_national: Answer | None = None
    foreign_background: Answer | None = None
    minority: Answer | None = None
    homeless: Answer | None = None
    home_municipality: str | None = None
    household_jobless: bool | None = None
    household_children: bool | None = None
    household_single_adult: bool | None = None
    exit_date: date | None = None
    exit_reason: ExitReason | None = None
    exit_status_date: date | None = None
    labour_status_exit: LabourStatus | None = None
    job_search_exit: bool | None = None
    in_education_exit: bool | None = None
    qualification_exit: bool | None = None
    labour_status_6m: LabourStatus | None = None
    improved_6m: bool | None = None


NO_COACH = ""  # a coach was named who is none of the site's: the period then has no coach


def canonical(header: str) -> str:
    """Return the name under which a header is known: no white space around it, small letters."""
    return header.strip().casefold()
