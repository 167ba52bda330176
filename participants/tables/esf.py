"""The funder's facts of a person, period by period, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from osuuskunta.core.access import Words
from osuuskunta.core.parts import Fact, Link
from osuuskunta.core.periods import today
from osuuskunta.core.wording import day
from participants.models import Participant, Participation
from participants.queries.person import SeenPerson, missing
from participants.rules import add_months
from participants.tables.facts import answers_of, born, end_of, later_of, name_of_period, said, start_of, unknown
from participants.wording import asked, label_of


@dataclass(frozen=True, slots=True)
class FactCard:
    """Facts under a heading, with where they are changed (None: not now) and a sentence in their place or above them."""

    title: Words
    facts: Sequence[Fact]
    edit: Link | None = None
    says: Words = ""


@dataclass(frozen=True, slots=True)
class PeriodCards:
    """A period's facts. `says` tells which of them the funder reads."""

    title: str
    anchor: str
    says: Words
    cards: Sequence[FactCard]


def person_card(seen: SeenPerson, code: str) -> FactCard:
    """Return what the funder needs of the person; `code` is the project's."""
    person, lacks = seen.person, missing(seen)
    gender = said(person, "gender") or unknown(needed="gender" in lacks)
    birth = born(person) if person.birth_date else unknown(needed="birth_date" in lacks)
    facts = [Fact(label_of(Participant, "gender"), gender), Fact(label_of(Participant, "birth_date"), birth)]
    edit = Link(_("Edit person"), reverse("person_edit", args=[code, person.pk]))
    return FactCard(_("Person"), facts, None if seen.erased else edit)


def esf_cards(seen: SeenPerson, code: str, indicator_set: str, *, with_answers: bool) -> list[PeriodCards]:
    """Return the facts of every period one sees; `with_answers` the sensitive ones too."""
    lacks, now = missing(seen), today()
    final, found = seen.final(now), []
    for number, period in enumerate(seen.periods, start=1):
        first = period is seen.first
        cards = [_start(seen, period, code, lacks if first else ()), _end(seen, period, code)]
        cards.append(_later(seen, period, code))
        if with_answers:
            cards.append(_answers(seen, period, code, indicator_set))
        says = _which(first=first, final=period is final, alone=len(seen.periods) == 1)
        found.append(PeriodCards(name_of_period(period, number), f"period-{number}", says, cards))
    return found


def _which(*, first: bool, final: bool, alone: bool) -> Words:
    if alone:
        return ""
    if first and final:
        return _("The funder reads the start and the end from this period.")
    if first:
        return _("The funder reads the start from this period, the first one.")
    if final:
        return _("The funder reads the end from this period, the last one.")
    return _("The funder reads neither start nor end from this period.")


def _edit(seen: SeenPerson, name: str, period: Participation, code: str, words: Words) -> Link | None:
    return None if seen.erased else Link(words, reverse(name, args=[code, seen.person.pk, period.pk]))


def _start(seen: SeenPerson, period: Participation, code: str, lacks: Sequence[str]) -> FactCard:
    facts = start_of(period, needed=lacks, hides=seen.person.non_disclosure, towns=seen.towns)
    return FactCard(_("Situation at the start"), facts, _edit(seen, "period_start", period, code, _("Edit the start")))


def _end(seen: SeenPerson, period: Participation, code: str) -> FactCard:
    title = _("After leaving")
    if period.exit_date is None:
        edit = _edit(seen, "period_end", period, code, _("End participation"))
        return FactCard(title, (), edit, _("The period goes on; there is no end yet."))
    return FactCard(title, end_of(period), _edit(seen, "period_end", period, code, _("Edit the end")))


def _later(seen: SeenPerson, period: Participation, code: str) -> FactCard:
    title = _("Six months later")
    if period.exit_date is None:
        return FactCard(title, (), None, _("Asked six months after the last day."))
    due = add_months(period.exit_date, 6)
    if due > today():
        return FactCard(
            title, (), None, _("Can be confirmed on %(day)s, six months after the last day.") % {"day": day(due)}
        )
    return FactCard(title, later_of(period), _edit(seen, "period_later", period, code, _("Edit the later situation")))


def _answers(seen: SeenPerson, period: Participation, code: str, indicator_set: str) -> FactCard:
    given: Any = getattr(period, "answers", None)
    facts = answers_of(given, asked(indicator_set, given))
    edit = _edit(seen, "period_answers", period, code, _("Edit the answers")) if given is not None else None
    return FactCard(_("Sensitive answers"), facts, edit, _("The person may refuse each of them."))
