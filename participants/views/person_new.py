"""A new person: searched for first, then two short steps; a likely twin is shown before anything is stored."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from osuuskunta.activity.enums import Action
from osuuskunta.activity.readlog import Subject, log_read
from osuuskunta.core.access import doorkeeper
from osuuskunta.core.parts import Step
from osuuskunta.core.sealing.tokens import reveal
from osuuskunta.core.snacks import say
from osuuskunta.core.views import Guarded
from osuuskunta.project.queries.rows import mark_of
from participants.actions.periods import take_in
from participants.forms.new import NewStartForm, NewWhoForm, draft_key, guessed, keep, kept, person_of, verbs
from participants.queries.person import drafted, same_people
from participants.rules import EDIT_PEOPLE
from participants.tables.people import twins_table
from participants.views.people import LABEL, SEARCH, reason_of
from participants.views.person_edit import begin_words, first_of_period

TEMPLATE = "participants/new.html"


class NewPage(Guarded):
    """Both steps at one address; what was typed travels between them in a field that only its writer can read."""

    action = EDIT_PEOPLE

    @property
    def me(self) -> int:
        return self.actor.pk or 0

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        text = reveal(request.GET.get("found", ""), purpose=SEARCH, user=self.me)
        if text is None:
            return self.page("participants/new_search.html")
        return self.who({**guessed(text), "draft": draft_key("")})

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        if request.POST.get("step") == "start":
            return self.after_start()
        form = NewWhoForm(**self.who_words(), data=request.POST)
        if not form.is_valid():
            return self.show(form, 1)
        values = form.values()
        twins = same_people(
            self.actor,
            self.project,
            identity_code=values["identity_code"],
            birth_date=values["birth_date"],
            name=f"{values['given_names']} {values['family_name']}",
        )
        mark = mark_of({"twins": sorted(str(one.pk) for one in twins)})
        if twins and form.cleaned_data["sure"] != mark:
            return self.who_again(twins, mark)
        typed = kept(form.cleaned_data["start"], self.me) or first_of_period(self)
        return self.start({**typed, "draft": form.cleaned_data["draft"], "who": keep(values, self.me)})

    def who_again(self, twins: list[Any], mark: str) -> HttpResponse:
        """Show who may be the same person, and the form as it was typed, to go on all the same."""
        why = reason_of(doorkeeper().standing(self.actor))
        subjects = [Subject(LABEL, one.participant_id, one.site_id) for one in twins]
        log_read(self.actor, subjects, why=why, action=Action.LISTED)
        typed = self.request.POST.copy()
        typed["sure"] = mark
        form = NewWhoForm(**{**self.who_words(), "save": _("Create all the same")}, data=typed)
        return self.show(form, 1, twins=twins_table(self.project.code, twins))

    def after_start(self) -> HttpResponse:
        """Go back, or store both steps."""
        posted = self.request.POST
        who = kept(posted.get("who", ""), self.me)
        if who is None:
            say(
                self.request,
                _("The first step was typed too long ago. Nothing is stored; search again and write it anew."),
            )
            return redirect("person_new", self.project.code)
        if "back" in posted:
            typed = {name: posted[name] for name in NewStartForm.base_fields if name in posted and name != "who"}
            return self.who({**who, "draft": posted.get("draft", ""), "start": keep(typed, self.me)})
        form = NewStartForm(**self.start_words(), data=posted)
        if not form.is_valid():
            return self.show(form, 2)
        try:
            return self.store(form, person_of(who))
        except ValidationError as fault:
            form.refuse(fault)
            return self.show(form, 2)

    def store(self, form: NewStartForm, person: dict[str, Any]) -> HttpResponse:
        """Take the person in, once however often the form is sent."""
        key = draft_key(form.cleaned_data["draft"])
        made = drafted(self.project, key)
        if made is None:
            site = form.sites[form.cleaned_data["site"]]
            period = take_in(
                project=self.project, site=site, person=person, period=form.values(), external_id=key, by=self.actor
            )
            made = period.participant
            say(self.request, _("Added: %(name)s") % {"name": f"{person['given_names']} {person['family_name']}"})
        return redirect("person", self.project.code, made.pk)

    def who(self, initial: dict[str, Any]) -> HttpResponse:
        return self.show(NewWhoForm(**self.who_words(), initial={**initial, "step": "who"}), 1)

    def start(self, initial: dict[str, Any]) -> HttpResponse:
        return self.show(NewStartForm(**self.start_words(), initial={**initial, "step": "start"}), 2)

    def who_words(self) -> dict[str, Any]:
        return {"url": self.out, "save": verbs()[0], "test_codes": self.project.test_codes_allowed}

    def start_words(self) -> dict[str, Any]:
        return {"url": self.out, "save": verbs()[1], **begin_words(self)}

    @property
    def out(self) -> str:
        return reverse("people", args=[self.project.code])

    def show(self, form: Any, step: int, **context: Any) -> HttpResponse:
        """Render a step of the two."""
        labels = (_("Who"), _("Situation at the start"))
        steps = [
            Step(label, state="done" if number < step else "now" if number == step else "todo")
            for number, label in enumerate(labels, start=1)
        ]
        return self.page(TEMPLATE, form=form, steps=steps, **context)
