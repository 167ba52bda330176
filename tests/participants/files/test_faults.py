"""Each fault of formats.md §2 with the line that is printed."""

from datetime import date

import pytest

from participants.files.context import Stored, StoredPeriod, StoredPerson
from participants.files.judging import judge
from participants.files.reading import open_table
from tests.participants.files.samples import DATA, a_context, a_file, faults, judged

DAY = "Write the day as 2026-05-31 or 31.5.2026."
TRUTH = "Write yes or no, or leave the cell empty."
ANSWER = "Write yes, no or refused, or leave the cell empty."
STATUS = "Write one of: unemployed, inactive, employed."
FORMAT = "Write the identity code as in 131052-308T: day, month, year, sign, number and check character."


def test_the_worked_example_has_no_fault():
    found = judge(open_table(DATA / "worked_example.csv"), a_context())
    assert (found.rows, found.fault_count, found.faults) == (14, 0, [])
    assert [str(warning)[:35] for warning in found.warnings if "isced" in warning.column] == [
        "row 8, column isced_entry: The answ"
    ]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("external_id", "", "The cell is empty, but every row needs it. Fill it in."),
        ("given_names", "  ", "The cell is empty, but every row needs it. Fill it in."),
        ("external_id", "x" * 65, "Write at most 64 characters."),
        ("external_id", "P\u200b1", "There is a character here that cannot be seen. Write the text again."),
        ("family_name", "a\x07b", "There is a character here that cannot be seen. Write the text again."),
        ("family_name", "x" * 201, "Write at most 200 characters."),
        ("family_name", "#N/A", "The cell's formula has no usable result. Write the value itself."),
        ("birth_date", "5/5/1980", DAY),
        ("birth_date", "1980-5-5", DAY),
        ("birth_date", "٠١.٠١.1980", DAY),
        ("birth_date", "30.2.1980", "There is no such day in the calendar. Correct it."),
        ("gender", "female", "Write one of: W, M, NB."),
        (
            "site", "091",
            "This is no site of the project. Its sites: 061 Forssa, 285 Kotka, 564 Oulu, 980 Ylöjärvi.",
        ),
        ("coach", "Ville Valmentaja", "Write the coach's e-mail address."),
        ("labour_status_entry", "working", STATUS),
        ("labour_status_exit", "working", STATUS),
        ("labour_status_6m", "working", STATUS),
        ("registered_unemployed_entry", "maybe", TRUTH),
        ("improved_6m", "2", TRUTH),
        ("homeless", "refused", TRUTH),
        ("isced_entry", "9", "Write the highest completed level as a number from 0 to 8."),
        ("isced_entry", "²", "Write the highest completed level as a number from 0 to 8."),
        ("disability", "perhaps", ANSWER),
        ("minority", "2", ANSWER),
        ("home_municipality", "Forssa", "Write the municipality's code of three digits, as in 061."),
        ("identity_code", "050580901X", FORMAT),
        ("identity_code", "٠٥٠٥٨٠-9015", FORMAT),
        ("identity_code", "131052-308U", "The check character does not fit this identity code. Compare it with the document."),
        ("identity_code", "310252-308Y", "There is no such identity code. Compare it with the document."),
        ("entry_date", "2015-03-31", "The day is outside the project, which runs 1.4.2015–30.4.2018. Correct the day."),
        ("entry_date", "2018-05-01", "The day is outside the project, which runs 1.4.2015–30.4.2018. Correct the day."),
        ("exit_date", "2016-01-09", "The exit is before the entry on 10.1.2016. Correct one of the two."),
        (
            "exit_status_date", "2016-02-01",
            "There is a day of the situation after leaving, but no exit. Add exit_date, or empty the cell.",
        ),
        ("birth_date", "2016-01-10", "The birth is on or after the day of entry. Correct one of the two."),
        ("unemployed_since", "2016-01-11", "The unemployment begins after the entry on 10.1.2016. Correct one of the two."),
        (
            "identity_code", "010180-9015",
            "The identity code says another birth date than the column birth_date. Correct one of the two.",
        ),
    ],
)  # fmt: skip
def test_a_fault_in_a_row_is_one_line(column, cell, reason):
    assert faults({"external_id": "P0"}, {column: cell}) == [f"row 3, column {column}: {reason}"]


