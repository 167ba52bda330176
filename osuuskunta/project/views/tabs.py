"""The tabs of the card: pages of their own; one whose address does not exist is not shown."""

from django.utils.translation import gettext_lazy as _

from osuuskunta.core.context import address
from osuuskunta.core.parts import Tab

PAGES = (("card", _("Card")), ("sites", _("Sites")), ("partners", _("Partners")), ("targets", _("Targets")), ("card_history", _("History")))  # fmt: skip


def tabs(code: str, current: str) -> list[Tab]:
    """Return the tabs of the project `code`, the page called `current` marked."""
    found = [(name, label, address(name, code=code)) for name, label in PAGES]
    return [Tab(label, url, current=name == current) for name, label, url in found if url]
