"""Dated limits of law and funder: everyone of the project reads them, its administrator keeps them."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from osuuskunta.core.periods import today
from osuuskunta.core.snacks import say
from osuuskunta.core.views import FormPage, Guarded, found
from osuuskunta.core.wording import day
from osuuskunta.project.actions.limits import add_value, change_value, set_checked
from osuuskunta.project.enums import Unit
from osuuskunta.project.forms.limits import DayForm, ValueForm
from osuuskunta.project.parameters import NAMES
from osuuskunta.project.queries.limits import limits_on, open_before, story, to_check, value_of
from osuuskunta.project.rules import EDIT_PARAMETERS, VIEW_CARD
from osuuskunta.project.tables.limits import amount, story_chart, story_table, topic_table


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
            checks=[(row, amount(row), reverse("limit_check", args=[code, key, row.pk])) for row in open_ones],
        )


class _ValuePage(FormPage):
    action = EDIT_PARAMETERS
    form_class = ValueForm
    template_name = "project/limit_form.html"

    @property
    def key(self) -> str:
        return str(self.kwargs["key"])

    @property
    def back(self) -> str:
        return reverse("limit", args=[self.project.code, self.key])

    def context(self) -> dict[str, Any]:
        return {"key": self.key, "name": NAMES[self.key], "back": self.back}


class LimitAdd(_ValuePage):
    """A new value from a day. The page first says what follows of it, then saves."""

    def about(self) -> Any:
        return found(story(self.actor, self.key))

    @property
    def unit(self) -> str:
        return str(self.obj[-1].unit) if self.obj else Unit.EUR.value

    def write(self) -> dict[str, Any]:
        sure = self.request.POST.get("preview") == "yes"
        return {
            "unit": Unit(self.unit).label,
            "save": _("Save the value") if sure else _("Look what follows"),
            "url": self.back,
        }

    def save(self, form: ValueForm) -> HttpResponse:
        values = form.values()
        if form.cleaned_data["preview"] != "yes":
            return self.preview(values)
        row = add_value(key=self.key, unit=self.unit, values=values, by=self.actor)
        say(self.request, _("Saved: %(value)s from %(day)s") % {"value": amount(row), "day": day(row.valid_from)})
        return redirect(self.back)

    def preview(self, values: dict[str, Any]) -> HttpResponse:
        """Show the same form again with what will happen in words; the second press saves."""
        typed = self.request.POST.copy()
        typed["preview"] = "yes"
        form = ValueForm(typed, unit=Unit(self.unit).label, save=_("Save the value"), url=self.back)
        before = open_before(self.key, values["valid_from"])
        last = day(values["valid_from"] - timedelta(days=1))
        follows = (
            _("The value now in force, %(value)s, ends on %(day)s.") % {"value": amount(before), "day": last}
            if before is not None
            else _("No earlier value changes.")
        )
        return self.page(self.template_name, **self.context(), form=form, follows=follows)


class LimitEdit(_ValuePage):
    """Correcting a value."""

    def about(self) -> Any:
        return found(value_of(self.actor, self.key, self.kwargs["pk"]))

    def write(self) -> dict[str, Any]:
        return {
            "instance": self.obj, "unit": Unit(self.obj.unit).label, "save": _("Save the value"), "url": self.back,
            "first_day_known": self.obj.valid_from is not None,
        }  # fmt: skip

    def save(self, form: ValueForm) -> HttpResponse:
        changed = change_value(row=self.obj, values=form.values(), by=self.actor)
        say(self.request, _("Saved") if changed else _("Nothing had changed, so nothing was saved."))
        return redirect(self.back)


class LimitCheck(Guarded):
    """“I have looked it up”, and taking that back."""

    action = EDIT_PARAMETERS

    def about(self) -> Any:
        return found(value_of(self.actor, self.kwargs["key"], self.kwargs["pk"]))

    def post(self, request: HttpRequest, code: str, key: str, pk: int) -> HttpResponse:
        row = set_checked(row=self.obj, checked=self.obj.verified_on is None, by=self.actor)
        undo = reverse("limit_check", args=[code, key, pk])
        say(request, _("Marked as checked") if row.verified_on else _("No longer marked as checked"), undo_url=undo)
        return redirect("limit", code, key)
