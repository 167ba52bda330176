"""One person's summary: badge, key facts, periods as a picture with its table, and what the funder lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from osuuskunta.activity.models import ReadLog
from osuuskunta.core.access import Words, doorkeeper
from osuuskunta.core.paging import Page
from osuuskunta.core.parts import Fact, Link
from osuuskunta.core.periods import today
from osuuskunta.core.tables import Column, Row, Table, with_note
from osuuskunta.core.templatetags.ui import badge
from osuuskunta.core.wording import day, moment, span
from participants.queries.person import SeenPerson, is_open, missing
from participants.tables.facts import born, hidden, masked, name_of_period, said, unknown

PERSONS = frozenset({"gender", "birth_date"})  # facts of the person; the others are the first period's
SENTENCES = {
    "gender": gettext_lazy("The gender is not known."),
    "birth_date": gettext_lazy("The birth date is not known."),
    "labour_status_entry": gettext_lazy("The labour market status at the start is not known."),
    "unemployed_since": gettext_lazy("It is not known since when the person was unemployed at the start."),
    "in_education_entry": gettext_lazy("It is not known whether the person was in education at the start."),
    "isced_entry": gettext_lazy("The level of education at the start is not known."),
}
MEND = {
    "gender": gettext_lazy("Add the gender"),
    "birth_date": gettext_lazy("Add the birth date"),
    "labour_status_entry": gettext_lazy("Add the labour market status"),
    "unemployed_since": gettext_lazy("Add since when"),
    "in_education_entry": gettext_lazy("Add whether in education"),
    "isced_entry": gettext_lazy("Add the level of education"),
}
FIRST_OF_GROUP = frozenset(
    {"gender", "labour_status_entry", "in_education_entry"}
)  # a group of ticks begins at its first
MOST_TICKS = 5


def title_of(seen: SeenPerson) -> str:
    """Return the person's name, or that they have been erased."""
    return _("Erased person") if seen.erased else seen.person.name


def standing(seen: SeenPerson) -> Words:
    """Return in a word whether the person takes part now, will, or has ended, from the periods one sees."""
    now = today()
    if any(period.exit_date is None or period.exit_date >= now for period in seen.begun(now)):
        return badge(_("Takes part now"), "good", "circle-play")
    if any(period.entry_date > now for period in seen.periods):
        return badge(_("Begins later"), "info", "hourglass")
    return badge(_("Ended"), "", "circle-check")


def key_facts(seen: SeenPerson) -> list[Fact]:
    """Return the key facts under the name: when the person began, with whom, where."""
    first, now = seen.first, today()
    places = ", ".join(dict.fromkeys(str(one.site) for one in seen.enrolments))
    coaches = ", ".join(dict.fromkeys(str(one.coach) for one in seen.enrolments if one.coach))
    began = day(first.entry_date) if first else ""
    found = [Fact(_("Begins") if first and first.entry_date > now else _("Began"), began)]
    if final := seen.final(now):
        found.append(Fact(_("Ended"), day(final.exit_date)))
    found.append(Fact(_("Coach"), coaches or pgettext("coach", "Nobody yet"), kind="" if coaches else "warn"))
    found.append(Fact(_("Site"), places))
    return found


def basic_facts(seen: SeenPerson, code_url: str) -> list[Fact]:
    """Return who it is and how to reach them; the identity code is masked and leads to where it is shown with a reason."""
    person, first = seen.person, seen.first
    code: Words = unknown()
    if person.identity_code:
        code = format_html('{} <a href="{}">{}</a>', masked(person), code_url, _("Show, with a reason"))
    phone = format_html('<a href="tel:{}">{}</a>', person.phone.replace(" ", ""), person.phone) if person.phone else ""
    email = format_html('<a href="mailto:{}">{}</a>', person.email, person.email) if person.email else ""
    found = [
        Fact(_("Birth date"), born(person)),
        Fact(_("Gender"), said(person, "gender") or unknown()),
        Fact(_("Personal identity code"), code),
        Fact(_("Phone"), phone or unknown()),
        Fact(_("E-mail"), email or unknown()),
        Fact(_("Postal address"), hidden() if person.non_disclosure else person.address or unknown()),
    ]
    if first:
        home = hidden() if person.non_disclosure else said(first, "home_municipality", seen.towns) or unknown()
        found += [
            Fact(_("Home municipality"), home),
            Fact(_("Referral source"), said(first, "referral_source") or unknown()),
        ]
    return found


# --- what the funder sees ---------------------------------------------------------------------------------------------
def funder_sentence(seen: SeenPerson) -> str:
    """Return what the funder makes of several periods, "" when there is one: then both see the same."""
    now = today()
    begun = seen.begun(now)
    if len(begun) < 2:
        return ""
    final = seen.final(now)
    words = {"days": span(begun[0].entry_date, final.exit_date if final else None), "n": len(begun)}
    if seen.whole:
        return (
            ngettext(
                "The funder sees one participation, %(days)s; in fact there is %(n)s period.",
                "The funder sees one participation, %(days)s; in fact there are %(n)s periods.",
                len(begun),
            )
            % words
        )
    return (
        ngettext(
            "Of the periods at your site the funder makes one participation, %(days)s; in fact there is %(n)s period.",
            "Of the periods at your site the funder makes one participation, %(days)s; in fact there are %(n)s periods.",
            len(begun),
        )
        % words
    )


