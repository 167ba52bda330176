"""Checks of people: missing, contradictory or unlikely facts. They never stop an entry (esf.md 9.11); errors stop a sending."""

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.enums import Severity
from reporting.indicators import completeness as known
from reporting.indicators.choices import BOTH, NEW, OLD
from reporting.indicators.declared import Part
from reporting.indicators.leaving import IN_TIME, LEFT, SIX_MONTHS_PASSED
from reporting.indicators.parts import SCHOOL_AGE
from reporting.indicators.wording import Words3


@dataclass(frozen=True, slots=True)
class PeopleCheck:
    """A check that fails for each person of whom `sql` holds (over a row `f` of the facts, never NULL)."""

    id: str
    severity: Severity
    words: Words3
    sql: str
    sets: tuple[str, ...] = BOTH


def _missing(number: str, part: Part, fi: str, sv: str, en: str, *sets: str) -> PeopleCheck:
    return PeopleCheck(f"R12-{number}", Severity.WARNING, Words3(fi, sv, en), f"NOT {part.sql}", sets or BOTH)


def _unanswered(number: str, indicator_set: str, *questions: str) -> PeopleCheck:
    """Return the check that somebody was not asked at all; a refusal is an answer (esf.md 0, sentence 9)."""
    words = Words3(
        "Jokin taustaa koskevista aloituskysymyksistä on jäänyt kysymättä. Kieltäytyminenkin on vastaus.",
        "Någon av frågorna om bakgrund vid starten har inte ställts. Att avböja är också ett svar.",
        "One of the questions on the background at the start has not been asked. Declining is an answer, too.",
    )
    sql = " OR ".join(f"f.{question} IS NULL" for question in questions)
    return PeopleCheck(number, Severity.WARNING, words, f"({sql})", (indicator_set,))


