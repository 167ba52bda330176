"""The project DEMO: an invented project that looks invented, three years before a day to one year after it."""

from datetime import date
from decimal import Decimal

from osuuskunta.project.seed.project import CardFacts

CODE = "DEMO"
SITES = ("061", "564", "980", "285")
# Business ids whose check digit is right and whose range is not issued (domain.md 6.2).
PARTNERS = (
    ("Esimerkkisäätiö", "9000001-1", "foundation", "lead", "Mallin ja esimerkkien kehittäminen", "Koordinoi hanketta"),
    ("Malliliitto ry", "9000003-8", "association", "partner", "Vertaistuki ja kokemustieto", "Osatoteuttaja"),
)
PLACES = (
    ("9000001-1", "061", "Päätoimija"),
    ("9000001-1", "285", "Toteuttaa hanketta paikkakunnalla"),
    ("9000003-8", "564", "Toteuttaa hanketta paikkakunnalla"),
    ("9000003-8", "980", "Toteuttaa hanketta paikkakunnalla"),
)
TARGETS = {"participants": 60, "cooperatives": 2, "members": 20, "in_work": 18, "packages": 3}


def years_from(day: date, years: int) -> date:
    """Return the same day `years` later (or earlier); 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def facts(until: date) -> CardFacts:
    """Return DEMO's card for a demo whose today is `until`."""
    return CardFacts(
        code=CODE,
        card={
            "name": "Esimerkkihanke: osuuskunnista työtä",
            "name_sv": "Exempelprojekt: arbete genom andelslag",
            "name_en": "Example project: work through cooperatives",
            "summary": "Keksitty hanke, jossa voit kokeilla kaikkea. Ihmiset, osuuskunnat ja luvut eivät ole oikeita.",
            "summary_sv": "Ett påhittat projekt där du kan pröva allt. Personerna, andelslagen och siffrorna är inte riktiga.",
            "summary_en": "An invented project in which you can try everything. Its people, cooperatives and figures are not real.",
            "branch": "Esimerkkipalvelut",
            "service": "Työllisyyspalvelut",
            "funder": "Euroopan sosiaalirahasto plus (esimerkki)",
            "total_funding": Decimal("1200000.00"),
            "starts_on": years_from(until, -3),
            "ends_on": years_from(until, 1),
            "indicator_set": "esfplus2021",
            "test_codes_allowed": True,
            "project_manager": "Malli-Aada Esimerkki",
            "project_manager_of": "Esimerkkisäätiö",
            "eeco18": 4,
            "eeco19": 5,
            "figures_note": "Keksityt luvut.",
        },
        sites=SITES,
        partners=PARTNERS,
        places=PLACES,
        funding=(
            ("Esimerkkirahasto", "grant", "", Decimal("1140000.00")),
            ("Esimerkkikunnat", "municipal", "", Decimal("60000.00")),
        ),
        target_groups=(
            ("Pitkäaikaistyöttömät", "Långtidsarbetslösa", "Long-term unemployed people"),
            ("Osatyökykyiset", "Partiellt arbetsföra personer", "People with partial work ability"),
        ),
        targets=dict.fromkeys(SITES, TARGETS),
        targets_source="Esimerkkihankkeen suunnitelma (keksitty)",
    )
