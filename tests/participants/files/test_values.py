"""What a cell may say, and the value that it becomes."""

from datetime import date

import pytest
from stdnum.fi import hetu

from participants.enums import Answer, Gender
from participants.files.errors import Refused
from participants.files.layout import BY_NAME, COLUMNS, NAMES, Values
from participants.files.values import Broken, birth_of, parser_of
from tests.participants.files.samples import moment

SITES = {"061": ("Forssa",), "564": ("Oulu", "Uleåborg")}


def read(column, cell, **more):
    return parser_of(BY_NAME[column], SITES, **more)(cell)


def refused(column, cell, **more):
    with pytest.raises(Refused) as fault:
        read(column, cell, **more)
    return fault.value.code


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("external_id", " P 1 ", "P 1"),
        ("external_id", "\u00a0A\u0308\u00a0", "Ä"),
        ("external_id", 17, "17"),
        ("external_id", 1.5, "1.5"),
        ("external_id", True, "true"),
        ("family_name", "af Å\nB\t C", "af Å B  C"),
        ("family_name", "😀‍👩", "😀‍👩"),
        ("entry_date", "2016-02-29", date(2016, 2, 29)),
        ("entry_date", "1.2.2016", date(2016, 2, 1)),
        ("entry_date", "01.02.2016", date(2016, 2, 1)),
        ("entry_date", date(2016, 2, 1), date(2016, 2, 1)),
        ("gender", "w", Gender.WOMAN),
        ("gender", "NB", Gender.NON_BINARY),
        ("site", "61", "061"),
        ("site", 61, "061"),
        ("site", "uleåborg", "564"),
        ("site", " OULU ", "564"),
        ("home_municipality", "5", "005"),
        ("coach", "Coach.Forssa@Example.org", "coach.forssa@example.org"),
        ("isced_entry", "0", 0),
        ("isced_entry", 8.0, 8),
        ("homeless", "Ja", Answer.YES),
        ("disability", "Refused", Answer.REFUSED),
        ("disability", False, Answer.NO),
        *[("improved_6m", cell, True) for cell in ("yes", "TRUE", "1", "kyllä", "ja", True, 1)],
        *[("improved_6m", cell, False) for cell in ("No", "false", "0", "ei", "nej", False, 0)],
    ],
)
def test_a_cell_becomes_a_value(column, cell, value):
    found = read(column, cell)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("column", NAMES)
def test_white_space_is_nothing(column):
    assert read(column, " \u00a0") is None


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("external_id", date(2016, 1, 2), "day_for_text"),
        ("external_id", 1e15, "long_number"),
        ("external_id", Broken("#N/A"), "formula"),
        ("given_names", "#REF!", "formula"),
        ("entry_date", 42_000, "unreadable_date"),
        ("entry_date", moment(2016, 1, 2, 8, 0), "clock_time"),
        ("entry_date", "2016-01-02 08:00", "unreadable_date"),
        ("entry_date", "1.2.16", "unreadable_date"),
        ("isced_entry", True, "unreadable_isced"),
        ("isced_entry", 2.5, "unreadable_isced"),
        ("improved_6m", "tosi", "unreadable_boolean"),
        ("home_municipality", "0061", "unreadable_municipality"),
    ],
)
def test_what_cannot_be_read_is_refused(column, cell, code):
    assert refused(column, cell) == code


@pytest.mark.parametrize(
    "code",
    ["010180-9015", "010180-9004", "150375-912V", "150375X912V", "290296-955W", "051204A9331", "051204B9342", "240863Y946P",
     "311299-971J", "010100A9802", "070790V902F", "131052-308T"],
)  # fmt: skip
def test_the_identity_codes_of_the_specification_are_accepted(code):
    assert read("identity_code", f" {code.lower()} ", test_codes=True) == code
    assert (birth_of(code) - date(1900, 1, 1)).days > 0


def test_the_birth_date_is_that_of_the_code():
    assert [birth_of(code) for code in ("131052-308T", "051204B9342", "131052+308T")] == [
        date(1952, 10, 13), date(2004, 12, 5), date(1852, 10, 13),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("131052-308U", "identity_check"),
        ("310252-308Y", "identity_number"),
        ("290297-9551", "identity_number"),
        ("131052308T", "identity_format"),
        ("131052-0010", "identity_number"),
        ("131052–308T", "identity_format"),
        ("131052-308TT", "identity_format"),
    ],
)
def test_identity_codes_that_cannot_be_are_refused(code, rule):
    assert refused("identity_code", code, test_codes=True) == rule


def test_temporary_numbers_are_accepted_only_where_they_are_allowed():
    assert refused("identity_code", "010180-9015") == "identity_test"
    assert read("identity_code", "131052-308T") == hetu.validate("131052-308T")


def test_the_layout_is_that_of_the_specification():
    assert len(COLUMNS) == 36
    assert Values._fields == NAMES
    assert [column.name for column in COLUMNS if column.required] == [
        "external_id", "given_names", "family_name", "site", "entry_date",
    ]  # fmt: skip
    assert {column.name for column in COLUMNS if column.privacy == "special"} >= {
        "migrant_minority", "disability", "other_disadvantaged", "minority",
    }  # fmt: skip
