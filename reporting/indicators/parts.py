"""The named conditions at the start that indicators are made of (esf.md §0.1, 1 and 9); those of leaving are in `leaving`.

Parameters are those of `choices`. A condition that is made of others is joined from them, never written twice.
"""

from reporting.indicators.choices import HOUSEHOLD_ENDS, by_entry_date
from reporting.indicators.declared import Part, any_of, every
from reporting.indicators.wording import Words3

SCHOOL_AGE = by_entry_date("school_age")
STARTED = Part(
    "started", Words3("aloitti hankkeessa", "började i projektet", "began in the project"), "true", ("entry_date",)
)
UNEMPLOYED = Part(
    "unemployed",
    Words3("työtön aloittaessaan", "arbetslös vid starten", "unemployed at the start"),
    "coalesce(f.status_entry = 'unemployed', false)",
    ("status_entry", "registered_entry", "student_entry"),
    unknown="f.status_entry IS NULL",
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
    unknown="f.status_entry IS NULL",
)
EMPLOYED = Part(
    "employed",
    Words3("työssä aloittaessaan", "sysselsatt vid starten", "employed at the start"),
    "coalesce(f.status_entry = 'employed', false)",
    ("status_entry", "registered_entry", "student_entry"),
    unknown="f.status_entry IS NULL",
)
NOT_EMPLOYED = any_of(
    "not_employed",
    Words3(
        "työtön tai työelämän ulkopuolella aloittaessaan",
        "arbetslös eller utanför arbetslivet vid starten",
        "unemployed or outside the labour force at the start",
    ),
    UNEMPLOYED,
    INACTIVE,
)
LONG_TERM = Part(
    "long_term",
    Words3(
        "yhtäjaksoinen työttömyys yli 12 kuukautta (alle 25-vuotiaalla yli 6 kuukautta)",
        "arbetslös utan avbrott i mer än 12 månader (yngre än 25 år i mer än 6 månader)",
        "unemployed without a break for more than 12 months (under 25 for more than 6 months)",
    ),
    "coalesce(f.entry_date > (f.unemployed_since + make_interval(months => CASE WHEN f.age_entry <= %(young_until)s"
    " THEN %(long_term_months_young)s ELSE %(long_term_months)s END))::date, false)",
    ("unemployed_since", "entry_date", "age_entry"),
    unknown="f.unemployed_since IS NULL OR f.age_entry IS NULL",
)
NOT_IN_EDUCATION = Part(
    "not_in_education",
    Words3("ei koulutuksessa aloittaessaan", "inte i utbildning vid starten", "not in education at the start"),
    "coalesce(NOT f.in_education_entry, false)",
    ("in_education_entry", "student_entry"),
    unknown="f.in_education_entry IS NULL",
)
UNDER_25 = Part(
    "under_25",
    Words3("alle 25-vuotias aloittaessaan", "yngre än 25 år vid starten", "under 25 at the start"),
    "coalesce(f.age_entry <= 24, false)",
    ("age_entry", "birth_date", "entry_date"),
    unknown="f.age_entry IS NULL",
)
UNDER_18 = Part(
    "under_18",
    Words3("alle 18-vuotias aloittaessaan", "yngre än 18 år vid starten", "under 18 at the start"),
    "coalesce(f.age_entry <= 17, false)",
    ("age_entry", "birth_date", "entry_date"),
    unknown="f.age_entry IS NULL",
)
FROM_18_TO_29 = Part(
    "from_18_to_29",
    Words3("18–29-vuotias aloittaessaan", "18–29 år vid starten", "from 18 to 29 at the start"),
    "coalesce(f.age_entry BETWEEN 18 AND 29, false)",
    ("age_entry", "birth_date", "entry_date"),
    unknown="f.age_entry IS NULL",
)
FROM_55 = Part(
    "from_55",
    Words3("vähintään 55-vuotias aloittaessaan", "minst 55 år vid starten", "55 or older at the start"),
    "coalesce(f.age_entry >= 55, false)",
    ("age_entry", "birth_date", "entry_date"),
    unknown="f.age_entry IS NULL",
)
OUTSIDE_AND_NOT_IN_EDUCATION = every(
    "outside_and_not_in_education",
    Words3(
        "työelämän ulkopuolella eikä koulutuksessa aloittaessaan",
        "utanför arbetslivet och inte i utbildning vid starten",
        "outside the labour force and not in education at the start",
    ),
    INACTIVE,
    NOT_IN_EDUCATION,
)
OLD_WITHOUT_WORK = any_of(
    "old_without_work",
    Words3(
        "työtön, tai työelämän ulkopuolella eikä koulutuksessa aloittaessaan",
        "arbetslös, eller utanför arbetslivet och inte i utbildning vid starten",
        "unemployed, or outside the labour force and not in education at the start",
    ),
    UNEMPLOYED,
    OUTSIDE_AND_NOT_IN_EDUCATION,
)
ISCED_1_2 = Part(
    "isced_1_2",
    Words3(
        "korkein suoritettu koulutus ISCED 1–2, tai 0 oppivelvollisuusiässä",
        "högsta avlagda utbildning ISCED 1–2, eller 0 i läropliktsåldern",
        "highest completed education ISCED 1–2, or 0 while of compulsory school age",
    ),
    f"coalesce(f.isced_entry IN (1, 2) OR (f.isced_entry = 0 AND f.age_entry <= {SCHOOL_AGE}), false)",
    ("isced_entry", "age_entry", "entry_date"),
    unknown="f.isced_entry IS NULL OR f.age_entry IS NULL",
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
    unknown="f.isced_entry IS NULL",
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
    unknown="f.isced_entry IS NULL",
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
    unknown="f.isced_entry IS NULL",
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


def _household(column: str, fi: str, sv: str, en: str) -> Part:
    known = f"f.{column} IS NULL"
    return Part(column, Words3(fi, sv, en), f"coalesce(f.{column}, false)", (column,), unknown=known)


JOBLESS_HOUSEHOLD = _household(
    "household_jobless",
    "kotitaloudessa kukaan ei ole työssä",
    "ingen i hushållet är sysselsatt",
    "nobody in the household is employed",
)
HOUSEHOLD_CHILDREN = _household(
    "household_children",
    "kotitaloudessa on huollettavia lapsia",
    "i hushållet finns barn att försörja",
    "there are dependent children in the household",
)
SINGLE_ADULT = _household(
    "household_single_adult",
    "kotitalouden ainoa aikuinen",
    "den enda vuxna i hushållet",
    "the only adult of the household",
)
# Until 2018 these households were a disadvantage too (esf.md 1.4), and are while their setting is on.
HOUSEHOLD_ASKED = Part(
    "household_asked",
    Words3(
        "kotitaloutta koskevat tiedot vaadittiin aloittaessa",
        "uppgifter om hushållet krävdes vid starten",
        "facts of the household were demanded at the start",
    ),
    f"(%(household_required)s = 1 AND f.entry_date < DATE '{HOUSEHOLD_ENDS}')",
    ("entry_date",),
)
DISADVANTAGED = any_of(
    "disadvantaged",
    Words3(
        "vastasi kyllä johonkin heikkoa asemaa koskevaan kysymykseen",
        "svarade ja på någon fråga om missgynnad ställning",
        "answered yes to a question about disadvantage",
    ),
    MIGRANT_MINORITY,
    DISABILITY,
    OTHER_DISADVANTAGED,
    every(
        "in_jobless_household",
        Words3(
            "asui työttömässä kotitaloudessa, kun sitä kysyttiin",
            "bodde i ett hushåll utan sysselsatta, när det frågades",
            "lived in a jobless household, while that was asked",
        ),
        HOUSEHOLD_ASKED,
        NOT_EMPLOYED,
        JOBLESS_HOUSEHOLD,
    ),
    every(
        "only_adult_with_children",
        Words3(
            "oli ainoa aikuinen lapsiperheessä, kun sitä kysyttiin",
            "var den enda vuxna i ett hushåll med barn, när det frågades",
            "was the only adult of a household with children, while that was asked",
        ),
        HOUSEHOLD_ASKED,
        SINGLE_ADULT,
        HOUSEHOLD_CHILDREN,
    ),
)
