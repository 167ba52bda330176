"""Mails of the house: plain text, in the reader's language, sent after what they tell of is stored."""

import threading
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

log = structlog.get_logger(__name__)


def send(template: str, to: str, language: str, **words: Any) -> None:
    """Send `<template>_subject.txt` and `<template>_message.txt` when the transaction is done."""
    with translation.override(language):
        context = {**words, "public_url": settings.PUBLIC_URL}
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        body = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    message = EmailMessage(subject, body, to=[to])
    transaction.on_commit(lambda: _post(message, template))


def _post(message: EmailMessage, template: str) -> None:
    # In a thread of its own where mail really goes out: how long that takes would tell who has an account.
    if settings.MAIL_IS_SENT:
        threading.Thread(target=_send, args=(message, template), daemon=False).start()
    else:
        _send(message, template)


def _send(message: EmailMessage, template: str) -> None:
    try:
        message.send()
    except OSError as fault:  # the mail server's absence is no reason to lose what was done
        log.warning("mail_not_sent", template=template, fault=type(fault).__name__)
