"""Taking part: begun, corrected, ended, and asked about again six months later."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from osuuskunta.core.access import Actor, require
from osuuskunta.core.ids import new_id
from osuuskunta.core.sealing import give, new_key_for, unlock
from osuuskunta.core.wording import day
from osuuskunta.project.models import Project, Site
from participants.actions.identity import check_born_before, fill, index, place
from participants.models import Participant, Participation, SensitiveAnswers
from participants.models.answers import QUESTIONS
from participants.models.participants import SUBJECT
from participants.models.participations import FACTS
from participants.rules import EDIT_PEOPLE

OF_PERIOD = (*FACTS, "coach")


@transaction.atomic
def take_in(
    *,
    project: Project,
    site: Site,
    person: Mapping[str, Any],
    period: Mapping[str, Any],
    answers: Mapping[str, int | None] | None = None,
    external_id: str = "",
    by: Actor | None,
) -> Participation:
    """Add a person with the first period at a site; return the period. Without a person key one is made from the id.

    `person`, `period` and `answers` are values by field name. ValidationError, naming the field, when one of them can't be.
    """
    require(by, EDIT_PEOPLE)
    made = Participant(id=new_id(), project=project)
    made.external_id = external_id or str(made.pk)
    new_key_for(SUBJECT, made.pk, made)
    place(made, site)  # before the person: its wall asks for an enrolment
    fill(made, person)
    made.full_clean()
    made.save(force_insert=True)
    return begin(person=made, site=site, period=period, answers=answers, by=by)


@transaction.atomic
def begin(
    *, person: Participant, site: Site, period: Mapping[str, Any], answers: Mapping[str, int | None] | None = None,
    by: Actor | None,
) -> Participation:  # fmt: skip
    """Begin a period of a person at a site: the first one, a return, or a second site. ValidationError as in `take_in`."""
    require(by, EDIT_PEOPLE)
    place(person, site)
    made = Participation(participant=person, site=site)
    unlock_with(person, made)
    _set(made, period, OF_PERIOD)
    _check(made, person)
    made.save(force_insert=True)
    given = SensitiveAnswers(participation=made, participant=person, site=site)
    unlock_with(person, given)
    _set(given, answers or {}, QUESTIONS)
    given.full_clean()
    given.save(force_insert=True)
    check_born_before(person)
    index(person)
    return made


@transaction.atomic
def change_period(*, period: Participation, values: Mapping[str, Any], by: Actor | None) -> list[str]:
    """Store what differs of a period: a correction, its end, the situation after it; return the changed fields' names."""
    require(by, EDIT_PEOPLE)
    now = Participation.objects.select_for_update(of=("self",)).select_related("participant").get(pk=period.pk)
    unlock(now, now.participant)
    changed = _set(now, values, OF_PERIOD)
    if changed:
        _check(now, now.participant)
        check_born_before(now.participant)
        now.save(update_fields=changed)
    return changed


@transaction.atomic
def change_answers(*, period: Participation, values: Mapping[str, int | None], by: Actor | None) -> list[str]:
    """Store what differs of the sensitive answers of a period; return the changed fields' names."""
    require(by, EDIT_PEOPLE)
    now = SensitiveAnswers.objects.select_for_update().get(pk=period.pk)
    unlock(now)
    changed = _set(now, values, QUESTIONS)
    if changed:
        now.full_clean()
        now.save(update_fields=changed)
    return changed


def unlock_with(person: Participant, *rows: Participation | SensitiveAnswers) -> None:
    """Let new rows of a person be sealed with the person's key."""
    give(unlock(person), rows)


def _set(row: Participation | SensitiveAnswers, values: Mapping[str, Any], known: tuple[str, ...]) -> list[str]:
    if unknown := values.keys() - set(known):
        raise ValueError(f"No facts of {row._meta.label}: {', '.join(sorted(unknown))}")
    changed = []
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    return changed


def _check(period: Participation, person: Participant) -> None:
    """ValidationError when the period can't be so: its own rules, and the project's dates (R02, esf.md 9.11)."""
    period.full_clean()
    project = person.project
    if not project.starts_on <= period.entry_date <= project.ends_on:
        said = _("Choose a first day within the project, %(first)s–%(last)s.") % {
            "first": day(project.starts_on),
            "last": day(project.ends_on),
        }
        raise ValidationError({"entry_date": said})
