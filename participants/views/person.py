"""One person: summary, the funder's facts, history, read log, and the reason that is asked first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from osuuskunta.activity.enums import Reason
from osuuskunta.activity.queries import READ_LOG_ORDER, ReadFilter, read_log
from osuuskunta.core.access import Words
from osuuskunta.core.history import history_of_rows
from osuuskunta.core.paging import keyset
from osuuskunta.core.parts import Link
from osuuskunta.core.periods import today
from osuuskunta.core.views import FormPage
from participants.forms.reasons import ReasonForm
from participants.queries.person import missing
from participants.rules import EDIT_PEOPLE, VIEW_ANSWERS, VIEW_HISTORY, add_months
from participants.tables import person as tables
from participants.tables.esf import esf_cards, person_card
from participants.tables.facts import name_of_period
from participants.views.reading import PersonPage, tabs
from participants.wording import named_only


class _TabPage(PersonPage):
    """A tab of a person: the head is the same on all of them."""

    template = ""
    name = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.log()
        return self.page(self.template, **self.head(), **self.context())

    def context(self) -> dict[str, Any]:
        """Return what the tab shows below the head."""
        return {}

    def head(self) -> dict[str, Any]:
        seen, code = self.seen, self.project.code
        return {
            "seen": seen,
            "title": tables.title_of(seen),
            "standing_badge": tables.standing(seen),
            "facts": tables.key_facts(seen),
            "tabs": tabs(code, seen.person.pk, self.name, 0 if seen.erased else len(missing(seen))),
            "edit_url": "" if seen.erased or not self.actor.can(EDIT_PEOPLE) else self.address("person_edit"),
        }


class SummaryPage(_TabPage):
    """Who it is, since when, and what is missing."""

    template, name = "participants/person.html", "person"

    def context(self) -> dict[str, Any]:
        seen = self.seen
        return {
            "basics": [] if seen.erased else tables.basic_facts(seen, self.address("person_code")),
            "funder": tables.funder_sentence(seen),
            "lacks": tables.lacking(seen, self.project.code) if self.actor.can(EDIT_PEOPLE) else [],
            "picture": tables.picture(seen),
            "table": tables.periods_table(seen) if seen.periods else None,
            "todo": self.links() if self.actor.can(EDIT_PEOPLE) and not seen.erased else [],
        }

    def links(self) -> list[Link]:
        """Return what can be done about the person's participation now."""
        current, now, found = self.seen.current(), today(), []
        if current is not None:
            if current.exit_date is None:
                found += [
                    Link(_("End participation"), self.address("period_end", current.pk)),
                    Link(_("Change the coach"), self.address("period_coach", current.pk)),
                ]
            else:
                found.append(Link(_("Edit the end"), self.address("period_end", current.pk)))
        final = self.seen.final(now)
        if final is not None and final.exit_date and add_months(final.exit_date, 6) <= now:
            found.append(Link(_("Confirm the situation six months later"), self.address("period_later", final.pk)))
        return [*found, Link(_("Begin a new period"), self.address("person_begin"))]


class EsfPage(_TabPage):
    """The funder's facts of each period; the only page that shows the sensitive answers."""

    template, name = "participants/person_esf.html", "person_esf"

    def context(self) -> dict[str, Any]:
        may_see = bool(self.actor.can(VIEW_ANSWERS))
        code = self.project.code
        return {
            "person_card": person_card(self.seen, code),
            "periods": esf_cards(self.seen, code, self.project.indicator_set, with_answers=may_see),
            "may_edit": bool(self.actor.can(EDIT_PEOPLE)),
        }


class HistoryPage(_TabPage):
    """Who changed what of the person, of the periods and of the answers. Of the latter only that they changed."""

    template, name = "participants/person_history.html", "person_history"
    action = VIEW_HISTORY

    def context(self) -> dict[str, Any]:
        seen = self.seen
        rows: dict[Any, Words] = {seen.person: _("Person")}
        for number, period in enumerate(seen.periods, start=1):
            rows[period] = name_of_period(period, number)
            if hasattr(period, "answers"):
                rows[period.answers] = _("Sensitive answers of period %(number)s") % {"number": number}
        quiet = named_only(non_disclosure=seen.person.non_disclosure)
        return {"changes": history_of_rows(rows, names_only=quiet)}


class ReadsPage(_TabPage):
    """Who has read this person's data, as far as the reader may know."""

    template, name = "participants/person_reads.html", "person_reads"

    def context(self) -> dict[str, Any]:
        rows = read_log(self.actor, self.project, ReadFilter(subject=self.seen.person.pk))
        page = keyset(rows, READ_LOG_ORDER, self.request)
        everybody = bool(self.actor.can("activity.view_read_log"))
        return {"everybody": everybody, "table": tables.reads_table(page) if page.rows else None}


class ReasonPage(PersonPage, FormPage):
    """Why a coach reads somebody else's person: asked before anything of them is shown."""

    form_class, template_name, explains = ReasonForm, "participants/reason.html", False

    def write(self) -> dict[str, Any]:
        wanted = {"next": self.request.GET.get("next", "")}
        return {"url": reverse("people", args=[self.project.code]), "save": _("Open the page"), "initial": wanted}

    def save(self, form: ReasonForm) -> HttpResponse:
        self.remember(form.cleaned_data["reason"], form.cleaned_data["note"])
        wanted = form.cleaned_data["next"]
        own = wanted.startswith(self.address("person")) and url_has_allowed_host_and_scheme(wanted, None)
        return redirect(wanted if own else self.address("person"))


class CodePage(PersonPage, FormPage):
    """The identity code in full: shown once, for a reason that is logged."""

    form_class, template_name = ReasonForm, "participants/code.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.log()
        return super().get(request, *args, **kwargs)

    def write(self) -> dict[str, Any]:
        return {"url": self.address("person"), "save": _("Show the code")}

    def context(self) -> dict[str, Any]:
        return {"title": tables.title_of(self.seen), "back": self.address("person"), "none": not self.has_code}

    @property
    def has_code(self) -> bool:
        return not self.seen.erased and bool(self.seen.person.identity_code)

    def save(self, form: ReasonForm) -> HttpResponse:
        if not self.has_code:
            return redirect(self.address("person"))
        self.log(Reason(form.cleaned_data["reason"]), form.cleaned_data["note"])
        return self.page(self.template_name, **self.context(), shown=self.seen.person.identity_code)
