"""Targets in words: sites × measures, with what they make together."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from osuuskunta.core.tables import Column, Row, Table
from osuuskunta.core.wording import number
from osuuskunta.project.enums import Measure
from osuuskunta.project.queries.targets import SitePromise


class TargetsTable(Table):
    caption = gettext_lazy("Targets of the sites")
    columns = (
        Column("site", gettext_lazy("Site"), head=True),
        *(Column(measure.value, measure.label, kind="num") for measure in Measure),
        Column("act", gettext_lazy("Actions"), quiet=True),
    )


def targets_table(found: Sequence[SitePromise], code: str, *, may_edit: bool) -> Table | None:
    """Return the sites with every measure and a row of totals, or None without any site. No target is a dash, not a zero."""
    rows = [
        Row(
            {
                "site": str(row.site),
                **{measure: number(row.targets.get(measure)) for measure in Measure.values},
                "act": _edit(row, code) if may_edit else "",
            },
            id=f"target-{row.site.pk}",
        )
        for row in found
    ]
    together = {measure: number(_total(found, measure)) for measure in Measure.values}
    return TargetsTable(rows, foot=[Row({"site": _("Together"), **together, "act": ""})]) if rows else None


def _total(found: Sequence[SitePromise], measure: str) -> int | None:
    numbers = [row.targets[measure] for row in found if measure in row.targets]
    return sum(numbers) if numbers else None


def _edit(row: SitePromise, code: str) -> SafeString:
    label = _("Set the targets of %(name)s") % {"name": row.site}
    url = reverse("targets_edit", args=[code, row.site.pk])
    return format_html('<a href="{}" aria-label="{}">{}</a>', url, label, _("Set the targets"))
