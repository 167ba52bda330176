"""The named conditions after leaving that results are made of (esf.md §0.1, 1.5 and 9). Parameters: `%(as_of)s` and those of `choices`."""

from reporting.indicators.declared import Part, any_of, every
from reporting.indicators.parts import INACTIVE, NOT_EMPLOYED, NOT_IN_EDUCATION
from reporting.indicators.wording import Words3

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
    "(coalesce(f.job_search_exit, false) AND f.status_exit IS DISTINCT FROM 'employed')",
    ("job_search_exit", "status_exit"),
    unknown="f.job_search_exit IS NULL AND f.status_exit IS DISTINCT FROM 'employed'",
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
NEWLY_SEEKING = every(
    "newly_seeking",
    Words3(
        "oli työelämän ulkopuolella ja alkoi hakea työtä",
        "var utanför arbetslivet och började söka arbete",
        "was outside the labour force and began to look for work",
    ),
    INACTIVE,
    SEEKS_WORK,
)
NEWLY_IN_EDUCATION = every(
    "newly_in_education",
    Words3(
        "ei ollut koulutuksessa ja aloitti koulutuksen",
        "var inte i utbildning och började en utbildning",
        "was not in education and entered it",
    ),
    NOT_IN_EDUCATION,
    IN_EDUCATION_NOW,
)
NEWLY_EMPLOYED = every(
    "newly_employed",
    Words3("oli vailla työtä ja sai työtä", "var utan arbete och fick arbete", "was without work and found it"),
    NOT_EMPLOYED,
    EMPLOYED_NOW,
)
ANY_RESULT = any_of(
    "any_result",
    Words3(
        "sai vähintään yhden tuloksista: haki työtä, koulutuksessa, tutkinto, työssä",
        "nådde minst ett av resultaten: sökte arbete, i utbildning, examen, sysselsatt",
        "reached at least one of the results: looking for work, in education, a qualification, employed",
    ),
    NEWLY_SEEKING,
    NEWLY_IN_EDUCATION,
    QUALIFIED,
    NEWLY_EMPLOYED,
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
