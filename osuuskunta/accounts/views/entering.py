"""The door: sign-in, invitation, language. What allauth does itself is named in `urls`; here is what differs."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import LoginView
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from osuuskunta.accounts import actions
from osuuskunta.accounts.factors import has_one
from osuuskunta.accounts.forms.entering import InvitationForm
from osuuskunta.accounts.forms.factors import ActivateForm
from osuuskunta.accounts.links import user_of
from osuuskunta.accounts.middleware import SET_UP, keep_language
from osuuskunta.accounts.queries import current_grants
from osuuskunta.accounts.views.own import me
from osuuskunta.core.scope import Scope, scope

KEPT = "invitation"  # in the session: the link's token, so that no address that leaves the page holds it
CHOOSE = "choose"  # what stands in the address instead


class LoginPage(LoginView):  # type: ignore[misc]
    """Sign-in; says that one was away too long, and goes on from the same place."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = self.request.session.get("ended", "")
        minutes = settings.SESSION_IDLE_SECONDS // 60
        hours = settings.SESSION_COOKIE_AGE // 3600
        return {**super().get_context_data(**kwargs), "ended": ended, "minutes": minutes, "hours": hours}


class ActivatePage(ActivateTOTPView):  # type: ignore[misc]
    """Sets up the second factor; when a role asks for it, the house opens after it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        words = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return {**context, "secret": words, "asked": SET_UP in self.request.session}

    def form_valid(self, form: ActivateForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self.request.session.pop(SET_UP, None)
        return response


def with_factor(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lead somebody without a second factor to where it is turned on, from pages that are about one."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if has_one(me(request)) else redirect("mfa_index")

    return inner


@method_decorator(login_not_required, name="dispatch")
@method_decorator(sensitive_post_parameters("password1", "password2"), name="dispatch")
class InvitationPage(View):
    """An invitation's link: says who invites to what, takes name and password, and signs in. It works once."""

    def dispatch(self, request: HttpRequest, uid: str, token: str) -> HttpResponseBase:
        if token != CHOOSE:
            if user_of(uid, token) is None:
                return self._over(request)
            request.session[KEPT] = token
            return redirect("invitation", uid, CHOOSE)
        return super().dispatch(request, uid)

    def get(self, request: HttpRequest, uid: str) -> HttpResponse:
        user = user_of(uid, request.session.get(KEPT, ""))
        if user is None:
            return self._over(request)
        return self._page(request, InvitationForm(user=user), user)

    def post(self, request: HttpRequest, uid: str) -> HttpResponse:
        user = user_of(uid, request.session.get(KEPT, ""))
        if user is None:
            return self._over(request)
        form = InvitationForm(data=request.POST, user=user)
        if not form.is_valid():
            return self._page(request, form, user)
        actions.accept_invitation(
            user=user, name=form.cleaned_data["name"], password=form.cleaned_data["password1"]
        )  # fmt: skip
        if request.user.is_authenticated:  # somebody else's session on a shared computer
            logout(request)
        request.session.pop(KEPT, None)
        record_authentication(request, user, method="password", email=user.email)
        return perform_login(request, Login(user=user, redirect_url="/", email=user.email))

    def _page(self, request: HttpRequest, form: InvitationForm, user: Any) -> HttpResponse:
        with scope(Scope(user=user.pk)):
            grants = current_grants(user)
        return render(request, "accounts/invitation.html", {"form": form, "invited": user, "grants": grants})

    def _over(self, request: HttpRequest) -> HttpResponse:
        return render(request, "accounts/invitation_over.html", status=410)


@method_decorator(login_not_required, name="dispatch")
class LanguagePage(View):
    """Changes the language: kept with the user, and in a cookie for the pages before sign-in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted, where = request.POST.get("language", ""), request.POST.get("next", "")
        response = redirect(where if _is_ours(request, where) else "/")
        if wanted in dict(settings.LANGUAGES) and check_for_language(wanted):
            if request.user.is_authenticated and request.user.language != wanted:
                actions.change_own(by=request.user, language=wanted)
            translation.activate(wanted)
            keep_language(response, wanted)
        return response


def _is_ours(request: HttpRequest, where: str) -> bool:
    """Say whether an address is one of this house, so that nobody is sent elsewhere by a form."""
    return url_has_allowed_host_and_scheme(
        where, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ) and bool(urlsplit(where).path)  # fmt: skip