def test_unreadable_codes_name_all_that_can_be_written():
    assert faults({"referral_source": "x", "exit_reason": "y"})[1] == (
        "row 2, column exit_reason: Write one of: employed_open, employed_subsidised, cooperative_work_only, self_employed, "
        "education, other_service, pension, health, moved_away, own_wish, lost_contact, project_ended, deceased, other."
    )


def test_the_header_is_named_as_it_is_written():
    file = a_file({"Exit_Date": "no day"})
    assert [str(fault) for fault in judge(open_table(file), a_context()).faults] == [f"row 2, column Exit_Date: {DAY}"]


def test_test_codes_are_refused_where_they_are_not_allowed():
    code = {"identity_code": "010180-9015", "birth_date": ""}
    assert faults(code) == []
    assert faults(code, test_codes=False) == [
        "row 2, column identity_code: Numbers from 900 are temporary or for tests. They are not accepted here."
    ]


def test_a_birth_taken_from_the_code_is_a_fault_of_the_code():
    assert faults({"identity_code": "010180-9015", "birth_date": "", "entry_date": "2016-01-10"}) == []
    assert faults({"identity_code": "010116A900B", "birth_date": "", "entry_date": "2015-12-31"})[:1] == [
        "row 2, column identity_code: The check character does not fit this identity code. Compare it with the document."
    ]


def test_the_situation_cannot_be_known_before_the_exit():
    assert faults({"exit_date": "2016-05-02", "exit_status_date": "2016-05-01"}) == [
        "row 2, column exit_status_date: The day of the situation after leaving is before the exit. Correct one of the two."
    ]


def test_unknown_and_missing_columns_are_all_said_and_the_rows_are_judged_too():
    table = open_table(a_file({"x_mine": "1", "shoe_size": "42", "gender": "?"}))
    table.header = tuple("x_site" if name == "site" else name for name in table.header)
    found = judge(table, a_context())
    assert [str(fault) for fault in found.faults] == [
        (
            "row 1, column shoe_size: This column is not known. Correct its name, remove it, or let the name begin with x_: then it "
            "is ignored."
        ),
        "row 1, column site: This column is missing. Add it.",
        "row 2, column gender: Write one of: W, M, NB.",
    ]


def test_one_code_on_two_people_is_a_fault_of_the_later_row():
    code = {"identity_code": "010180-9015", "birth_date": ""}
    assert faults(code, {"external_id": "P2", **code, "identity_code": "010180-9015".lower()}) == [
        (
            "row 3, column identity_code: The identity code is also in row 2, with another external_id. Use one external_id for one "
            "person."
        )
    ]


def test_codes_that_differ_by_their_sign_alone_are_two_people():
    assert faults(
        {"identity_code": "150375-912V", "birth_date": ""},
        {"external_id": "P2", "identity_code": "150375X912V", "birth_date": "", "given_names": "Toinen"},
    ) == []  # fmt: skip


def test_a_period_is_there_once():
    assert faults({}, {"site": "Forssa"}) == [
        "row 3, column entry_date: Row 2 has the same external_id, site and entry_date. Remove one of the two rows."
    ]


def test_periods_at_one_site_do_not_overlap():
    first, second = {"exit_date": "2016-05-01"}, {"entry_date": "2016-04-30", "exit_date": "2016-06-01"}
    line = "row 3, column entry_date: The period overlaps that of row 2 ({}) at the same site. Correct the days of one of the two."
    assert faults(first, second) == [line.format("10.1.2016–1.5.2016")]
    assert faults(second, first) == [line.format("30.4.2016–1.6.2016")]
    assert faults(first, {**second, "site": "285"}) == []
    assert faults(first, {**second, "entry_date": "2016-05-01"}) == []
    assert faults({}, {"entry_date": "2017-01-01"}) == [line.format("10.1.2016–")]


def test_a_period_within_another_of_no_length_overlaps_too():
    assert len(faults({"exit_date": "2016-05-01"}, {"entry_date": "2016-02-01", "exit_date": "2016-02-01"})) == 1


