"""The card in words: its facts, tables and figures, ready for the template."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from osuuskunta.core.parts import Fact
from osuuskunta.core.periods import today
from osuuskunta.core.tables import Column, Row, Table, with_note
from osuuskunta.core.wording import day, euro, number, percent, span
from osuuskunta.project.enums import FIGURE_SAYS, Measure
from osuuskunta.project.models import Project
from osuuskunta.project.queries.card import Card, empty_facts
from osuuskunta.project.rules import entity_figures, share_of_period
from osuuskunta.project.saying import contacts, formal


class PartnerTable(Table):
    caption = gettext_lazy("Partners and what they do where")
    columns = (
        Column("name", gettext_lazy("Organisation"), head=True),
        Column("role", gettext_lazy("Role")),
        Column("expertise", gettext_lazy("Expertise")),
        Column("places", gettext_lazy("Where and what")),
    )


class FundingTable(Table):
    caption = gettext_lazy("Funding by who pays")
    columns = (
        Column("source", gettext_lazy("Who pays"), head=True),
        Column("kind", gettext_lazy("Kind")),
        Column("site", gettext_lazy("Site")),
        Column("amount", gettext_lazy("Amount"), kind="num"),
    )


class FigureTable(Table):
    caption = gettext_lazy("Figures about organisations")
    columns = (
        Column("name", gettext_lazy("Figure"), head=True),
        Column("value", gettext_lazy("Value"), kind="num"),
    )


def targets_table(shown: Card) -> Table | None:
    """Return sites × measures with the targets set, or None when there are none."""
    used = [measure for measure in Measure if any((site.pk, measure.value) in shown.targets for site in shown.sites)]
    if not used:
        return None

    class TargetTable(Table):
        caption = gettext_lazy("Targets of the sites")
        columns = (
            Column("site", gettext_lazy("Site"), head=True),
            *(Column(measure.value, measure.label, kind="num") for measure in used),
        )

    rows = [
        Row(
            {"site": str(site), **{m.value: number(shown.targets.get((site.pk, m.value))) for m in used}},
            id=f"target-{site.pk}",
        )
        for site in shown.sites
    ]
    total = {m.value: number(sum(shown.targets.get((site.pk, m.value), 0) for site in shown.sites)) for m in used}
    return TargetTable(rows, foot=[Row({"site": _("Together"), **total})])


def partners_table(shown: Card) -> Table | None:
    """Return the partners with their places, or None without any."""
    rows = []
    for partner in shown.partners:
        places = [
            f"{place.site}: {place.task}" if place.task else str(place.site)
            for place in shown.places.get(partner.pk, [])
        ]
        cells = {
            "name": with_note(str(partner), partner.organisation.business_id),
            "role": partner.get_role_display(),
            "expertise": partner.expertise,
            "places": "; ".join(places),
        }
        rows.append(Row(cells, id=f"partner-{partner.pk}"))
    return PartnerTable(rows) if rows else None


def funding_table(shown: Card) -> Table | None:
    """Return who pays what with the sum below, or None without any line."""
    rows = [
        Row(
            {
                "source": line.source,
                "kind": line.get_kind_display(),
                "site": str(line.site) if line.site else _("All sites"),
                "amount": euro(line.amount),
            }
        )
        for line in shown.funding
    ]
    foot = [Row({"source": _("Together"), "kind": " ", "site": " ", "amount": euro(shown.funding_total)})]
    return FundingTable(rows, foot=foot) if rows else None


def figures_table(project: Project) -> Table:
    """Return the figures about organisations that the project's indicator set asks for; an empty one says so."""
    rows = [
        Row(
            {
                "name": with_note(figure.label, FIGURE_SAYS[figure.value]),
                "value": number(getattr(project, figure.value)),
            }
        )
        for figure in entity_figures(project.indicator_set)
    ]
    return FigureTable(rows)


def card_facts(shown: Card) -> list[Fact]:
    """Return the key facts below the heading."""
    project = shown.project
    return [
        Fact(_("Code"), project.code),
        Fact(_("Period"), span(project.starts_on, project.ends_on)),
        Fact(_("Funding"), euro(project.total_funding, 0)),
        Fact(_("Lead partner"), str(shown.lead) if shown.lead else _("not entered yet")),
    ]


def card_page(shown: Card) -> dict[str, Any]:
    """Return everything the card's template lays out."""
    project = shown.project
    missing = len(empty_facts(project))
    return {
        "card": shown,
        "time": _time(project),
        "partners": partners_table(shown),
        "funding": funding_table(shown),
        "targets": targets_table(shown),
        "figures": figures_table(project),
        "formal": [Fact(*pair) for pair in formal(project)],
        "contacts": [Fact(*pair) for pair in contacts(project)],
        "missing": ngettext("%(n)s fact is not entered yet", "%(n)s facts are not entered yet", missing)
        % {"n": missing}
        if missing
        else "",
    }


def _time(project: Project) -> dict[str, Any]:
    share = share_of_period(project.starts_on, project.ends_on, today())
    if share >= 1:
        said = _("The project ended on %(day)s.") % {"day": day(project.ends_on)}
    elif today() < project.starts_on:
        said = _("The project starts on %(day)s.") % {"day": day(project.starts_on)}
    else:
        left = (project.ends_on - today()).days
        said = ngettext(
            "%(share)s of the period has gone; %(n)s day is left.",
            "%(share)s of the period has gone; %(n)s days are left.",
            left,
        ) % {"share": percent(share), "n": number(left)}
    return {"said": said, "share": round(share * 100)}
