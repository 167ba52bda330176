"""What the law leaves open and this product has decided (esf.md 8 and 9.1), as a report uses and prints it."""

from dataclasses import dataclass

from reporting.indicators.declared import Words3


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that a funder may take otherwise: its value, what it means, and where it comes from."""

    code: str
    value: int  # days, or 1 for yes and 0 for no
    words: Words3
    source: str


CHOICES: tuple[Choice, ...] = (
    Choice(
        "evidence_days",
        28,
        Words3(
            "Tulos lopettaessa lasketaan, kun tilanne on todettu viimeistään 28 päivää lopettamisen jälkeen, se päivä mukaan lukien.",
            "Ett resultat vid avslut räknas när situationen konstaterats senast 28 dagar efter avslutet, den dagen medräknad.",
            "A result on leaving counts when the situation was established within 28 days after leaving, that day included.",
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
        "esf.md 8.3, 9.10",
    ),
)


def parameters() -> dict[str, int]:
    """Return the choices as parameters of the statements."""
    return {choice.code: choice.value for choice in CHOICES}
