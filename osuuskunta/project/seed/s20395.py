"""The card of S20395 *Osallisuutta osuuskunnista*: public facts (mission.md, domain.md 7.1). What is not known is not here."""

from datetime import date
from decimal import Decimal

from osuuskunta.project.seed.tables import rows

LANGUAGES = ("fi", "sv", "en")
CODE = "S20395"

CARD = {
    "name": "Osallisuutta osuuskunnista",
    "name_sv": "Delaktighet genom andelslag",
    "name_en": "Inclusion through cooperatives",
    "summary": "Osuuskunnissa osatyökykyiset, vammaiset ja pitkään työttöminä olleet saavat valmennusta ja oikeaa työtä.",
    "summary_sv": "I andelslagen får partiellt arbetsföra, personer med funktionsnedsättning och långtidsarbetslösa "
    "coachning och riktigt arbete.",
    "summary_en": "In cooperatives people with partial work ability, disabled people and the long-term unemployed "
    "get coaching and real work.",
    "predecessors": "Mallin osia on kokeiltu sosiaali- ja terveysministeriön aiemmissa kehittämishankkeissa.",
    "branch": "Sivistys- ja tulevaisuuspalvelut",
    "service": "Työllisyyspalvelut",
    "funder": "Euroopan sosiaalirahasto",
    "managing_authority": "Sosiaali- ja terveysministeriö",
    "part_implementers": "Kunnat ja järjestöt",
    "priority": "5 Sosiaalinen osallisuus ja köyhyyden torjunta",
    "specific_objective": "10.1 Työelämän ulkopuolella olevien työ- ja toimintakyvyn parantaminen",
    "total_funding": Decimal("1109097.00"),
    "application_submitted": "2014",
    "decision": "Hyväksytty",
    "starts_on": date(2015, 4, 1),
    "ends_on": date(2018, 4, 30),
    "period_note": "Toisen julkisen lähteen mukaan hanke alkoi 1.5.2015.",
    "indicator_set": "esf2014",
    "project_manager": "Mikko Metsänen",
    "project_manager_of": "Kiipulasäätiö",
    "town_contact": "Jaakko Leskinen",
    "town_contact_of": "Työllisyys- ja hyvinvointipalvelujen päällikkö, Forssan kaupunki",
    "co20": 1,
    "figures_note": "CO20: hanketta toteuttavat säätiöt ja järjestöt.",
}

# code of the municipality, in the order of the sites' colours (look.md)
SITES = ("061", "564", "980", "285")

# name, business id, kind, role, expertise, task
PARTNERS = (
    ("Kiipulasäätiö", "0147520-0", "foundation", "lead",
     "Ammatillinen erityisopetus ja kuntoutus, Kiipulan ammattiopisto", "Koordinoi hanketta"),
    ("Mielenterveyden keskusliitto", "0545957-4", "association", "partner",
     "Mielenterveyskuntoutujien valtakunnallinen järjestö", "Osatoteuttaja"),
    ("ASPA-säätiö", "1044854-6", "foundation", "partner",
     "Vammaisten ihmisten ja mielenterveyskuntoutujien osallisuus", "Osatoteuttaja"),
    ("VAMLAS", "0116657-1", "foundation", "partner",
     "Vammaisten lasten ja nuorten tukeminen", "Osatoteuttaja"),
)  # fmt: skip

# business id, code of the municipality, task
PLACES = (
    ("0147520-0", "061", "Päätoimija"),
    ("0545957-4", "564", "Toteuttaa hanketta paikkakunnalla"),
    ("1044854-6", "980", "Toteuttaa hanketta paikkakunnalla"),
    ("1044854-6", "285", "Toteuttaa hanketta paikkakunnalla"),
    ("0116657-1", "980", "Toimii pääosin Ylöjärvellä; järjestön sivujen mukaan myös Vantaalla"),
)

# source, kind, code of the municipality, amount
FUNDING = (("Forssan osahanke", "own_share", "061", Decimal("12000.00")),)

# in Finnish, Swedish and English
TARGET_GROUPS = (
    ("Vammaiset ihmiset", "Personer med funktionsnedsättning", "Disabled people"),
    ("Mielenterveyskuntoutujat", "Personer i psykisk återhämtning", "People recovering from mental illness"),
    ("Osatyökykyiset", "Partiellt arbetsföra personer", "People with partial work ability"),
    ("Pitkäaikaistyöttömät", "Långtidsarbetslösa", "Long-term unemployed people"),
    ("Myös työvoiman ulkopuolella olevat, esimerkiksi työkyvyttömyyseläkkeellä",
     "Också personer utanför arbetskraften, till exempel med sjukpension",
     "Also people outside the labour force, for example on disability pension"),
)  # fmt: skip

# titles and sentences, in Finnish, Swedish and English
PROMISES = tuple(
    (tuple(row[f"title_{lang}"] for lang in LANGUAGES), tuple(row[f"text_{lang}"] for lang in LANGUAGES))
    for row in rows("promises.csv")
)
