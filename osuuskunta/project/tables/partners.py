"""Partners in words: a block for each, its places as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from osuuskunta.core.parts import Fact, Link
from osuuskunta.core.tables import Column, Row, Table
from osuuskunta.core.wording import NOTHING, euro
from osuuskunta.project.enums import PartnerRole
from osuuskunta.project.models import PartnerSite
from osuuskunta.project.queries.partners import Carrier


class PlaceTable(Table):
    caption = gettext_lazy("Where the partner works and what it does there")
    columns = (
        Column("site", gettext_lazy("Site"), head=True),
        Column("task", gettext_lazy("Role in words")),
        Column("own_share", gettext_lazy("Own share"), kind="num"),
        Column("act", gettext_lazy("Actions"), quiet=True),
    )


@dataclass(frozen=True, slots=True)
class Section:
    """A partner as the page lays it out."""

    anchor: str
    title: str
    role: str
    facts: Sequence[Fact]
    table: Table | None
    actions: Sequence[Link]


def sections(rows: Sequence[Carrier], code: str, *, may_edit: bool) -> list[Section]:
    """Return a block for each partner; who may not edit gets no buttons."""
    return [_section(row, code, may_edit=may_edit) for row in rows]


def said(rows: Sequence[Carrier]) -> str:
    """Say in a sentence who leads and how many take part; "" without any partner."""
    if not rows:
        return ""
    lead = next((str(row.partner) for row in rows if row.partner.role == PartnerRole.LEAD), "")
    others = sum(row.partner.role != PartnerRole.LEAD for row in rows)
    part = ngettext("%(n)s organisation takes part.", "%(n)s organisations take part.", others) % {"n": others}
    head = _("%(name)s leads the project.") % {"name": lead} if lead else _("No organisation leads the project yet.")
    return f"{head} {part}" if others else head


def _section(row: Carrier, code: str, *, may_edit: bool) -> Section:
    partner, organisation = row.partner, row.partner.organisation
    facts = [
        Fact(_("Business id"), organisation.business_id or NOTHING),
        Fact(_("Kind"), organisation.get_kind_display()),
        Fact(_("Expertise"), partner.expertise or NOTHING),
        Fact(_("Role in words"), partner.task or NOTHING),
    ]
    actions = [
        Link(_("Edit %(name)s") % {"name": partner}, reverse("partner_edit", args=[code, partner.pk])),
        Link(_("Add a site for %(name)s") % {"name": partner}, reverse("place_add", args=[code, partner.pk])),
    ]
    table = PlaceTable([_place(place, code, may_edit=may_edit) for place in row.places]) if row.places else None
    role = partner.get_role_display()
    return Section(f"partner-{partner.pk}", str(partner), role, facts, table, actions if may_edit else ())


def _place(place: PartnerSite, code: str, *, may_edit: bool) -> Row:
    act = _edit(place, code) if may_edit else ""
    cells = {"site": str(place.site), "task": place.task, "own_share": euro(place.own_share), "act": act or " "}
    return Row(cells, id=f"place-{place.pk}")


def _edit(place: PartnerSite, code: str) -> SafeString:
    label = _("Edit the task at %(name)s") % {"name": place.site}
    url = reverse("place_edit", args=[code, place.partner_id, place.pk])
    return format_html('<a href="{}" aria-label="{}">{}</a>', url, label, _("Edit"))
