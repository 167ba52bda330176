"""Sample data of the style guide: all invented, and it looks invented."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from osuuskunta.core import wording
from osuuskunta.core.context import Item, Me, Standing
from osuuskunta.core.history import Change, FieldChange
from osuuskunta.core.parts import (
    Appointment,
    Bar,
    BarChart,
    Chip,
    Dot,
    DotPlot,
    Fact,
    Link,
    Moment,
    Person,
    Progress,
    Step,
    Tab,
    Task,
    Tile,
    Version,
)
from osuuskunta.core.snacks import Snack
from osuuskunta.core.tables import Column, Row, Table, link, with_note
from osuuskunta.core.templatetags.ui import badge

AT = "/styleguide/"
LONG = "Näyte-Aleksandra Esimerkki-Kuvitteellisenmäki"
_TABS = (
    ("Yhteenveto", None), ("Tapaamiset", 34), ("Suunnitelma", None), ("Mittaukset", 3), ("ESR-tiedot", 1), ("Loki", None),
)  # fmt: skip


class MemberTable(Table):
    caption = "Osuuskunta Testikosken jäsenet"
    columns = (
        Column("name", "Jäsen", head=True),
        Column("since", "Jäsen alkaen", kind="num"),
        Column("paid", "Maksettu", kind="num"),
        Column("last", "Viimeisin työ", kind="num"),
        Column("state", "Tila"),
    )


class FigureTable(Table):
    caption = "Osallistujat aloittaessa"
    columns = (
        Column("figure", "Luku", head=True),
        Column("women", "Naiset", kind="num"),
        Column("men", "Miehet", kind="num"),
        Column("all", "Yhteensä", kind="num"),
    )


def member_rows(*, select: bool = False) -> list[Row]:
    """Return rows of a list: an ordinary one, one with a note, one with a very long name and nothing in it."""
    member, instalments = badge("Jäsen", "good", "circle-check"), badge("Maksaa erissä", "warn", "clock")
    people = [
        (with_note(link("Demo-Pekka Puheenjohtaja", "#member-1"), "hallituksen puheenjohtaja"), date(2024, 3, 14), Decimal(100), date(2026, 11, 20), member),
        (link("Näyte-Nea Tekijä", "#member-2"), date(2025, 6, 2), Decimal("60.5"), date(2026, 11, 12), instalments),
        (link(LONG, "#member-3"), date(2026, 5, 4), Decimal(1234567), None, member),
    ]  # fmt: skip
    return [
        Row(
            {"name": who, "since": wording.day(since), "paid": wording.euro(paid), "last": wording.day(last), "state": state},
            select=str(n) if select else "",
            title=f"Jäsen {n}",
        )
        for n, (who, since, paid, last, state) in enumerate(people, 1)
    ]  # fmt: skip


def figure_rows() -> list[Row]:
    def numbers(name: str, women: int, men: int) -> Row:
        cells = {"figure": name, "women": wording.number(women), "men": wording.number(men)}
        return Row({**cells, "all": wording.number(women + men)})

    return [
        Row({"figure": "Aloittaessa"}, group=True),
        numbers("Työttömät, mukaan lukien pitkäaikaistyöttömät", 61, 66),
        numbers("Työelämän ulkopuolella olevat", 1035, 24),
    ]


def frame() -> dict[str, Any]:
    """Return a frame as a coach at one site sees it."""
    entries = (
        ("Tänään", "sun", True, None), ("Ihmiset", "users", False, 23), ("Ryhmät", "users-round", False, 3),
        ("Osuuskunnat", "handshake", False, None), ("Raportit", "file-text", False, None),
        ("Vertailu", "chart-no-axes-column", False, None),
    )  # fmt: skip
    items = [Item(icon, label, icon, AT if now else f"{AT}#{icon}", now, n) for label, icon, now, n in entries]
    return {
        "navigation": items,
        "navigation_bar": items[:4],
        "navigation_more": items[4:],
        "standing": Standing("Forssa", "Valmentaja", f"{AT}#role"),
        "me": Me("Testi-Valma Valmentaja", "TV", f"{AT}#me", f"{AT}nowhere/"),
        "search_url": f"{AT}options/",
        "session_idle": 1800,
    }


PIECES: dict[str, Any] = {
    "facts": [
        Fact("Aloitti", "12.1.2026, 10 kk sitten"),
        Fact("Viimeksi tavattu", "14.10.2026, 41 pv sitten", kind="warn"),
        Fact("Oma valmentaja", "Testi-Valma Valmentaja", url="#people"),
    ],
    "tabs": [Tab(label, f"{AT}#tab-{n}", n == 0, count) for n, (label, count) in enumerate(_TABS)],
    "few_tabs": [Tab("Tulevat", f"{AT}#t1", current=True), Tab("Menneet", f"{AT}#t2", n=12)],
    "chips": [Chip("Forssa", f"{AT}?state=on"), Chip("Mukana nyt", f"{AT}?site=061")],
    "step_list": [
        Step("Tarkistukset", "41/41 kunnossa", "done"), Step("Luvut", "luonnos valmis", "now", "#steps"),
        Step("Tekstit", "4/6 osaa siirretty edellisestä"), Step("Lukitse ja lähetä", "odottaa tekstejä"),
    ],
    "moments": [
        Moment("14.3.2024", "Osuuskunta perustettiin"),
        Moment("31.12.2026, 37 päivää", "Vahvista tiedot kaupparekisteriin", "Kaupparekisterilaki 23 §.", "now", "#timeline"),
        Moment("30.4.2027", "Tilinpäätös 2026 valmis", "4 kk tilikauden päättymisestä", "future"),
    ],
    "changes": [
        Change(
            datetime(2026, 11, 24, 12, 30, tzinfo=UTC), "Näyte Esimerkki", "Valmentaja", "", "changed",
            (FieldChange("avattu", "1.4.2015", "1.5.2015"), FieldChange("muistiinpano", sealed=True)),
        ),
        Change(datetime(2026, 11, 2, 7, 5, tzinfo=UTC), "", "", "", "created", ()),
    ],
    "tasks": [
        Task("Koulutusaste puuttuu kolmelta", "Estää lähetyksen. Tarkistus E04.", "circle-x", "bad", "Estää", actions=[Link("Korjaa itse", "#todo")]),
        Task("Työttömien määrä laski", "Huomautus, ei estä.", "triangle-alert", "warn", "Huomautus", url="#todo"),
        Task("Suunnitelman tarkistus", "3.12.2026 klo 10.00", said="Kesken"),
    ],
    "appointments": [
        Appointment("Malli-Mohamed Esimerkki", "9.30", url="#agenda", notes=["Yksilövalmennus, valmennushuone 2"]),
        Appointment("Osuuskuntavalmennus, osa 4", "10.00", url="#agenda", notes=["12 ihmistä", "Ryhmätila"]),
    ],
    "drafts": [Appointment("Koe-Kaisa Mallinen", icon="pencil", url="#agenda", notes=["Tallennettu 23.11.2026 klo 16.12"])],
    "people": [
        Person("Testi-Maija Esimerkki", "#people", "41 päivää ilman yhteydenottoa.", phone="0000000", action=Link("Kirjaa", "#people")),
        Person(LONG, "#people", "Suunnitelma puuttuu. Aloituksesta on 27 päivää.", "file-text", action=Link("Kirjaa", "#people")),
    ],
    "tiles": [
        Tile("Jäseniä", "15", "9 teki töitä 60 päivän aikana", f"{AT}list/", 15),
        Tile("Osuuspääoma", "1 460 €", "40 € maksamatta", kind="warn", icon="triangle-alert"),
        Tile("Avoimia toimeksiantoja", "6", "yhdestä puuttuu tekijä"), Tile("Palkkatunteja lokakuussa", "158,5"),
    ],
    "actions": [Link("Vaihda valmentaja", "reassign"), Link("Lisää ryhmään", "group")],
    "jobs": [
        Progress("Raportti 1.5.–31.10.2026", "waiting", note="Alkaa, kun edellinen on valmis."),
        Progress("Tuonti: osallistujat_2026.xlsx.", "running", "1 240/3 100 riviä", "Voit poistua sivulta.", 1240, 3100, cancel_url=f"{AT}nowhere/"),
        Progress("Vienti", "done", "3 100 riviä", result=Link("Lataa taulukko", "#jobs")),
        Progress("Varmuuskopio", "failed", "Levy on täynnä.", "Vika ei ole sinussa. Tapaus 7K4-2210.", retry_url=f"{AT}nowhere/"),
        Progress("Vienti", "cancelled", "Peruttu klo 12.30."),
    ],
    "versions": [
        Version("Tämä ikkuna, klo 12.41", "Neljä keikkaa. Torstai pidetään vapaana.", [("same", "Neljä keikkaa. "), ("added", "Torstai pidetään vapaana.")]),
        Version("Toinen ikkuna, klo 12.38", "Neljä keikkaa. Soitetaan Kelaan.", [("same", "Neljä keikkaa. "), ("added", "Soitetaan Kelaan.")]),
    ],
    "merged": "Neljä keikkaa. Torstai pidetään vapaana. Soitetaan Kelaan.",
    "snack_list": [
        Snack("Tapaaminen tallennettu: Testi-Maija Esimerkki", undo_url=f"{AT}nowhere/"),
        Snack("Tiedosto ei mahtunut levylle.", "bad", "circle-x"),
    ],
    "plot": DotPlot(
        [
            Dot("Forssa", .52, .41, .63, "52 %", "41/79", 1, "#charts"), Dot("Oulu", .48, .36, .60, "48 %", "32/67", 2),
            Dot("Ylöjärvi", .61, .46, .74, "61 %", "27/44", 3),
            Dot("Kotka", None, None, None, "", mark=4, hidden="Alle 5 ihmistä, lukua ei näytetä"),
        ],
        0, 1, [(0, "0 %"), (.5, "50 %"), (1, "100 %")], .53,
    ),
    "chart": BarChart(
        [
            Bar("Lokakuu", 3265, "3 265 €", pieces=[(1, 1754), (2, 876), (3, 635)]),
            Bar("Marraskuu", 1860, "1 860 €", pieces=[(1, 1000), (2, 560), (3, 300)]),
        ],
        keys=[(1, "Yritykset"), (2, "Julkiset"), (3, "Kotitaloudet")],
    ),
}  # fmt: skip
