"""The named conditions that indicators are made of (esf.md §0.1, 1 and 9). Parameters: `%(as_of)s` and those of `choices`."""

from reporting.indicators.declared import Part, Words3

UNEMPLOYED_SQL = "f.status_entry = 'unemployed'"

STARTED = Part(
    "started", Words3("aloitti hankkeessa", "började i projektet", "began in the project"), "true", ("entry_date",)
)
COMPLETE = Part(
    "complete",
    Words3(
        "pakolliset aloitustiedot on annettu (sukupuoli, syntymäpäivä, työmarkkina-asema, koulutusaste, koulutukseen osallistuminen "
        "ja työttömältä työttömyyden alku)",
        "de obligatoriska startuppgifterna har getts (kön, födelsedatum, ställning på arbetsmarknaden, utbildningsnivå, deltagande i "
        "utbildning och för arbetslösa arbetslöshetens början)",
        "the facts that must be known of the start are there (gender, birth date, labour market status, level of education, "
        "participation in education, and of the unemployed since when)",
    ),
    "(f.gender IS NOT NULL AND f.birth_date IS NOT NULL AND f.status_entry IS NOT NULL AND f.isced_entry IS NOT NULL"
    " AND f.in_education_entry IS NOT NULL AND (f.status_entry <> 'unemployed' OR f.unemployed_since IS NOT NULL))",
    ("gender", "birth_date", "status_entry", "isced_entry", "in_education_entry", "unemployed_since"),
    unknown="true",
)
UNEMPLOYED = Part(
    "unemployed",
    Words3("työtön aloittaessaan", "arbetslös vid starten", "unemployed at the start"),
    "coalesce(f.status_entry = 'unemployed', false)",
    ("status_entry", "registered_entry", "student_entry"),
)
INACTIVE = Part(
    "inactive",
    Words3(
        "työelämän ulkopuolella aloittaessaan",
        "utanför arbetslivet vid starten",
        "outside the labour force at the start",
    ),
    "coalesce(f.status_entry = 'inactive', false)",
    ("status_entry", "registered_entry", "student_entry"),
)
EMPLOYED = Part(
    "employed",
    Words3("työssä aloittaessaan", "sysselsatt vid starten", "employed at the start"),
    "coalesce(f.status_entry = 'employed', false)",
    ("status_entry", "registered_entry", "student_entry"),
)
NOT_EMPLOYED = Part(
    "not_employed",
    Words3(
        "työtön tai työelämän ulkopuolella aloittaessaan",
        "arbetslös eller utanför arbetslivet vid starten",
        "unemployed or outside the labour force at the start",
    ),
    "coalesce(f.status_entry IN ('unemployed', 'inactive'), false)",
    ("status_entry", "registered_entry", "student_entry"),
)
LONG_TERM = Part(
    "long_term",
    Words3(
        "yhtäjaksoinen työttömyys yli 12 kuukautta (alle 25-vuotiaalla yli 6 kuukautta)",
        "arbetslös utan avbrott i mer än 12 månader (yngre än 25 år i mer än 6 månader)",
        "unemployed without a break for more than 12 months (under 25 for more than 6 months)",
    ),
    "coalesce(f.entry_date > (f.unemployed_since + CASE WHEN f.age_entry <= 24 THEN interval '6 months' ELSE interval '12 months'"
    " END)::date, false)",
    ("unemployed_since", "entry_date", "age_entry"),
)
NOT_IN_EDUCATION = Part(
    "not_in_education",
    Words3("ei koulutuksessa aloittaessaan", "inte i utbildning vid starten", "not in education at the start"),
    "coalesce(NOT f.in_education_entry, false)",
    ("in_education_entry", "student_entry"),
)
UNDER_25 = Part(
    "under_25",
    Words3("alle 25-vuotias aloittaessaan", "yngre än 25 år vid starten", "under 25 at the start"),
    "coalesce(f.age_entry <= 24, false)",
    ("age_entry", "birth_date", "entry_date"),
)
UNDER_18 = Part(
    "under_18",
    Words3("alle 18-vuotias aloittaessaan", "yngre än 18 år vid starten", "under 18 at the start"),
    "coalesce(f.age_entry <= 17, false)",
    ("age_entry", "birth_date", "entry_date"),
)
FROM_18_TO_29 = Part(
    "from_18_to_29",
    Words3("18–29-vuotias aloittaessaan", "18–29 år vid starten", "from 18 to 29 at the start"),
    "coalesce(f.age_entry BETWEEN 18 AND 29, false)",
    ("age_entry", "birth_date", "entry_date"),
)
FROM_55 = Part(
    "from_55",
    Words3("vähintään 55-vuotias aloittaessaan", "minst 55 år vid starten", "55 or older at the start"),
    "coalesce(f.age_entry >= 55, false)",
    ("age_entry", "birth_date", "entry_date"),
)
OLD_WITHOUT_WORK = Part(
    "old_without_work",
    Words3(
        "työtön, tai työelämän ulkopuolella eikä koulutuksessa aloittaessaan",
        "arbetslös, eller utanför arbetslivet och inte i utbildning vid starten",
        "unemployed, or outside the labour force and not in education at the start",
    ),
    "coalesce(f.status_entry = 'unemployed' OR (f.status_entry = 'inactive' AND NOT f.in_education_entry), false)",
    ("status_entry", "in_education_entry", "registered_entry", "student_entry"),
)
ISCED_1_2 = Part(
    "isced_1_2",
    Words3(
        "korkein suoritettu koulutus ISCED 1–2, tai 0 oppivelvollisuusiässä",
        "högsta avlagda utbildning ISCED 1–2, eller 0 i läropliktsåldern",
        "highest completed education ISCED 1–2, or 0 while of compulsory school age",
    ),
    "coalesce(f.isced_entry IN (1, 2) OR (f.isced_entry = 0"
    " AND f.age_entry <= CASE WHEN f.entry_date >= DATE '2021-08-01' THEN 17 ELSE 16 END), false)",
    ("isced_entry", "age_entry", "entry_date"),
)
ISCED_0_2 = Part(
    "isced_0_2",
    Words3(
        "korkein suoritettu koulutus ISCED 0–2",
        "högsta avlagda utbildning ISCED 0–2",
        "highest completed education ISCED 0–2",
    ),
    "coalesce(f.isced_entry <= 2, false)",
    ("isced_entry",),
)
ISCED_3_4 = Part(
    "isced_3_4",
    Words3(
        "korkein suoritettu koulutus ISCED 3–4",
        "högsta avlagda utbildning ISCED 3–4",
        "highest completed education ISCED 3–4",
    ),
    "coalesce(f.isced_entry IN (3, 4), false)",
    ("isced_entry",),
)
ISCED_5_8 = Part(
    "isced_5_8",
    Words3(
        "korkein suoritettu koulutus ISCED 5–8",
        "högsta avlagda utbildning ISCED 5–8",
        "highest completed education ISCED 5–8",
    ),
    "coalesce(f.isced_entry BETWEEN 5 AND 8, false)",
    ("isced_entry",),
)


