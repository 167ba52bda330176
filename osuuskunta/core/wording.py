"""Numbers, days and clocks as people in Finland read them, in every language of the house (domain.md 6.3).

24.11.2026 · klo 14.30 · 1 234,50 € · 37,5 %. Pages, table cells and exports for reading all take their words from here.
"""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

NBSP = "\u00a0"
MINUS = "\u2212"
NOTHING = "–"  # shown where there is no value, so that an empty cell is never read as forgotten
Number = int | Decimal | float


def number(value: Number | None, decimals: int | None = None) -> str:
    """Write a number: groups of three with a no-break space, comma, true minus; `decimals` rounds half up.

    Without `decimals` the digits are those the value has (trailing zeros of a Decimal stay). None gives a dash.
    """
    if value is None:
        return NOTHING
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(exact):,f}".replace(",", NBSP).replace(".", ",")
    return f"{MINUS if exact < 0 else ''}{text}"


def euro(value: Number | None, decimals: int = 2) -> str:
    """Write an amount in euros, as `1 234,50 €`; None gives a dash."""
    return NOTHING if value is None else f"{number(value, decimals)}{NBSP}€"


def percent(share: Number | None, decimals: int = 0) -> str:
    """Write a share of one as per cent: 0.375 gives `38 %`; None gives a dash."""
    if share is None:
        return NOTHING
    exact = share if isinstance(share, Decimal) else Decimal(str(share))
    return f"{number(exact * 100, decimals)}{NBSP}%"


def day(value: date | datetime | None) -> str:
    """Write a day as `24.11.2026`; a moment is taken in Helsinki; None gives a dash."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = _local(value).date()
    return f"{value.day}.{value.month}.{value.year}"


def clock(value: time | datetime | None) -> str:
    """Write a time with the word before it, as `klo 14.30`; None gives a dash."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = _local(value).time()
    return _("at %(time)s") % {"time": f"{value.hour}.{value.minute:02d}"}


def moment(value: datetime | None) -> str:
    """Write a day and a time, as `24.11.2026 klo 14.30`; None gives a dash."""
    return NOTHING if value is None else f"{day(value)} {clock(value)}"


def span(first: date | None, last: date | None) -> str:
    """Write a period as `1.5.2026–31.10.2026`; an open end is left open, as `1.5.2026–`."""
    return f"{day(first) if first else ''}–{day(last) if last else ''}"


def initials(name: str) -> str:
    """Return up to two capitals for a name: of the first and the last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
