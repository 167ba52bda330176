"""Who may do what with the card, and the small rules of its rows. Which roles have an action is said in `accounts.rules`."""

from collections.abc import Collection
from datetime import date

from osuuskunta.project.enums import TO_BE_CHECKED, EntityFigure, IndicatorSet

VIEW_CARD = "project.view_card"
VIEW_HISTORY = "project.view_history"
EDIT_CARD = "project.edit_card"
EDIT_SITES = "project.edit_sites"
EDIT_PARTNERS = "project.edit_partners"
EDIT_TARGETS = "project.edit_targets"
EDIT_PARAMETERS = "project.edit_parameters"
EDIT_AREAS = "project.edit_areas"  # what municipalities belong to: the same for all projects, as the limits are

CARD_LETTER = "project.card_letter"  # the kind of work that makes the card's PDF; who may see the card may ask for it


class MissingParameter(LookupError):
    """No value of a limit is known for a day. It is said, never guessed (architecture §3)."""

    def __init__(self, key: str, day: date) -> None:
        super().__init__(f"No value of {key} is known for {day.isoformat()}.")
        self.key, self.day = key, day


def entity_figures(indicator_set: str) -> tuple[EntityFigure, ...]:
    """Return the figures about organisations that an indicator set asks for, in the set's order (esf.md)."""
    if indicator_set == IndicatorSet.ESF2014:
        return (EntityFigure.CO20, EntityFigure.CO21, EntityFigure.CO22, EntityFigure.CO23)
    return (EntityFigure.EECO18, EntityFigure.EECO19)


def next_mark(used: Collection[int]) -> int:
    """Return the colour and marker of a project's next site: one more than the highest, so that none ever changes its own.

    Charts have six colours and four shapes and repeat them (`core.parts.Dot.tone`); the label stays beside.
    """
    return max(used, default=0) + 1


def needs_check(confidence: str, *, verified: bool, has_value: bool) -> bool:
    """Say whether a limit must be looked up by an administrator: uncertain, calculated, unknown or empty, and not verified."""
    return not has_value or (confidence in TO_BE_CHECKED and not verified)


def share_of_period(starts_on: date, ends_on: date, day: date) -> float:
    """Return how much of a period has gone by the end of `day`, between 0 and 1."""
    whole = (ends_on - starts_on).days + 1
    gone = (day - starts_on).days + 1
    return min(max(gone / whole, 0.0), 1.0)


# The card is edited in short sections; each names its fields in the order of the form.
SECTIONS: dict[str, tuple[str, ...]] = {
    "basics": ("name", "name_sv", "name_en", "summary", "summary_sv", "summary_en"),
    "period": ("starts_on", "ends_on", "period_note", "indicator_set"),
    "funding": ("funder", "managing_authority", "part_implementers", "priority", "specific_objective", "total_funding"),
    "decision": ("application_submitted", "decided_on", "decision", "decision_diary_number", "town_diary_number"),
    "background": ("predecessors", "branch", "service"),
    "contacts": ("project_manager", "project_manager_of", "town_contact", "town_contact_of"),
    "figures": (),  # the indicator set's own, see `fields_of`
}


def fields_of(section: str, indicator_set: str) -> tuple[str, ...]:
    """Return the fields of a section of the card; the figures about organisations are those of the indicator set."""
    if section == "figures":
        return (*(figure.value for figure in entity_figures(indicator_set)), "figures_note")
    return SECTIONS[section]
