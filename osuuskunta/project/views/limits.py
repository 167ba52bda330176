"""Dated limits of law and funder: everyone of the project reads them, its administrator keeps them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from osuuskunta.core.history import history_of
from osuuskunta.core.periods import today
from osuuskunta.core.snacks import say
from osuuskunta.core.views import Guarded, found
from osuuskunta.core.wording import day
from osuuskunta.project.actions.limits import StoryChangedMeanwhile, add_value, change_value, set_checked
from osuuskunta.project.enums import Unit
from osuuskunta.project.forms.limits import DayForm, ValueForm
from osuuskunta.project.parameters import NAMES
from osuuskunta.project.queries.limits import (
    limits_on,
    mark_of_story,
    open_before,
    story,
    story_changed_meanwhile,
    to_check,
    value_of,
)
from osuuskunta.project.rules import EDIT_PARAMETERS, VIEW_CARD
from osuuskunta.project.tables.limits import amount, check_url, story_chart, story_table, topic_table
from osuuskunta.project.tables.rows import saved_by
from osuuskunta.project.views.rows import AddPage, EditPage


class LimitsPage(Guarded):
    """What is valid on a day, by topic."""

    action = VIEW_CARD

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        form = DayForm(request.GET or None, initial={"on": today()})
        chosen = form.cleaned_data if form.is_valid() else {}
        on = chosen.get("on") or today()
        only = bool(chosen.get("check"))
        topics = limits_on(self.actor, on, only_to_check=only)
        return self.page(
            "project/limits.html",
            form=form,
            on=on,
            only=only,
            to_check=to_check(self.actor, on),
            topics=[(topic.topic, topic_table(topic, code)) for topic in topics],
            clear_url=request.path,
        )


class LimitPage(Guarded):
    """One limit's values over time."""

    action = VIEW_CARD

    def about(self) -> Any:
        return found(story(self.actor, self.kwargs["key"]))

    def get(self, request: HttpRequest, code: str, key: str) -> HttpResponse:
        may_edit = bool(self.actor.can(EDIT_PARAMETERS))
        open_ones = [row for row in self.obj if row.needs_check or row.verified_on is not None] if may_edit else []
        return self.page(
            "project/limit.html",
            key=key,
            name=NAMES[key],
            table=story_table(key, self.obj, code, may_edit=may_edit),
            chart=story_chart(self.obj),
            may_edit=may_edit,
            checks=[(row, amount(row), check_url(row, code)) for row in open_ones],
        )


class _ValuePage(Guarded):
    action = EDIT_PARAMETERS
    form_class = ValueForm

    @property
    def key(self) -> str:
        return str(self.kwargs["key"])

    def back(self) -> str:
        return reverse("limit", args=[self.project.code, self.key])

    def crumbs(self) -> list[tuple[str, str]]:
        return [(_("Limits"), reverse("limits", args=[self.project.code])), (str(NAMES[self.key]), self.back())]


class LimitAdd(_ValuePage, AddPage):
    """A new value from a day. The page first says what follows of it, then saves."""

    template_name = "project/limit_form.html"

    def about(self) -> Any:
        return found(story(self.actor, self.key))

    def title(self) -> str:
        return _("Add a value from a day")

    @property
    def unit(self) -> str:
        return str(self.obj[-1].unit) if self.obj else Unit.EUR.value

    def write(self) -> dict[str, Any]:
        return self.form_options(sure=bool(self.request.POST.get("preview")))

    def form_options(self, *, sure: bool) -> dict[str, Any]:
        save = _("Save the value") if sure else _("Look what follows")
        return {"unit": Unit(self.unit).label, "save": save, "url": self.back()}

    def save(self, form: ValueForm) -> HttpResponse:
        values, seen = form.values(), form.cleaned_data["preview"]
        if not seen:
            return self.preview(values)
        try:
            row = add_value(key=self.key, unit=self.unit, values=values, seen=seen, by=self.actor)
        except StoryChangedMeanwhile:
            changes = story_changed_meanwhile(self.actor, self.key, seen)
            return self.preview(values, status=409, savers=saved_by(changes))
        say(self.request, _("Saved: %(value)s from %(day)s") % {"value": amount(row), "day": day(row.valid_from)})
        return redirect(self.back())

    def preview(self, values: dict[str, Any], *, status: int = 200, savers: Sequence[str] = ()) -> HttpResponse:
        """Show the same form again with what will happen in words; the second press saves."""
        typed = self.request.POST.copy()
        typed["preview"] = mark_of_story(vars(row) for row in found(story(self.actor, self.key)))
        form = ValueForm(typed, **self.form_options(sure=True))
        before = open_before(self.key, values["valid_from"])
        last = day(values["valid_from"] - timedelta(days=1))
        follows = (
            _("The value now in force, %(value)s, ends on %(day)s.") % {"value": amount(before), "day": last}
            if before is not None
            else _("No earlier value changes.")
        )
        return self.page(self.template_name, status=status, **self.context(), form=form, follows=follows, savers=savers)


class LimitEdit(_ValuePage, EditPage):
    """Correcting a value."""

    fields = ("value", "valid_from", "valid_to", "source", "confidence", "note")

    def about(self) -> Any:
        return found(value_of(self.actor, self.key, self.kwargs["pk"]))

    def row(self) -> Model:
        row: Model = self.obj
        return row

    def title(self) -> str:
        return _("A value of the limit")

    def write(self) -> dict[str, Any]:
        options = {"unit": Unit(self.obj.unit).label, "save": _("Save the value"), "url": self.back()}
        return {**super().write(), **options, "first_day_known": self.obj.valid_from is not None}

    def change(self, values: Mapping[str, Any], seen: str) -> Sequence[str]:
        return change_value(row=self.obj, values=values, seen=seen, by=self.actor)


class LimitCheck(Guarded):
    """“I have looked it up”, and taking that back. The address names what was shown, so that nothing unseen is ticked off."""

    action = EDIT_PARAMETERS

    def about(self) -> Any:
        return found(value_of(self.actor, self.kwargs["key"], self.kwargs["pk"]))

    def post(self, request: HttpRequest, code: str, key: str, pk: int) -> HttpResponse:
        try:
            row = set_checked(row=self.obj, seen=request.GET.get("seen", ""), by=self.actor)
        except StoryChangedMeanwhile:
            said = _("The value has been changed meanwhile, so nothing was marked. Look at it again.")
            say(request, " ".join([*saved_by(history_of(self.obj, limit=1)), said]))
        else:
            undo = check_url(row, code)
            say(request, _("Marked as checked") if row.verified_on else _("No longer marked as checked"), undo_url=undo)
        return redirect("limit", code, key)
