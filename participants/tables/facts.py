"""Facts of a person and of a period in words; what is not known is said, and is not the same as an answer that was refused."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from osuuskunta.core.access import Words
from osuuskunta.core.parts import Fact
from osuuskunta.core.periods import today
from osuuskunta.core.templatetags.ui import word
from osuuskunta.core.wording import day, span
from participants.enums import Isced
from participants.models import Participant, Participation, SensitiveAnswers
from participants.queries.person import municipality_names
from participants.rules import age_on
from participants.wording import BEGINNING, HOME, LATER, SITUATION, WORK, label_of

HOUSEHOLD = ("household_jobless", "household_children", "household_single_adult")
HIDDEN = frozenset({"address", "home_municipality"})  # where the person is under non-disclosure


def hidden() -> Words:
    """Return what stands in the place of an address under non-disclosure."""
    return word(_("Hidden: non-disclosure"), "warn", "lock")


def said(row: Model, name: str, towns: Mapping[str, str] | None = None) -> Words:
    """Return the value of a field in words, "" when it is not known. `towns` are names of municipalities, else looked up."""
    value: Any = getattr(row, name)
    if value in ("", None):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day(value)
    if name == "home_municipality":
        known = municipality_names([value]) if towns is None else towns
        return known.get(value) or str(value)
    if name == "isced_entry":
        return str(Isced(value).label)
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else value)


def unknown(*, needed: bool = False) -> Words:
    """Return that something is not known; `needed` when the person does not count without it."""
    text = pgettext("fact", "Not known")
    return word(text, "warn", "triangle-alert") if needed else format_html('<span class="quiet">{}</span>', text)


def facts_of(
    period: Participation,
    names: Iterable[str],
    *,
    needed: Collection[str] = (),
    hides: bool = False,
    towns: Mapping[str, str] | None = None,
) -> list[Fact]:
    """Return facts of a period; `needed` are those without which the person does not count, `hides` for non-disclosure."""
    found = []
    for name in names:
        value = hidden() if hides and name in HIDDEN else said(period, name, towns) or unknown(needed=name in needed)
        found.append(Fact(label_of(Participation, name), value))
    return found


def start_of(period: Participation, *, needed: Collection[str], hides: bool, towns: Mapping[str, str]) -> list[Fact]:
    """Return the situation at the start; questions about the household only where somebody has answered them."""
    household = [name for name in HOUSEHOLD if getattr(period, name) is not None]
    return facts_of(period, (*BEGINNING, *WORK, *HOME, *household), needed=needed, hides=hides, towns=towns)


def end_of(period: Participation) -> list[Fact]:
    """Return the end and the situation after it."""
    return facts_of(period, ("exit_date", "exit_reason", *SITUATION))


def later_of(period: Participation) -> list[Fact]:
    """Return the situation six months later."""
    return facts_of(period, LATER)


def answers_of(answers: SensitiveAnswers | None, questions: Iterable[str]) -> list[Fact]:
    """Return the sensitive answers: *Not asked* is no answer, *Does not want to answer* is one."""
    found = []
    for name in questions:
        text = said(answers, name) if answers is not None else ""
        quiet = format_html('<span class="quiet">{}</span>', pgettext("answer", "Not asked"))
        found.append(Fact(label_of(SensitiveAnswers, name), text or quiet))
    return found


def masked(person: Participant) -> str:
    """Return the identity code as it is shown without a reason: `15.03.1975-***` (R-D4); "" without one."""
    code = person.identity_code
    if not code or person.birth_date is None:
        return "***" if code else ""
    born = person.birth_date
    return f"{born.day:02d}.{born.month:02d}.{born.year}{code[6]}***"


def born(person: Participant) -> Words:
    """Return the birth date with the age today."""
    if person.birth_date is None:
        return unknown()
    age = age_on(person.birth_date, today())
    years = ngettext("%(n)s year old", "%(n)s years old", age) % {"n": age}
    return f"{day(person.birth_date)}, {years}"


def name_of_period(period: Participation, number: int) -> str:
    """Return what a period is called: its number among those one sees, its site and its days."""
    return _("Period %(number)s, %(site)s %(days)s") % {
        "number": number,
        "site": period.site,
        "days": span(period.entry_date, period.exit_date),
    }
