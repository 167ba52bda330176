"""Partners: who carries the project, and what each does where."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from osuuskunta.core.snacks import say
from osuuskunta.core.views import Guarded, found
from osuuskunta.project.actions.partners import add_partner, add_place, change_partner
from osuuskunta.project.forms.partners import PartnerForm, PlaceForm
from osuuskunta.project.queries.history import partner_events, place_events
from osuuskunta.project.queries.partners import carrier, carriers, free_sites, is_shared, place_of
from osuuskunta.project.queries.rows import Part
from osuuskunta.project.rules import EDIT_PARTNERS, VIEW_CARD
from osuuskunta.project.tables.partners import said, sections
from osuuskunta.project.views.rows import AddPage, EditPage, RemovePage
from osuuskunta.project.views.tabs import tabs

ORGANISATION = ("name", "business_id", "kind")


class PartnersPage(Guarded):
    """Every partner with its places."""

    action = VIEW_CARD

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        rows = carriers(self.actor, self.project)
        may_edit = bool(self.actor.can(EDIT_PARTNERS))
        return self.page(
            "project/partners.html",
            sections=sections(rows, code, may_edit=may_edit),
            said=said(rows),
            may_edit=may_edit,
            tabs=tabs(code, "partners"),
        )


class _OfPartners:
    """What the pages below the list share."""

    action = EDIT_PARTNERS
    project: Any

    def back(self) -> str:
        return reverse("partners", args=[self.project.code])

    def crumbs(self) -> list[tuple[str, str]]:
        return [(_("Card"), reverse("card", args=[self.project.code])), (_("Partners"), self.back())]


class PartnerAdd(_OfPartners, AddPage):
    """A new partner."""

    form_class = PartnerForm

    def title(self) -> str:
        return _("Add a partner")

    def write(self) -> dict[str, Any]:
        return {"url": self.back(), "save": self.title()}

    def save(self, form: PartnerForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in (*ORGANISATION, "role", "expertise", "task")}
        partner = add_partner(project=self.project, by=self.actor, **values)
        say(self.request, _("Partner added: %(name)s") % {"name": partner})
        return redirect(self.back())


class _OnePartner(_OfPartners):
    actor: Any
    kwargs: dict[str, Any]
    obj: Any

    def about(self) -> Any:
        return found(carrier(self.actor, self.project, self.kwargs["pk"]))

    def row(self) -> Model:
        row: Model = self.obj.partner
        return row


class PartnerEdit(_OnePartner, EditPage):
    """What a partner is and does."""

    form_class = PartnerForm
    fields = ("role", "expertise", "task")

    def title(self) -> str:
        return _("Edit %(name)s") % {"name": self.obj.partner}

    def remove_url(self) -> str:
        return reverse("partner_remove", args=[self.project.code, self.obj.partner.pk])

    def past(self) -> Any:
        return partner_events(self.actor, self.project).filter(pgh_obj=self.kwargs["pk"])

    @cached_property
    def shared(self) -> bool:
        return is_shared(self.obj.partner.organisation, self.project)

    def parts(self) -> list[Part]:
        own: Part = (self.obj.partner, self.fields)
        return [own] if self.shared else [own, (self.obj.partner.organisation, ORGANISATION)]

    def write(self) -> dict[str, Any]:
        return {**super().write(), "url": self.back(), "save": _("Save the partner"), "shared": self.shared}

    def context(self) -> dict[str, Any]:
        why = _("Others use this organisation too, so its name and business id stay as they are.")
        return {**super().context(), "said": why if self.shared else ""}

    def change(self, values: Mapping[str, Any], seen: str) -> Sequence[str]:
        own = {name: values[name] for name in self.fields}
        organisation = {name: values[name] for name in ORGANISATION if name in values}
        return change_partner(partner=self.obj.partner, values=own, organisation=organisation, seen=seen, by=self.actor)


class PartnerRemove(_OnePartner, RemovePage):
    """Taking a partner off the card."""

    def follows(self) -> list[str]:
        n = len(self.obj.places)
        places = ngettext("%(n)s task at a site goes with it.", "%(n)s tasks at sites go with it.", n) % {"n": n}
        return [places, _("The organisation itself stays, and so do the roles of its people.")]


class PlaceAdd(_OnePartner, AddPage):
    """A further site of a partner."""

    form_class = PlaceForm

    def title(self) -> str:
        return _("Add a site for %(name)s") % {"name": self.obj.partner}

    def write(self) -> dict[str, Any]:
        free = free_sites(self.actor, self.project, self.obj.partner.pk)
        return {"sites": free, "url": self.back(), "save": _("Add the site")}

    def save(self, form: PlaceForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in ("site", "task", "own_share")}
        add_place(partner=self.obj.partner, by=self.actor, **values)
        say(self.request, _("Site added: %(name)s") % {"name": values["site"]})
        return redirect(self.back())


class _OnePlace(_OfPartners):
    actor: Any
    kwargs: dict[str, Any]
    obj: Any

    def about(self) -> Any:
        return found(place_of(self.actor, self.project, self.kwargs["pk"], self.kwargs["place"]))

    def row(self) -> Model:
        row: Model = self.obj
        return row

    def name(self) -> str:
        return _("%(partner)s at %(site)s") % {"partner": self.obj.partner, "site": self.obj.site}


class PlaceEdit(_OnePlace, EditPage):
    """What a partner does at a site, and the share it pays itself."""

    form_class = PlaceForm
    fields = ("task", "own_share")

    def title(self) -> str:
        return self.name()

    def remove_url(self) -> str:
        return reverse("place_remove", args=[self.project.code, self.obj.partner_id, self.obj.pk])

    def past(self) -> Any:
        return place_events(self.actor, self.project).filter(pgh_obj=self.kwargs["place"])

    def write(self) -> dict[str, Any]:
        return {**super().write(), "url": self.back(), "save": _("Save the task")}


class PlaceRemove(_OnePlace, RemovePage):
    """A partner no longer works at a site."""