PEOPLE_CHECKS: tuple[PeopleCheck, ...] = (
    PeopleCheck(
        "G01",
        Severity.ERROR,
        Words3(
            "Sukupuoleksi on kirjattu muu: ESR 2014–2020 -lomakkeella ei ole sille kohtaa. Kirjaa raportoitava sukupuoli.",
            "Könet är annat: formuläret för ESF 2014–2020 har ingen plats för det. Anteckna ett kön som kan rapporteras.",
            "The gender is recorded as non-binary: the ESF 2014–2020 form has no cell for it. Record a gender that can be reported.",
        ),
        "coalesce(f.gender = 'NB', false)",
        (OLD,),
    ),
    _missing("gender", known.GENDER_KNOWN, "Sukupuoli puuttuu.", "Könet saknas.", "The gender is missing."),
    _missing("birth", known.AGE_KNOWN, "Syntymäpäivä puuttuu.", "Födelsedatumet saknas.", "The birth date is missing."),
    _missing(
        "status",
        known.STATUS_KNOWN,
        "Työmarkkina-asema aloittaessa puuttuu.",
        "Ställningen på arbetsmarknaden vid starten saknas.",
        "The labour market status at the start is missing.",
    ),
    _missing(
        "isced",
        known.ISCED_KNOWN,
        "Koulutusaste aloittaessa puuttuu.",
        "Utbildningsnivån vid starten saknas.",
        "The level of education at the start is missing.",
    ),
    _missing(
        "education",
        known.EDUCATION_KNOWN,
        "Koulutukseen osallistuminen aloittaessa puuttuu.",
        "Deltagandet i utbildning vid starten saknas.",
        "Participation in education at the start is missing.",
    ),
    _missing(
        "since",
        known.SINCE_KNOWN,
        "Työttömyyden alkupäivä puuttuu.",
        "Arbetslöshetens första dag saknas.",
        "The first day of unemployment is missing.",
    ),
    PeopleCheck(
        "R11",
        Severity.WARNING,
        Words3(
            "Koulutusaste on 0 eikä henkilö ole oppivelvollinen: tarkista vastaus muusta heikosta asemasta.",
            "Utbildningsnivån är 0 och personen är inte läropliktig: kontrollera svaret om annan missgynnad ställning.",
            "The level of education is 0 and the person is past school age: check the answer on other disadvantage.",
        ),
        f"(coalesce(f.isced_entry = 0 AND f.age_entry > {SCHOOL_AGE}, false) AND coalesce(f.other_disadvantaged = 0, true))",
        (OLD,),
    ),
    PeopleCheck(
        "R24",
        Severity.WARNING,
        Words3(
            "Tilanne lopettamisen jälkeen on todettu yli 28 päivää lopettamisesta: välittömiä tuloksia ei lasketa.",
            "Situationen efter avslutet konstaterades över 28 dagar efter det: omedelbara resultat räknas inte.",
            "The situation after leaving was established more than 28 days after it: immediate results do not count.",
        ),
        f"({LEFT.sql} AND NOT {IN_TIME.sql})",
    ),
    PeopleCheck(
        "P01",
        Severity.WARNING,
        Words3(
            "Päätoimisesta opiskelijasta on kirjattu myös muuta (työtön, työssä tai ei koulutuksessa): hänet lasketaan työelämän "
            "ulkopuolella olevaksi ja koulutuksessa olevaksi.",
            "Om en heltidsstuderande är även annat antecknat (arbetslös, sysselsatt eller inte i utbildning): personen räknas som utanför "
            "arbetslivet och i utbildning.",
            "A full-time student is also recorded otherwise (unemployed, employed or not in education): the person counts as outside the "
            "labour force and in education.",
        ),
        "coalesce(f.student_entry AND (coalesce(f.registered_entry, false) OR coalesce(NOT f.education_said, false)"
        " OR coalesce(f.status_said IN ('unemployed', 'employed'), false)), false)",
    ),
    PeopleCheck(
        "P02",
        Severity.WARNING,
        Words3(
            "Työttömäksi ilmoittautunut on kirjattu muuksi kuin työttömäksi: hänet lasketaan työttömäksi.",
            "En anmäld arbetslös är antecknad som annat än arbetslös: personen räknas som arbetslös.",
            "Somebody registered as unemployed is recorded otherwise: the person counts as unemployed.",
        ),
        "coalesce(f.registered_entry AND NOT coalesce(f.student_entry, false) AND f.status_said <> 'unemployed', false)",
    ),
    PeopleCheck(
        "P03",
        Severity.WARNING,
        Words3(
            "Tilanne lopettamisen jälkeen puuttuu.",
            "Situationen efter avslutet saknas.",
            "The situation after leaving is missing.",
        ),
        f"({LEFT.sql} AND f.status_exit IS NULL)",
    ),
    PeopleCheck(
        "P04",
        Severity.WARNING,
        Words3(
            "Tilanne kuuden kuukauden kuluttua puuttuu, vaikka aika on täynnä.",
            "Situationen sex månader senare saknas fast tiden har gått.",
            "The situation six months later is missing although the time has passed.",
        ),
        f"({LEFT.sql} AND {SIX_MONTHS_PASSED.sql} AND (f.status_6m IS NULL"
        " OR (coalesce(f.status_entry = 'employed', false) AND f.improved_6m IS NULL)))",
    ),
    PeopleCheck(
        "P05",
        Severity.WARNING,
        Words3(
            "Tulosta ei voi laskea: työnhaku on kirjattu työssä olevalle, tai parantunut tilanne muulle kuin työssä aloittaneelle.",
            "Resultatet kan inte räknas: arbetssökning för en sysselsatt, eller förbättrad situation för någon som inte började som sysselsatt.",
            "The result can't follow: looking for work of somebody employed, or an improved situation of somebody not employed at the start.",
        ),
        "(coalesce(f.job_search_exit AND f.status_exit = 'employed', false)"
        " OR coalesce(f.improved_6m AND f.status_entry <> 'employed', false))",
    ),
    PeopleCheck(
        "P06",
        Severity.WARNING,
        Words3(
            "Koulutusaste ja ikä eivät sovi yhteen.",
            "Utbildningsnivån och åldern passar inte ihop.",
            "The level of education and the age do not fit together.",
        ),
        "coalesce((f.isced_entry >= 5 AND f.age_entry < 19) OR (f.isced_entry >= 3 AND f.age_entry < 16), false)",
    ),
    _unanswered("P07", OLD, "migrant_minority", "disability", "other_disadvantaged"),
    _unanswered("P08", NEW, "disability", "third_country_national", "foreign_background", "minority"),
    PeopleCheck(
        "P09",
        Severity.WARNING,
        Words3(
            "Työttömyyden alkupäivä on annettu, vaikka henkilö ei ollut aloittaessaan työtön.",
            "Arbetslöshetens första dag har getts, fast personen inte var arbetslös vid starten.",
            "The first day of unemployment is given, though the person was not unemployed at the start.",
        ),
        "coalesce(f.unemployed_since IS NOT NULL AND f.status_entry <> 'unemployed', false)",
    ),
    PeopleCheck(
        "R01",
        Severity.WARNING,
        Words3(
            "Ikä aloittaessa on yli 120 vuotta: tarkista syntymäpäivä.",
            "Åldern vid starten är över 120 år: kontrollera födelsedatumet.",
            "The age at the start is above 120 years: check the birth date.",
        ),
        "coalesce(f.age_entry NOT BETWEEN 0 AND 120, false)",
    ),
)


HOUSEHOLD_CHECK = _missing(
    "household",
    known.HOUSEHOLD_KNOWN,
    "Kotitaloutta koskevia tietoja puuttuu.",
    "Uppgifter om hushållet saknas.",
    "Facts of the household are missing.",
    OLD,
)


def people_checks(indicator_set: str, chosen: Mapping[str, int] | None = None) -> list[PeopleCheck]:
    """Return the checks of people that a set's reports carry, in order; of the household only while its setting is on."""
    household = (HOUSEHOLD_CHECK,) if (chosen or {}).get("household_required") else ()
    return [check for check in (*PEOPLE_CHECKS, *household) if indicator_set in check.sets]
