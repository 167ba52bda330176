"""The common indicators of ESF+ 2021–2027 (Regulation (EU) 2021/1057, Annex I; esf.md 2).

The Finnish and Swedish names are working translations where no official one was read (esf.md 10).
"""

from dataclasses import replace

from reporting.indicators import parts as p
from reporting.indicators.completeness import COMPLETE
from reporting.indicators.declared import Indicator, IndicatorSet, Kind, Part
from reporting.indicators.esf2014 import ESF2014
from reporting.indicators.sentences import SENTENCES
from reporting.indicators.wording import Words3

ANNEX = "Reg. (EU) 2021/1057, Annex I"
TOTAL = ("EECO01",)
WITHOUT_WORK = ("EECO02", "EECO04")


def as_before(
    code: str, old: str, *, base: tuple[str, ...] = TOTAL, name: Words3 | None = None, **more: object
) -> Indicator:
    """Declare what an indicator of 2014–2020 counted, under its new code; `more` is what differs."""
    found = ESF2014.by_code[old]
    return replace(found, code=code, name=name or found.name, source=ANNEX, base=base, **more)  # type: ignore[arg-type]


def output(code: str, fi: str, sv: str, en: str, *parts: Part, **more: object) -> Indicator:
    """Declare an indicator of the situation at the start that 2014–2020 did not have."""
    wanted = (COMPLETE, *parts)
    return Indicator(code, Words3(fi, sv, en), SENTENCES[code], Kind.OUTPUT, ANNEX, wanted, TOTAL, **more)  # type: ignore[arg-type]


ESFPLUS2021 = IndicatorSet(
    "esfplus2021",
    Words3("ESR+ 2021–2027", "ESF+ 2021–2027", "ESF+ 2021–2027"),
    (
        ESF2014.by_code["GT"],
        as_before(
            "EECO01",
            "T",
            base=(),
            personal=1,
            name=Words3("osallistujien kokonaismäärä", "totalt antal deltagare", "total number of participants"),
        ),
        as_before("EECO02", "CO01"),
        as_before("EECO03", "CO02", base=("EECO02",)),
        as_before("EECO04", "CO03"),
        as_before("EECO05", "CO05"),
        output(
            "EECO06",
            "alle 18-vuotiaat lapset",
            "barn yngre än 18 år",
            "children below 18 years of age",
            p.UNDER_18,
            example="nobody",
        ),
        output(
            "EECO07",
            "18–29-vuotiaat nuoret",
            "ungdomar i åldern 18–29 år",
            "young people aged 18 to 29 years",
            p.FROM_18_TO_29,
            example="P01, P02, P09, P12",
        ),
        as_before(
            "EECO08",
            "CO07",
            name=Words3(
                "55 vuotta täyttäneet", "deltagare som fyllt 55 år", "participants of 55 years of age and above"
            ),
        ),
        output(
            "EECO09",
            "enintään alemman keskiasteen koulutus (ISCED 0–2)",
            "högst grundläggande utbildning (ISCED 0–2)",
            "with lower secondary education or less (ISCED 0–2)",
            p.ISCED_0_2,
            example="P02, P03, P04",
        ),
        as_before("EECO10", "CO10"),
        as_before("EECO11", "CO11"),
        as_before("EECO12", "CO16", sampled=True),
        output(
            "EECO13",
            "kolmansien maiden kansalaiset",
            "tredjelandsmedborgare",
            "third-country nationals",
            p.THIRD_COUNTRY,
            asks=("third_country_national",),
            sampled=True,
            example="not asked in the example",
        ),
        output(
            "EECO14",
            "ulkomaalaistaustaiset osallistujat",
            "deltagare med utländsk bakgrund",
            "participants with a foreign background",
            p.FOREIGN_BACKGROUND,
            asks=("foreign_background",),
            sampled=True,
            example="not asked in the example",
        ),
        output(
            "EECO15",
            "vähemmistöt (myös marginalisoidut yhteisöt, kuten romanit)",
            "minoriteter (även marginaliserade grupper som romer)",
            "minorities (including marginalised communities such as Roma people)",
            p.MINORITY,
            asks=("minority",),
            sampled=True,
            personal=2,
            example="not asked in the example",
        ),
        as_before("EECO16", "CO18"),
        as_before("EECO17", "CO19"),
        Indicator(
            "EECO18",
            Words3(
                "tuetut julkishallinnot tai julkiset palvelut",
                "stödda offentliga förvaltningar eller offentliga tjänster",
                "supported public administrations or public services at national, regional or local level",
            ),
            SENTENCES["EECO18"],
            Kind.OUTPUT_ENTITY,
            ANNEX,
            personal=0,
        ),
        Indicator(
            "EECO19",
            Words3(
                "tuetut mikroyritykset sekä pienet ja keskisuuret yritykset, myös osuuskunnat ja yhteiskunnalliset yritykset",
                "stödda mikroföretag samt små och medelstora företag, även kooperativ och sociala företag",
                "supported micro, small and medium-sized enterprises (including cooperative and social enterprises)",
            ),
            SENTENCES["CO23"],
            Kind.OUTPUT_ENTITY,
            ANNEX,
            personal=0,
        ),
        as_before(
            "EECR01",
            "CR01",
            base=("EECO04",),
            name=Words3(
                "työtä hakevat lopettaessaan",
                "deltagare som söker arbete vid avslutat deltagande",
                "participants engaged in job searching upon leaving",
            ),
        ),
        as_before("EECR02", "CR02"),
        as_before("EECR03", "CR03"),
        as_before("EECR04", "CR04", base=WITHOUT_WORK),
        as_before("EECR05", "CR06", base=WITHOUT_WORK),
        as_before("EECR06", "CR07", base=("EECO05",)),
    ),
    total="EECO01",
)
