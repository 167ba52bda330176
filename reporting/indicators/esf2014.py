"""The common indicators of ESF 2014–2020 (Regulation (EU) No 1304/2013, Annex I; esf.md 1).

The Finnish and Swedish names are working translations where no official one was read (esf.md 10).
"""

from reporting.indicators import leaving as after
from reporting.indicators import parts as p
from reporting.indicators.completeness import COMPLETE
from reporting.indicators.declared import Indicator, IndicatorSet, Kind, Part
from reporting.indicators.sentences import SENTENCES
from reporting.indicators.wording import Words3

ANNEX = "Reg. (EU) No 1304/2013, Annex I"
NOT_ANNEX = "SFC2014 FAQ (rpobli, 12.12.2014); not an indicator of Annex I"
T = ("T",)
WITHOUT_WORK = ("CO01", "CO03")


def output(code: str, fi: str, sv: str, en: str, *parts: Part, **more: object) -> Indicator:
    """Declare an indicator of the situation at the start; the facts that must be known are a part of each."""
    return _declared(code, Words3(fi, sv, en), Kind.OUTPUT, COMPLETE, *parts, **{"base": T, **more})


def entity(code: str, fi: str, sv: str, en: str) -> Indicator:
    """Declare an indicator about organisations: a number on the project's card."""
    return _declared(code, Words3(fi, sv, en), Kind.OUTPUT_ENTITY, personal=0)


def immediate(code: str, fi: str, sv: str, en: str, *parts: Part, **more: object) -> Indicator:
    """Declare a result within four weeks of leaving."""
    return _declared(code, Words3(fi, sv, en), Kind.IMMEDIATE, COMPLETE, after.LEFT, after.IN_TIME, *parts, **more)


def longer_term(code: str, fi: str, sv: str, en: str, *parts: Part, **more: object) -> Indicator:
    """Declare a result six months after leaving."""
    wanted = (COMPLETE, after.LEFT, after.SIX_MONTHS_PASSED, *parts)
    return _declared(code, Words3(fi, sv, en), Kind.LONGER_TERM, *wanted, **{"sampled": True, **more})


def household(code: str, fi: str, sv: str, en: str, *parts: Part, base: tuple[str, ...]) -> Indicator:
    """Declare an indicator of the household, deleted from Annex I in 2018: off until its setting is on (esf.md 1.3, 9.4)."""
    more: dict[str, object] = {"source": f"{ANNEX}, until 2.8.2018", "collected": False, "base": base}
    return _declared(code, Words3(fi, sv, en), Kind.OUTPUT, COMPLETE, *parts, asks=_asked(parts), **more)


def _asked(parts: tuple[Part, ...]) -> tuple[str, ...]:
    return tuple(fact for part in parts for fact in part.reads if fact.startswith("household_"))


def _declared(code: str, name: Words3, kind: Kind, *parts: Part, **more: object) -> Indicator:
    return Indicator(code, name, SENTENCES[code], kind, parts=parts, **{"source": ANNEX, **more})  # type: ignore[arg-type]


