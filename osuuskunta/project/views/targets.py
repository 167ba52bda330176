"""Targets of the sites: one page to read them all, one form a site to set them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from osuuskunta.core.snacks import say
from osuuskunta.core.views import Guarded, found
from osuuskunta.project.actions.targets import TargetsChangedMeanwhile, set_targets
from osuuskunta.project.enums import Measure
from osuuskunta.project.forms.targets import TargetsForm
from osuuskunta.project.queries.targets import promise, promises, targets_changed_meanwhile
from osuuskunta.project.rules import EDIT_TARGETS, VIEW_CARD
from osuuskunta.project.tables.targets import targets_table
from osuuskunta.project.views.rows import MergePage
from osuuskunta.project.views.tabs import tabs


class TargetsPage(Guarded):
    """Every site with every measure."""

    action = VIEW_CARD

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        rows = promises(self.actor, self.project)
        table = targets_table(rows, code, may_edit=bool(self.actor.can(EDIT_TARGETS)))
        with_target = sum(bool(row.targets) for row in rows)
        return self.page(
            "project/targets.html", table=table, sites=len(rows), with_target=with_target, tabs=tabs(code, "targets")
        )


class TargetsEdit(MergePage):
    """The targets of one site."""

    action = EDIT_TARGETS
    form_class = TargetsForm
    template_name = "project/target_form.html"

    @property
    def back(self) -> str:
        return reverse("targets", args=[self.project.code])

    def about(self) -> Any:
        return found(promise(self.actor, self.project, self.kwargs["pk"]))

    def write(self) -> dict[str, Any]:
        return {"url": self.back, "initial": {**self.obj.targets, "source": self.obj.source, "seen": self.obj.seen}}

    def context(self) -> dict[str, Any]:
        return {"title": _("Targets of %(name)s") % {"name": self.obj.site}, "mixed": self.obj.mixed}

    def save(self, form: TargetsForm) -> HttpResponse:
        keep = self.obj.mixed and "source" not in form.changed_data
        source, seen = None if keep else form.cleaned_data["source"], form.cleaned_data["seen"]
        try:
            changed = set_targets(site=self.obj.site, values=form.values, source=source, seen=seen, by=self.actor)
        except TargetsChangedMeanwhile:
            now = found(promise(self.actor, self.project, self.kwargs["pk"]))
            stored = {**{measure: now.targets.get(measure) for measure in Measure.values}, "source": now.source}
            changes = targets_changed_meanwhile(self.actor, now.site, seen)
            return self.both(form, stored, now.seen, changes)
        say(self.request, _("Saved") if changed else _("Nothing had changed, so nothing was saved."))
        return redirect(self.back)
