"""From a cell to a value: text of a CSV file, or text, number, truth value or day of a sheet. Errors: Refused."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Choices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from stdnum.exceptions import InvalidChecksum, InvalidFormat
from stdnum.exceptions import ValidationError as NotValid
from stdnum.fi import hetu

from participants.enums import Answer
from participants.files.errors import Refused
from participants.files.layout import NAME_LENGTH, TEXT_LENGTH, Column, Kind

BOOLEANS = {
    "yes": True, "true": True, "1": True, "kyllä": True, "ja": True,
    "no": False, "false": False, "0": False, "ei": False, "nej": False,
}  # fmt: skip
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}  # as CSV files hold them
EXACT = 10**15  # larger numbers of a sheet have lost digits
_CENTURIES = {"+": 1800, **dict.fromkeys("-YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}


class Broken(str):
    """A cell whose formula has an error or no result: kept as it stands, never taken for text."""

    __slots__ = ()


Cell = str | int | float | bool | date
Parser = Callable[[Cell], Any]


def text_of(cell: Cell) -> str:
    """Return what a cell says as trimmed text in one Unicode form; a number without its decimals if it has none."""
    if isinstance(cell, Broken) or cell in _ERRORS:
        raise Refused("formula", _("The cell's formula has no usable result. Write the value itself."))
    if isinstance(cell, str):
        text = cell.strip()
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, date):
        raise Refused(
            "day_for_text", _("The spreadsheet made a day of this text. Format the column as text and write it again.")
        )
    if abs(cell) >= EXACT:
        raise Refused(
            "long_number", _("The spreadsheet has rounded this number. Format the column as text and write it again.")
        )
    return str(int(cell)) if cell == int(cell) else str(cell)


def external_id(cell: Cell) -> str | None:
    text = text_of(cell)
    if len(text) > TEXT_LENGTH:
        raise Refused(
            "too_long",
            ngettext("Write at most %(number)d character.", "Write at most %(number)d characters.", TEXT_LENGTH)
            % {"number": TEXT_LENGTH},
        )
    if not text.isprintable():
        raise Refused("unseen", _("There is a character here that cannot be seen. Write the text again."))
    return text or None


def name(cell: Cell) -> str | None:
    """Return a name; a line break or tab within it becomes a space."""
    text = text_of(cell)
    if not text.isprintable():
        text = re.sub(r"[\t\r\n]+", " ", text)
        if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text):
            raise Refused("unseen", _("There is a character here that cannot be seen. Write the text again."))
    if len(text) > NAME_LENGTH:
        raise Refused(
            "too_long",
            ngettext("Write at most %(number)d character.", "Write at most %(number)d characters.", NAME_LENGTH)
            % {"number": NAME_LENGTH},
        )
    return text or None


def day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        raise Refused("clock_time", _("Write the day without a time of day."))
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if not found:
        raise Refused("unreadable_date", _("Write the day as 2026-05-31 or 31.5.2026."))
    parts = [int(part) for part in found.groups() if part]
    year, month, number = parts if found[1] else reversed(parts)
    try:
        return date(year, month, number)
    except ValueError:
        raise Refused("unreal_date", _("There is no such day in the calendar. Correct it.")) from None


def truth(cell: Cell) -> bool | None:
    if isinstance(cell, bool):
        return cell
    text = text_of(cell).casefold()
    if text and text not in BOOLEANS:
        raise Refused("unreadable_boolean", _("Write yes or no, or leave the cell empty."))
    return BOOLEANS[text] if text else None


def plain_answer(cell: Cell) -> Answer | None:
    found = truth(cell)
    return None if found is None else Answer(found)


def answer(cell: Cell) -> Answer | None:
    text = text_of(cell).casefold()
    if text == "refused":
        return Answer.REFUSED
    if text and text not in BOOLEANS:
        raise Refused("unreadable_answer", _("Write yes, no or refused, or leave the cell empty."))
    return Answer(BOOLEANS[text]) if text else None


def isced(cell: Cell) -> int | None:
    text = "?" if isinstance(cell, bool) else text_of(cell)
    if text and (len(text) != 1 or text not in "012345678"):
        raise Refused("unreadable_isced", _("Write the highest completed level as a number from 0 to 8."))
    return int(text) if text else None


def email(cell: Cell) -> str | None:
    """Return an address in small letters: that is how people are found."""
    text = text_of(cell).lower()
    try:
        if text:
            validate_email(text)
    except ValidationError:
        raise Refused("unreadable_email", _("Write the coach's e-mail address.")) from None
    return text or None


def municipality(cell: Cell) -> str | None:
    text = text_of(cell)
    if text and not (len(text) <= 3 and text.isascii() and text.isdigit()):
        raise Refused("unreadable_municipality", _("Write the municipality's code of three digits, as in 061."))
    return text.zfill(3) if text else None


def identity_code(cell: Cell, *, test_codes: bool = False) -> str | None:
    """Return the code in capitals, its sign as written (two people may share all but the sign, domain.md 6.1)."""
    text = text_of(cell).upper()
    if not text:
        return None
    try:
        hetu.validate(
            text if text.isascii() else "", allow_temporary=True
        )  # other scripts' digits would pass as digits
    except InvalidFormat:
        reason = _("Write the identity code as in 131052-308T: day, month, year, sign, number and check character.")
        raise Refused("identity_format", reason) from None
    except InvalidChecksum:
        reason = _("The check character does not fit this identity code. Compare it with the document.")
        raise Refused("identity_check", reason) from None
    except NotValid:
        raise Refused("identity_number", _("There is no such identity code. Compare it with the document.")) from None
    if not test_codes and int(text[7:10]) >= 900:
        raise Refused("identity_test", _("Numbers from 900 are temporary or for tests. They are not accepted here."))
    return text


def birth_of(code: str) -> date:
    """Return the birth date that a valid identity code states."""
    return date(_CENTURIES[code[6]] + int(code[4:6]), int(code[2:4]), int(code[:2]))


def choice_of(choices: type[Choices]) -> Parser:
    """Return the reader of a code; capitals and small letters are alike."""
    known = {str(value).casefold(): choices(value) for value in choices.values}

    def read(cell: Cell) -> Choices | None:
        text = text_of(cell).casefold()
        if text and text not in known:
            raise Refused(
                "unknown_code", _("Write one of: %(codes)s.") % {"codes": ", ".join(map(str, choices.values))}
            )
        return known[text] if text else None

    return read


def site_of(sites: Mapping[str, tuple[str, ...]]) -> Parser:
    """Return the reader of a site: its code, also without leading zeros, or one of its names."""
    known = {name.strip().casefold(): code for code, names in sites.items() for name in names if name.strip()}

    def read(cell: Cell) -> str | None:
        text = text_of(cell)
        if not text:
            return None
        code = text.zfill(3) if text.isascii() and text.isdigit() else known.get(text.casefold(), "")
        if code not in sites:
            places = ", ".join(" ".join([code, *names[:1]]) for code, names in sorted(sites.items()))
            raise Refused(
                "foreign_site", _("This is no site of the project. Its sites: %(sites)s.") % {"sites": places}
            )
        return code

    return read


SIMPLE: dict[Kind, Parser] = {
    Kind.EXTERNAL_ID: external_id,
    Kind.NAME: name,
    Kind.DATE: day,
    Kind.EMAIL: email,
    Kind.BOOLEAN: truth,
    Kind.ISCED: isced,
    Kind.ANSWER: answer,
    Kind.PLAIN_ANSWER: plain_answer,
    Kind.MUNICIPALITY: municipality,
}


def parser_of(column: Column, sites: Mapping[str, tuple[str, ...]], *, test_codes: bool = False) -> Parser:
    """Return the function that reads a cell of `column`: a value, None when empty; Refused when it cannot be read."""
    if column.choices is not None:
        return choice_of(column.choices)
    if column.kind is Kind.SITE:
        return site_of(sites)
    if column.kind is Kind.IDENTITY_CODE:
        return lambda cell: identity_code(cell, test_codes=test_codes)
    return SIMPLE[column.kind]
