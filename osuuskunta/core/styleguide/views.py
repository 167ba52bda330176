"""Pages of the style guide. Its own words are English, for developers; what components say follows the chosen language."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import make_aware
from django.views.decorators.http import require_http_methods, require_safe

from osuuskunta.core.paging import Page
from osuuskunta.core.styleguide.forms import EnterForm, SampleFilter, SampleForm
from osuuskunta.core.styleguide.samples import PIECES, FigureTable, MemberTable, figure_rows, frame, member_rows
from osuuskunta.core.tables import Row, link
from osuuskunta.core.templatetags.ui import badge


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """All components; a POST shows the form as it was sent, with what is to be mended."""
    refused = SampleForm(
        {"starts_on": "31.11.2026", "share": "sata", "name": "", "length": "60", "hours": "1.234,5"},
        auto_id="refused_%s",
    )
    context = {
        **frame(),
        **PIECES,
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
    rows = [Row({"name": link(f"Esimerkki {n}", f"#row-{n}")}, id=f"row-{n}") for n in range(1, 16)]
    return render(request, "styleguide/list.html", {**frame(), "table": MemberTable(rows), "data_total": len(rows)})


@login_not_required
@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """The door, as the sign-in page has it."""
    return render(request, "styleguide/enter.html", {"form": EnterForm()})


@login_not_required
@require_safe
def plain(request: HttpRequest) -> HttpResponse:
    """A page without the frame."""
    return render(request, "styleguide/plain.html", {"appointments": PIECES["appointments"]})


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
