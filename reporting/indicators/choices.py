"""What the law leaves open and this product has decided (esf.md 8 and 9.1), dated, as a report uses and prints it.

A limit of the Regulation itself is no choice: `LAW`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reporting.indicators.wording import Words3

OLD, NEW = "esf2014", "esfplus2021"
BOTH = (OLD, NEW)
ALWAYS = date(2014, 1, 1)  # the first day of the first programme
HOUSEHOLD_ENDS = date(2018, 8, 2)  # Reg. (EU, Euratom) 2018/1046 deleted the household indicators (esf.md 1.3)

# Annex C1: long-term unemployment, by age on the first day (esf.md 1.1, CO02).
LAW: Mapping[str, int] = {"young_until": 24, "long_term_months_young": 6, "long_term_months": 12}


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that a funder may take otherwise: its value, what it means, since when, why, and where it comes from."""

    code: str
    value: int  # days or years, or 1 for yes and 0 for no
    words: Words3
    reason: Words3
    source: str
    valid_from: date = ALWAYS
    sets: tuple[str, ...] = BOTH


CHOICES: tuple[Choice, ...] = (
    Choice(
        "evidence_days",
        28,
        Words3(
            "Tulos lopettaessa lasketaan, kun tilanne on todettu viimeistään 28 päivää lopettamisen jälkeen, se päivä mukaan lukien.",
            "Ett resultat vid avslut räknas när situationen konstaterats senast 28 dagar efter avslutet, den dagen medräknad.",
            "A result on leaving counts when the situation was established within 28 days after leaving, that day included.",
        ),
        Words3(
            "Ohjeissa puhutaan neljästä viikosta, ei päivistä.",
            "Anvisningarna talar om fyra veckor, inte om dagar.",
            "Guidance speaks of four weeks, not of days.",
        ),
        "esf.md 8.1, 9.3",
    ),
    Choice(
        "registered_prevails",
        1,
        Words3(
            "Työttömäksi työnhakijaksi ilmoittautunut on työtön, vaikka tekisi osa-aikatyötä.",
            "Den som är anmäld som arbetslös arbetssökande är arbetslös, även vid deltidsarbete.",
            "Who is registered as unemployed is unemployed, part-time work or not.",
        ),
        Words3(
            "EU:n määritelmä lukee ilmoittautuneet aina työttömiksi.",
            "EU:s definition räknar alltid de anmälda som arbetslösa.",
            "The EU's definition always counts the registered among the unemployed.",
        ),
        "esf.md 8.2",
    ),
    Choice(
        "student_inactive",
        1,
        Words3(
            "Päätoiminen opiskelija on työelämän ulkopuolella ja koulutuksessa, mitä muuta hänestä onkin kirjattu.",
            "En heltidsstuderande är utanför arbetslivet och i utbildning, vad annat som än har antecknats.",
            "A full-time student is outside the labour force and in education, whatever else is written.",
        ),
        Words3(
            "Opiskelijaa ja ilmoittautunutta koskevat säännöt voivat olla ristiriidassa; ohje opiskelijasta on tarkempi.",
            "Reglerna om studerande och om anmälda kan stå mot varandra; anvisningen om studerande är mer exakt.",
            "The rules on students and on the registered can collide; the one on students is the more exact.",
        ),
        "esf.md 8.3, 9.10",
    ),
    Choice(
        "results_by_exit_date",
        1,
        Words3(
            "Tulokset lasketaan sille kaudelle, jolla osallistuja lopetti, myös kuuden kuukauden kuluttua todetut.",
            "Resultaten räknas till den period då deltagaren slutade, även de som konstaterats sex månader senare.",
            "Results count in the period in which the participant left, those found six months later too.",
        ),
        Words3(
            "Näin kaikki yhden ihmisen tulokset ovat samassa kaudessa; vaihtoehto on kuuden kuukauden päivän vuosi.",
            "Så hör en persons alla resultat till samma period; alternativet är året då sex månader har gått.",
            "So all results of one person are in one period; the alternative is the year in which six months have passed.",
        ),
        "esf.md 8.5, 9.2",
    ),
    Choice(
        "household_required",
        0,
        Words3(
            "Kotitaloutta koskevia tietoja ei vaadita eikä niiden lukuja (CO12–CO14) raportoida.",
            "Uppgifter om hushållet krävs inte och talen om det (CO12–CO14) rapporteras inte.",
            "Facts of the household are not demanded, and its figures (CO12–CO14) are not reported.",
        ),
        Words3(
            "Asetus (EU, Euratom) 2018/1046 poisti luvut 2.8.2018. Mitä ei tarvita, sitä ei kysytä.",
            "Förordning (EU, Euratom) 2018/1046 strök talen 2.8.2018. Det som inte behövs frågar man inte.",
            "Regulation (EU, Euratom) 2018/1046 deleted the figures on 2 August 2018. What is not needed is not asked.",
        ),
        "esf.md 1.3, 8.7, 9.4",
        sets=(OLD,),
    ),
    Choice(
        "nonbinary_cell",
        0,
        Words3(
            "Rahoittajan lomakkeella 2014–2020 on kaksi sukupuolta: muu lasketaan yhteensä-lukuun ja merkitään tarkistukseen.",
            "Finansiärens blankett 2014–2020 har två kön: annat räknas i totalen och lyfts fram i en kontroll.",
            "The funder's form of 2014–2020 has two genders: other is counted in the total and named by a check.",
        ),
        Words3(
            "Asetuksen 1304/2013 liitteessä luvut jaetaan naisiin ja miehiin.",
            "I bilagan till förordning 1304/2013 delas talen mellan kvinnor och män.",
            "Annex I of Regulation 1304/2013 splits the figures into women and men.",
        ),
        "esf.md 8.8, 9.5",
        sets=(OLD,),
    ),
    Choice(
        "nonbinary_cell",
        1,
        Words3(
            "Rahoittajan lomakkeella 2021–2027 on kolme sukupuolta.",
            "Finansiärens blankett 2021–2027 har tre kön.",
            "The funder's form of 2021–2027 has three genders.",
        ),
        Words3(
            "Asetuksen 2021/1057 liitteen alaviite 1; lähettääkö Suomi kolmannen, ei ole varmistettu.",
            "Fotnot 1 i bilagan till förordning 2021/1057; om Finland sänder den tredje är inte bekräftat.",
            "Footnote 1 of Annex I of Regulation 2021/1057; whether Finland sends the third is not confirmed.",
        ),
        "esf.md 2, 9.5",
        sets=(NEW,),
    ),
    Choice(
        "school_age",
        16,
        Words3(
            "Oppivelvollinen on enintään 16-vuotias, kun osallistuminen alkoi ennen 1.8.2021.",
            "Läropliktig är den som är högst 16 år när deltagandet började före 1.8.2021.",
            "Of compulsory school age is who is 16 or younger, when participation began before 1 August 2021.",
        ),
        Words3(
            "Oppivelvollisuus päättyi sen vuoden lukuvuoteen, jona nuori täytti 17.",
            "Läroplikten upphörde med det läsår då den unga fyllde 17.",
            "Compulsory education ended with the school year in which one turned 17.",
        ),
        "esf.md 9.7",
        sets=(OLD,),
    ),
    Choice(
        "school_age",
        17,
        Words3(
            "Oppivelvollinen on enintään 17-vuotias, kun osallistuminen alkoi 1.8.2021 tai sen jälkeen.",
            "Läropliktig är den som är högst 17 år när deltagandet började 1.8.2021 eller senare.",
            "Of compulsory school age is who is 17 or younger, when participation began on 1 August 2021 or later.",
        ),
        Words3(
            "Oppivelvollisuus jatkuu 18 vuoden ikään.",
            "Läroplikten varar till 18 års ålder.",
            "Compulsory education lasts until the age of 18.",
        ),
        "esf.md 9.7",
        valid_from=date(2021, 8, 1),
        sets=(OLD,),
    ),
)


