"""Logs carry events, ids and places in the code; never what people typed, nor the row that a database error quotes."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from django.db import IntegrityError

CANARY = "Kanaria-Kaisa"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    stream, handler.stream = handler.stream, io.StringIO()
    yield handler.stream
    handler.stream = stream


def last(lines: io.StringIO) -> dict[str, object]:
    return json.loads(lines.getvalue().splitlines()[-1])


def our_handler() -> bool:
    return bool(logging.getLogger().handlers) and isinstance(
        logging.getLogger().handlers[0].formatter, structlog.stdlib.ProcessorFormatter
    )


def test_the_root_logger_writes_our_json():
    assert our_handler()


@pytest.mark.parametrize("key", ["email", "name", "ip", "user_agent", "username", "password", "query_string"])
def test_personal_keys_are_dropped(lines, key):
    structlog.get_logger("test").warning("event", **{key: CANARY}, kept=7)
    assert last(lines)["kept"] == 7
    assert CANARY not in lines.getvalue()


def test_a_request_loses_its_query(lines):
    structlog.get_logger("test").warning("event", request=f"GET /p/DEMO/?q={CANARY}")
    assert last(lines)["request"] == "GET /p/DEMO/"


@pytest.mark.parametrize("logger", [logging.getLogger("django.request"), structlog.get_logger("test")])
def test_a_fault_is_named_without_its_message_or_variables(lines, logger):
    secret = CANARY
    try:
        raise IntegrityError(f"Key (email)=({secret}) already exists.")
    except IntegrityError:
        logger.exception("failed")
    fault = last(lines)["fault"]
    assert isinstance(fault, list)
    assert fault[0]["type"] == "django.db.utils.IntegrityError"
    assert fault[0]["at"][-1].endswith("test_a_fault_is_named_without_its_message_or_variables")
    assert CANARY not in lines.getvalue()


def test_the_cause_of_a_fault_is_told_too(lines):
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as cause:
            raise RuntimeError(CANARY) from cause
    except RuntimeError:
        structlog.get_logger("test").exception("failed")
    assert [part["type"] for part in last(lines)["fault"]] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert CANARY not in lines.getvalue()
