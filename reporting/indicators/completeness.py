"""The facts of the start without which a person is in the grand total only (esf.md 1.6, 9.4)."""

from reporting.indicators.declared import Part, every
from reporting.indicators.parts import HOUSEHOLD_ASKED
from reporting.indicators.wording import Words3


def _known(code: str, column: str, words: Words3) -> Part:
    sql = f"(f.{column} IS NOT NULL)"
    return Part(code, words, sql, (column,), unknown="true")


GENDER_KNOWN = _known("gender_known", "gender", Words3("sukupuoli tiedetään", "könet är känt", "the gender is known"))
# The age and not the birth date: who has been erased keeps the age at entry, so that later reports give the same figures.
AGE_KNOWN = _known("age_known", "age_entry", Words3("ikä tiedetään", "åldern är känd", "the age is known"))
STATUS_KNOWN = _known(
    "status_known",
    "status_entry",
    Words3(
        "työmarkkina-asema tiedetään", "ställningen på arbetsmarknaden är känd", "the labour market status is known"
    ),
)
ISCED_KNOWN = _known(
    "isced_known",
    "isced_entry",
    Words3("koulutusaste tiedetään", "utbildningsnivån är känd", "the level of education is known"),
)
EDUCATION_KNOWN = _known(
    "education_known",
    "in_education_entry",
    Words3(
        "koulutukseen osallistuminen tiedetään",
        "deltagandet i utbildning är känt",
        "participation in education is known",
    ),
)
SINCE_KNOWN = Part(
    "since_known",
    Words3(
        "työttömän työttömyyden alku tiedetään",
        "början på en arbetslös persons arbetslöshet är känd",
        "of the unemployed it is known since when",
    ),
    "(f.unemployed_since IS NOT NULL OR f.status_entry IS DISTINCT FROM 'unemployed')",
    ("unemployed_since", "status_entry"),
    unknown="true",
)
HOUSEHOLD_KNOWN = Part(
    "household_known",
    Words3(
        "kotitaloutta koskevat tiedot tiedetään, kun ne vaaditaan",
        "uppgifterna om hushållet är kända, när de krävs",
        "the facts of the household are known, where they are demanded",
    ),
    f"(NOT {HOUSEHOLD_ASKED.sql} OR (f.household_jobless IS NOT NULL AND f.household_children IS NOT NULL"
    " AND f.household_single_adult IS NOT NULL))",
    ("household_jobless", "household_children", "household_single_adult"),
    unknown="true",
)
COMPLETE = every(
    "complete",
    Words3(
        "aloitustiedot ovat täydelliset",
        "startuppgifterna är fullständiga",
        "the facts of the start are complete",
    ),
    GENDER_KNOWN,
    AGE_KNOWN,
    STATUS_KNOWN,
    ISCED_KNOWN,
    EDUCATION_KNOWN,
    SINCE_KNOWN,
    HOUSEHOLD_KNOWN,
)
