"""Funding: who pays what, beside what the decision says."""

from typing import Any, ClassVar

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from osuuskunta.core.snacks import say
from osuuskunta.core.views import Guarded, found
from osuuskunta.core.wording import euro
from osuuskunta.project.actions.funding import add_funding
from osuuskunta.project.forms.funding import FundingForm
from osuuskunta.project.queries.funding import funding_line, money, sites_of
from osuuskunta.project.queries.history import funding_events
from osuuskunta.project.rules import EDIT_CARD, VIEW_CARD
from osuuskunta.project.tables.funding import funding_table, said
from osuuskunta.project.views.rows import AddPage, EditPage, RemovePage
from osuuskunta.project.views.tabs import tabs


class FundingPage(Guarded):
    """Every line of the funding with their sum."""

    action = VIEW_CARD

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        found_money = money(self.actor, self.project)
        may_edit = bool(self.actor.can(EDIT_CARD))
        return self.page(
            "project/funding.html",
            table=funding_table(found_money, code, may_edit=may_edit),
            said=said(found_money),
            may_edit=may_edit,
            tabs=tabs(code, "funding"),
        )


class _OfFunding:
    """What the pages below the list share."""

    action = EDIT_CARD
    form_class: ClassVar[type[BaseForm]] = FundingForm
    actor: Any
    project: Any

    def back(self) -> str:
        return reverse("funding", args=[self.project.code])

    def crumbs(self) -> list[tuple[str, str]]:
        return [(_("Card"), reverse("card", args=[self.project.code])), (_("Funding"), self.back())]

    def form_options(self, save: str) -> dict[str, Any]:
        return {"sites": sites_of(self.actor, self.project), "url": self.back(), "save": save}


class FundingAdd(_OfFunding, AddPage):
    """A new line."""

    def title(self) -> str:
        return _("Add funding")

    def write(self) -> dict[str, Any]:
        return self.form_options(_("Add the line"))

    def save(self, form: FundingForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in ("source", "kind", "amount", "site")}
        line = add_funding(project=self.project, by=self.actor, **values)
        say(self.request, _("Added: %(name)s, %(amount)s") % {"name": line, "amount": euro(line.amount)})
        return redirect(self.back())


class _OneLine(_OfFunding):
    kwargs: dict[str, Any]
    obj: Any

    def about(self) -> Any:
        return found(funding_line(self.actor, self.project, self.kwargs["pk"]))

    def row(self) -> Model:
        row: Model = self.obj
        return row


class FundingEdit(_OneLine, EditPage):
    """Correcting a line."""

    fields = ("source", "kind", "amount", "site")

    def title(self) -> str:
        return _("Edit %(name)s") % {"name": self.obj}

    def remove_url(self) -> str:
        return reverse("funding_remove", args=[self.project.code, self.obj.pk])

    def past(self) -> Any:
        return funding_events(self.actor, self.project).filter(pgh_obj=self.kwargs["pk"])

    def write(self) -> dict[str, Any]:
        return {**super().write(), **self.form_options(_("Save the line"))}


class FundingRemove(_OneLine, RemovePage):
    """Taking a line off."""

    def name(self) -> str:
        return f"{self.obj}, {euro(self.obj.amount)}"
