"""People and rights, for the project administrator (journeys.md Q)."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from osuuskunta.accounts import actions
from osuuskunta.accounts.actions import Post
from osuuskunta.accounts.forms.staff import STANDINGS, EndForm, InviteForm, StaffFilter
from osuuskunta.accounts.queries import (
    MOST_STAFF,
    StaffWanted,
    grant_of,
    organisations_of,
    person,
    sites_to_choose,
    staff,
    works_only_in,
)
from osuuskunta.accounts.rules import MANAGE_STAFF
from osuuskunta.accounts.saying import held, seen, title
from osuuskunta.accounts.tables import sees_table, staff_table, state_badge
from osuuskunta.accounts.views.own import me
from osuuskunta.core.parts import Chip, Fact
from osuuskunta.core.snacks import say
from osuuskunta.core.views import FormPage, Guarded, found
from osuuskunta.core.wording import day, moment, number

LINK = "invitation_link"  # in the session until it has been shown once
AGAIN = "accounts.again"  # salt of what gives an ended role again
AGAIN_SECONDS = 3600


class StaffPage(Guarded):
    """Everybody who has a role in the project."""

    action = MANAGE_STAFF

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        form = StaffFilter(request.GET, sites=sites_to_choose(self.actor, self.project))
        chosen = form.cleaned_data if form.is_valid() else {}
        site = chosen.get("site") or None
        wanted = StaffWanted(chosen.get("role", ""), int(site) if site else None, STANDINGS[chosen.get("standing", "")])
        people, more = staff(self.actor, self.project, wanted)
        n = len(people)
        return self.page(
            "accounts/staff.html",
            form=form,
            chips=_chips(form, chosen),
            clear_url=request.path,
            found=ngettext("%(n)s person", "%(n)s people", n) % {"n": number(n)},
            more=more,
            most=MOST_STAFF,
            table=staff_table(people, lambda pk: reverse("staff_person", args=[code, pk])) if people else None,
        )


def _chips(form: StaffFilter, chosen: dict[str, Any]) -> list[Chip]:
    on = {name: value for name, value in chosen.items() if value}
    chips = []
    for name, value in on.items():
        words = dict(form.fields[name].choices)[value]
        rest = urlencode({key: kept for key, kept in on.items() if key != name})
        chips.append(Chip(f"{form.fields[name].label}: {words}", f"?{rest}"))
    return chips


class InvitePage(FormPage):
    """Invites somebody; says before saving what they will see, with and without script."""

    action, form_class, template_name = MANAGE_STAFF, InviteForm, "accounts/invite.html"

    def write(self) -> dict[str, Any]:
        return {
            "sites": sites_to_choose(self.actor, self.project),
            "organisations": organisations_of(self.actor, self.project),
            "url": reverse("staff_sees", args=[self.project.code]),
            "back": reverse("staff", args=[self.project.code]),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "preview" in request.POST:  # without script: what was typed is shown again, with what it would open
            initial = {name: request.POST.get(name, "") for name in InviteForm.base_fields}
            return self.show(InviteForm(**self.write(), initial=initial))
        return super().post(request, *args, **kwargs)

    def show(self, form: Any) -> HttpResponse:
        return self.page(self.template_name, form=form, **preview(form))

    def save(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        post = Post(
            role=data["role"], site=data["site"], organisation=data["organisation"], valid_to=data["valid_to"]
        )  # fmt: skip
        who = {"email": data["email"], "name": data["name"], "language": data["language"]}
        invited = actions.invite(project=self.project, post=post, by=me(self.request), **who)
        say_invited(self.request, invited.user, invited.link)
        return redirect("staff_person", self.project.code, invited.user.pk)


def preview(form: Any) -> dict[str, Any]:
    """Return what the chosen role shows, in words, for the part of the page that changes with it."""
    role = form.chosen_role
    if role is None:
        return {"role": None}
    return {"role": role, "sees": sees_table(seen(role, form.chosen()))}


def say_invited(request: HttpRequest, user: Any, link: str) -> None:
    """Say what was sent; where no mail goes out, keep the link to be shown once."""
    if link and not settings.MAIL_IS_SENT:
        request.session[LINK] = {"user": user.pk, "link": link}
    elif link:
        say(request, _("An invitation has been sent to %(email)s.") % {"email": user.email})
    else:
        say(request, _("%(name)s has an account already and got the role.") % {"name": user})


class SeesPart(InvitePage):
    """The part of the invitation that says what the role shows, asked for anew when something is chosen."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        initial = {name: request.POST.get(name, "") for name in InviteForm.base_fields}
        return self.page("accounts/invite_sees.html", **preview(InviteForm(**self.write(), initial=initial)))


class OnePerson(Guarded):
    """Something about somebody of the project; anybody else answers like one who does not exist."""

    action = MANAGE_STAFF

    def about(self) -> Any:
        return found(person(self.actor, self.project, self.kwargs["pk"]))


