"""The short texts of the card: for whom the project is, and what it has promised."""

from typing import Any, ClassVar

from django.db.models import Model
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from osuuskunta.core.snacks import say
from osuuskunta.core.views import Guarded, found
from osuuskunta.project.actions.lines import add_line
from osuuskunta.project.enums import LineKind
from osuuskunta.project.forms.lines import TEXTS, TITLES, LineForm
from osuuskunta.project.queries.history import line_events
from osuuskunta.project.queries.lines import line, lines
from osuuskunta.project.rules import EDIT_CARD, VIEW_CARD
from osuuskunta.project.tables.lines import ADD, blocks
from osuuskunta.project.views.rows import AddPage, EditPage, RemovePage
from osuuskunta.project.views.tabs import tabs


class LinesPage(Guarded):
    """Target groups and promises."""

    action = VIEW_CARD

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        may_edit = bool(self.actor.can(EDIT_CARD))
        found_lines = lines(self.actor, self.project)
        return self.page(
            "project/lines.html", blocks=blocks(found_lines, code, may_edit=may_edit), tabs=tabs(code, "lines")
        )


class _OfLines:
    """What the pages below the list share."""

    action = EDIT_CARD
    form_class: ClassVar[type[BaseForm]] = LineForm
    project: Any
    kwargs: dict[str, Any]

    @property
    def kind(self) -> LineKind:
        if self.kwargs["kind"] not in LineKind.values:
            raise Http404
        return LineKind(self.kwargs["kind"])

    def back(self) -> str:
        return reverse("lines", args=[self.project.code])

    def crumbs(self) -> list[tuple[str, str]]:
        return [(_("Card"), reverse("card", args=[self.project.code])), (_("Aims"), self.back())]

    def form_options(self, save: str, *, is_new: bool) -> dict[str, Any]:
        return {"kind": self.kind, "is_new": is_new, "url": self.back(), "save": save}


class LineAdd(_OfLines, AddPage):
    """A new text."""

    def about(self) -> None:
        self.kind  # noqa: B018  an unknown kind is an unknown address

    def title(self) -> str:
        return str(ADD[self.kind])

    def write(self) -> dict[str, Any]:
        return self.form_options(_("Add the text"), is_new=True)

    def save(self, form: LineForm) -> HttpResponse:
        row = add_line(project=self.project, kind=self.kind, texts=form.texts, by=self.actor)
        say(self.request, _("Added: %(name)s") % {"name": row})
        return redirect(self.back())


class _OneLine(_OfLines):
    actor: Any
    obj: Any

    def about(self) -> Any:
        return found(line(self.actor, self.project, self.kind, self.kwargs["pk"]))

    def row(self) -> Model:
        row: Model = self.obj
        return row


class LineEdit(_OneLine, EditPage):
    """Changing a text."""

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (*TITLES, *(TEXTS if self.kind == LineKind.PROMISE else ()), "number")

    def title(self) -> str:
        return _("Edit %(name)s") % {"name": self.obj}

    def remove_url(self) -> str:
        return reverse("line_remove", args=[self.project.code, self.kind.value, self.obj.pk])

    def past(self) -> Any:
        return line_events(self.actor, self.project).filter(pgh_obj=self.kwargs["pk"], kind=self.kind)

    def write(self) -> dict[str, Any]:
        return {**super().write(), **self.form_options(_("Save the text"), is_new=False)}


class LineRemove(_OneLine, RemovePage):
    """Taking a text off the card."""