ESF2014 = IndicatorSet(
    "esf2014",
    Words3("ESR 2014–2020", "ESF 2014–2020", "ESF 2014–2020"),
    (
        Indicator(
            "GT",
            Words3(
                "osallistujat kaikkiaan, myös puutteellisin tiedoin",
                "deltagare totalt, även med bristfälliga uppgifter",
                "grand total of participants",
            ),
            SENTENCES["GT"],
            Kind.OUTPUT,
            NOT_ANNEX,
            (p.STARTED,),
            personal=0,
            example="P01, P02, P03, P04, P05, P06, P07, P08, P09, P10, P11, P12",
        ),
        output(
            "T",
            "osallistujat yhteensä",
            "deltagare sammanlagt",
            "total number of participants",
            base=(),
            personal=0,
            example="P01, P02, P03, P04, P05, P06, P08, P09, P10, P11, P12; not P07 (education unknown)",
        ),
        output(
            "CO01",
            "työttömät, mukaan lukien pitkäaikaistyöttömät",
            "arbetslösa, inbegripet långtidsarbetslösa",
            "unemployed, including long-term unemployed",
            p.UNEMPLOYED,
            example="P01, P02, P08, P10, P11, P12",
        ),
        output(
            "CO02",
            "pitkäaikaistyöttömät",
            "långtidsarbetslösa",
            "long-term unemployed",
            p.UNEMPLOYED,
            p.LONG_TERM,
            base=("CO01",),
            example="P02, P08, P12; not P01 (exactly 12 months)",
        ),
        output(
            "CO03",
            "työelämän ulkopuolella olevat",
            "icke-förvärvsarbetande",
            "inactive",
            p.INACTIVE,
            example="P03, P04, P05, P09",
        ),
        output(
            "CO04",
            "työelämän ulkopuolella olevat, jotka eivät ole koulutuksessa",
            "icke-förvärvsarbetande som inte deltar i utbildning",
            "inactive, not in education or training",
            p.INACTIVE,
            p.NOT_IN_EDUCATION,
            base=("CO03",),
            example="P03, P04",
        ),
        output(
            "CO05",
            "työssä olevat, mukaan lukien itsenäiset ammatinharjoittajat",
            "anställda, inbegripet egenföretagare",
            "employed, including self-employed",
            p.EMPLOYED,
            example="P06",
        ),
        output("CO06", "alle 25-vuotiaat", "yngre än 25 år", "below 25 years of age", p.UNDER_25, example="P02, P09"),
        output(
            "CO07",
            "yli 54-vuotiaat",
            "äldre än 54 år",
            "above 54 years of age",
            p.FROM_55,
            example="P04, P05; not P03 (54)",
        ),
        output(
            "CO08",
            "yli 54-vuotiaat, jotka ovat työttömiä tai työelämän ulkopuolella eivätkä koulutuksessa",
            "äldre än 54 år som är arbetslösa eller icke-förvärvsarbetande som inte deltar i utbildning",
            "above 54 years of age who are unemployed, or inactive not in education or training",
            p.FROM_55,
            p.OLD_WITHOUT_WORK,
            base=("CO07",),
            example="P04; not P05 (in education)",
        ),
        output(
            "CO09",
            "enintään perusasteen koulutus (ISCED 1–2)",
            "högst utbildning på grundnivå (ISCED 1–2)",
            "with primary (ISCED 1) or lower secondary education (ISCED 2)",
            p.ISCED_1_2,
            example="P02, P03; not P04 (ISCED 0, adult)",
        ),
        output(
            "CO10",
            "keskiasteen tai sen jälkeinen koulutus (ISCED 3–4)",
            "gymnasial eller postgymnasial utbildning (ISCED 3–4)",
            "with upper secondary (ISCED 3) or post-secondary education (ISCED 4)",
            p.ISCED_3_4,
            example="P01, P05, P06, P09, P10, P12",
        ),
        output(
            "CO11",
            "korkea-asteen koulutus (ISCED 5–8)",
            "högre utbildning (ISCED 5–8)",
            "with tertiary education (ISCED 5 to 8)",
            p.ISCED_5_8,
            example="P08, P11",
        ),
        household(
            "CO12",
            "työttömässä kotitaloudessa asuvat",
            "deltagare i hushåll utan sysselsatta",
            "participants who live in jobless households",
            p.NOT_EMPLOYED,
            p.JOBLESS_HOUSEHOLD,
            base=WITHOUT_WORK,
        ),
        household(
            "CO13",
            "työttömässä kotitaloudessa, jossa on huollettavia lapsia, asuvat",
            "deltagare i hushåll utan sysselsatta med barn att försörja",
            "participants who live in jobless households with dependent children",
            p.NOT_EMPLOYED,
            p.JOBLESS_HOUSEHOLD,
            p.HOUSEHOLD_CHILDREN,
            base=("CO12",),
        ),
        household(
            "CO14",
            "yhden aikuisen kotitaloudessa, jossa on huollettavia lapsia, asuvat",
            "deltagare i hushåll med en vuxen och barn att försörja",
            "participants who live in a single adult household with dependent children",
            p.SINGLE_ADULT,
            p.HOUSEHOLD_CHILDREN,
            base=T,
        ),
        output(
            "CO15",
            "maahanmuuttajat, ulkomaalaistaustaiset ja vähemmistöt (myös romanit)",
            "migranter, deltagare med utländsk bakgrund och minoriteter (även romer)",
            "migrants, participants with a foreign background, minorities (including Roma)",
            p.MIGRANT_MINORITY,
            asks=("migrant_minority",),
            personal=2,
            example="P08",
        ),
        output(
            "CO16",
            "vammaiset osallistujat",
            "deltagare med funktionsnedsättning",
            "participants with disabilities",
            p.DISABILITY,
            asks=("disability",),
            personal=2,
            example="P01, P03, P06, P11, P12",
        ),
        output(
            "CO17",
            "muut heikossa asemassa olevat",
            "andra missgynnade personer",
            "other disadvantaged",
            p.OTHER_DISADVANTAGED,
            asks=("other_disadvantaged",),
            personal=2,
            confidence="medium",
            example="P04, P10",
        ),
        output(
            "CO18",
            "asunnottomat tai asumisen ulkopuolella olevat",
            "bostadslösa eller utestängda från bostadsmarknaden",
            "homeless or affected by housing exclusion",
            p.HOMELESS,
            asks=("homeless",),
            sampled=True,
            example="not asked in the example",
        ),
        output(
            "CO19",
            "maaseudulla asuvat",
            "från landsbygdsområden",
            "from rural areas",
            p.RURAL,
            asks=("rural",),
            sampled=True,
            example="not asked in the example",
        ),
        entity(
            "CO20",
            "hankkeet, jotka työmarkkinaosapuolet tai kansalaisjärjestöt toteuttavat kokonaan tai osaksi",
            "projekt som helt eller delvis genomförs av arbetsmarknadens parter eller icke-statliga organisationer",
            "projects fully or partially implemented by social partners or non-governmental organisations",
        ),
        entity(
            "CO21",
            "naisten osallistumista ja etenemistä työelämässä edistävät hankkeet",
            "projekt som främjar kvinnors deltagande och framsteg i arbetslivet",
            "projects dedicated at sustainable participation and progress of women in employment",
        ),
        entity(
            "CO22",
            "julkishallintoon tai julkisiin palveluihin kohdistuvat hankkeet",
            "projekt inriktade på offentlig förvaltning eller offentliga tjänster",
            "projects targeting public administrations or public services at national, regional or local level",
        ),
        entity(
            "CO23",
            "tuetut mikroyritykset sekä pienet ja keskisuuret yritykset, myös osuuskunnat ja yhteisötalouden yritykset",
            "stödda mikroföretag samt små och medelstora företag, även kooperativ och företag inom den sociala ekonomin",
            "supported micro, small and medium-sized enterprises (including cooperative and social economy enterprises)",
        ),
        immediate(
            "CR01",
            "työelämän ulkopuolella olleet, jotka hakevat työtä lopettaessaan",
            "icke-förvärvsarbetande som söker arbete vid avslutat deltagande",
            "inactive participants engaged in job searching upon leaving",
            p.INACTIVE,
            after.SEEKS_WORK,
            base=("CO03",),
            example="P03",
        ),
        immediate(
            "CR02",
            "koulutuksessa olevat lopettaessaan",
            "deltagare i utbildning vid avslutat deltagande",
            "participants in education or training upon leaving",
            p.NOT_IN_EDUCATION,
            after.IN_EDUCATION_NOW,
            base=T,
            within=p.NOT_IN_EDUCATION,
            example="P02, P11; not P09 (in education already)",
        ),
        immediate(
            "CR03",
            "tutkinnon saaneet lopettaessaan",
            "deltagare som fått en examen vid avslutat deltagande",
            "participants gaining a qualification upon leaving",
            after.QUALIFIED,
            base=T,
            example="P06",
        ),
        immediate(
            "CR04",
            "työssä olevat lopettaessaan, mukaan lukien itsenäiset ammatinharjoittajat",
            "sysselsatta vid avslutat deltagande, inbegripet egenföretagare",
            "participants in employment, including self-employment, upon leaving",
            p.NOT_EMPLOYED,
            after.EMPLOYED_NOW,
            base=WITHOUT_WORK,
            example="P01, P05, P11; not P08 (35 days later)",
        ),
        immediate(
            "CR05",
            "heikossa asemassa olevat, jotka lopettaessaan hakevat työtä, ovat koulutuksessa, saivat tutkinnon tai ovat työssä",
            "missgynnade deltagare som vid avslutat deltagande söker arbete, är i utbildning, fått en examen eller är sysselsatta",
            "disadvantaged participants engaged in job searching, education, gaining a qualification or in employment upon leaving",
            p.DISADVANTAGED,
            after.ANY_RESULT,
            personal=2,
            example="P01, P03, P06, P11",
        ),
        longer_term(
            "CR06",
            "työssä kuuden kuukauden kuluttua lopettamisesta",
            "sysselsatta sex månader efter avslutat deltagande",
            "participants in employment, including self-employment, six months after leaving",
            p.NOT_EMPLOYED,
            after.EMPLOYED_LATER,
            base=WITHOUT_WORK,
            example="P01, P05, P08",
        ),
        longer_term(
            "CR07",
            "työmarkkinatilanne parantunut kuuden kuukauden kuluttua lopettamisesta",
            "förbättrad situation på arbetsmarknaden sex månader efter avslutat deltagande",
            "participants with an improved labour market situation six months after leaving",
            p.EMPLOYED,
            after.IMPROVED_LATER,
            base=("CO05",),
            example="P06",
        ),
        longer_term(
            "CR08",
            "yli 54-vuotiaat, jotka ovat työssä kuuden kuukauden kuluttua lopettamisesta",
            "deltagare äldre än 54 år som är sysselsatta sex månader efter avslutat deltagande",
            "participants above 54 years of age in employment six months after leaving",
            p.NOT_EMPLOYED,
            p.FROM_55,
            after.EMPLOYED_LATER,
            base=WITHOUT_WORK,
            within=p.FROM_55,
            example="P05",
        ),
        longer_term(
            "CR09",
            "heikossa asemassa olevat, jotka ovat työssä kuuden kuukauden kuluttua lopettamisesta",
            "missgynnade deltagare som är sysselsatta sex månader efter avslutat deltagande",
            "disadvantaged participants in employment six months after leaving",
            p.NOT_EMPLOYED,
            p.DISADVANTAGED,
            after.EMPLOYED_LATER,
            personal=2,
            example="P01, P08",
        ),
    ),
    total="T",
)
