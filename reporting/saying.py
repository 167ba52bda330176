"""Facts and verdicts in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from osuuskunta.core.access import Words
from osuuskunta.core.wording import NOTHING, day, number
from participants.enums import Answer, Gender, LabourStatus
from participants.models import Participation, SensitiveAnswers
from reporting.indicators import Indicator, Words3, parts_of

DAYS = frozenset({"birth_date", "entry_date", "unemployed_since", "exit_date", "exit_status_date"})
STATUSES = frozenset({"status_entry", "status_said", "status_exit", "status_6m"})
RENAMED = {
    "registered_entry": "registered_unemployed_entry",
    "student_entry": "full_time_student_entry",
    "status_entry": "labour_status_entry",
    "status_exit": "labour_status_exit",
    "status_6m": "labour_status_6m",
}


def said(words: Words3) -> str:
    """Return a text of a report in the reader's language."""
    return words.in_language(get_language() or "fi")


def fact_name(fact: str) -> Words:
    """Return what a fact is called."""
    if fact == "birth_date":
        return _("birth date")
    if fact == "age_entry":
        return _("age at the start")
    if fact == "rural":
        return _("the home municipality is rural")
    for model in (Participation, SensitiveAnswers):
        names = {field.name: field.verbose_name for field in model._meta.concrete_fields}
        if (name := RENAMED.get(fact, fact)) in names:
            return names[name]
    return fact


def fact_value(fact: str, value: Any) -> Words:
    """Return a kept fact in words; None says that it was not known."""
    if value is None:
        return _("not known")
    if fact in DAYS:
        return day(date.fromisoformat(value))
    if fact in STATUSES:
        return LabourStatus(value).label
    if fact in {field.name for field in SensitiveAnswers._meta.concrete_fields}:
        return Answer(value).label
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    return number(value) if isinstance(value, int) else str(value)


def deciding(indicator: Indicator, facts: Mapping[str, Any]) -> str:
    """Return the values that decided on an indicator, as “name: value; …”; each once, in the order of the rule."""
    own = [
        part for part in indicator.parts if part.code != "complete"
    ]  # that holds of everybody here, and says nothing
    names = dict.fromkeys(fact for part in parts_of(*own or indicator.parts) for fact in part.reads if fact in facts)
    return "; ".join(f"{fact_name(fact)}: {fact_value(fact, facts[fact])}" for fact in names) or NOTHING


def gender_name(code: str) -> Words:
    """Return a gender in words; "" is everybody."""
    return Gender(code).label if code else _("Everybody")
