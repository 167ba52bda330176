"""Mails are sent when what they tell of is stored, and their absence breaks nothing."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation

from osuuskunta.accounts import mails
from osuuskunta.logs import drop_personal
from tests.accounts.conftest import Place
from tests.factories.accounts import a_user

NOTICES = (
    "account/email/password_changed",
    "account/email/password_reset",
    "mfa/email/totp_activated",
    "mfa/email/totp_deactivated",
    "mfa/email/recovery_codes_generated",
    "accounts/mail/factor_reset",
)


@pytest.mark.parametrize("template", NOTICES)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_notice_says_to_whom_what_and_where_from(
    place: Place,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Callable[..., Any],
    template: str,
    language: str,
) -> None:
    user = a_user("Åke & Öhman", language=language)
    words = {"user": user, "at": timezone.now(), "ip": "10.0.0.1", "device": "Firefox", "by": place.admin}
    with django_capture_on_commit_callbacks(execute=True):
        mails.send(template, user.email, language, **words)
    (mail,) = mailoutbox
    assert (mail.to, "\n" in mail.subject, mail.subject != "") == ([user.email], False, True)
    assert mail.body.count("Åke & Öhman") == 1  # plain text, nothing escaped
    assert mail.body.count("http://127.0.0.1:8000") == 1
    assert translation.get_language() == "fi"


def test_what_is_undone_is_not_told(
    place: Place, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    def told_and_undone() -> None:
        with transaction.atomic():
            mails.send("accounts/mail/factor_reset", "x@example.com", "fi", user=place.admin)
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        told_and_undone()
    assert mailoutbox == []


def test_a_mail_server_that_is_away_is_a_line_in_the_log(
    place: Place,
    settings: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.MAIL_IS_SENT, settings.EMAIL_BACKEND = True, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    before = set(threading.enumerate())
    with django_capture_on_commit_callbacks(execute=True):
        mails.send("accounts/mail/factor_reset", "canary@example.com", "fi", user=place.admin)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert [record.msg["event"] for record in caplog.records if "mail" in str(record.msg)] == ["mail_not_sent"]
    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("GET /accounts/invitation/7/abc-0123456789/", "GET /accounts/invitation/…"),
        ("GET /accounts/password/7-abc-0123456789/?next=/", "GET /accounts/password/…"),
        ("POST /accounts/password/", "POST /accounts/password/"),
        ("GET /account/password/", "GET /account/password/"),
    ],
)
def test_the_log_keeps_no_link_that_still_works(path: str, kept: str) -> None:
    assert drop_personal(None, "info", {"request": path})["request"] == kept
