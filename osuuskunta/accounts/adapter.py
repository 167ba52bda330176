"""How allauth works in this house: who may sign in, where it leads, what it says and mails."""

import time
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from osuuskunta.accounts import mails
from osuuskunta.accounts.actions import remember_project
from osuuskunta.accounts.devices import device
from osuuskunta.accounts.factors import has_one, must_have_one, open_secret, picture, seal_secret
from osuuskunta.accounts.links import public
from osuuskunta.accounts.middleware import SET_UP
from osuuskunta.accounts.models import User
from osuuskunta.core.scope import Scope, scope


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail; nobody signs up; mails in the reader's own language, with addresses of PUBLIC_URL."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account has been closed. Ask your project administrator."),
        "email_password_mismatch": gettext_lazy(
            "The e-mail address or the password is not right. Check both; capitals count in the password."
        ),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_password": gettext_lazy("The password is not right. Capitals count."),
        "incorrect_code": gettext_lazy("The code is not right, or it has been used. Wait for the next one."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait a while and try again."),
        "invalid_password_reset": gettext_lazy("This link has been used or is too old."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:  # type: ignore[override]
        """Sign in; a role that opens people's data asks for the second factor first, if there is none yet."""
        super().login(request, user)
        for name in ("ended", "began", "seen", SET_UP):
            request.session.pop(name, None)
        request.session.set_expiry(0)  # the cookie ends with the browser; the clocks of the middleware end the session
        with scope(Scope(user=user.pk)):
            if must_have_one(user) and not has_one(user):
                request.session[SET_UP] = True

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and keep which project was open last."""
        remember_project(user=cast("User", request.user), code=request.session.get("project", ""))
        super().logout(request)

    def reauthenticate(self, user: User, password: str) -> bool:  # type: ignore[override]
        """Check the password of somebody signed in; wrong ones are counted as at sign-in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again unless it was typed in the last minutes, at sign-in too."""
        records = get_authentication_records(context.request, cast("User", context.request.user))
        return not any(time.time() - record["at"] < REAUTHENTICATION_TIMEOUT for record in records)

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        return public(reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token}))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user") or self.request.user
        mails.send(template_prefix, email, user.language, **{**context, "user": user})

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner of an account what was changed in it, when and from where."""
        words = {
            "user": user,
            "at": timezone.now(),
            "ip": self.get_client_ip(self.request),
            "device": device(self.get_http_user_agent(self.request)),
        }
        self.send_mail(template_prefix, user.email, {**words, **(context or {})})

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return redirect("account_inactive")


class FactorAdapter(DefaultMFAAdapter):
    """The second factor: its secrets are sealed under the user's key; who must have one cannot switch it off."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": gettext_lazy(
            "One of your roles opens people's data, so the second factor stays on. If your phone is lost, your project "
            "administrator can reset it."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal_secret(cast("User", context.request.user), text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_secret(encrypted_text)

    def build_totp_svg(self, url: str) -> SafeString:
        return picture(url, _("Code to scan with an authenticator app"))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not must_have_one(cast("User", authenticator.user))
