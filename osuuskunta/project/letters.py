"""The card as a letter: everything that its page shows, and the municipalities, in the order in which a funder reads it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from osuuskunta.core.letters import Block, Bullets, Column, Definitions, Letter, Paragraph, Section, Table
from osuuskunta.core.wording import NOTHING, day, euro, number, span
from osuuskunta.project.enums import FIGURE_SAYS, Measure
from osuuskunta.project.models import CardLine, Project
from osuuskunta.project.queries.card import Card
from osuuskunta.project.queries.card_letter import Sheet
from osuuskunta.project.queries.places import Place
from osuuskunta.project.rules import entity_figures
from osuuskunta.project.saying import contacts, formal, known, label


def card_letter(found: Sheet, *, language: Literal["fi", "sv", "en"], made_by: str, made_at: datetime) -> Letter:
    """Return the card in words; call it with the letter's language active. The same card gives the same words on any day."""
    shown, project = found.card, found.card.project
    return Letter(
        title=_("%(project)s: project card") % {"project": project},
        language=language,
        made_by=made_by,
        made_at=made_at,
        source=_("The card of project %(code)s as it was at that moment") % {"code": project.code},
        checksum=f"sha256:{found.checksum}",
        context=project.code,
        lede=project.said,
        blocks=(Definitions(tuple(_facts(shown))),),
        sections=(
            Section(_("For whom"), (_lines(shown.target_groups, _("No target group has been entered yet.")),)),
            Section(_("What the project has promised"), (_lines(shown.promises, _("No promise has been entered yet.")),)),
            Section(_("Sites"), _sites(found.places)),
            Section(_("Who does what where"), _partners(shown)),
            Section(_("Targets of the sites"), _targets(shown)),
            Section(_("Funding"), _funding(shown)),
            Section(_("Figures about organisations"), _figures(project)),
            Section(_("Contacts"), (Definitions(tuple(contacts(project))),)),
            Section(_("For the funder"), (Definitions(tuple(formal(project))),)),
        ),
    )  # fmt: skip


def _facts(shown: Card) -> list[tuple[str, str]]:
    project = shown.project
    return [
        (_("Code"), project.code),
        (_("Period"), span(project.starts_on, project.ends_on)),
        (label(project, "decided_on"), day(project.decided_on) if project.decided_on else known(None)),
        (_("Funding"), euro(project.total_funding, 0) if project.total_funding is not None else known(None)),
        (_("Lead partner"), known(str(shown.lead or ""))),
    ]


def _lines(lines: Sequence[CardLine], empty: str) -> Block:
    items = tuple(f"{line}\n{line.said}" if line.said else str(line) for line in lines)
    return Bullets(items) if items else Paragraph(empty)


def _sites(places: Sequence[Place]) -> tuple[Block, ...]:
    if not places:
        return (Paragraph(_("No site has been entered yet.")),)
    closed = any(found.site.closed_on for found in places)
    columns = [Column(_("Site")), Column(_("Municipality")), Column(_("Region")), Column(_("Opened"), "end")]
    rows = [
        (
            str(found.site),
            f"{found.site.municipality} ({found.site.code})",
            found.region or NOTHING,
            day(found.site.opened_on),
            *([day(found.site.closed_on)] if closed else []),
        )
        for found in places
    ]
    if closed:
        columns.append(Column(_("Closed"), "end"))
    return (Table(caption=_("Sites of the project"), columns=tuple(columns), rows=tuple(rows)),)


def _partners(shown: Card) -> tuple[Block, ...]:
    if not shown.partners:
        return (Paragraph(_("No partner has been entered yet.")),)
    who = Table(
        caption=_("Partners of the project"),
        columns=(
            Column(_("Organisation"), share=3),
            Column(_("Business id")),
            Column(_("Role"), share=2),
            Column(_("Expertise"), share=3),
        ),
        rows=tuple(
            (
                str(partner),
                partner.organisation.business_id or NOTHING,
                "\n".join(filter(None, (partner.get_role_display(), partner.task))),
                partner.expertise or NOTHING,
            )
            for partner in shown.partners
        ),
    )
    order = {site.pk: place for place, site in enumerate(shown.sites)}
    rows = tuple(
        (str(partner), str(place.site), place.task or NOTHING, euro(place.own_share))
        for partner in shown.partners
        for place in sorted(shown.places.get(partner.pk, []), key=lambda place: order[place.site_id])
    )
    where = Table(
        caption=_("What each partner does where"),
        columns=(
            Column(_("Organisation"), share=3),
            Column(_("Site")),
            Column(_("Role in words"), share=4),
            Column(_("Own share"), "end"),
        ),
        rows=rows,
    )
    return (who, where if rows else Paragraph(_("No partner works at a site yet.")))


def _targets(shown: Card) -> tuple[Block, ...]:
    used = [measure for measure in Measure if any((site.pk, measure.value) in shown.targets for site in shown.sites)]
    if not used:
        return (Paragraph(_("No target has been set yet.")),)
    rows = [
        (str(site), *(number(shown.targets.get((site.pk, measure.value))) for measure in used)) for site in shown.sites
    ]
    sums = [sum(shown.targets.get((site.pk, measure.value), 0) for site in shown.sites) for measure in used]
    table = Table(
        caption=_("Targets of the sites"),
        columns=(Column(_("Site")), *(Column(measure.label, "end", share=1) for measure in used)),
        rows=(*rows, (_("Together"), *(number(value) for value in sums))),
        strong=frozenset({len(rows)}),
    )
    return (table,)


def _funding(shown: Card) -> tuple[Block, ...]:
    if not shown.funding:
        return (Paragraph(_("The funding has not been divided by payer yet.")),)
    rows = [
        (
            line.source,
            line.get_kind_display(),
            str(line.site) if line.site else _("All sites"),
            euro(line.amount),
        )
        for line in shown.funding
    ]
    table = Table(
        caption=_("Funding by who pays"),
        columns=(
            Column(_("Who pays"), share=1),
            Column(_("Kind"), share=1),
            Column(_("Site")),
            Column(_("Amount"), "end"),
        ),
        rows=(*rows, (_("Together"), "", "", euro(shown.funding_total))),
        strong=frozenset({len(rows)}),
    )
    return (table,)


def _figures(project: Project) -> tuple[Block, ...]:
    table = Table(
        caption=_("Figures about organisations"),
        columns=(Column(_("Figure"), share=1), Column(_("Value"), "end")),
        rows=tuple(
            (f"{figure.label}\n{FIGURE_SAYS[figure.value]}", number(getattr(project, figure.value)))
            for figure in entity_figures(project.indicator_set)
        ),
        remark=project.figures_note,
    )
    return (table,)
