"""What every page of one person begins with: who may see the person, why they are read, and the line in the read log."""

import time
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from osuuskunta.activity.enums import Action, Reason
from osuuskunta.activity.readlog import Subject, log_read
from osuuskunta.core.access import doorkeeper
from osuuskunta.core.parts import Tab
from osuuskunta.core.views import Guarded, found
from participants.queries.person import SeenPerson, seen_person
from participants.rules import VIEW_PEOPLE
from participants.views.people import LABEL, reason_of

REASONS = "reasons"  # in the session: by person, why somebody else's person is read, and when it was said
REMEMBERED_SECONDS = 30 * 60
TABS = (
    ("person", _("Summary")),
    ("person_esf", _("ESF facts")),
    ("person_history", _("History")),
    ("person_reads", _("Read log")),
)


def tabs(code: str, pk: Any, current: str, missing: int = 0) -> list[Tab]:
    """Return the tabs of a person, each an address; `missing` facts are counted on theirs."""
    counts = {"person_esf": missing or None}
    return [
        Tab(label, reverse(name, args=[code, pk]), current=name == current, n=counts.get(name)) for name, label in TABS
    ]


class PersonPage(Guarded):
    """A page of one person at a site one sees; another's, another project's and an unknown one are the same 404.

    A coach who reads somebody else's person says why first; each opening is a line in the read log.
    """

    action = VIEW_PEOPLE
    explains = True  # whether the page may ask for the reason first; the page that asks does not

    def about(self) -> SeenPerson:
        return found(seen_person(self.actor, self.project, self.kwargs["pk"]))

    @property
    def seen(self) -> SeenPerson:
        """The person, as the reader sees them."""
        shown: SeenPerson = self.obj
        return shown

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.require(self.action)
        if self.explains and self.foreign() and not self.reason():
            asked = urlencode({"next": request.path if request.method == "GET" else self.address("person")})
            return redirect(f"{self.address('person_reason')}?{asked}")
        return super().dispatch(request, *args, **kwargs)

    def foreign(self) -> bool:
        """Whether a coach reads a person outside the own caseload."""
        return doorkeeper().standing(self.actor).role == "coach" and not self.seen.coached_by(self.actor)

    def reason(self) -> tuple[Reason, str] | None:
        """Return the reason that was said for this person, None when there is none or it was said too long ago.

        Whoever has a form open may still save it: nothing typed is lost.
        """
        said = self.request.session.get(REASONS, {}).get(str(self.seen.person.pk))
        if said is None or (self.request.method != "POST" and time.time() - said["at"] > REMEMBERED_SECONDS):
            return None
        return Reason(said["reason"]), said["note"]

    def remember(self, reason: str, note: str) -> None:
        """Keep the reason for this person in the session, and let go of those that are too old."""
        held, moment = self.request.session.get(REASONS, {}), int(time.time())
        kept = {pk: said for pk, said in held.items() if moment - said["at"] <= REMEMBERED_SECONDS}
        kept[str(self.seen.person.pk)] = {"reason": reason, "note": note, "at": moment}
        self.request.session[REASONS] = kept

    def log(self, reason: Reason | None = None, note: str = "") -> None:
        """Write that the person was read, in the transaction of the reading: a line for each site through which they are seen."""
        if reason is None:
            said = self.reason() if self.foreign() else None
            reason, note = said or (reason_of(doorkeeper().standing(self.actor)), "")
        subjects = [Subject(LABEL, one.participant_id, one.site_id) for one in self.seen.enrolments]
        log_read(self.actor, subjects, why=reason, action=Action.OPENED, note=note)

    def address(self, name: str, *more: Any) -> str:
        """Return the address of a page of this person."""
        return reverse(name, args=[self.project.code, self.kwargs["pk"], *more])
