"""The common indicators of ESF+ 2021–2027 (Regulation (EU) 2021/1057, Annex I; esf.md 2).

The Finnish and Swedish names are working translations where no official one was read (esf.md 10).
"""

from dataclasses import replace

from reporting.indicators import parts as p
from reporting.indicators.declared import Indicator, IndicatorSet, Kind, Part, Words3
from reporting.indicators.esf2014 import ESF2014

ANNEX = "Reg. (EU) 2021/1057, Annex I"


def as_before(code: str, old: str, *, name: Words3 | None = None, parts: tuple[Part, ...] | None = None) -> Indicator:
    """Declare what an indicator of 2014–2020 counted, under its new code; `parts` replace the old ones where they differ."""
    found = ESF2014.by_code[old]
    return replace(found, code=code, name=name or found.name, source=ANNEX, parts=parts or found.parts)


def output(code: str, fi: str, sv: str, en: str, *parts: Part, example: str, **more: object) -> Indicator:
    return Indicator(code, Words3(fi, sv, en), Kind.OUTPUT, ANNEX, (p.COMPLETE, *parts), example=example, **more)  # type: ignore[arg-type]


ESFPLUS2021 = IndicatorSet(
    "esfplus2021",
    Words3("ESR+ 2021–2027", "ESF+ 2021–2027", "ESF+ 2021–2027"),
    (
        ESF2014.by_code["GT"],
        as_before(
            "EECO01",
            "T",
            name=Words3("osallistujien kokonaismäärä", "totalt antal deltagare", "total number of participants"),
        ),
        as_before("EECO02", "CO01"),
        as_before("EECO03", "CO02"),
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
        as_before("EECO12", "CO16"),
        output(
            "EECO13",
            "kolmansien maiden kansalaiset",
            "tredjelandsmedborgare",
            "third-country nationals",
            p.THIRD_COUNTRY,
            asks=("third_country_national",),
            example="not asked in the example",
        ),
        output(
            "EECO14",
            "ulkomaalaistaustaiset osallistujat",
            "deltagare med utländsk bakgrund",
            "participants with a foreign background",
            p.FOREIGN_BACKGROUND,
            asks=("foreign_background",),
            example="not asked in the example",
        ),
        output(
            "EECO15",
            "vähemmistöt (myös marginalisoidut yhteisöt, kuten romanit)",
            "minoriteter (även marginaliserade grupper som romer)",
            "minorities (including marginalised communities such as Roma people)",
            p.MINORITY,
            asks=("minority",),
            sensitive=True,
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
            Kind.OUTPUT_ENTITY,
            ANNEX,
        ),
        Indicator(
            "EECO19",
            Words3(
                "tuetut mikroyritykset sekä pienet ja keskisuuret yritykset, myös osuuskunnat ja yhteiskunnalliset yritykset",
                "stödda mikroföretag samt små och medelstora företag, även kooperativ och sociala företag",
                "supported micro, small and medium-sized enterprises (including cooperative and social enterprises)",
            ),
            Kind.OUTPUT_ENTITY,
            ANNEX,
        ),
        as_before(
            "EECR01",
            "CR01",
            name=Words3(
                "työtä hakevat lopettaessaan",
                "deltagare som söker arbete vid avslutat deltagande",
                "participants engaged in job searching upon leaving",
            ),
        ),
        as_before("EECR02", "CR02"),
        as_before("EECR03", "CR03"),
        as_before("EECR04", "CR04"),
        as_before("EECR05", "CR06"),
        as_before("EECR06", "CR07"),
    ),
)