def _yes(question: str, fi: str, sv: str, en: str) -> Part:
    said = Words3(f"vastasi kyllä: {fi}", f"svarade ja: {sv}", f"answered yes: {en}")
    return Part(question, said, f"coalesce(f.{question} = 1, false)", (question,), unknown=f"f.{question} IS NULL")


MIGRANT_MINORITY = _yes(
    "migrant_minority",
    "maahanmuuttaja, ulkomaalaistaustainen tai vähemmistö",
    "migrant, utländsk bakgrund eller minoritet",
    "migrant, foreign background or minority",
)
DISABILITY = _yes(
    "disability",
    "vamma tai pitkäaikaissairaus",
    "funktionsnedsättning eller långtidssjukdom",
    "disability or long-term illness",
)
OTHER_DISADVANTAGED = _yes(
    "other_disadvantaged", "muutoin heikossa asemassa", "annars mindre gynnad", "otherwise disadvantaged"
)
THIRD_COUNTRY = _yes(
    "third_country_national",
    "EU:n ulkopuolisen maan kansalainen",
    "medborgare i ett land utanför EU",
    "citizen of a country outside the EU",
)
FOREIGN_BACKGROUND = _yes("foreign_background", "ulkomaalaistaustainen", "utländsk bakgrund", "foreign background")
MINORITY = _yes("minority", "vähemmistö", "minoritet", "minority")
HOMELESS = _yes(
    "homeless",
    "asunnoton tai asumisen ulkopuolella",
    "bostadslös eller utestängd från bostad",
    "homeless or housing excluded",
)
RURAL = Part(
    "rural",
    Words3(
        "kotikunta on maaseutua (Degurba 3)",
        "hemkommunen är landsbygd (Degurba 3)",
        "the home municipality is rural (Degurba 3)",
    ),
    "coalesce(f.rural, false)",
    ("home_municipality",),
    unknown="f.rural IS NULL",
)
DISADVANTAGED = Part(
    "disadvantaged",
    Words3(
        "vastasi kyllä johonkin heikkoa asemaa koskevaan kysymykseen",
        "svarade ja på någon fråga om missgynnad ställning",
        "answered yes to a question about disadvantage",
    ),
    "coalesce(f.migrant_minority = 1, false) OR coalesce(f.disability = 1, false) OR coalesce(f.other_disadvantaged = 1, false)",
    ("migrant_minority", "disability", "other_disadvantaged"),
    unknown="f.migrant_minority IS NULL OR f.disability IS NULL OR f.other_disadvantaged IS NULL",
)
LEFT = Part(
    "left",
    Words3("on lopettanut kaikki jaksonsa", "har avslutat alla sina perioder", "has left, with no period open"),
    "f.exit_date IS NOT NULL",
    ("exit_date",),
)
IN_TIME = Part(
    "in_time",
    Words3(
        "tilanne todettu viimeistään 28 päivää lopettamisen jälkeen",
        "situationen konstaterad senast 28 dagar efter avslutet",
        "the situation was established within 28 days after leaving",
    ),
    "coalesce(f.exit_status_date BETWEEN f.exit_date AND f.exit_date + %(evidence_days)s::int, false)",
    ("exit_date", "exit_status_date"),
)
SEEKS_WORK = Part(
    "seeks_work",
    Words3(
        "alkoi hakea työtä eikä ollut työssä lopettaessaan",
        "började söka arbete och var inte sysselsatt vid avslutet",
        "began to look for work and was not employed on leaving",
    ),
    "coalesce(f.job_search_exit, false) AND f.status_exit IS DISTINCT FROM 'employed'",
    ("job_search_exit", "status_exit"),
    unknown="f.job_search_exit IS NULL",
)
IN_EDUCATION_NOW = Part(
    "in_education_now",
    Words3("koulutuksessa lopettaessaan", "i utbildning vid avslutet", "in education on leaving"),
    "coalesce(f.in_education_exit, false)",
    ("in_education_exit",),
    unknown="f.in_education_exit IS NULL",
)
QUALIFIED = Part(
    "qualified",
    Words3("sai tutkinnon", "fick en examen", "gained a qualification"),
    "coalesce(f.qualification_exit, false)",
    ("qualification_exit",),
    unknown="f.qualification_exit IS NULL",
)
EMPLOYED_NOW = Part(
    "employed_now",
    Words3("työssä lopettaessaan", "sysselsatt vid avslutet", "employed on leaving"),
    "coalesce(f.status_exit = 'employed', false)",
    ("status_exit",),
    unknown="f.status_exit IS NULL",
)
ANY_RESULT = Part(
    "any_result",
    Words3(
        "sai vähintään yhden tuloksista: haki työtä, koulutuksessa, tutkinto, työssä",
        "nådde minst ett av resultaten: sökte arbete, i utbildning, examen, sysselsatt",
        "reached at least one of the results: looking for work, in education, a qualification, employed",
    ),
    "("
    "(coalesce(f.status_entry = 'inactive', false) AND coalesce(f.job_search_exit, false)"
    " AND f.status_exit IS DISTINCT FROM 'employed')"
    " OR (coalesce(NOT f.in_education_entry, false) AND coalesce(f.in_education_exit, false))"
    " OR coalesce(f.qualification_exit, false)"
    " OR (coalesce(f.status_entry IN ('unemployed', 'inactive'), false) AND coalesce(f.status_exit = 'employed', false))"
    ")",
    ("job_search_exit", "in_education_exit", "qualification_exit", "status_exit", "status_entry", "in_education_entry"),
)
SIX_MONTHS_PASSED = Part(
    "six_months_passed",
    Words3(
        "lopettamisesta on kulunut kuusi kuukautta",
        "sex månader har gått sedan avslutet",
        "six months have passed since leaving",
    ),
    "coalesce((f.exit_date + interval '6 months')::date <= %(as_of)s, false)",
    ("exit_date",),
)
EMPLOYED_LATER = Part(
    "employed_later",
    Words3("työssä kuuden kuukauden kuluttua", "sysselsatt sex månader senare", "employed six months later"),
    "coalesce(f.status_6m = 'employed', false)",
    ("status_6m",),
    unknown="f.status_6m IS NULL",
)
IMPROVED_LATER = Part(
    "improved_later",
    Words3(
        "tilanne työssä parani kuuden kuukauden kuluttua",
        "situationen i arbetet förbättrad sex månader senare",
        "situation at work improved six months later",
    ),
    "coalesce(f.improved_6m, false)",
    ("improved_6m",),
    unknown="f.improved_6m IS NULL",
)
