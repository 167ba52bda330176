"""Who changed what of the card, its lists and the dated limits, and when; rows that are gone are in it too."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from osuuskunta.core.feed import Strand, feed
from osuuskunta.core.parts import Tab
from osuuskunta.core.views import Guarded, found
from osuuskunta.project.parameters import NAMES
from osuuskunta.project.queries.areas import municipality
from osuuskunta.project.rules import VIEW_HISTORY
from osuuskunta.project.tables.history import PARTS, limit_strands, relation_strands, strands_of
from osuuskunta.project.views.tabs import tabs


class _History(Guarded):
    """A page of changes, newest first."""

    action = VIEW_HISTORY

    def show(self, title: str, crumbs: list[tuple[str, str]], strands: list[Strand], **context: Any) -> HttpResponse:
        page = feed(strands, self.request)
        return self.page("project/history.html", title=title, crumbs=crumbs, page=page, changes=page.rows, **context)

    def crumb(self, name: str, text: str) -> tuple[str, str]:
        return text, reverse(name, args=[self.project.code])

    def parts(self, current: str) -> list[Tab]:
        """Return the parts of the card that have a history, `current` marked; "" is the whole."""
        code = self.project.code
        whole = Tab(_("Everything"), reverse("card_history", args=[code]), current=not current)
        return [
            whole,
            *(
                Tab(part.title, reverse("history", args=[code, name]), current=name == current)
                for name, part in PARTS.items()
            ),
        ]


class CardHistory(_History):
    """The whole card: its own facts and every list."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.show(
            _("History of the card"),
            [self.crumb("card", _("Card"))],
            strands_of(self.actor, self.project),
            tabs=tabs(code, "card_history"),
            parts=self.parts(""),
        )


class PartHistory(_History):
    """One part of the card."""

    def about(self) -> None:
        if self.kwargs["part"] not in PARTS:
            raise Http404

    def get(self, request: HttpRequest, code: str, part: str) -> HttpResponse:
        chosen = PARTS[part]
        above = [self.crumb("card", _("Card"))]
        if part != "card":
            above.append(self.crumb(chosen.page, str(chosen.title)))
        return self.show(
            _("History: %(part)s") % {"part": chosen.title},
            above,
            strands_of(self.actor, self.project, part),
            tabs=tabs(code, "card_history"),
            parts=self.parts(part),
        )


class LimitsHistory(_History):
    """Every dated limit. They are the same for all projects."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.show(_("History of the limits"), [self.crumb("limits", _("Limits"))], limit_strands(self.actor))


class LimitHistory(_History):
    """One dated limit."""

    def about(self) -> str:
        return str(found(NAMES.get(self.kwargs["key"])))

    def get(self, request: HttpRequest, code: str, key: str) -> HttpResponse:
        above = [self.crumb("limits", _("Limits")), (self.obj, reverse("limit", args=[code, key]))]
        return self.show(_("History: %(part)s") % {"part": self.obj}, above, limit_strands(self.actor, key))


class AreasHistory(_History):
    """What every municipality belongs to. It is the same for all projects."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        above = [self.crumb("municipalities", _("Municipalities"))]
        return self.show(_("History of the municipalities"), above, relation_strands(self.actor))


class AreaHistory(_History):
    """What one municipality belongs to."""

    def about(self) -> Any:
        return found(municipality(self.actor, self.kwargs["municipality"]))

    def get(self, request: HttpRequest, code: str, municipality: str) -> HttpResponse:
        name = str(self.obj)
        above = [
            self.crumb("municipalities", _("Municipalities")),
            (name, reverse("municipality", args=[code, municipality])),
        ]
        return self.show(_("History: %(part)s") % {"part": name}, above, relation_strands(self.actor, municipality))
