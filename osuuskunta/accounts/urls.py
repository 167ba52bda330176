"""Addresses of the door (`/accounts/`), of one's own account (`/account/`), of the root, and below `/p/<code>/`.

Of allauth only what we need is here, under the names that it expects. Nobody signs up, and no address is changed by mail.
"""

from allauth.account import views as allauth
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.views.generic import RedirectView

from osuuskunta.accounts.views import entering, front, own, staff

door = [
    path("login/", entering.LoginPage.as_view(), name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("code/", factor.authenticate, name="mfa_authenticate"),
    path("language/", entering.LanguagePage.as_view(), name="set_language"),
    path("password/", allauth.password_reset, name="account_reset_password"),
    path("password/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    path("password/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("invitation/<str:uid>/<str:token>/", entering.InvitationPage.as_view(), name="invitation"),
]
account = [
    path("", own.AccountPage.as_view(), name="account"),
    path("sign-ins/", own.SignInsPage.as_view(), name="sign_ins"),
    path("sign-ins/elsewhere/", own.EverywhereElse.as_view(), name="sign_out_elsewhere"),
    path("again/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("password/first/", RedirectView.as_view(pattern_name="account_reset_password"), name="account_set_password"),
    path("second-factor/", factor.index, name="mfa_index"),
    path("second-factor/again/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/on/", entering.ActivatePage.as_view(), name="mfa_activate_totp"),
    path("second-factor/off/", entering.with_factor(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/codes/", entering.with_factor(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        entering.with_factor(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/codes/file/",
        entering.with_factor(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
root = path("", front.RootPage.as_view(), name="home")
in_project = [
    path("", front.FrontPage.as_view(), name="front"),
    path("role/", front.RolePage.as_view(), name="role"),
    path("staff/", staff.StaffPage.as_view(), name="staff"),
    path("staff/invite/", staff.InvitePage.as_view(), name="staff_invite"),
    path("staff/invite/sees/", staff.SeesPart.as_view(), name="staff_sees"),
    path("staff/again/<str:packed>/", staff.Again.as_view(), name="staff_again"),
    path("staff/<int:pk>/", staff.PersonPage.as_view(), name="staff_person"),
    path("staff/<int:pk>/resend/", staff.Resend.as_view(), name="staff_resend"),
    path("staff/<int:pk>/close/", staff.CloseAccount.as_view(), name="staff_close"),
    path("staff/<int:pk>/open/", staff.OpenAccount.as_view(), name="staff_open"),
    path("staff/<int:pk>/reset-factor/", staff.ResetFactor.as_view(), name="staff_reset_factor"),
    path("staff/roles/<int:pk>/", staff.ChangeEnd.as_view(), name="grant_change"),
    path("staff/roles/<int:pk>/end/", staff.EndRole.as_view(), name="grant_end"),
]
