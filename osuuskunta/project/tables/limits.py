"""Dated limits in words: values with their units, and what must be checked."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from osuuskunta.core.parts import Bar, BarChart
from osuuskunta.core.tables import Column, Row, Table, link, with_note
from osuuskunta.core.templatetags.ui import badge
from osuuskunta.core.wording import day, euro, number, span
from osuuskunta.project.enums import MONEY, Confidence, Unit
from osuuskunta.project.models import RuleParameter
from osuuskunta.project.parameters import NAMES
from osuuskunta.project.queries.limits import OnDay, mark_of_value

LOOKS = {"V": ("good", "circle-check"), "H": ("", "circle-check"), "M": ("warn", "triangle-alert"),
         "D": ("warn", "triangle-alert"), "L": ("bad", "circle-x")}  # fmt: skip


def amount(row: RuleParameter) -> str:
    """Return a value with its unit in Finnish format; an empty one says so."""
    if row.value is None:
        return _("not known yet")
    value = row.value.normalize()
    places = max(0, -value.as_tuple().exponent) if isinstance(value.as_tuple().exponent, int) else 0
    if row.unit in MONEY:
        unit = str(Unit(row.unit).label).removeprefix("€")
        return f"{euro(row.value, 0 if places == 0 else 2)}{unit}"
    return f"{number(Decimal(value), places)}\u00a0{_unit(row)}"


def _unit(row: RuleParameter) -> str:
    """Return the unit as it is said after the value: one month, three months."""
    one = {
        Unit.DAYS: pgettext("after 1", "day"),
        Unit.DAYS_WEEK: pgettext("after 1", "day a week"),
        Unit.MONTHS: pgettext("after 1", "month"),
        Unit.HOURS_DAY: pgettext("after 1", "hour a day"),
        Unit.HOURS_WEEK: pgettext("after 1", "hour a week"),
        Unit.PERSONS: pgettext("after 1", "person"),
    }
    unit = Unit(row.unit)
    return one[unit] if row.value == 1 and unit in one else str(unit.label)


def certainty(row: RuleParameter) -> SafeString:
    """Return how well a value is known, as a word with its icon; a checked one says when."""
    if row.verified_on is not None:
        return badge(_("Checked %(day)s") % {"day": day(row.verified_on)}, "good", "circle-check")
    kind, icon = LOOKS[row.confidence]
    if row.needs_check:
        return badge(_("To be checked: %(how)s") % {"how": Confidence(row.confidence).label}, "warn", "triangle-alert")
    return badge(Confidence(row.confidence).label, kind, icon)


def validity(row: RuleParameter) -> str:
    """Return the days of a value in words."""
    if row.valid_from is None and row.valid_to is None:
        return _("always")
    return span(row.valid_from, row.valid_to)


class LimitTable(Table):
    columns = (
        Column("name", gettext_lazy("Limit"), head=True),
        Column("value", gettext_lazy("Value"), kind="num"),
        Column("days", gettext_lazy("Valid")),
        Column("source", gettext_lazy("Source")),
        Column("certainty", gettext_lazy("How well known")),
    )


def topic_table(found: OnDay, code: str) -> Table:
    """Return a topic's limits on a day; one without a value that day says so."""
    rows = []
    for key, row in found.rows.items():
        name = with_note(link(found.topic.keys[key], reverse("limit", args=[code, key])), row.note if row else "")
        cells = {"name": name, "value": _("no value known for this day"), "days": "", "source": "", "certainty": ""}
        if row is not None:
            cells |= {
                "value": amount(row), "days": validity(row), "source": row.source, "certainty": certainty(row),
            }  # fmt: skip
        rows.append(Row(cells, id=f"limit-{key.replace('.', '-')}"))
    table = LimitTable(rows)
    table.caption = found.topic.title
    return table


def check_url(row: RuleParameter, code: str) -> str:
    """Return the address that ticks a value off as it is shown now, or takes that back."""
    return f"{reverse('limit_check', args=[code, row.key, row.pk])}?seen={mark_of_value(row)}"


class StoryTable(Table):
    columns = (
        Column("days", gettext_lazy("Valid"), head=True),
        Column("value", gettext_lazy("Value"), kind="num"),
        Column("note", gettext_lazy("Condition")),
        Column("source", gettext_lazy("Source")),
        Column("certainty", gettext_lazy("How well known")),
        Column("act", gettext_lazy("Actions"), quiet=True),
    )


def story_table(key: str, rows: Sequence[RuleParameter], code: str, *, may_edit: bool) -> Table | None:
    """Return all values of a limit, the newest first, or None without any."""
    lines = [
        Row(
            {
                "days": validity(row),
                "value": amount(row),
                "note": row.note,
                "source": row.source,
                "certainty": certainty(row),
                "act": link(_("Edit"), reverse("limit_edit", args=[code, key, row.pk])) if may_edit else "",
            },
            id=f"value-{row.pk}",
        )
        for row in reversed(rows)
    ]
    table = StoryTable(lines) if lines else None
    if table is not None:
        table.caption = NAMES[key]
    return table


def story_chart(rows: Sequence[RuleParameter]) -> BarChart | None:
    """Return the values as bars from zero, the oldest first; None when there are not two of one unit to compare."""
    known = [row for row in rows if row.value is not None]
    if len(known) < 2 or len({row.unit for row in known}) > 1:
        return None
    return BarChart([Bar(validity(row), float(row.value or 0), amount(row)) for row in known])
