"""The tabs of the card: pages of their own."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.parts import Tab

PAGES = (
    ("card", _("Card")),
    ("sites", _("Sites")),
    ("partners", _("Partners")),
    ("funding", _("Funding")),
    ("targets", _("Targets")),
    ("lines", _("Aims")),
    ("card_history", _("History")),
)


def tabs(code: str, current: str) -> list[Tab]:
    """Return the tabs of the project `code`, the page called `current` marked."""
    return [Tab(label, reverse(name, args=[code]), current=name == current) for name, label in PAGES]
