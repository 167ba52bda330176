"""The second factor: codes are checked and counted in the database, not in a cache that each process has for itself."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as base
from allauth.mfa.recovery_codes import forms as codes
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

from osuuskunta.accounts.factors import accepted, step_of
from osuuskunta.accounts.forms.entering import plain
from osuuskunta.accounts.throttle import count_failure, is_locked
from osuuskunta.core.access import Words
from osuuskunta.core.forms import FormHelper


class _Code(forms.Form):
    """The field `code`: of an authenticator app or one of the spare ones."""

    save_label: Words = _("Go on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["code"], _("Code"), inputmode="numeric", autocomplete="one-time-code", maxlength="12")
        self.helper = FormHelper(save=self.save_label, bar=False, guard=False)

    def clean_code(self) -> str:
        """Use the code up; a wrong one counts like a wrong password."""
        code: str = self.cleaned_data["code"]
        email = self.user.email  # type: ignore[attr-defined]
        if is_locked(context.request, email):
            raise get_adapter().validation_error("too_many_login_attempts")
        found = accepted(self.user, code)  # type: ignore[attr-defined]
        if found is None:
            count_failure(context.request, email)
            raise get_adapter().validation_error("incorrect_code")
        found.user = self.user  # type: ignore[attr-defined]
        self.authenticator = found
        return code


class CodeForm(_Code, base.AuthenticateForm):
    """At sign-in, after the password."""

    save_label = _("Sign in")


class CodeAgainForm(_Code, base.ReauthenticateForm):
    """Once more, before something that only its owner should do."""


class ActivateForm(totp.ActivateTOTPForm):
    """The first code of an authenticator app proves that it has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["code"], _("Code that the app shows"), inputmode="numeric", autocomplete="one-time-code")
        self.helper = FormHelper(save=_("Turn on"), bar=False, guard=False)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if step_of(self.secret, code) is None:
            raise get_adapter().validation_error("incorrect_code")
        return code


class DeactivateForm(totp.DeactivateTOTPForm):
    """Turns the second factor off."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(save=_("Turn off"), bar=False, guard=False)


class NewCodesForm(codes.GenerateRecoveryCodesForm):
    """Makes new spare codes; the former ones end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(save=_("Make new codes"), bar=False, guard=False)
