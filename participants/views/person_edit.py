"""Pages that change a person or a period, in short forms. Who has opened an older state sees both, nothing is overwritten unseen."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from osuuskunta.accounts.queries import coaches_at
from osuuskunta.core.access import doorkeeper
from osuuskunta.core.history import history_of
from osuuskunta.core.periods import today
from osuuskunta.core.snacks import say
from osuuskunta.core.views import FormPage, found
from osuuskunta.core.wording import day
from participants.actions.meanwhile import ChangedMeanwhile, change_seen, seen_mark
from participants.actions.periods import begin, change_period
from participants.forms.answers import AnswersForm
from participants.forms.base import PersonForm
from participants.forms.periods import BeginForm, CoachForm, EndForm, LaterForm, StartForm
from participants.forms.person import WhoForm
from participants.queries.people import sites_seen
from participants.queries.person import SeenPerson
from participants.rules import EDIT_PEOPLE, add_months
from participants.tables.conflict import conflict
from participants.tables.facts import masked, name_of_period
from participants.tables.person import title_of
from participants.views.reading import PersonPage
from participants.wording import asked


class ChangePage(PersonPage, FormPage):
    """A form about the person or one of the periods one sees; nobody who was erased can be changed."""

    action = EDIT_PEOPLE
    template_name = "participants/form.html"
    back: ClassVar[str] = "person"  # the name of the page that follows

    def about(self) -> SeenPerson:
        seen = super().about()
        if seen.erased:
            raise Http404
        return seen

    @cached_property
    def period(self) -> Any:
        """The period of the address; one of the person's that one sees."""
        return found(next((one for one in self.seen.periods if one.pk == self.kwargs["period"]), None))

    def title(self) -> str:
        """Return what the page is for."""
        raise NotImplementedError

    def verb(self) -> str:
        """Return the words on the button."""
        raise NotImplementedError

    def row(self) -> Any:
        """Return what is changed."""
        return self.period

    def sentence(self) -> str:
        """Return a sentence above the form, "" for none."""
        return ""

    def form_words(self) -> dict[str, Any]:
        """Return further keyword arguments of the form."""
        return {}

    def first_values(self) -> dict[str, Any]:
        """Return values that are proposed where none is stored."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.log()
        form: Any = self.form_class(**self.write())
        row, proposed = self.row(), self.first_values()
        for name in form.names:
            value = getattr(row, f"{name}_id" if name == "coach" else name)
            if not form.hides(name):
                form.initial[name] = proposed.get(name) if value is None else value
        form.initial["seen"] = seen_mark(row, form.names)
        return self.show(form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form: Any = self.form_class(**self.write(), data=request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            with transaction.atomic():
                return self.save(form)
        except ValidationError as fault:
            form.refuse(fault)
            return self.show(form)
        except ChangedMeanwhile as meanwhile:
            return self.both(form, meanwhile.stored)

    def write(self) -> dict[str, Any]:
        return {"url": self.address(self.back), "save": self.verb(), **self.form_words()}

    def context(self) -> dict[str, Any]:
        return {
            "title": self.title(),
            "person_name": title_of(self.seen),
            "person_url": self.address("person"),
            "sentence": self.sentence(),
        }

    def save(self, form: PersonForm) -> HttpResponse:
        changed = change_seen(
            row=self.row(), names=form.names, values=form.values(), seen=form.cleaned_data["seen"], by=self.actor
        )
        self.tell(form, changed=bool(changed))
        return redirect(self.address(self.back))

    def tell(self, form: PersonForm, *, changed: bool) -> None:
        """Say on the next page what was done."""
        say(self.request, _("Saved") if changed else _("Nothing had changed, so nothing was saved."))

    def both(self, form: PersonForm, stored: Any) -> HttpResponse:
        """Show what was typed and, before it, what somebody else has stored meanwhile."""
        self.log()
        typed = self.request.POST.copy()
        typed["seen"] = seen_mark(stored, form.names)
        again = self.form_class(**self.write(), data=typed)
        both = conflict(form, stored, history_of(stored, limit=1))
        return self.page(self.template_name, status=409, **self.context(), form=again, obj=self.obj, meanwhile=both)


class EditPage(ChangePage):
    """Name, identity and contacts."""

    form_class = WhoForm

    def title(self) -> str:
        return _("Edit person")

    def verb(self) -> str:
        return _("Save the person")

    def row(self) -> Any:
        return self.seen.person

    def form_words(self) -> dict[str, Any]:
        person = self.seen.person
        return {
            "test_codes": self.project.test_codes_allowed,
            "stored": person.identity_code,
            "masked": masked(person),
            "hides_address": person.non_disclosure and bool(person.address),
        }


class _PeriodPage(ChangePage):
    back = "person_esf"

    def sentence(self) -> str:
        return name_of_period(self.period, self.seen.periods.index(self.period) + 1)


class StartPage(_PeriodPage):
    """The first day of a period and the situation on it."""

    form_class = StartForm

    def title(self) -> str:
        return _("Situation at the start")

    def verb(self) -> str:
        return _("Save the start")

    def form_words(self) -> dict[str, Any]:
        return {"hides_home": self.seen.person.non_disclosure and bool(self.period.home_municipality)}


class AnswersPage(_PeriodPage):
    """The sensitive answers of a period."""

    form_class = AnswersForm

    def title(self) -> str:
        return _("Sensitive answers")

    def verb(self) -> str:
        return _("Save the answers")

    def row(self) -> Any:
        return found(getattr(self.period, "answers", None))

    def form_words(self) -> dict[str, Any]:
        return {"questions": asked(self.project.indicator_set, self.row())}


class EndPage(_PeriodPage):
    """The last day, the reason, and the situation after it."""

    form_class = EndForm

    @property
    def ended(self) -> bool:
        return self.period.exit_date is not None

    def title(self) -> str:
        return _("Edit the end") if self.ended else _("End participation")

    def verb(self) -> str:
        return _("Save the end") if self.ended else _("End participation")

    def form_words(self) -> dict[str, Any]:
        return {"ended": self.ended}

    def first_values(self) -> dict[str, Any]:
        now = today()
        return {"exit_status_date": now, **({} if self.period.entry_date > now else {"exit_date": now})}

    def tell(self, form: PersonForm, *, changed: bool) -> None:
        if self.ended:
            super().tell(form, changed=changed)
            return
        words = {"name": title_of(self.seen), "day": day(form.cleaned_data["exit_date"])}
        undo = self.address("period_reopen", self.period.pk)
        say(self.request, _("%(name)s: the period ends on %(day)s") % words, undo_url=undo)


class ReopenPage(ChangePage):
    """Taking an end back: the period goes on."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        values = {**dict.fromkeys(EndForm.names), **dict.fromkeys(LaterForm.names)}
        try:
            change_period(period=self.period, values=values, by=self.actor)
        except ValidationError as fault:
            say(request, " ".join(fault.messages), level=messages.ERROR)
        else:
            say(request, _("The period goes on."))
        return redirect(self.address("person_esf"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.address("period_end", self.period.pk))


class LaterPage(_PeriodPage):
    """The situation six months after the last day: confirmed on that day or later (esf.md 9.12)."""

    form_class = LaterForm

    def title(self) -> str:
        return _("Six months later")

    def verb(self) -> str:
        return _("Confirm the situation")

    @property
    def due(self) -> Any:
        """The day six months after the last one; None while there is no last day."""
        last = self.period.exit_date
        return add_months(last, 6) if last else None

    def form_words(self) -> dict[str, Any]:
        return {"on": day(self.due)}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.require(self.action)
        self.too_early = self.due is None or self.due > today()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.wait() if self.too_early else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.wait() if self.too_early else super().post(request, *args, **kwargs)

    def wait(self) -> HttpResponse:
        """Say when it can be confirmed."""
        self.log()
        return self.page("participants/later.html", **self.context(), due=self.due, back=self.address("person_esf"))


class CoachPage(ChangePage):
    """Who coaches during a period."""

    form_class = CoachForm

    def title(self) -> str:
        return _("Change the coach")

    def verb(self) -> str:
        return _("Save the coach")

    def form_words(self) -> dict[str, Any]:
        site = self.period.site
        return {"coaches": coaches_at(self.project, [site], today())[site.pk], "current": self.period.coach}


class BeginPage(ChangePage):
    """A new period: a return, or at another site one sees."""

    form_class = BeginForm

    def title(self) -> str:
        return _("Begin a new period")

    def verb(self) -> str:
        return _("Begin the period")

    def sentence(self) -> str:
        return _("It is the same participation to the funder: the start stays that of the first period.")

    def form_words(self) -> dict[str, Any]:
        return begin_words(self)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.log()
        return self.show(self.form_class(**self.write(), initial=first_of_period(self)))

    def save(self, form: Any) -> HttpResponse:
        site = form.sites[form.cleaned_data["site"]]
        begin(person=self.seen.person, site=site, period=form.values(), by=self.actor)
        say(self.request, _("A new period begins on %(day)s") % {"day": day(form.cleaned_data["entry_date"])})
        return redirect(self.address("person"))


def begin_words(page: Any) -> dict[str, Any]:
    """Return what the form of a new period needs: the open sites whose people one sees, and who coaches there."""
    sites = [site for site in sites_seen(page.actor, page.project) if site.is_open]
    return {"sites": sites, "coaches": coaches_at(page.project, sites, today())}


def first_of_period(page: Any) -> dict[str, Any]:
    """Return what is proposed for a new period: today, and a coach's own person."""
    first = max(page.project.starts_on, min(today(), page.project.ends_on))
    own = doorkeeper().standing(page.actor).role == "coach"
    return {"entry_date": first, **({"coach": page.actor.pk} if own else {})}
