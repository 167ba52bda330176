"""The list of people and the matches of a search."""

from collections.abc import Sequence
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from osuuskunta.core.access import Words
from osuuskunta.core.paging import Page
from osuuskunta.core.periods import today
from osuuskunta.core.sealing import Destroyed
from osuuskunta.core.tables import Column, Row, Table, link, with_note
from osuuskunta.core.templatetags.ui import badge
from osuuskunta.core.wording import NOTHING, day
from participants.models import Enrolment, Participant
from participants.queries.finding import Match, Why


def name_of(person: Participant) -> str:
    """Return an unlocked person's name, or that it has been erased."""
    return _("Erased person") if isinstance(person.family_name, Destroyed) else person.name


def standing_badge(enrolment: Enrolment) -> Words:
    """Return in a word whether somebody takes part now, will, or has ended."""
    now = today()
    if enrolment.exit_date is not None and enrolment.exit_date < now:
        return badge(_("Ended"), "", "circle-check")
    if enrolment.entry_date is not None and enrolment.entry_date > now:
        return badge(_("Begins later"), "info", "hourglass")
    return badge(_("Takes part now"), "good", "circle-check")


class PeopleTable(Table):
    caption = gettext_lazy("People")
    columns: ClassVar = (
        Column("name", gettext_lazy("Name"), head=True),
        Column("standing", gettext_lazy("Now")),
        Column("began", gettext_lazy("Began")),
        Column("ended", gettext_lazy("Ended")),
        Column("coach", gettext_lazy("Coach")),
        Column("site", gettext_lazy("Site")),
    )


def _row(code: str, enrolment: Enrolment, note: Words = "") -> Row:
    name = link(name_of(enrolment.participant), reverse("person", args=[code, enrolment.participant_id]))
    return Row(
        {
            "name": with_note(name, note) if note else name,
            "standing": standing_badge(enrolment),
            "began": day(enrolment.entry_date),
            "ended": day(enrolment.exit_date),
            "coach": str(enrolment.coach) if enrolment.coach else NOTHING,
            "site": str(enrolment.site),
        }
    )


def people_table(code: str, page: Page[Enrolment]) -> PeopleTable:
    """Return a page of people in words; `code` is the project's."""
    return PeopleTable([_row(code, enrolment) for enrolment in page.rows], page=page)


def why_words(match: Match) -> Words:
    """Return in words why somebody was found."""
    return {
        Why.IDENTITY_CODE: pgettext("found by", "Same identity code"),
        Why.KEY: pgettext("found by", "Same person key"),
        Why.BIRTH_DATE: pgettext("found by", "Same birth date"),
        Why.PHONE: pgettext("found by", "Same phone number"),
        Why.EMAIL: pgettext("found by", "Same e-mail"),
        Why.NAME: pgettext("found by", "Same name"),
        Why.BEGINS: pgettext("found by", "The name begins so"),
        Why.SIMILAR: pgettext("found by", "The name is like this"),
    }[match.why]


def matches_table(code: str, matches: Sequence[Match]) -> PeopleTable:
    """Return the matches of a search in words, each with why it was found."""
    return PeopleTable([_row(code, match.enrolment, why_words(match)) for match in matches])


class TwinsTable(PeopleTable):
    caption = gettext_lazy("People who may be the same")


def twins_table(code: str, rows: Sequence[Enrolment]) -> TwinsTable:
    """Return people who may be the one that is about to be added, with their birth dates."""
    return TwinsTable([_row(code, enrolment, day(enrolment.participant.birth_date)) for enrolment in rows])
