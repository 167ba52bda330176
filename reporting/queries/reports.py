"""Reports and their versions, the people behind a figure, and why each counts."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet

from osuuskunta.core.access import Actor
from osuuskunta.core.scope import Reach
from osuuskunta.core.sealing import unlock
from osuuskunta.project.models import Project, Site
from participants.models import Participant
from reporting.models import FigureMembers, ReportVersion, Verdict

VERSIONS_ORDER = ("-made_at", "-id")
PEOPLE = 50  # on a page


def versions(user: Actor, project: Project) -> QuerySet[ReportVersion]:
    """Return the versions of the project's reports, for a list."""
    rows = ReportVersion.objects.filter(project=project)
    found: QuerySet[ReportVersion] = rows.select_related("report", "made_by").defer("content")
    return found


def version(user: Actor, project: Project, key: uuid.UUID) -> ReportVersion | None:
    """Return one version; None when there is none to see."""
    return ReportVersion.objects.filter(project=project, pk=key).select_related("report", "made_by").first()


def siblings(user: Actor, found: ReportVersion) -> list[ReportVersion]:
    """Return every version of the same report, the latest first."""
    rows = ReportVersion.objects.filter(report=found.report_id).select_related("made_by").defer("content")
    return list(rows.order_by("-number"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFilter:
    """Which cell of a figure: a site's code, a gender; "" for all."""

    site: str = ""
    gender: str = ""


@dataclass(frozen=True, slots=True)
class PersonBehind:
    """Somebody behind a figure or a check, with the verdict of the version; both unlocked. `verdict` is None after erasure."""

    person: Participant
    site: Site
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some of the people of a cell: the number of the page, whether there are more, and how many there are in all."""

    people: Sequence[PersonBehind]
    number: int
    more: bool
    total: int


def sees_everybody(user: Actor, sites: Collection[int]) -> bool:
    """Say whether `user` sees the people of all of `sites`: only then may a list stand for the number."""
    return set(sites) <= user.sites(Reach.PEOPLE)


def members(user: Actor, found: ReportVersion, code: str, cell: CellFilter, number: int) -> PeoplePage:
    """Return a page of the people of a cell, in the order in which they were kept. Reads only the rows it shows."""
    rows = FigureMembers.objects.filter(version=found, code=code)
    rows = rows.filter(site__municipality=cell.site) if cell.site else rows.filter(counts=True)
    if cell.gender:
        rows = rows.filter(gender=cell.gender)
    size = Func(F("people"), function="cardinality", output_field=IntegerField())
    lists = list(rows.order_by("site", "gender", "-counts", "page").values_list("pk", size, "site"))
    total, skip = sum(n for _pk, n, _site in lists), (number - 1) * PEOPLE
    chosen = _slice(lists, skip)
    return PeoplePage(_behind(found, chosen), number, skip + PEOPLE < total, total)


def _slice(lists: Sequence[tuple[Any, int, int]], skip: int) -> list[tuple[uuid.UUID, int]]:
    """Return (person, site) of one page out of lists of known length; reads the lists that the page touches, in one statement."""
    wanted, parts = PEOPLE, []
    for pk, length, site in lists:
        if skip < length and wanted:
            taken = min(wanted, length - skip)
            parts.append((pk, skip, skip + taken, site))
            wanted -= taken
        skip = max(skip - length, 0)
    held = FigureMembers.objects.in_bulk([pk for pk, *_rest in parts])
    return [(person, site) for pk, start, end, site in parts for person in held[pk].people[start:end]]


def _behind(found: ReportVersion, chosen: Sequence[tuple[uuid.UUID, int]]) -> list[PersonBehind]:
    keys = [key for key, _site in chosen]
    people = Participant.objects.in_bulk(keys)
    verdicts = {row.participant: row for row in Verdict.objects.filter(version=found, participant__in=keys)}
    sites = Site.objects.in_bulk({site for _key, site in chosen})
    unlock(people.values(), verdicts.values())
    return [PersonBehind(people[key], sites[site], verdicts.get(key)) for key, site in chosen if key in people]


def behind_check(user: Actor, found: ReportVersion, bit: int, number: int) -> PeoplePage:
    """Return a page of the people for whom a named check failed, those whom `user` sees."""
    rows = Verdict.objects.filter(version=found).annotate(set_bit=F("checks").bitand(1 << bit)).exclude(set_bit=0)
    total, skip = rows.count(), (number - 1) * PEOPLE
    page = list(rows.order_by("site", "participant").values_list("participant", "site")[skip : skip + PEOPLE])
    return PeoplePage(_behind(found, page), number, skip + PEOPLE < total, total)
