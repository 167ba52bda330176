"""The project's own facts in words, the same on the card's page and in its letter."""

from django.utils.translation import gettext as _

from osuuskunta.project.models import Project

Pair = tuple[str, str]
FORMAL = (
    "funder", "managing_authority", "part_implementers", "priority", "specific_objective", "application_submitted",
    "decision", "decision_diary_number", "town_diary_number", "branch", "service", "predecessors", "period_note",
)  # fmt: skip
CONTACTS = (("project_manager", "project_manager_of"), ("town_contact", "town_contact_of"))


def known(value: object) -> str:
    """Return a value as text; for an empty one words that say so."""
    return str(value) if value not in ("", None) else _("not entered yet")


def label(project: Project, name: str) -> str:
    """Return the name of a field as a label."""
    found = str(project._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return found[:1].upper() + found[1:]


def formal(project: Project) -> list[Pair]:
    """Return what a funder asks for, by name."""
    facts = [(label(project, name), known(getattr(project, name))) for name in FORMAL]
    return [*facts, (label(project, "indicator_set"), project.get_indicator_set_display())]


def contacts(project: Project) -> list[Pair]:
    """Return who answers for the project, each with the organisation."""
    return [
        (label(project, name), known(", ".join(filter(None, (getattr(project, name), getattr(project, of))))))
        for name, of in CONTACTS
    ]
