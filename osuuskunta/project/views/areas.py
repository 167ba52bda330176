"""Municipalities and what they belong to: everyone of the project reads, its administrator adds, corrects and ends."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from osuuskunta.core.paging import keyset
from osuuskunta.core.periods import today
from osuuskunta.core.snacks import say
from osuuskunta.core.views import Guarded, found
from osuuskunta.project.actions.areas import add_relation, change_relation
from osuuskunta.project.actions.places import add_municipality
from osuuskunta.project.enums import RelationKind
from osuuskunta.project.forms.areas import AreasForm, MunicipalityForm, RelationForm
from osuuskunta.project.queries.areas import ORDER, belongings, municipalities, municipality, relation, relations
from osuuskunta.project.rules import EDIT_AREAS, VIEW_CARD
from osuuskunta.project.tables.areas import areas_table, meanings, relation_table
from osuuskunta.project.views.rows import AddPage, EditPage

VALUES = ("name", "valid_from", "valid_to", "source", "confidence")


class AreasPage(Guarded):
    """Which areas every known municipality belongs to on a day."""

    action = VIEW_CARD

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        form = AreasForm(request.GET or None, initial={"on": today()})
        chosen = form.cleaned_data if form.is_valid() else {}
        on, only = chosen.get("on") or today(), bool(chosen.get("sites"))
        page = keyset(municipalities(self.actor, self.project, only_sites=only), ORDER, request)
        shown = belongings(self.actor, self.project, page.rows, on)
        return self.page(
            "project/municipalities.html",
            form=form,
            on=on,
            table=areas_table(shown, page, code) if shown else None,
            meanings=meanings(),
            may_edit=bool(self.actor.can(EDIT_AREAS)),
            clear_url=request.path,
        )


class MunicipalityPage(Guarded):
    """Everything that one municipality has belonged to."""

    action = VIEW_CARD

    def about(self) -> Any:
        return found(municipality(self.actor, self.kwargs["municipality"]))

    def get(self, request: HttpRequest, code: str, municipality: str) -> HttpResponse:
        may_edit = bool(self.actor.can(EDIT_AREAS))
        rows = relations(self.actor, self.obj)
        known = {row.kind for row in rows}
        return self.page(
            "project/municipality.html",
            municipality=self.obj,
            table=relation_table(str(self.obj), rows, code, may_edit=may_edit),
            unknown=[kind.label for kind in RelationKind if kind not in known],
            meanings=meanings(),
            may_edit=may_edit,
        )


class _OfAreas:
    """What the forms below the pages share."""

    action = EDIT_AREAS
    actor: Any
    project: Any
    kwargs: dict[str, Any]

    def back(self) -> str:
        return reverse("municipality", args=[self.project.code, self.kwargs["municipality"]])

    def crumbs(self) -> list[tuple[str, str]]:
        return [
            *_above(self.project.code),
            (str(found(municipality(self.actor, self.kwargs["municipality"]))), self.back()),
        ]


def _above(code: str) -> list[tuple[str, str]]:
    names = (("card", _("Card")), ("sites", _("Sites")), ("municipalities", _("Municipalities")))
    return [(text, reverse(name, args=[code])) for name, text in names]


class MunicipalityAdd(AddPage):
    """A further municipality, say the home of somebody who takes part."""

    action = EDIT_AREAS
    form_class = MunicipalityForm

    def back(self) -> str:
        return reverse("municipalities", args=[self.project.code])

    def title(self) -> str:
        return _("Add a municipality")

    def crumbs(self) -> list[tuple[str, str]]:
        return _above(self.project.code)

    def write(self) -> dict[str, Any]:
        return {"url": self.back()}

    def save(self, form: MunicipalityForm) -> HttpResponse:
        row = add_municipality(by=self.actor, **form.cleaned_data)
        say(self.request, _("Municipality added: %(name)s") % {"name": row})
        return redirect("municipality", self.project.code, row.pk)


class RelationAdd(_OfAreas, AddPage):
    """A new area from a day."""

    form_class = RelationForm

    def about(self) -> Any:
        return found(municipality(self.actor, self.kwargs["municipality"]))

    def title(self) -> str:
        return _("Say where %(name)s belongs") % {"name": self.obj}

    def write(self) -> dict[str, Any]:
        return {"url": self.back(), "save": _("Save the area")}

    def context(self) -> dict[str, Any]:
        said = _("An area of the same kind that has no last day ends the day before the new one begins.")
        return {**super().context(), "said": said}

    def save(self, form: RelationForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in ("kind", *VALUES)}
        row = add_relation(municipality=self.obj, values=values, by=self.actor)
        say(self.request, _("Added: %(name)s") % {"name": row})
        return redirect(self.back())


class RelationEdit(_OfAreas, EditPage):
    """Correcting an area, or ending it by a last day."""

    form_class = RelationForm
    fields = VALUES

    def about(self) -> Any:
        return found(relation(self.actor, self.kwargs["municipality"], self.kwargs["pk"]))

    def row(self) -> Model:
        row: Model = self.obj
        return row

    def title(self) -> str:
        return f"{self.obj.municipality}: {self.obj}"

    def write(self) -> dict[str, Any]:
        options = {"url": self.back(), "save": _("Save the area"), "kind": RelationKind(self.obj.kind)}
        return {**super().write(), **options, "source_known": bool(self.obj.source)}

    def change(self, values: Mapping[str, Any], seen: str) -> Sequence[str]:
        return change_relation(relation=self.obj, values=values, seen=seen, by=self.actor)
