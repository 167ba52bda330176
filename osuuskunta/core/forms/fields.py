"""Fields that read what people in Finland type: days D.M.YYYY, times 14.30, amounts 1 234,50 €."""

import re
from calendar import monthrange
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.wording import NBSP, day

SPACES = re.compile(rf"[\s{NBSP}\u202f]")
FINNISH_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
CLOCK = re.compile(r"(?:klo|kl\.?)?\s*(\d{1,2})(?:[.:](\d{2}))?", re.IGNORECASE)


class DayInput(forms.TextInput):
    """A day is typed: quicker than a calendar, and the same on every machine."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "class": "day", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Show a stored day as 24.11.2026 and leave what was typed as it was typed."""
        return day(value) if isinstance(value, date) else super().format_value(value)


class Segments(forms.RadioSelect):
    """Two to five short choices side by side, one tap each."""


class DayField(forms.Field):
    """Reads `24.11.2026` and `2026-11-24` into a date. A day that the month does not have is said as such."""

    widget = DayInput
    default_error_messages = {
        "invalid": _("Write the day as 24.11.2026."),
        "no_such_day": _("There is no such day: the month has %(days)s days. Write the day as 24.11.2026."),
    }

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        if found := FINNISH_DAY.fullmatch(text):
            number, month, year = (int(part) for part in found.groups())
        elif found := ISO_DAY.fullmatch(text):
            year, month, number = (int(part) for part in found.groups())
        else:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return self._day(year, month, number)

    def _day(self, year: int, month: int, number: int) -> date:
        try:
            return date(year, month, number)
        except ValueError:
            if 1 <= month <= 12 and year >= 1 and number >= 1:
                days = {"days": monthrange(year, month)[1]}
                raise ValidationError(self.error_messages["no_such_day"], code="no_such_day", params=days) from None
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class ClockField(forms.Field):
    """Reads `14.30`, `14:30` and `9` into a time."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "clock"})
    default_error_messages = {"invalid": _("Write the time as 14.30.")}

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, time):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        found = CLOCK.fullmatch(text)
        try:
            if found:
                return time(int(found[1]), int(found[2] or 0))
        except ValueError:
            pass
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def prepare_value(self, value: Any) -> Any:
        return f"{value.hour}.{value.minute:02d}" if isinstance(value, time) else value


class DecimalField(forms.DecimalField):
    """Reads `1 234,5` and `1234.5`; spaces group, comma or point divides. Shows a comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"})
    default_error_messages = {"invalid": _("Write a number, for example 1 234,50.")}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs inherit it from integers  # type: ignore[override]
        if value is None or isinstance(value, Decimal | int):
            return super().to_python(value)
        text = SPACES.sub("", str(value)).removesuffix("€").replace("\u2212", "-")
        if not text:
            return None
        if text.count(",") + text.count(".") > 1:  # 1.234,50 may mean two things: ask rather than guess
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            exact = Decimal(text.replace(",", "."))
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not exact.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return exact

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else value


class EuroField(DecimalField):
    """An amount in euros, exact to the cent. Its unit stands after the control."""

    unit = "€"

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, **options})
