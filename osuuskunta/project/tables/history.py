"""The histories of the card in words: what belongs to which page, and how the rows are called there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from osuuskunta.core.access import Actor, Words
from osuuskunta.core.feed import Strand
from osuuskunta.core.history import Event
from osuuskunta.core.wording import euro
from osuuskunta.project.enums import LineKind, Measure, RelationKind
from osuuskunta.project.models import Project, RuleParameter
from osuuskunta.project.models.base import in_language
from osuuskunta.project.parameters import NAMES
from osuuskunta.project.queries import history as queries
from osuuskunta.project.tables.limits import amount

Strands = Callable[[Actor, Project], Sequence[Strand]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the card as its history shows it: what it is called, and the address name of its list."""

    title: Words
    page: str
    strands: Strands


def _named(names: Mapping[Any, str], key: Any) -> str:
    return names.get(key) or _("no longer there")


def _card(user: Actor, project: Project) -> list[Strand]:
    return [Strand(queries.card_events(user, project), lambda rows: [_("The card")] * len(rows))]


def _sites(user: Actor, project: Project) -> list[Strand]:
    def titles(rows: Sequence[Event]) -> list[str]:
        return [_("Site %(name)s") % {"name": in_language(row["name"], row["name_sv"])} for row in rows]

    return [Strand(queries.site_events(user, project), titles, frozenset({"project", "mark"}))]


def _partners(user: Actor, project: Project) -> list[Strand]:
    def partners(rows: Sequence[Event]) -> list[str]:
        names = queries.organisation_names(user, (row["organisation_id"] for row in rows))
        return [_("Partner %(name)s") % {"name": _named(names, row["organisation_id"])} for row in rows]

    def places(rows: Sequence[Event]) -> list[str]:
        names = queries.partner_names(user, (row["partner_id"] for row in rows))
        sites = queries.site_names(user, (row["site_id"] for row in rows))
        return [
            _("%(partner)s at %(site)s")
            % {"partner": _named(names, row["partner_id"]), "site": _named(sites, row["site_id"])}
            for row in rows
        ]

    def organisations(rows: Sequence[Event]) -> list[str]:
        return [_("Organisation %(name)s") % {"name": row["name"]} for row in rows]

    return [
        Strand(queries.partner_events(user, project), partners, frozenset({"project", "organisation"})),
        Strand(
            queries.place_events(user, project), places, frozenset({"project", "partner", "site"}),
            {"own_share": lambda row: euro(row["own_share"])},
        ),
        Strand(queries.organisation_events(user, project), organisations),
    ]  # fmt: skip


def _funding(user: Actor, project: Project) -> list[Strand]:
    def titles(rows: Sequence[Event]) -> list[str]:
        return [_("Funding %(name)s") % {"name": row["source"]} for row in rows]

    says = {"amount": lambda row: euro(row["amount"])}
    return [Strand(queries.funding_events(user, project), titles, frozenset({"project"}), says)]


def _targets(user: Actor, project: Project) -> list[Strand]:
    def titles(rows: Sequence[Event]) -> list[str]:
        sites = queries.site_names(user, (row["site_id"] for row in rows))
        return [
            _("Target of %(site)s, %(measure)s")
            % {"site": _named(sites, row["site_id"]), "measure": Measure(row["measure"]).label}
            for row in rows
        ]

    return [Strand(queries.target_events(user, project), titles, frozenset({"site", "measure"}))]


def _lines(user: Actor, project: Project) -> list[Strand]:
    def titles(rows: Sequence[Event]) -> list[str]:
        said = {LineKind.TARGET_GROUP: _("Target group %(name)s"), LineKind.PROMISE: _("Promise %(name)s")}
        return [
            said[LineKind(row["kind"])] % {"name": in_language(row["title"], row["title_sv"], row["title_en"])}
            for row in rows
        ]

    return [Strand(queries.line_events(user, project), titles, frozenset({"project", "kind"}))]


PARTS: dict[str, Part] = {
    "card": Part(gettext_lazy("The card's own facts"), "card", _card),
    "sites": Part(gettext_lazy("Sites"), "sites", _sites),
    "partners": Part(gettext_lazy("Partners"), "partners", _partners),
    "funding": Part(gettext_lazy("Funding"), "funding", _funding),
    "targets": Part(gettext_lazy("Targets"), "targets", _targets),
    "aims": Part(gettext_lazy("Aims"), "lines", _lines),
}


def strands_of(user: Actor, project: Project, part: str = "") -> list[Strand]:
    """Return what belongs to the history of a part of the card, or to that of the whole card."""
    chosen = [PARTS[part]] if part else list(PARTS.values())
    return [strand for one in chosen for strand in one.strands(user, project)]


def limit_strands(user: Actor, key: str = "") -> list[Strand]:
    """Return what belongs to the history of the limits, or of one of them."""

    def titles(rows: Sequence[Event]) -> list[str]:
        return [str(NAMES.get(row["key"], row["key"])) for row in rows]

    def said(row: Event) -> str:
        return amount(RuleParameter(value=row["value"], unit=row["unit"]))

    return [Strand(queries.limit_events(user, key), titles, frozenset({"key", "unit"}), {"value": said})]


def relation_strands(user: Actor, municipality: str = "") -> list[Strand]:
    """Return what belongs to the history of the municipalities' areas, or of one municipality's."""

    def titles(rows: Sequence[Event]) -> list[str]:
        names = queries.municipality_names(user, (row["municipality_id"] for row in rows))
        return [f"{_named(names, row['municipality_id'])}, {RelationKind(row['kind']).label}" for row in rows]

    hidden = frozenset({"municipality", "kind"})
    return [Strand(queries.relation_events(user, municipality), titles, hidden)]
