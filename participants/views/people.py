"""The list of people and the search for one."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext

from osuuskunta.activity.enums import Action, Reason
from osuuskunta.activity.readlog import Subject, log_read
from osuuskunta.core.access import Standing, doorkeeper
from osuuskunta.core.paging import capped_count, keyset
from osuuskunta.core.parts import Chip
from osuuskunta.core.sealing.tokens import hide, reveal
from osuuskunta.core.views import Guarded
from osuuskunta.core.wording import number
from participants.forms.filters import PeopleFilterForm
from participants.queries.finding import find
from participants.queries.people import PEOPLE_ORDER, coaches, opened, people, sites_seen
from participants.rules import EDIT_PEOPLE, IMPORT_PEOPLE, VIEW_PEOPLE
from participants.tables.people import matches_table, people_table

SEARCH = "people"  # the purpose of the token in the address
LONGEST_QUERY = 100
LABEL = "participants.participant"


def reason_of(standing: Standing) -> Reason:
    """Return why somebody with this role reads people's data in the pages."""
    return {"coach": Reason.OWN_WORK, "site_coordinator": Reason.SUPERVISION}.get(standing.role, Reason.ADMINISTRATION)


class PeoplePage(Guarded):
    """Who takes part, page by page; a coach begins with the own people. What is shown is logged."""

    action = VIEW_PEOPLE

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if token := request.GET.get("found"):
            return self.found(token)
        asked = self.asked(request.GET)
        form = PeopleFilterForm(
            asked, sites=sites_seen(self.actor, self.project), coaches=coaches(self.actor, self.project)
        )
        rows = people(self.actor, self.project, form.wanted())
        page = keyset(rows, PEOPLE_ORDER, request)
        opened(page.rows)
        self.log(page.rows)
        n, shown = capped_count(rows)
        chips = _chips(form, asked)
        return self.page(
            "participants/people.html",
            **self.frame(),
            form=form,
            chips=chips,
            filters_open=bool(form.errors),
            clear_url=f"{request.path}?coach=",
            found=ngettext("%(shown)s person", "%(shown)s people", n) % {"shown": shown},
            table=people_table(code, page) if page.rows else None,
        )

    def asked(self, parameters: QueryDict) -> QueryDict:
        """Return the filters of the address; without any a coach asks for the own people."""
        if doorkeeper().standing(self.actor).role != "coach" or "coach" in parameters:
            return parameters
        own = parameters.copy()
        own["coach"] = str(self.actor.pk)
        return own

    def found(self, token: str) -> HttpResponse:
        """Show who fits a search; a token that is not one's own, or too old, asks to search again."""
        text = reveal(token, purpose=SEARCH, user=self.actor.pk or 0)
        matches = find(self.actor, self.project, text) if text else []
        self.log([match.enrolment for match in matches])
        n = len(matches)
        return self.page(
            "participants/found.html",
            **self.frame(),
            query=text,
            found=ngettext("%(n)s match", "%(n)s matches", n) % {"n": number(n)},
            table=matches_table(self.project.code, matches) if matches else None,
        )

    def frame(self) -> dict[str, Any]:
        return {"may_add": bool(self.actor.can(EDIT_PEOPLE)), "may_import": bool(self.actor.can(IMPORT_PEOPLE))}

    def log(self, rows: Any) -> None:
        """Write who was seen, in the transaction of the reading."""
        subjects = [Subject(LABEL, row.participant_id, row.site_id) for row in rows]
        if subjects:
            log_read(self.actor, subjects, why=reason_of(doorkeeper().standing(self.actor)), action=Action.LISTED)


def _chips(form: PeopleFilterForm, parameters: QueryDict) -> list[Chip]:
    chips = []
    for name, value in form.cleaned_data.items():
        if value in (None, ""):
            continue
        kept = parameters.copy()
        for gone in ("after", "before"):
            kept.pop(gone, None)
        kept[name] = ""
        words = {str(key): said for key, said in form.fields[name].choices}  # type: ignore[attr-defined]
        chips.append(Chip(f"{form.fields[name].label}: {words[str(value)]}", f"?{kept.urlencode()}"))
    return chips


class SearchPage(Guarded):
    """The search of the top bar: a name is posted, and the address of what is found carries a token that is only one's own."""

    action = VIEW_PEOPLE

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.page("participants/search.html")

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        text = request.POST.get("q", "").strip()[:LONGEST_QUERY]
        if not text:
            return redirect("search", code)
        token = hide(text, purpose=SEARCH, user=self.actor.pk or 0)
        return redirect(f"{reverse('people', args=[code])}?found={token}")
