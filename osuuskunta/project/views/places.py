"""Sites of the project: a fifth one is added on a page, and none is ever deleted."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from osuuskunta.core.history import history_of
from osuuskunta.core.periods import today
from osuuskunta.core.snacks import say
from osuuskunta.core.views import FormPage, Guarded, found
from osuuskunta.project.actions.places import add_municipality, add_site, close_site, rename_site, reopen_site
from osuuskunta.project.forms.places import ANOTHER, CloseForm, RenameForm, SiteForm
from osuuskunta.project.queries.places import free_municipalities, place, places
from osuuskunta.project.rules import EDIT_SITES, VIEW_CARD
from osuuskunta.project.tables.places import sites_table
from osuuskunta.project.views.tabs import tabs


class SitesPage(Guarded):
    """Every site, open and closed."""

    action = VIEW_CARD

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        may_edit = bool(self.actor.can(EDIT_SITES))
        table = sites_table(places(self.actor, self.project), code, may_edit=may_edit)
        return self.page("project/sites.html", table=table, may_edit=may_edit, tabs=tabs(code, "sites"))


class _SiteForm(FormPage):
    action = EDIT_SITES
    template_name = "project/site_form.html"
    title = ""

    @property
    def back(self) -> str:
        return reverse("sites", args=[self.project.code])

    def write(self) -> dict[str, Any]:
        return {"url": self.back}

    def context(self) -> dict[str, Any]:
        return {"title": self.title}


class SiteAdd(_SiteForm):
    """A new site."""

    form_class = SiteForm

    def write(self) -> dict[str, Any]:
        first = max(self.project.starts_on, min(today(), self.project.ends_on))
        return {
            **super().write(),
            "known": free_municipalities(self.actor, self.project),
            "initial": {"opened_on": first},
        }

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


class SiteEdit(_SiteForm):
    """Another name for a site."""

    form_class = RenameForm

    def about(self) -> Any:
        return found(place(self.actor, self.project, self.kwargs["pk"]))

    def write(self) -> dict[str, Any]:
        return {**super().write(), "initial": {"name": self.obj.site.name, "name_sv": self.obj.site.name_sv}}

    def context(self) -> dict[str, Any]:
        return {"title": _("Rename %(name)s") % {"name": self.obj.site}, "changes": history_of(self.obj.site)}

    def save(self, form: RenameForm) -> HttpResponse:
        changed = rename_site(site=self.obj.site, by=self.actor, **form.cleaned_data)
        say(self.request, _("Saved") if changed else _("Nothing had changed, so nothing was saved."))
        return redirect(self.back)


class SiteClose(_SiteForm):
    """Closing a site, with what follows said before; a closed one is opened again from the same page."""

    form_class = CloseForm

    def about(self) -> Any:
        return found(place(self.actor, self.project, self.kwargs["pk"]))

    def write(self) -> dict[str, Any]:
        return {**super().write(), "initial": {"closed_on": min(today(), self.project.ends_on)}}

    def context(self) -> dict[str, Any]:
        name = {"name": self.obj.site}
        closed = not self.obj.site.is_open
        return {
            "title": _("Open %(name)s again") % name if closed else _("Close %(name)s") % name,
            "place": self.obj,
            "closed": closed,
        }

    def save(self, form: CloseForm) -> HttpResponse:
        site = close_site(site=self.obj.site, by=self.actor, **form.cleaned_data)
        undo = reverse("site_reopen", args=[self.project.code, site.pk])
        say(self.request, _("Site closed: %(name)s") % {"name": site}, undo_url=undo)
        return redirect(self.back)


class SiteReopen(Guarded):
    """Taking a closing back."""

    action = EDIT_SITES

    def about(self) -> Any:
        return found(place(self.actor, self.project, self.kwargs["pk"]))

    def post(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        site = reopen_site(site=self.obj.site, by=self.actor)
        say(request, _("Site opened again: %(name)s") % {"name": site})
        return redirect("sites", code)
