"""Where one arrives: the root, each role's front page, and the change of role."""

import structlog
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views import View

from osuuskunta.accounts import actions, sessions
from osuuskunta.accounts.queries import all_grants
from osuuskunta.accounts.rules import CHANGE_ROLE, OPEN_FRONT
from osuuskunta.accounts.saying import held, title
from osuuskunta.accounts.views.own import me
from osuuskunta.core.front import todos
from osuuskunta.core.periods import today
from osuuskunta.core.snacks import say
from osuuskunta.core.views import Guarded
from osuuskunta.core.wording import day

log = structlog.get_logger(__name__)


class RootPage(View):
    """Leads to the project that was open last; who has no role is told so, and whom to ask."""

    def get(self, request: HttpRequest) -> HttpResponse:
        codes = [grant.project.code for grant in request.grants]
        last = me(request).last_project
        for code in (request.session.get("project"), last.code if last else None, *codes):
            if code in codes:
                return redirect("front", code)
        had = all_grants(me(request))
        ask = next((grant.granted_by for grant in had if grant.granted_by), None)
        return render(request, "accounts/no_role.html", {"grants": held(had), "ask": ask})


class FrontPage(Guarded):
    """What the role is for and what there is to do."""

    action = OPEN_FRONT

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        role = request.grant.role_class
        return self.page(
            "accounts/front.html",
            role=role,
            today=f"{date_format(today(), 'l')} {day(today())}",
            tasks=todos(role.code, self.actor, self.project),
            other_roles=sum(grant.project_id == self.project.pk for grant in request.grants) - 1,
        )


class RolePage(Guarded):
    """Changes the active role. The session gets a new key, since what it may changes."""

    action = CHANGE_ROLE

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        here = [grant for grant in request.grants if grant.project_id == self.project.pk]
        elsewhere = {grant.project.code: grant.project for grant in request.grants if grant not in here}
        return self.page("accounts/role.html", grants=held(here), active=request.grant.pk, projects=elsewhere.values())

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        wanted = request.POST.get("grant", "")
        grant = next((one for one in request.grants if str(one.pk) == wanted and one.project.code == code), None)
        if grant is None:
            raise PermissionDenied(_("You do not have this role here now."))
        request.session["roles"] = {**request.session.get("roles", {}), code: grant.pk}
        sessions.new_key(request)
        actions.remember_project(user=me(request), code=code)
        log.info("role_changed", grant=grant.pk, role=grant.role)
        say(request, _("You now work as: %(role)s") % {"role": title(grant)})
        return redirect("front", code)
