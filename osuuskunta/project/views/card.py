"""The project card: read by everyone of the project, edited in short sections by its administrator."""

from typing import Any

from django.conf import settings
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from osuuskunta.core.snacks import say
from osuuskunta.core.views import Guarded
from osuuskunta.project.actions.card import ChangedMeanwhile, change_card
from osuuskunta.project.actions.card_letter import ask_for_card_letter
from osuuskunta.project.forms.card import TITLES, section_form, sections
from osuuskunta.project.queries.card import card, fingerprint
from osuuskunta.project.queries.rows import changed_meanwhile
from osuuskunta.project.rules import EDIT_CARD, VIEW_CARD
from osuuskunta.project.tables.card import card_facts, card_page
from osuuskunta.project.tables.rows import meanwhile
from osuuskunta.project.views.tabs import tabs


class CardPage(Guarded):
    """What the project is, where, by whom, with which money and what it has promised."""

    action = VIEW_CARD

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        shown = card(self.actor, self.project)
        return self.page(
            "project/card.html",
            **card_page(shown),
            facts=card_facts(shown),
            tabs=tabs(code, "card"),
            may_edit=bool(self.actor.can(EDIT_CARD)),
            sections=[(name, TITLES[name], reverse("card_edit", args=[code, name])) for name in sections()],
        )


class CardLetter(Guarded):
    """The card as a PDF: made in the background, followed and fetched on the page of that work."""

    action = VIEW_CARD

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        language = get_language() or settings.LANGUAGE_CODE
        return redirect(ask_for_card_letter(project=self.project, language=language, by=self.actor))


class CardEdit(Guarded):
    """One section of the card. Who has opened an older state sees both, and nothing is overwritten unseen."""

    action = EDIT_CARD

    def about(self) -> None:
        if self.kwargs["section"] not in sections():
            raise Http404

    def get(self, request: HttpRequest, code: str, section: str) -> HttpResponse:
        return self.show(self.form(section, initial={"seen": fingerprint(self.project, section)}))

    def post(self, request: HttpRequest, code: str, section: str) -> HttpResponse:
        form = self.form(section, data=request.POST)
        if not form.is_valid():
            return self.show(form)
        values = {name: form.cleaned_data[name] for name in form.fields if name != "seen"}
        seen = form.cleaned_data["seen"]
        try:
            _project, changed = change_card(
                project=self.project, section=section, values=values, seen=seen, by=self.actor
            )
        except ChangedMeanwhile as fault:
            return self.both(section, fault.project)
        n = len(changed)
        said = ngettext("Saved: %(n)s fact changed", "Saved: %(n)s facts changed", n) % {"n": n}
        say(request, said if n else _("Nothing had changed, so nothing was saved."))
        return redirect("card", code)

    def form(self, section: str, **kwargs: Any) -> ModelForm:
        return section_form(section, self.project, reverse("card", args=[self.project.code]), **kwargs)

    def both(self, section: str, stored: Any) -> HttpResponse:
        """Show what was typed and, beside it, what somebody else has stored meanwhile."""
        typed = self.request.POST.copy()
        typed["seen"] = fingerprint(stored, section)
        form = self.form(section, data=typed)
        form.is_valid()
        names = tuple(name for name in form.fields if name != "seen")
        changes = changed_meanwhile(self.actor, [(stored, names)], self.request.POST.get("seen", ""))
        shown = meanwhile(form, {name: getattr(stored, name) for name in names}, changes)
        return self.show(form, status=409, meanwhile=shown)

    def show(self, form: ModelForm, *, status: int = 200, **context: Any) -> HttpResponse:
        section = self.kwargs["section"]
        return self.page("project/card_edit.html", status=status, form=form, title=TITLES[section], **context)
