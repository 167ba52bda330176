"""Who may do what with people, and the small rules of their data. Which roles have an action is said at the end."""

import unicodedata
from datetime import date

from osuuskunta.accounts.roles import Coach, ProjectAdmin, SiteCoordinator, allow

VIEW_PEOPLE = "participants.view_people"
EDIT_PEOPLE = "participants.edit_people"
VIEW_HISTORY = "participants.view_history"
VIEW_ANSWERS = "participants.view_answers"
IMPORT_PEOPLE = "participants.import_people"
EXPORT_PEOPLE = "participants.export_people"

for action in (VIEW_PEOPLE, EDIT_PEOPLE, VIEW_HISTORY, VIEW_ANSWERS):
    allow(action, Coach, SiteCoordinator, ProjectAdmin)
for action in (IMPORT_PEOPLE, EXPORT_PEOPLE):
    allow(action, ProjectAdmin)


def birthday(born: date, year: int) -> date:
    """Return the birthday in `year`; who was born on 29 February has it on 1 March in common years (esf.md 9.8)."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age_on(born: date, day: date) -> int:
    """Return the completed years on `day`; the birthday itself counts (esf.md §0.1, R-E1)."""
    return day.year - born.year - (day < birthday(born, day.year))


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or that month's last day when it is shorter (esf.md §0.1)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def folded(text: str) -> str:
    """Return `text` as names are compared: lower case, without accents, w as v (domain.md; architecture §7)."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("w", "v")