def test_a_period_whose_exit_cannot_be_read_is_no_overlap_as_well():
    assert faults({"exit_date": "soon"}, {"entry_date": "2016-04-30"}) == [f"row 2, column exit_date: {DAY}"]


def test_every_fault_is_listed_in_the_order_of_rows_and_columns():
    found = judged({"isced_entry": "x", "gender": "x"}, {"entry_date": "x"}, {"external_id": "", "site": "x"})
    assert [(fault.row, fault.column) for fault in found.faults] == [
        (2, "gender"), (2, "isced_entry"), (3, "entry_date"), (4, "external_id"), (4, "site"),
    ]  # fmt: skip
    assert list(found.every_fault()) == found.faults


def test_ten_thousand_faults_are_counted_and_can_all_be_had():
    rows = [{"external_id": f"P{number}", "gender": "x", "given_names": f"N{number}"} for number in range(10_000)]
    found = judged(*rows, {"external_id": "P0", "gender": ""})
    assert (found.fault_count, len(found.faults), found.codes["unknown_code"]) == (10_001, 1000, 10_000)
    assert sum(1 for _fault in found.every_fault()) == 10_001
    assert found.faults[-1].row == 1001


def stored(**person):
    """Return what the database would answer about P1."""
    return lambda _ids, _digests: Stored(people={"P1": StoredPerson(**person)})


def test_a_stored_period_overlaps_too_unless_the_file_ends_it():
    opened = StoredPeriod("061", date(2015, 6, 1))
    line = "row 2, column entry_date: The period overlaps one that is stored already (1.6.2015–) at the same site. Correct the days."
    assert faults({}, stored=stored(periods=[opened])) == [line]
    assert faults({"site": "285"}, stored=stored(periods=[opened])) == []
    ended = {"entry_date": "2015-06-01", "exit_date": "2015-12-31"}
    assert faults({}, ended, stored=stored(periods=[opened])) == []
    # an empty cell leaves the stored exit
    closed = StoredPeriod("061", date(2016, 1, 10), date(2016, 3, 1))
    assert faults({}, {"entry_date": "2016-04-01"}, stored=stored(periods=[closed])) == []


def test_what_stays_stored_where_a_cell_is_empty_counts():
    closed = StoredPeriod("061", date(2016, 1, 10), date(2016, 3, 1), date(2016, 3, 2))
    assert faults({"exit_status_date": "2016-03-01"}, stored=stored(periods=[closed])) == []
    assert faults({"exit_status_date": "2016-02-28"}, stored=stored(periods=[closed])) == [
        "row 2, column exit_status_date: The day of the situation after leaving is before the exit. Correct one of the two."
    ]
    assert [fault[:26] for fault in faults({"exit_date": "2016-03-05"}, stored=stored(periods=[closed]))] == [
        "row 2, column exit_date: T"
    ]
    assert len(faults({"exit_status_date": "2016-03-01"}, stored=stored())) == 1
    assert len(faults({"birth_date": ""}, stored=stored(birth_date=date(2017, 1, 1)))) == 1


def test_a_stored_identity_counts():
    line = (
        "row 2, column {}: The birth date and the identity code disagree with each other: one of them is stored already. Correct "
        "this."
    )
    known = stored(birth_date=date(1981, 1, 1), has_code=True)
    assert faults({}, stored=known) == [line.format("birth_date")]
    assert faults({"identity_code": "010180-9015", "birth_date": ""}, stored=known) == [line.format("identity_code")]

    def owned(_ids, digests):
        return Stored(owners=dict.fromkeys(digests, "P99"))

    assert faults({"identity_code": "010180-9015", "birth_date": ""}, stored=owned) == [
        (
            "row 2, column identity_code: The identity code is already stored for another external_id. Use that external_id for this "
            "person."
        )
    ]


def test_stored_rows_are_asked_for_a_thousand_people_at_once():
    asked = []

    def ask(ids, _digests):
        asked.append(len(ids))
        return Stored()

    judged(*({"external_id": f"P{number}"} for number in range(2001)), stored=ask)
    assert asked == [1000, 1000, 1]
