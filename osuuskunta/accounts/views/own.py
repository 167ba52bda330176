"""One's own account: name, language, password, second factor, sign-ins, and what one may see."""

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from osuuskunta.accounts import actions, sessions
from osuuskunta.accounts.factors import has_one, must_have_one
from osuuskunta.accounts.forms.own import OwnForm
from osuuskunta.accounts.queries import all_grants, sign_ins
from osuuskunta.accounts.saying import held
from osuuskunta.accounts.tables import session_table, sign_in_table
from osuuskunta.core.snacks import say

if TYPE_CHECKING:
    from osuuskunta.accounts.models import User


def me(request: HttpRequest) -> "User":
    """Return who is signed in."""
    return cast("User", request.user)


class AccountPage(View):
    """Name and language, and the ways to everything else that is one's own."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, OwnForm(initial={"name": me(request).name, "language": me(request).language}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OwnForm(data=request.POST)
        if not form.is_valid():
            return self._page(request, form)
        actions.change_own(by=me(request), **form.cleaned_data)
        say(request, _("Saved."))
        return redirect("account")

    def _page(self, request: HttpRequest, form: OwnForm) -> HttpResponse:
        user = me(request)
        context = {
            "form": form,
            "second_factor": has_one(user),
            "asked": must_have_one(user),
            "grants": held(all_grants(user)),
        }
        return render(request, "accounts/account.html", context)


class SignInsPage(View):
    """Who has signed in to my account, from where, and where it is open now."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = sessions.open_sessions(me(request), request.session.session_key)
        context = {
            "sessions": session_table(found),
            "others": sum(not one.current for one in found),
            "sign_ins": sign_in_table(sign_ins(me(request))),
            "minutes": settings.SESSION_IDLE_SECONDS // 60,
        }
        return render(request, "accounts/sign_ins.html", context)


class EverywhereElse(View):
    """Signs out everywhere but here."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        sessions.sign_out_elsewhere(request, me(request))
        say(request, _("You are signed out everywhere else."))
        return redirect("sign_ins")
