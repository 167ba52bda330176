"""Error pages keep what was typed, tell nothing else, and work without a database."""

import re
from typing import Any

import pytest
from django.core.exceptions import TooManyFieldsSent
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from osuuskunta.core import errors


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def sent(**fields: Any) -> HttpRequest:
    return RequestFactory().post("/p/DEMO/x/?a=1", {"csrfmiddlewaretoken": "secret-token", **fields})


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda request: errors.bad_request(request, ValueError("inner")), 400),
        (lambda request: errors.forbidden(request, ValueError("inner")), 403),
        (lambda request: errors.not_found(request, ValueError("inner")), 404),
        (lambda request: errors.csrf_failure(request, "inner reason"), 403),
        (errors.server_error, 500),
    ],
)
def test_typed_text_comes_back_escaped_and_can_be_sent_again(answer: Any, status: int) -> None:
    response = answer(sent(note="Line one\nLine <two>", place=""))
    html = text(response)
    assert response.status_code == status
    assert "Line one\nLine &lt;two&gt;</textarea>" in html
    assert 'action="/p/DEMO/x/?a=1"' in html
    assert '<input type="hidden" name="note" value="Line one\nLine &lt;two&gt;">' in html
    assert "readonly" in html
    assert "secret-token" not in html
    assert "inner" not in html
    assert re.search(r"Case [0-9A-F]{4}-\d{4}", html)


def test_a_page_that_was_only_read_keeps_nothing() -> None:
    html = text(errors.server_error(RequestFactory().get("/x/?note=abc")))
    assert "textarea" not in html
    assert 'href="/x/?note=abc"' in html


def test_secrets_are_neither_shown_nor_sent_again() -> None:
    html = text(errors.csrf_failure(sent(login="a@example.org", password="hunter2", otp_code="123456")))
    assert "a@example.org" in html
    assert "hunter2" not in html
    assert "123456" not in html
    assert "Send it again" not in html
    assert "Open the page again" in html


def test_a_form_with_a_file_is_not_offered_again() -> None:
    html = text(errors.csrf_failure(sent(note="abc", paper=SimpleUploadedFile("a.txt", b"x"))))
    assert "abc" in html
    assert "Send it again" not in html


def test_a_form_that_cannot_be_read_is_no_second_error(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    response = errors.bad_request(sent(a="1", b="2"), TooManyFieldsSent())
    assert response.status_code == 400
    assert "textarea" not in text(response)


def test_without_a_database_it_is_a_moment() -> None:
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        response = errors.server_error(sent(note="abc"))
    assert response.status_code == 503
    assert "abc" in text(response)
    assert "connection refused" not in text(response)