def choices_between(indicator_set: str, first: date, last: date) -> list[Choice]:
    """Return the choices of a set that hold on some day from `first` to `last`, in order: what a report of these days prints."""
    found = []
    for choice in CHOICES:
        if indicator_set in choice.sets and choice.valid_from <= last:
            later = _next(choice, indicator_set)
            if later is None or later.valid_from > first:
                found.append(choice)
    return found


def choices_on(indicator_set: str, day: date) -> list[Choice]:
    """Return the choices of a set that hold on `day`, each code once, in the order of their declaration."""
    return choices_between(indicator_set, day, day)


def _next(choice: Choice, indicator_set: str) -> Choice | None:
    """Return the choice that replaces another one day."""
    later = [
        one
        for one in CHOICES
        if one.code == choice.code and indicator_set in one.sets and one.valid_from > choice.valid_from
    ]
    return min(later, key=lambda one: one.valid_from, default=None)


def parameters(indicator_set: str = OLD, day: date = date.max) -> dict[str, int]:
    """Return the limits of the law and the choices of a set that hold on `day` as parameters of the statements."""
    return {**LAW, **{choice.code: choice.value for choice in choices_on(indicator_set, day)}, **_always(indicator_set)}


def _always(indicator_set: str) -> dict[str, int]:
    """Return what statements of every set name, though one of the sets has no such choice."""
    return {} if indicator_set == OLD else {"household_required": 0}


def by_entry_date(code: str) -> str:
    """Return SQL that reads a choice by the person's own first day: a CASE on `f.entry_date` with the dates of the choices."""
    dated = sorted((choice for choice in CHOICES if choice.code == code), key=lambda one: one.valid_from, reverse=True)
    cases = "".join(f" WHEN f.entry_date >= DATE '{one.valid_from}' THEN {one.value}" for one in dated[:-1])
    return f"CASE{cases} ELSE {dated[-1].value} END" if cases else str(dated[-1].value)
