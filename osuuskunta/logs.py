"""Structured logs on stderr, one JSON object a line, without personal data: events and ids, never what people typed."""

import logging
import sys

import structlog

# Bound by request middleware; anything that could name a person is dropped whoever binds it.
PERSONAL = frozenset(
    {"email", "username", "name", "user_agent", "ip", "password", "login", "body", "query_string", "POST"}
)


def drop_personal(logger: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Remove the keys that may carry personal data; requests keep method and path only."""
    for key in PERSONAL & event.keys():
        del event[key]
    request = event.get("request")
    if isinstance(request, str):
        event["request"] = request.split("?", 1)[0]
    return event


def logging_config(level: str) -> None:
    """Send the standard library's loggers and structlog through one JSON renderer to stderr; `level` names the threshold."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_personal,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.dict_tracebacks,
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("django.server").propagate = True
