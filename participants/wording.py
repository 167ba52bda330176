"""The facts of a person by groups, as forms ask and pages show them, and their labels: what the funder needs is marked ESF."""

from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from osuuskunta.core.access import Words
from osuuskunta.project.enums import IndicatorSet
from participants.models import SensitiveAnswers
from participants.models.answers import QUESTIONS

BEGINNING = ("entry_date", "referral_source")
WORK = ("labour_status_entry", "registered_unemployed_entry", "unemployed_since", "full_time_student_entry",
        "in_education_entry")  # fmt: skip
HOME = ("isced_entry", "home_municipality")
SITUATION = ("labour_status_exit", "job_search_exit", "in_education_exit", "qualification_exit", "exit_status_date")
LATER = ("labour_status_6m", "improved_6m")
FOR_FUNDER = frozenset({
    "gender", "birth_date", "entry_date", "labour_status_entry", "unemployed_since", "in_education_entry", "isced_entry",
    "exit_date", "labour_status_exit", "job_search_exit", "in_education_exit", "qualification_exit", *LATER, *QUESTIONS,
})  # fmt: skip
ASKED = {
    IndicatorSet.ESF2014: ("migrant_minority", "disability", "other_disadvantaged", "homeless"),
    IndicatorSet.ESFPLUS2021: ("disability", "third_country_national", "foreign_background", "minority", "homeless"),
}


def capital(words: Words) -> str:
    """Return words with a capital at the beginning."""
    text = str(words)
    return text[:1].upper() + text[1:]


def esf(words: Words) -> SafeString:
    """Return a label marked as needed by the funder."""
    return format_html('{} <span class="badge-s is-info">{}</span>', capital(words), pgettext("fact", "ESF"))


def label_of(model: type[Model], name: str) -> Words:
    """Return the label of a field, marked when the funder needs it."""
    words = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return esf(words) if name in FOR_FUNDER else capital(words)


def asked(indicator_set: str, answers: SensitiveAnswers | None) -> tuple[str, ...]:
    """Return the questions that the project's indicators need, and those that somebody has answered all the same."""
    needed = ASKED[IndicatorSet(indicator_set)]
    return tuple(name for name in QUESTIONS if name in needed or getattr(answers, name, None) is not None)


def named_only(*, non_disclosure: bool) -> frozenset[str]:
    """Return the facts of which history says only that they changed: sensitive answers, and a municipality that is hidden."""
    return frozenset({*QUESTIONS, *(["home_municipality"] if non_disclosure else [])})
