"""Checks of people: missing, contradictory or unlikely facts. They never stop an entry (esf.md 9.11); errors stop a sending."""

from dataclasses import dataclass

from reporting.indicators import Words3
from reporting.indicators.parts import IN_TIME, LEFT

BOTH = ("esf2014", "esfplus2021")


@dataclass(frozen=True, slots=True)
class PeopleCheck:
    """A check that fails for each person of whom `sql` holds (over a row `f` of the facts, never NULL)."""

    id: str
    severity: str
    words: Words3
    sql: str
    sets: tuple[str, ...] = BOTH


def _missing(number: str, column: str, fi: str, sv: str, en: str, when: str = "true") -> PeopleCheck:
    return PeopleCheck(f"R12-{number}", "warning", Words3(fi, sv, en), f"(f.{column} IS NULL AND {when})")


PEOPLE_CHECKS: tuple[PeopleCheck, ...] = (
    PeopleCheck(
        "G01",
        "error",
        Words3(
            "Sukupuoleksi on kirjattu muu: ESR 2014–2020 -lomakkeella ei ole sille kohtaa. Kirjaa raportoitava sukupuoli.",
            "Könet är annat: formuläret för ESF 2014–2020 har ingen plats för det. Anteckna ett kön som kan rapporteras.",
            "The gender is recorded as non-binary: the ESF 2014–2020 form has no cell for it. Record a gender that can be reported.",
        ),
        "coalesce(f.gender = 'NB', false)",
        ("esf2014",),
    ),
    _missing("gender", "gender", "Sukupuoli puuttuu.", "Könet saknas.", "The gender is missing."),
    _missing("birth", "birth_date", "Syntymäpäivä puuttuu.", "Födelsedatumet saknas.", "The birth date is missing."),
    _missing(
        "status",
        "status_entry",
        "Työmarkkina-asema aloittaessa puuttuu.",
        "Ställningen på arbetsmarknaden vid starten saknas.",
        "The labour market status at the start is missing.",
    ),
    _missing(
        "isced",
        "isced_entry",
        "Koulutusaste aloittaessa puuttuu.",
        "Utbildningsnivån vid starten saknas.",
        "The level of education at the start is missing.",
    ),
    _missing(
        "education",
        "in_education_entry",
        "Koulutukseen osallistuminen aloittaessa puuttuu.",
        "Deltagandet i utbildning vid starten saknas.",
        "Participation in education at the start is missing.",
    ),
    _missing(
        "since",
        "unemployed_since",
        "Työttömyyden alkupäivä puuttuu.",
        "Arbetslöshetens första dag saknas.",
        "The first day of unemployment is missing.",
        "coalesce(f.status_entry = 'unemployed', false)",
    ),
    PeopleCheck(
        "R11",
        "warning",
        Words3(
            "Koulutusaste on 0 eikä henkilö ole oppivelvollinen: tarkista vastaus muusta heikosta asemasta.",
            "Utbildningsnivån är 0 och personen är inte läropliktig: kontrollera svaret om annan missgynnad ställning.",
            "The level of education is 0 and the person is past school age: check the answer on other disadvantage.",
        ),
        "coalesce(f.isced_entry = 0 AND f.age_entry > CASE WHEN f.entry_date >= DATE '2021-08-01' THEN 17 ELSE 16 END, false)"
        " AND coalesce(f.other_disadvantaged = 0, true)",
    ),
    PeopleCheck(
        "R24",
        "warning",
        Words3(
            "Tilanne lopettamisen jälkeen on todettu yli 28 päivää lopettamisesta: välittömiä tuloksia ei lasketa.",
            "Situationen efter avslutet konstaterades över 28 dagar efter det: omedelbara resultat räknas inte.",
            "The situation after leaving was established more than 28 days after it: immediate results do not count.",
        ),
        f"({LEFT.sql} AND NOT {IN_TIME.sql})",
    ),
    PeopleCheck(
        "P01",
        "warning",
        Words3(
            "Päätoiminen opiskelija on kirjattu työttömäksi tai työssä olevaksi: hänet lasketaan työelämän ulkopuolelle.",
            "En heltidsstuderande är antecknad som arbetslös eller sysselsatt: personen räknas som utanför arbetslivet.",
            "A full-time student is recorded as unemployed or employed: the person counts as outside the labour force.",
        ),
        "coalesce(f.student_entry AND (f.registered_entry OR f.status_said IN ('unemployed', 'employed')), false)",
    ),
    PeopleCheck(
        "P02",
        "warning",
        Words3(
            "Työttömäksi ilmoittautunut on kirjattu muuksi kuin työttömäksi: hänet lasketaan työttömäksi.",
            "En anmäld arbetslös är antecknad som annat än arbetslös: personen räknas som arbetslös.",
            "Somebody registered as unemployed is recorded otherwise: the person counts as unemployed.",
        ),
        "coalesce(f.registered_entry AND NOT coalesce(f.student_entry, false) AND f.status_said <> 'unemployed', false)",
    ),
    PeopleCheck(
        "P03",
        "warning",
        Words3(
            "Tilanne lopettamisen jälkeen puuttuu.",
            "Situationen efter avslutet saknas.",
            "The situation after leaving is missing.",
        ),
        f"({LEFT.sql} AND f.status_exit IS NULL)",
    ),
    PeopleCheck(
        "P04",
        "warning",
        Words3(
            "Tilanne kuuden kuukauden kuluttua puuttuu, vaikka aika on täynnä.",
            "Situationen sex månader senare saknas fast tiden har gått.",
            "The situation six months later is missing although the time has passed.",
        ),
        "coalesce((f.exit_date + interval '6 months')::date <= %(as_of)s, false) AND f.status_6m IS NULL",
    ),
    PeopleCheck(
        "P05",
        "warning",
        Words3(
            "Tulosta ei voi laskea: työnhaku on kirjattu työssä olevalle, tai parantunut tilanne muulle kuin työssä aloittaneelle.",
            "Resultatet kan inte räknas: arbetssökning för en sysselsatt, eller förbättrad situation för någon som inte började som sysselsatt.",
            "The result can't follow: looking for work of somebody employed, or an improved situation of somebody not employed at the start.",
        ),
        "coalesce(f.job_search_exit AND f.status_exit = 'employed', false)"
        " OR coalesce(f.improved_6m AND f.status_entry <> 'employed', false)",
    ),
    PeopleCheck(
        "P06",
        "warning",
        Words3(
            "Koulutusaste ja ikä eivät sovi yhteen.",
            "Utbildningsnivån och åldern passar inte ihop.",
            "The level of education and the age do not fit together.",
        ),
        "coalesce((f.isced_entry >= 5 AND f.age_entry < 19) OR (f.isced_entry >= 3 AND f.age_entry < 16), false)",
    ),
)
