"""The funding in words."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from osuuskunta.core.tables import Column, Row, Table
from osuuskunta.core.wording import euro
from osuuskunta.project.models import FundingLine
from osuuskunta.project.queries.funding import Money


class FundingTable(Table):
    caption = gettext_lazy("Funding by who pays")
    columns = (
        Column("source", gettext_lazy("Who pays"), head=True),
        Column("kind", gettext_lazy("Kind")),
        Column("site", gettext_lazy("Site")),
        Column("amount", gettext_lazy("Amount"), kind="num"),
        Column("act", gettext_lazy("Actions"), quiet=True),
    )


def funding_table(found: Money, code: str, *, may_edit: bool) -> Table | None:
    """Return the lines with their sum below, or None without any."""
    rows = [
        Row(
            {
                "source": line.source,
                "kind": line.get_kind_display(),
                "site": str(line.site) if line.site else _("All sites"),
                "amount": euro(line.amount),
                "act": _edit(line, code) if may_edit else " ",
            },
            id=f"funding-{line.pk}",
        )
        for line in found.lines
    ]
    foot = [Row({"source": _("Together"), "kind": " ", "site": " ", "amount": euro(found.total), "act": " "})]
    return FundingTable(rows, foot=foot) if rows else None


def said(found: Money) -> str:
    """Say how the lines stand beside the decision."""
    if found.gap is None:
        return _("The decision's total has not been entered.")
    words = {"decided": euro(found.decided), "total": euro(found.total), "gap": euro(abs(found.gap))}
    if not found.gap:
        return _("The lines make %(total)s, as the decision says.") % words
    if found.gap > 0:
        return _("The decision says %(decided)s. The lines explain %(total)s of it; %(gap)s is without a line.") % words
    return _("The decision says %(decided)s. The lines make %(total)s, which is %(gap)s more.") % words


def _edit(line: FundingLine, code: str) -> SafeString:
    label = _("Edit %(name)s") % {"name": line}
    url = reverse("funding_edit", args=[code, line.pk])
    return format_html('<a href="{}" aria-label="{}">{}</a>', url, label, _("Edit"))
