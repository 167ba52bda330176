"""Sites of the project: a fifth one is added on a page, and none is ever deleted."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from osuuskunta.core.periods import today
from osuuskunta.core.snacks import say
from osuuskunta.core.views import FormPage, Guarded, found
from osuuskunta.project.actions.places import add_municipality, add_site, close_site, reopen_site
from osuuskunta.project.forms.places import ANOTHER, CloseForm, RenameForm, SiteForm
from osuuskunta.project.queries.places import free_municipalities, place, places
from osuuskunta.project.rules import EDIT_SITES, VIEW_CARD
from osuuskunta.project.tables.places import sites_table
from osuuskunta.project.views.rows import EditPage
from osuuskunta.project.views.tabs import tabs


class SitesPage(Guarded):
    """Every site, open and closed."""

    action = VIEW_CARD

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        may_edit = bool(self.actor.can(EDIT_SITES))
        table = sites_table(places(self.actor, self.project), code, may_edit=may_edit)
        return self.page("project/sites.html", table=table, may_edit=may_edit, tabs=tabs(code, "sites"))


class SiteAdd(FormPage):
    """A new site."""

    action = EDIT_SITES
    form_class = SiteForm
    template_name = "project/site_form.html"

    @property
    def back(self) -> str:
        return reverse("sites", args=[self.project.code])

    def write(self) -> dict[str, Any]:
        first = max(self.project.starts_on, min(today(), self.project.ends_on))
        known = free_municipalities(self.actor, self.project)
        return {"url": self.back, "known": known, "initial": {"opened_on": first}}

    def context(self) -> dict[str, Any]:
        return {"title": _("Add a site")}

    def save(self, form: SiteForm) -> HttpResponse:
        data = form.cleaned_data
        if data["municipality"] == ANOTHER:
            names = {"name_fi": data["name_fi"], "name_sv": data["name_sv"]}
            municipality = add_municipality(code=data["code"], by=self.actor, **names)
        else:
            known = {row.pk: row for row in free_municipalities(self.actor, self.project)}
            municipality = found(known.get(data["municipality"]))
        site = add_site(
            project=self.project,
            municipality=municipality,
            name=data["name"],
            opened_on=data["opened_on"],
            by=self.actor,
        )
        say(self.request, _("Site added: %(name)s") % {"name": site})
        return redirect(self.back)


class _OneSite(EditPage):
    action = EDIT_SITES

    def about(self) -> Any:
        return found(place(self.actor, self.project, self.kwargs["pk"]))

    def row(self) -> Model:
        row: Model = self.obj.site
        return row

    def back(self) -> str:
        return reverse("sites", args=[self.project.code])

    def crumbs(self) -> list[tuple[str, str]]:
        return [(_("Card"), reverse("card", args=[self.project.code])), (_("Sites"), self.back())]

    def write(self) -> dict[str, Any]:
        return {**super().write(), "url": self.back()}


class SiteEdit(_OneSite):
    """Another name for a site."""

    form_class = RenameForm
    fields = ("name", "name_sv")

    def title(self) -> str:
        return _("Rename %(name)s") % {"name": self.obj.site}


class SiteClose(_OneSite):
    """Closing a site, with what follows said before; a closed one is opened again from the same page."""

    form_class = CloseForm
    template_name = "project/site_form.html"
    fields = ("closed_on", "close_reason")

    def title(self) -> str:
        name = {"name": self.obj.site}
        closes = self.obj.site.is_open or self.request.method == "POST"
        return _("Close %(name)s") % name if closes else _("Open %(name)s again") % name

    def write(self) -> dict[str, Any]:
        written = super().write()
        written["initial"]["closed_on"] = min(today(), self.project.ends_on)
        return written

    def context(self) -> dict[str, Any]:
        return {**super().context(), "place": self.obj, "closed": not self.obj.site.is_open}

    def change(self, values: Mapping[str, Any], seen: str) -> Sequence[str]:
        return close_site(site=self.obj.site, seen=seen, by=self.actor, **values)

    def done(self) -> None:
        undo = reverse("site_reopen", args=[self.project.code, self.obj.site.pk])
        say(self.request, _("Site closed: %(name)s") % {"name": self.obj.site}, undo_url=undo)


class SiteReopen(Guarded):
    """Taking a closing back."""

    action = EDIT_SITES

    def about(self) -> Any:
        return found(place(self.actor, self.project, self.kwargs["pk"]))

    def post(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        site = reopen_site(site=self.obj.site, by=self.actor)
        say(request, _("Site opened again: %(name)s") % {"name": site})
        return redirect("sites", code)