class PersonPage(OnePerson):
    """What somebody can see, and why."""

    def get(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        one = self.obj
        kept = request.session.get(LINK, {})
        link = request.session.pop(LINK)["link"] if kept.get("user") == pk else ""
        grants = held(one.grants)
        return self.page(
            "accounts/person.html",
            person=one,
            state=one.state.value,
            badge=state_badge(one),
            link=link,
            link_until=one.invited_until,
            current=[(grant, sees_table(grant.sees)) for grant in grants if not grant.ended],
            ended=[grant for grant in grants if grant.ended],
            facts=[
                Fact(_("Last signed in"), moment(one.user.last_login)),
                Fact(_("Second factor"), _("On") if one.second_factor else _("Off")),
            ],
            whole=works_only_in(one.user, self.project),
            own=one.user.pk == self.actor.pk,
        )


class PersonAct(OnePerson):
    """Something done to the account of a person; what is refused is said on their page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        try:
            self.act(request)
        except ValidationError as fault:
            say(request, " ".join(fault.messages), level=messages.ERROR)
        return redirect("staff_person", code, pk)

    def act(self, request: HttpRequest) -> None:
        """Do it and say so."""
        raise NotImplementedError


class Resend(PersonAct):
    """Sends a new link to somebody who has not signed in yet."""

    def act(self, request: HttpRequest) -> None:
        user = self.obj.user
        say_invited(request, user, actions.resend(user=user, by=me(request)))


class CloseAccount(PersonAct):
    """Lets nobody sign in with the account any more."""

    def act(self, request: HttpRequest) -> None:
        user = actions.close_account(user=self.obj.user, project=self.project, by=me(request))
        undo = reverse("staff_open", args=[self.project.code, user.pk])
        say(request, _("The account of %(name)s is closed.") % {"name": user}, undo_url=undo)


class OpenAccount(PersonAct):
    """Opens a closed account again."""

    def act(self, request: HttpRequest) -> None:
        user = actions.open_account(user=self.obj.user, project=self.project, by=me(request))
        say(request, _("The account of %(name)s is open again.") % {"name": user})


class ResetFactor(PersonAct):
    """Takes the second factor off an account whose phone is lost."""

    def act(self, request: HttpRequest) -> None:
        user = actions.reset_factor(user=self.obj.user, project=self.project, by=me(request))
        say(request, _("The second factor of %(name)s is off; it is set up anew at the next sign-in.") % {"name": user})


class OneGrant(FormPage):
    """Something about a role of somebody of the project."""

    action, form_class = MANAGE_STAFF, EndForm

    def about(self) -> Any:
        return found(grant_of(self.actor, self.project, self.kwargs["pk"]))

    def write(self) -> dict[str, Any]:
        return {"back": self.back(), "initial": {"valid_to": self.obj.valid_to}}

    def back(self) -> str:
        """The page of the person whose role it is."""
        return reverse("staff_person", args=[self.project.code, self.obj.user_id])

    def context(self) -> dict[str, Any]:
        return {"person": self.obj.user, "grant": held([self.obj])[0], "back": self.back()}


class ChangeEnd(OneGrant):
    """Until when a role holds."""

    template_name = "accounts/grant_change.html"

    def save(self, form: Any) -> HttpResponse:
        grant = actions.change_end(grant=self.obj, valid_to=form.cleaned_data["valid_to"], by=me(self.request))
        words = {"role": title(grant), "day": day(grant.valid_to)}
        text = _("%(role)s: until %(day)s.") if grant.valid_to else _("%(role)s: without an end.")
        say(self.request, text % words)
        return redirect(self.back())


class EndRole(OneGrant):
    """Ends a role now: the question names the effect, and it can be undone."""

    template_name = "accounts/grant_end.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        grant = self.obj
        words, person_pk = title(grant), grant.user_id
        try:
            again = actions.end_role(grant=grant, by=me(request))
        except ValidationError as fault:
            return self.page(self.template_name, **self.context(), fault=" ".join(fault.messages))
        undo = reverse("staff_again", args=[self.project.code, pack(self.project.code, person_pk, again)])
        say(request, _("Ended: %(role)s.") % {"role": words}, undo_url=undo)
        return redirect("staff_person", self.project.code, person_pk)


def pack(code: str, user: int, post: Post) -> str:
    """Return, signed for one project, what gives an ended role of it again."""
    site, organisation = (one.pk if one else None for one in (post.site, post.organisation))
    until = post.valid_to.isoformat() if post.valid_to else None
    return signing.dumps([user, post.role, site, organisation, until], salt=f"{AGAIN}.{code}")


class Again(Guarded):
    """Undoes the end of a role by giving it anew."""

    action = MANAGE_STAFF
    http_method_names = ["post"]

    def post(self, request: HttpRequest, code: str, packed: str) -> HttpResponse:
        try:
            user, role, site, organisation, until = signing.loads(packed, salt=f"{AGAIN}.{code}", max_age=AGAIN_SECONDS)
        except signing.BadSignature:
            raise Http404 from None
        day_of = date.fromisoformat(until) if until else None
        try:
            grant = actions.give_again(
                user=user, project=self.project, role=role, site=site, organisation=organisation, valid_to=day_of,
                by=me(request),
            )  # fmt: skip
        except ValidationError as fault:
            say(request, " ".join(fault.messages), level=messages.ERROR)
        else:
            say(request, _("Given again: %(role)s.") % {"role": title(grant)})
        return redirect("staff_person", code, user)
