"""Checks of sums: what must hold between figures, for women, men and everybody (esf.md §4).

Always of the project from its first day to the report's last, never of the period alone: outputs count by the year of entry and
results by the year of exit (A24).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reporting.indicators.choices import BOTH, NEW, OLD
from reporting.indicators.wording import Words3

Values = Mapping[str, int]


class _Asked(dict[str, int]):
    """Figures that are all zero and remember which of them a rule asks for. Of zeros every rule holds, so it asks for all."""

    def __missing__(self, code: str) -> int:
        self[code] = 0
        return 0

    def __contains__(self, code: object) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class SumCheck:
    """A rule between figures: `holds` is asked for women, men and the total apart.

    Among the values are the collected codes of the set, and `LEAVERS`.
    """

    id: str
    words: Words3
    holds: Callable[[Values], bool]
    sets: tuple[str, ...] = BOTH

    @property
    def codes(self) -> tuple[str, ...]:
        """The figures that the rule reads, in the order it asks for them."""
        asked = _Asked()
        self.holds(asked)
        return tuple(asked)


def _rule(number: str, said: str, holds: Callable[[Values], bool], *sets: str) -> SumCheck:
    return SumCheck(
        number,
        Words3(
            f"Lukujen pitää sopia yhteen: {said}.",
            f"Talen måste stämma överens: {said}.",
            f"Figures must agree: {said}.",
        ),
        holds,
        sets or BOTH,
    )


def _asked(v: Values, code: str) -> int:
    """Return a figure of households: there only while their setting is on."""
    return v[code] if code in v else 0  # noqa: SIM401  `codes` would not notice `get`


def _disadvantaged(v: Values) -> int:
    """Return the most that can be disadvantaged: answers, and until 2018 households (esf.md 1.4)."""
    return v["CO15"] + v["CO16"] + v["CO17"] + _asked(v, "CO12") + _asked(v, "CO14")


SUM_CHECKS: tuple[SumCheck, ...] = (
    _rule("A01", "T = CO01 + CO03 + CO05", lambda v: v["T"] == v["CO01"] + v["CO03"] + v["CO05"], OLD),
    _rule("A02", "CO02 ≤ CO01", lambda v: v["CO02"] <= v["CO01"], OLD),
    _rule("A03", "CO04 ≤ CO03", lambda v: v["CO04"] <= v["CO03"], OLD),
    _rule("A04", "CO06 + CO07 ≤ T", lambda v: v["CO06"] + v["CO07"] <= v["T"], OLD),
    _rule(
        "A05",
        "CO08 ≤ CO07, CO08 ≤ CO01 + CO04",
        lambda v: v["CO08"] <= v["CO07"] and v["CO08"] <= v["CO01"] + v["CO04"],
        OLD,
    ),
    _rule("A06", "CO09 + CO10 + CO11 ≤ T", lambda v: v["CO09"] + v["CO10"] + v["CO11"] <= v["T"], OLD),
    _rule(
        "A07",
        "CO12…CO19 ≤ T, CO13 ≤ CO12, CO12 ≤ CO01 + CO03",
        lambda v: (
            max(_asked(v, "CO12"), _asked(v, "CO14"), *(v[f"CO{n}"] for n in range(15, 20))) <= v["T"]
            and _asked(v, "CO13") <= _asked(v, "CO12") <= v["CO01"] + v["CO03"]
        ),
        OLD,
    ),
    _rule("A08", "GT ≥ T", lambda v: v["GT"] >= v["T"], OLD),
    _rule("A11", "CR01 ≤ CO03", lambda v: v["CR01"] <= v["CO03"], OLD),
    _rule("A12", "CR02 ≤ T, CR03 ≤ T", lambda v: max(v["CR02"], v["CR03"]) <= v["T"], OLD),
    _rule(
        "A13",
        "CR04 ≤ CO01 + CO03, CR01 + CR04 ≤ CO01 + CO03",
        lambda v: max(v["CR04"], v["CR01"] + v["CR04"]) <= v["CO01"] + v["CO03"],
        OLD,
    ),
    _rule(
        "A14",
        "CR05 ≤ CO15 + CO16 + CO17, CR05 ≤ CR01 + CR02 + CR03 + CR04, CR05 ≤ T",
        lambda v: v["CR05"] <= min(_disadvantaged(v), v["CR01"] + v["CR02"] + v["CR03"] + v["CR04"], v["T"]),
        OLD,
    ),
    _rule(
        "A15",
        "CR06 ≤ CO01 + CO03, CR07 ≤ CO05",
        lambda v: v["CR06"] <= v["CO01"] + v["CO03"] and v["CR07"] <= v["CO05"],
        OLD,
    ),
    _rule("A16", "CR08 ≤ CR06, CR08 ≤ CO07", lambda v: v["CR08"] <= min(v["CR06"], v["CO07"]), OLD),
    _rule(
        "A17",
        "CR09 ≤ CR06, CR09 ≤ CO15 + CO16 + CO17",
        lambda v: v["CR09"] <= min(v["CR06"], _disadvantaged(v)),
        OLD,
    ),
    SumCheck(
        "A20",
        Words3(
            "Lukujen pitää sopia yhteen: lopettaneet ≤ T, CR01…CR09 ≤ lopettaneet.",
            "Talen måste stämma överens: avslutade ≤ T, CR01…CR09 ≤ avslutade.",
            "Figures must agree: leavers ≤ T, CR01…CR09 ≤ leavers.",
        ),
        lambda v: v["LEAVERS"] <= v["T"] and max(v[f"CR0{n}"] for n in range(1, 10)) <= v["LEAVERS"],
        (OLD,),
    ),
    _rule(
        "E01",
        "EECO01 = EECO02 + EECO04 + EECO05",
        lambda v: v["EECO01"] == v["EECO02"] + v["EECO04"] + v["EECO05"],
        NEW,
    ),
    _rule("E02", "EECO03 ≤ EECO02", lambda v: v["EECO03"] <= v["EECO02"], NEW),
    _rule(
        "E03",
        "EECO06 + EECO07 + EECO08 ≤ EECO01",
        lambda v: v["EECO06"] + v["EECO07"] + v["EECO08"] <= v["EECO01"],
        NEW,
    ),
    _rule(
        "E04",
        "EECO09 + EECO10 + EECO11 = EECO01",
        lambda v: (
            v["EECO09"] + v["EECO10"] + v["EECO11"] == v["EECO01"]
        ),  # who is in EECO01 has a level: it is complete
        NEW,
    ),
    _rule("E05", "EECO12…EECO17 ≤ EECO01", lambda v: max(v[f"EECO{n}"] for n in range(12, 18)) <= v["EECO01"], NEW),
    _rule("E07", "EECR01 ≤ EECO04", lambda v: v["EECR01"] <= v["EECO04"], NEW),
    _rule(
        "E08",
        "EECR04 ≤ EECO02 + EECO04, EECR05 ≤ EECO02 + EECO04, EECR01 + EECR04 ≤ EECO02 + EECO04",
        lambda v: max(v["EECR04"], v["EECR05"], v["EECR01"] + v["EECR04"]) <= v["EECO02"] + v["EECO04"],
        NEW,
    ),
    _rule("E09", "EECR06 ≤ EECO05", lambda v: v["EECR06"] <= v["EECO05"], NEW),
    _rule("E10", "EECR02 ≤ EECO01, EECR03 ≤ EECO01", lambda v: max(v["EECR02"], v["EECR03"]) <= v["EECO01"], NEW),
    _rule("E11", "EECR01…EECR06 ≤ EECO01", lambda v: max(v[f"EECR0{n}"] for n in range(1, 7)) <= v["EECO01"], NEW),
    _rule("A08", "GT ≥ EECO01", lambda v: v["GT"] >= v["EECO01"], NEW),
    SumCheck(
        "A20",
        Words3(
            "Lukujen pitää sopia yhteen: lopettaneet ≤ EECO01, EECR01…EECR06 ≤ lopettaneet.",
            "Talen måste stämma överens: avslutade ≤ EECO01, EECR01…EECR06 ≤ avslutade.",
            "Figures must agree: leavers ≤ EECO01, EECR01…EECR06 ≤ leavers.",
        ),
        lambda v: v["LEAVERS"] <= v["EECO01"] and max(v[f"EECR0{n}"] for n in range(1, 7)) <= v["LEAVERS"],
        (NEW,),
    ),
)
GENDERS = {"esf2014": "A09", "esfplus2021": "E12"}  # women + men + non-binary + not known = total
GENDERS_SAID = Words3(
    "Naiset, miehet, muut ja sukupuoleltaan tuntemattomat ovat yhteensä yhtä monta kuin kaikki, paitsi luvussa GT.",
    "Kvinnor, män, andra och personer av okänt kön är tillsammans lika många som alla, utom i talet GT.",
    "Women, men, non-binary and people of unknown gender add up to everybody, except in GT.",
)
ZEROS_SAID = Words3(
    "Jokaisella luvulla on arvo: missä ei ole ketään, lukee nolla.",
    "Varje tal har ett värde: där det inte finns någon står en nolla.",
    "Every figure has a value: where there is nobody, it says zero.",
)
WHOLE_NUMBERS_SAID = Words3(
    "Luvut ovat kokonaislukuja eivätkä alle nollan.",
    "Talen är heltal och inte under noll.",
    "Figures are whole numbers and not below zero.",
)
