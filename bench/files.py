"""The participant file: reading, judging and writing 10 000 rows of 36 columns. No database."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

from bench.harness import alternate
from participants.enums import Answer, ExitReason, Gender, LabourStatus, ReferralSource
from participants.files.context import Context
from participants.files.judging import judge
from participants.files.layout import Values
from participants.files.reading import open_table
from participants.files.writing import write_csv, write_xlsx

ROWS = 10_000
_MARKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _code(birth: date, number: int) -> str:
    digits = f"{birth:%d%m%y}{900 + number % 100}"
    return f"{digits[:6]}-{digits[6:]}{_MARKS[int(digits) % 31]}"


def people(count: int) -> Iterator[Values]:
    """Yield invented people with every column filled but those about households."""
    for number in range(count):
        entry = date(2015, 5, 1) + timedelta(number % 900)
        birth = date(1955, 1, 1) + timedelta(number // 100 % 15_000)
        yield Values(
            f"P-{number}", f"Anna Maria {number}", f"Virtanen{number % 5000}", _code(birth, number), birth, Gender.WOMAN,
            "061", "coach@example.org", ReferralSource.TE_OFFICE, entry, LabourStatus.UNEMPLOYED, True, False,  # noqa: FBT003
            entry - timedelta(300), False, number % 9, Answer.NO, Answer.YES, Answer.REFUSED, Answer.NO, Answer.NO, Answer.NO,  # noqa: FBT003
            Answer.NO, "061", None, None, None, entry + timedelta(90), ExitReason.OTHER, entry + timedelta(91),
            LabourStatus.EMPLOYED, False, False, False, LabourStatus.EMPLOYED, False,  # noqa: FBT003
        )  # fmt: skip


def measure() -> dict[str, float]:
    rows = list(people(ROWS))
    text, sheet = io.BytesIO(), io.BytesIO()
    write_csv(rows, text)
    write_xlsx(rows, sheet)
    context = Context(
        starts_on=date(2015, 4, 1), ends_on=date(2018, 4, 30), today=date(2019, 1, 1), test_codes=True,
        sites={"061": ("Forssa",)}, coaches={"061": frozenset({"coach@example.org"})},
    )  # fmt: skip
    assert judge(open_table(text), context).fault_count == 0
    sides = {
        "read CSV": lambda: sum(1 for _row in open_table(text)),
        "read and judge CSV": lambda: judge(open_table(text), context).rows,
        "read XLSX": lambda: sum(1 for _row in open_table(sheet)),
        "read and judge XLSX": lambda: judge(open_table(sheet), context).rows,
        "write CSV": lambda: write_csv(rows, io.BytesIO()),
        "write XLSX": lambda: write_xlsx(rows, io.BytesIO()),
    }
    return alternate({f"{name}, {ROWS} rows": call for name, call in sides.items()}, rounds=5, calls=1)
