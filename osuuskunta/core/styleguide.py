"""`/styleguide/`: every component with every state, together. Only with DEBUG or STYLEGUIDE; all data invented.

The page is for developers, so its own words are English; what the components say themselves follows the language chosen.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.timezone import make_aware
from django.views.decorators.http import require_http_methods, require_safe

from osuuskunta.core import wording
from osuuskunta.core.context import Item, Me, Standing
from osuuskunta.core.forms import (
    ClockField,
    DayField,
    DecimalField,
    EuroField,
    FormHelper,
    Group,
    Inline,
    Segments,
)
from osuuskunta.core.forms.layout import Rest
from osuuskunta.core.paging import Page
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

LONG = "Näyte-Aleksandra Esimerkki-Kuvitteellisenmäki"


class SampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="Nimi", max_length=60, help_text="Nimi, jolla ihminen haluaa tulla kutsutuksi.")
    email = forms.EmailField(label="Sähköposti", required=False)
    starts_on = DayField(label="Aloituspäivä")
    starts_at = ClockField(label="Kello", required=False)
    share = EuroField(label="Osuuspääoma", required=False, help_text="Esimerkiksi 1 234,50.")
    hours = DecimalField(label="Tunteja viikossa", required=False, max_digits=4, decimal_places=1)
    site = forms.ChoiceField(label="Paikkakunta", choices=[("", "Valitse"), ("061", "Forssa"), ("564", "Oulu")])
    length = forms.ChoiceField(
        label="Kesto minuutteina", choices=[(n, str(n)) for n in (30, 45, 60, 90)], widget=Segments, initial=60
    )
    health = forms.ChoiceField(
        label="Onko sinulla vamma tai pitkäaikainen sairaus?",
        choices=[("yes", "Kyllä"), ("no", "Ei"), ("none", "En halua vastata")],
        widget=forms.RadioSelect,
    )
    steps = forms.MultipleChoiceField(
        label="Suunnitelman askeleet",
        choices=[("1", "Soitan Kelaan ja kysyn ansioista"), ("2", "Käydään läpi syksyn keikat")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label="Olen kertonut tietosuojasta", help_text="Seloste annetaan aina myös paperilla.")
    note = forms.CharField(label="Mitä puhuimme", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(label="Liite", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(
            Group("Kuka", "name", "email", says="Nimi ja osoite näkyvät vain oman paikkakunnan väelle."),
            Group("Milloin ja missä", Inline("starts_on", "starts_at"), "site", "length", Inline("share", "hours")),
            Group("Lisäksi", Rest()),
            save="Tallenna osallistuja",
            cancel="#form",
            guard=not self.is_bound,
        )
        self.saved_at = make_aware(datetime(2026, 11, 24, 12, 41))  # noqa: DTZ001  made aware here


class SampleFilter(forms.Form):
    site = forms.ChoiceField(label="Paikkakunta", choices=[("", "Kaikki"), ("061", "Forssa")], required=False)
    state = forms.ChoiceField(label="Tila", choices=[("", "Kaikki"), ("on", "Mukana nyt")], required=False)


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
    at = reverse("styleguide")
    entries = (
        ("Tänään", "sun", True, None), ("Ihmiset", "users", False, 23), ("Ryhmät", "users-round", False, 3),
        ("Osuuskunnat", "handshake", False, None), ("Raportit", "file-text", False, None),
        ("Vertailu", "chart-no-axes-column", False, None),
    )  # fmt: skip
    items = [Item(icon, label, icon, at if now else f"{at}#{icon}", now, n) for label, icon, now, n in entries]
    return {
        "navigation": items,
        "navigation_bar": items[:4],
        "navigation_more": items[4:],
        "standing": Standing("Forssa", "Valmentaja", f"{at}#role"),
        "me": Me("Testi-Valma Valmentaja", "TV", f"{at}#me", f"{at}nowhere/"),
        "search_url": f"{at}options/",
        "session_idle": 1800,
    }


def pieces() -> dict[str, Any]:
    """Return the sample data of all components."""
    at = reverse("styleguide")
    tabs = (
        ("Yhteenveto", None),
        ("Tapaamiset", 34),
        ("Suunnitelma", None),
        ("Mittaukset", 3),
        ("ESR-tiedot", 1),
        ("Loki", None),
    )
    return {
        "facts": [
            Fact("Aloitti", "12.1.2026, 10 kk sitten"),
            Fact("Viimeksi tavattu", "14.10.2026, 41 pv sitten", kind="warn"),
            Fact("Oma valmentaja", "Testi-Valma Valmentaja", url="#facts"),
        ],
        "tabs": [Tab(label, f"{at}#tab-{n}", n == 0, count) for n, (label, count) in enumerate(tabs)],
        "few_tabs": [Tab("Tulevat", f"{at}#t1", current=True), Tab("Menneet", f"{at}#t2", n=12)],
        "chips": [Chip("Forssa", f"{at}?state=on"), Chip("Mukana nyt", f"{at}?site=061")],
        "step_list": [
            Step("Tarkistukset", "41/41 kunnossa", "done"), Step("Luvut", "luonnos valmis", "now", "#steps"),
            Step("Tekstit", "4/6 osaa siirretty edellisestä"), Step("Lukitse ja lähetä", "odottaa tekstejä"),
        ],
        "moments": [
            Moment("14.3.2024", "Osuuskunta perustettiin"),
            Moment("31.12.2026, 37 päivää", "Vahvista tiedot kaupparekisteriin", "Kaupparekisterilaki 23 §.", "now", "#timeline"),
            Moment("30.4.2027", "Tilinpäätös 2026 valmis", "4 kk tilikauden päättymisestä", "future"),
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
            Tile("Jäseniä", "15", "9 teki töitä 60 päivän aikana", f"{at}list/", 15),
            Tile("Osuuspääoma", "1 460 €", "40 € maksamatta", kind="warn", icon="triangle-alert"),
            Tile("Avoimia toimeksiantoja", "6", "yhdestä puuttuu tekijä"), Tile("Palkkatunteja lokakuussa", "158,5"),
        ],
        "actions": [Link("Vaihda valmentaja", "reassign"), Link("Lisää ryhmään", "group")],
        "jobs": [
            Progress("Raportti 1.5.–31.10.2026", "waiting", note="Alkaa, kun edellinen on valmis."),
            Progress("Tuonti: osallistujat_2026.xlsx.", "running", "1 240/3 100 riviä", "Voit poistua sivulta.", 1240, 3100, cancel_url=f"{at}nowhere/"),
            Progress("Vienti", "done", "3 100 riviä", result=Link("Lataa taulukko", "#jobs")),
            Progress("Varmuuskopio", "failed", "Levy on täynnä.", "Vika ei ole sinussa. Tapaus 7K4-2210.", retry_url=f"{at}nowhere/"),
            Progress("Vienti", "cancelled", "Peruttu klo 12.30."),
        ],
        "versions": [
            Version("Tämä ikkuna, klo 12.41", "Neljä keikkaa. Torstai pidetään vapaana.", [("same", "Neljä keikkaa. "), ("added", "Torstai pidetään vapaana.")]),
            Version("Toinen ikkuna, klo 12.38", "Neljä keikkaa. Soitetaan Kelaan.", [("same", "Neljä keikkaa. "), ("added", "Soitetaan Kelaan.")]),
        ],
        "merged": "Neljä keikkaa. Torstai pidetään vapaana. Soitetaan Kelaan.",
        "snack_list": [
            Snack("Tapaaminen tallennettu: Testi-Maija Esimerkki", undo_url=f"{at}nowhere/"),
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


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """All components; a POST shows the form as it was sent, with what is to be mended."""
    refused = SampleForm({"starts_on": "31.11.2026", "share": "sata", "name": "", "length": "60"}, prefix="refused")
    context = {
        **frame(),
        **pieces(),
        "form": SampleForm(request.POST, request.FILES) if request.method == "POST" else SampleForm(),
        "refused": refused,
        "filter_form": SampleFilter({"site": "061", "state": "on"}, auto_id="filter_%s"),
        "members": MemberTable(member_rows(), page=Page([], "?after=x", "?before=x")),
        "choosable": MemberTable(member_rows(select=True)),
        "figures": FigureTable(figure_rows(), foot=[Row({"figure": "Yhteensä", "women": "1 096", "men": "90", "all": "1 186"})]),
        "kinds": ("good", "warn", "bad", "info", "lake", "berry"),
        "colours": ("ink", "paper", "sand", "lake", "berry", "good", "warn", "bad", "info"),
        "moment": make_aware(datetime(2026, 11, 24, 14, 30)),  # noqa: DTZ001  made aware here
    }  # fmt: skip
    return render(request, "styleguide/index.html", context)


@login_not_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """A list behind a number link: `data-total` on its main element."""
    rows = [Row({"name": f"Esimerkki {n}"}) for n in range(1, 16)]
    return render(request, "styleguide/list.html", {**frame(), "table": MemberTable(rows), "data_total": len(rows)})


@login_not_required
@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """The door, as the sign-in page has it."""
    return render(request, "styleguide/enter.html", {"form": EnterForm()})


class EnterForm(forms.Form):
    login = forms.EmailField(label="Sähköposti", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label="Salasana", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Seuraavaksi kysymme vahvistuskoodin puhelimestasi.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(save="Kirjaudu sisään", bar=False, guard=False)


@login_not_required
@require_safe
def plain(request: HttpRequest) -> HttpResponse:
    """A page without the frame."""
    return render(request, "styleguide/plain.html", {"appointments": pieces()["appointments"]})


@login_not_required
@require_safe
def error(request: HttpRequest, name: str) -> HttpResponse:
    """An error page as it looks after a form was sent."""
    typed = [("note", "Marraskuussa neljä keikkaa.\nAamut sujuvat."), ("place", "Valmennushuone 2")]
    context = {"case": "7K4A-2210", "typed": typed, "again_url": reverse("styleguide"), "frame": "base_error.html"}
    return render(request, f"{name}.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def options(request: HttpRequest) -> HttpResponse:
    """What a typeahead's address answers."""
    found = [
        {"id": "o1", "text": "Testi-Maija Esimerkki", "note": "Nimi on lähes sama.", "badge": badge("Mukana nyt", "good", "circle-play")},
        {"id": "o2", "text": "Lisää ”esimerki maija”", "note": "Käytämme kirjoittamaasi nimeä"},
    ]  # fmt: skip
    return render(request, "components/options.html", {"options": found})


ERRORS = ("400", "403", "403_csrf", "404", "500", "503")
urlpatterns = [
    path("", index, name="styleguide"),
    path("list/", listing, name="styleguide_list"),
    path("enter/", enter, name="styleguide_enter"),
    path("plain/", plain, name="styleguide_plain"),
    path("options/", options, name="styleguide_options"),
    *(path(f"error/{name}/", error, {"name": name}, name=f"styleguide_error_{name}") for name in ERRORS),
]
