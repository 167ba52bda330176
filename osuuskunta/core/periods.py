"""Days and clocks of the house. Legal deadlines are calendar days in Europe/Helsinki (R-0.2); servers run in UTC."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return the moment as an aware datetime in Europe/Helsinki."""
    return timezone.localtime()


def today() -> date:
    """Return the calendar day in Europe/Helsinki, whatever the server's clock zone is."""
    return timezone.localdate()