@dataclass(frozen=True, slots=True)
class Lack:
    """A fact that the funder needs and nobody knows, with where it is mended."""

    sentence: Words
    mend: Link


def lacking(seen: SeenPerson, code: str) -> list[Lack]:
    """Return what the funder still lacks of the person; `code` is the project's. Nothing can be added to an erased one."""
    if seen.erased:
        return []
    found = []
    for name in missing(seen):
        anchor = f"#id_{name}_0" if name in FIRST_OF_GROUP else f"#id_{name}"
        if name in PERSONS:
            url = reverse("person_edit", args=[code, seen.person.pk])
        else:
            url = reverse("period_start", args=[code, seen.person.pk, seen.periods[0].pk])
        found.append(Lack(SENTENCES[name], Link(MEND[name], url + anchor)))
    return found


# --- periods as a picture ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Stretch:
    """A period on the time line: its place and width in per cent; `past` for one that has ended."""

    title: str
    days: str
    x: str
    width: str
    past: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Periods on one line of time, with ticks (place, words) and where today is."""

    stretches: Sequence[Stretch]
    ticks: Sequence[tuple[str, str]]
    now: str
    said: str


def picture(seen: SeenPerson) -> Picture | None:
    """Return the periods one sees as a picture, None when there are none."""
    periods, now = seen.periods, today()
    if not periods:
        return None
    start = min(period.entry_date for period in periods).replace(day=1)
    end = max(now, *(period.exit_date or period.entry_date for period in periods)) + timedelta(days=30)
    whole = (end - start).days

    def x(at: date) -> str:
        return f"{(at - start).days / whole * 100:.2f}%"

    stretches = []
    for number, period in enumerate(periods, start=1):
        last = period.exit_date or max(now, period.entry_date + timedelta(days=14))
        width = f"{max((last - period.entry_date).days / whole * 100, 1):.2f}%"
        title = _("Period %(number)s") % {"number": number}
        days = f"{period.site}, {span(period.entry_date, period.exit_date)}"
        stretches.append(Stretch(title, days, x(period.entry_date), width, not is_open(period, now)))
    said_ = ". ".join(name_of_period(period, number) for number, period in enumerate(periods, start=1))
    return Picture(stretches, _ticks(start, end, x), x(now), said_)


def _ticks(start: date, end: date, x: Any) -> list[tuple[str, str]]:
    months = (end.year - start.year) * 12 + end.month - start.month
    step = max(1, -(-months // MOST_TICKS))
    found = []
    for ahead in range(0, months - step // 2, step):
        year, month = divmod(start.year * 12 + start.month - 1 + ahead, 12)
        at = date(year, month + 1, 1)
        found.append((x(at), f"{at.month}/{at.year}"))
    return found


class PeriodsTable(Table):
    caption = gettext_lazy("Participation periods")
    columns: ClassVar = (
        Column("number", gettext_lazy("Period"), head=True),
        Column("site", gettext_lazy("Site")),
        Column("began", gettext_lazy("Began")),
        Column("ended", gettext_lazy("Ended")),
        Column("coach", gettext_lazy("Coach")),
        Column("reason", gettext_lazy("Reason for ending")),
    )


def periods_table(seen: SeenPerson) -> PeriodsTable:
    """Return the periods one sees in words."""
    rows = [
        Row(
            {
                "number": str(number),
                "site": str(period.site),
                "began": day(period.entry_date),
                "ended": day(period.exit_date) if period.exit_date else pgettext("period", "goes on"),
                "coach": str(period.coach) if period.coach else "",
                "reason": said(period, "exit_reason"),
            }
        )
        for number, period in enumerate(seen.periods, start=1)
    ]
    return PeriodsTable(rows)


# --- who has read -----------------------------------------------------------------------------------------------------
class ReadsTable(Table):
    caption = gettext_lazy("Who has read this person's data")
    columns: ClassVar = (
        Column("at", gettext_lazy("When"), head=True),
        Column("who", gettext_lazy("Who")),
        Column("what", gettext_lazy("What")),
        Column("site", gettext_lazy("Site")),
        Column("why", gettext_lazy("Why")),
    )


def reads_table(page: Page[ReadLog]) -> ReadsTable:
    """Return lines of the read log about one person in words."""
    role_name = doorkeeper().role_name
    rows = []
    for line in page.rows:
        why = line.get_reason_display()
        cells: dict[str, Words] = {
            "at": moment(line.at),
            "who": with_note(str(line.user or pgettext("read log", "A command")), role_name(line.role)),
            "what": with_note(line.get_action_display(), _page(line.path)),
            "site": str(line.site),
            "why": with_note(why, f"“{line.note}”") if line.note else why,
        }
        rows.append(Row(cells))
    return ReadsTable(rows, page=page)


def _page(path: str) -> str:
    """Return which page an address was, in words as far as it is one of the person's."""
    ends = {
        "esf": _("ESF facts"),
        "history": _("History"),
        "reads": _("Read log"),
        "code": _("Personal identity code"),
        "edit": _("Edit person"),
        "answers": _("Sensitive answers"),
        "start": _("Situation at the start"),
        "end": _("After leaving"),
        "later": _("Six months later"),
        "coach": _("Change the coach"),
        "begin": _("Begin a new period"),
        "new": _("Add a person"),
        "people": _("List of people"),
    }
    parts = path.strip("/").split("/")
    return ends.get(parts[-1]) or (_("Summary") if parts[-2:-1] == ["people"] else path)
