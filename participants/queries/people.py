"""Lists of people, one person, and who coaches at the sites."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Model, Prefetch, QuerySet

from osuuskunta.core.access import Actor
from osuuskunta.core.scope import Reach
from osuuskunta.core.sealing import unlock
from osuuskunta.project.models import Project, Site
from participants.models import Enrolment, Participant, Participation, SensitiveAnswers

PEOPLE_ORDER = ("-open", "-entry_date", "-id")  # who takes part first, then the latest entry
NO_COACH = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilter:
    """Which people are wanted; None or "" asks for all. `coach` is a user's id, or NO_COACH."""

    site: int | None = None
    coach: int | None = None
    standing: str = ""


def sites_seen(user: Actor, project: Project) -> list[Site]:
    """Return the sites of the project whose people `user` sees, in their order."""
    return list(Site.objects.filter(project=project, pk__in=sorted(user.sites(Reach.PEOPLE))))


def people(user: Actor, project: Project, wanted: PeopleFilter) -> QuerySet[Enrolment]:
    """Return the enrolments that `user` sees in the project, filtered; each with its person and coach.

    Who sees one site asks for that site, who sees all asks for the project: either has an index in the list's order.
    """
    rows: QuerySet[Enrolment] = Enrolment.objects.filter(project=project, entry_date__isnull=False)
    seen = {wanted.site} if wanted.site else set(user.sites(Reach.PEOPLE))
    if len(seen) == 1:
        rows = rows.filter(site=seen.pop())
    if wanted.coach == NO_COACH:
        rows = rows.filter(coach__isnull=True)
    elif wanted.coach:
        rows = rows.filter(coach=wanted.coach)
    if wanted.standing:
        rows = rows.filter(open=wanted.standing == "open")
    return rows.select_related("coach", "site").prefetch_related("participant")


def opened(rows: Collection[Enrolment]) -> None:
    """Unlock the people of a page's rows, in one statement."""
    unlock([row.participant for row in rows])


def coaches(user: Actor, project: Project) -> list[Model]:
    """Return who coaches somebody that `user` sees, by name."""
    ids = people(user, project, PeopleFilter()).filter(coach__isnull=False).order_by().values("coach").distinct()
    return list(get_user_model()._default_manager.filter(pk__in=ids).order_by("name", "pk"))


def enrolments_of(user: Actor, project: Project, person: uuid.UUID) -> list[Enrolment]:
    """Return the person's enrolments that `user` sees, with the unlocked person; none when there is none to see."""
    rows = Enrolment.objects.filter(project=project, participant=person, site__in=sorted(user.sites(Reach.PEOPLE)))
    found = list(rows.select_related("site", "coach").prefetch_related("participant").order_by("entry_date", "pk"))
    opened(found)
    return found


def periods_of(user: Actor, person: Participant) -> list[Participation]:
    """Return the person's periods that `user` sees, the earliest first, each with its answers."""
    answers = Prefetch("answers", queryset=SensitiveAnswers.objects.all())
    rows = Participation.objects.filter(participant=person, site__in=sorted(user.sites(Reach.PEOPLE)))
    return list(
        rows.select_related("site", "coach").prefetch_related(answers).order_by("entry_date", "site__municipality")
    )


def enrolments_by_id(ids: Iterable[uuid.UUID]) -> list[Enrolment]:
    """Return enrolments of the scope with their people, unlocked."""
    found = list(
        Enrolment.objects.filter(pk__in=list(ids)).select_related("site", "coach").prefetch_related("participant")
    )
    opened(found)
    return found
