"""Sign-in, passwords and invitations: allauth's forms in the house's words and look."""

from datetime import timedelta
from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from osuuskunta.accounts.models import ResetRequest, User
from osuuskunta.accounts.throttle import address
from osuuskunta.core.forms import FormHelper, Part

RESETS_OF_ADDRESS, RESETS_OF_IP = 3, 20  # mails an hour to one e-mail, requests an hour from one address


def plain(field: forms.Field, label: Any, help_text: Any = "", **attrs: Any) -> None:
    """Give a field of allauth's our label and help; it shows no placeholder, which would vanish while one types."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


def _password_rules() -> str:
    return " ".join(password_validators_help_texts())


password_rules = lazy(_password_rules, str)


def show_new_password(form: forms.Form) -> None:
    """Lay out the pair of fields for a new password."""
    plain(form.fields["password1"], _("New password"), password_rules())
    plain(form.fields["password2"], _("New password again"))


class EnterForm(allauth.LoginForm):
    """Fields `login` (the e-mail) and `password` (formats.md §4)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["login"], _("E-mail"), autocomplete="username")
        plain(self.fields["password"], _("Password"))
        self.helper = FormHelper("login", "password", Part("account/enter_buttons.html"), guard=False)


class AgainForm(allauth.ReauthenticateForm):
    """The password once more, before something that only its owner should do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["password"], _("Password"))
        self.helper = FormHelper(save=_("Go on"), bar=False, guard=False)


class ForgottenForm(allauth.ResetPasswordForm):
    """Asks for a link. Whether anybody has the e-mail is never told, neither by words nor by limits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["email"], _("E-mail"), autocomplete="username")
        self.helper = FormHelper(save=_("Send the link"), bar=False, guard=False)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        hour, ip = timezone.now() - timedelta(hours=1), address(context.request)
        if ResetRequest.objects.filter(ip=ip, at__gt=hour).count() >= RESETS_OF_IP:
            raise ValidationError(_("Too many links have been asked for from here. Try again in an hour."))
        return cleaned

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = self.cleaned_data["email"]
        digest = salted_hmac("accounts.reset", email, algorithm="sha256").hexdigest()
        hour = timezone.now() - timedelta(hours=1)
        ResetRequest.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
        often = ResetRequest.objects.filter(address=digest, at__gt=hour).count() >= RESETS_OF_ADDRESS
        ResetRequest.objects.create(address=digest, ip=address(request))
        return email if often else super().save(request, **kwargs)


class NewPasswordForm(allauth.ResetPasswordKeyForm):
    """A new password, from the link of a forgotten one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        show_new_password(self)
        self.helper = FormHelper(save=_("Change the password"), bar=False, guard=False)


class ChangePasswordForm(allauth.ChangePasswordForm):
    """A new password, of somebody who knows the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["oldpassword"], _("Present password"))
        show_new_password(self)
        self.helper = FormHelper(save=_("Change the password"), bar=False, guard=False)

    def clean_oldpassword(self) -> str:
        """Check it as sign-in does: wrong ones are counted."""
        password: str = self.cleaned_data["oldpassword"]
        adapter = get_adapter()
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("enter_current_password")
        return password


class InvitationForm(allauth.ResetPasswordKeyForm):
    """The name as its owner writes it, and a first password."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )  # fmt: skip
    field_order = ["name", "password1", "password2"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **{"initial": {"name": user.name}, **kwargs})
        show_new_password(self)
        plain(self.fields["password1"], _("Password"), password_rules())
        plain(self.fields["password2"], _("Password again"))
        self.helper = FormHelper(save=_("Start"), bar=False, guard=False)
