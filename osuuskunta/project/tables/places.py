"""Sites in words."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from osuuskunta.core.tables import Column, Row, Table, link
from osuuskunta.core.templatetags.ui import badge, site_mark
from osuuskunta.core.wording import day, number
from osuuskunta.project.queries.places import Place


class SiteTable(Table):
    caption = gettext_lazy("Sites of the project")
    columns = (
        Column("name", gettext_lazy("Site"), head=True),
        Column("code", gettext_lazy("Code")),
        Column("region", gettext_lazy("Region")),
        Column("opened", gettext_lazy("Opened")),
        Column("state", gettext_lazy("State")),
        Column("partners", gettext_lazy("Partners"), kind="num"),
        Column("act", gettext_lazy("Actions"), quiet=True),
    )


def sites_table(found: Sequence[Place], code: str, *, may_edit: bool) -> Table | None:
    """Return the sites, open and closed, or None without any."""
    rows = [
        Row(
            {
                "name": marked(place),
                "code": place.site.code,
                "region": place.region,
                "opened": day(place.site.opened_on),
                "state": _state(place),
                "partners": number(place.partners),
                "act": _acts(place, code) if may_edit else "",
            },
            id=f"site-{place.site.pk}",
        )
        for place in found
    ]
    return SiteTable(rows) if rows else None


def marked(place: Place) -> SafeString:
    """Return a site's name with its colour and shape before it."""
    return render_to_string("components/site_mark.html", site_mark(place.site.mark, str(place.site)))


def _state(place: Place) -> SafeString:
    if place.site.is_open:
        return badge(_("Open"), "good", "circle-check")
    return badge(_("Closed %(day)s") % {"day": day(place.site.closed_on)}, "", "circle-x")


def _acts(place: Place, code: str) -> SafeString:
    rename = link(_("Rename"), reverse("site_edit", args=[code, place.site.pk]))
    word = _("Close") if place.site.is_open else _("Open again")
    return format_html("{} · {}", rename, link(word, reverse("site_close", args=[code, place.site.pk])))
