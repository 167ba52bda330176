"""From groups to figures and checks: `build` is the only thing that computes a report."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from osuuskunta.project.models import Project, Site
from reporting.build.counting import Group, Layout, groups, held
from reporting.build.result import Cell, Check, Figure, ReportResult
from reporting.checks import PeopleCheck, check_figures
from reporting.indicators import SETS, Indicator, IndicatorSet, Kind
from reporting.indicators.choices import parameters

ALL = "all"  # the key of the de-duplicated total beside the sites' ids
GENDER = {"W": "women", "M": "men", "NB": "nonbinary"}
Counts = dict[str, dict[object, dict[str, int]]]  # code → site or ALL → gender or total → people


def build(
    *,
    project: Project,
    indicator_set: str,
    first: date,
    last: date,
    as_of: date | None = None,
    sites: Sequence[Site] = (),
    version: int = 1,
) -> ReportResult:
    """Build the report of a period: who entered (outputs) and left (results) from `first` to `last`, in the world of `last`.

    `as_of` decides only whether six months have passed (esf.md 9.2, 9.9); it is `last` unless given and never before it. `sites`
    choose what the totals count, each person once. Needs a scope that sees the people of every site of the project; ValueError
    for an unknown set or days in the wrong order.
    """
    wanted, as_of = SETS.get(indicator_set), as_of or last
    if wanted is None:
        raise ValueError(f"No set of indicators is called {indicator_set}.")
    if not first <= last <= as_of:
        raise ValueError("The days must be in order: from, to, as of.")
    places = list(Site.objects.filter(project=project).order_by("municipality"))
    days = Days(first, last, as_of)
    found = groups(wanted, statement_parameters(wanted, places, days))
    return assemble(project, wanted, days, found, places=places, sites=sites, version=version)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a report."""

    first: date
    last: date
    as_of: date


def assemble(
    project: Project,
    wanted: IndicatorSet,
    days: Days,
    found: Sequence[Group],
    *,
    places: Sequence[Site],
    sites: Sequence[Site] = (),
    version: int = 1,
) -> ReportResult:
    """Make the result out of groups of people; `places` are every site of the project, `sites` the chosen ones."""
    chosen = frozenset(site.pk for site in (sites or places))
    layout = Layout.of(wanted)
    return ReportResult(
        project=project.code,
        set=wanted.code,
        first=days.first,
        last=days.last,
        as_of=days.as_of,
        figures=tuple(_figures(wanted, layout, found, places, chosen, project)),
        checks=tuple(_checks(wanted, layout, found, chosen)),
        sites=tuple(sorted(site.code for site in sites)),
        version=version,
        site_names={site.code: site.name for site in places},
    )


def statement_parameters(wanted: IndicatorSet, places: Sequence[Site], days: Days) -> dict[str, Any]:
    """Return the parameters of the statements that read people: the choices that hold on the last day, and every site's id."""
    asked = {"from_day": days.first, "to_day": days.last, "as_of": days.as_of}
    return {**parameters(wanted.code, days.last), **asked, "sites": [site.pk for site in places]}


def count(
    layout: Layout, wanted: IndicatorSet, found: Iterable[Group], chosen: frozenset[int], *, whole: bool
) -> Counts:
    """Add the groups up: of the period, or of the whole project up to its last day (`whole`, for the checks of sums)."""
    counts: Counts = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for group in found:
        gender = GENDER.get(group.gender or "")
        for code in held(layout.codes, group.mask):
            result = wanted.by_code[code].kind.is_result
            if not (whole or (group.in_result if result else group.in_output)):
                continue
            where: list[object] = [group.final_site] if result else list(group.sites)
            for place in [*where, *([ALL] if chosen.intersection(where) else [])]:
                cell = counts[code][place]
                cell["total"] += group.people
                if gender:
                    cell[gender] += group.people
    return counts


def _cell(counts: Mapping[str, int]) -> Cell:
    return Cell(counts.get("women", 0), counts.get("men", 0), counts.get("nonbinary", 0), counts.get("total", 0))


def _figures(
    wanted: IndicatorSet,
    layout: Layout,
    found: Sequence[Group],
    places: Sequence[Site],
    chosen: frozenset[int],
    project: Project,
) -> Iterable[Figure]:
    counts = count(layout, wanted, found, chosen, whole=False)
    answered = 0
    for group in found:
        answered |= group.marks
    asked = set(held(layout.asked, answered))
    for one in wanted.indicators:
        if one.kind is Kind.OUTPUT_ENTITY:
            yield _entity(one, project, places)
        elif one.collected:
            by_site = {site.code: _cell(counts[one.code][site.pk]) for site in places}
            nothing = bool(one.asks) and not asked.intersection(one.asks)
            yield Figure(one.code, one.name, one.kind, _cell(counts[one.code][ALL]), by_site, nothing)


def _entity(one: Indicator, project: Project, places: Sequence[Site]) -> Figure:
    """Return a figure about organisations, as the card has it; an empty one is not collected (formats.md §3)."""
    value: int | None = getattr(project, one.code.lower())
    by_site = {site.code: Cell() for site in places}
    return Figure(one.code, one.name, one.kind, Cell(total=value or 0), by_site, value is None)


def _checks(wanted: IndicatorSet, layout: Layout, found: Sequence[Group], chosen: frozenset[int]) -> Iterable[Check]:
    counts = count(layout, wanted, found, chosen, whole=True)
    figures = {code: _cell(counts[code][ALL]) for code in layout.codes}
    for outcome in check_figures(wanted.code, figures, leavers=_cell(_leavers(found, chosen))):
        yield Check(outcome.id, outcome.severity, outcome.passed, outcome.message)
    for number, named in enumerate(layout.checks):
        people = _people(found, chosen, len(layout.asked) + number)
        yield _of_people(named, people)


def _of_people(check: PeopleCheck, people: int) -> Check:
    return Check(check.id, check.severity, people == 0, check.words, people)


def _people(found: Iterable[Group], chosen: frozenset[int], bit: int) -> int:
    return sum(group.people for group in found if group.marks >> bit & 1 and chosen.intersection(group.sites))


def _leavers(found: Iterable[Group], chosen: frozenset[int]) -> dict[str, int]:
    """Return how many people with complete facts have left, by gender and in all."""
    leavers: dict[str, int] = defaultdict(int)
    for group in found:
        if group.left and group.complete and group.final_site in chosen:
            leavers["total"] += group.people
            if gender := GENDER.get(group.gender or ""):
                leavers[gender] += group.people
    return leavers
