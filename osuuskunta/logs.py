"""Structured logs on stderr, one JSON object a line, without personal data: events and ids, never what people typed."""

import logging
import re
import sys
import traceback
from pathlib import Path
from types import TracebackType

import structlog

# Bound by middleware or handed over by libraries; anything that could name a person is dropped whoever binds it.
PERSONAL = frozenset(
    {"body", "email", "ip", "login", "name", "password", "POST", "query_string", "referer", "user_agent", "username"}
)
ONE_TIME = re.compile(
    r"(/accounts/(?:invitation|password)/)[^ ]*-[^ ]*"
)  # who reads the log must not be able to use the link
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def drop_personal(logger: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Remove the keys that may carry personal data; a request keeps its method and path, not its query."""
    for key in PERSONAL & event.keys():
        del event[key]
    for key in ("request", "path"):
        if isinstance(event.get(key), str):
            event[key] = ONE_TIME.sub(r"\1…", event[key].split("?", 1)[0])
    return event


def name_fault(logger: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Replace an exception by its types and places.

    Its message and its variables stay out: a database error quotes the row, a form error what was typed.
    """
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    fault = found[1] if isinstance(found, tuple) else found
    if isinstance(fault, BaseException):
        event["fault"] = list(_chain(fault))
    return event


def _chain(fault: BaseException | None) -> "list[dict[str, object]]":
    told: list[dict[str, object]] = []
    while fault is not None and len(told) < 5:
        frames = traceback.extract_tb(fault.__traceback__)[-12:]
        places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        told.append({"type": f"{type(fault).__module__}.{type(fault).__qualname__}", "at": places})
        fault = fault.__cause__ or fault.__context__
    return told


def logging_config(level: str) -> None:
    """Send the standard library's loggers and structlog through one JSON renderer to stderr; `level` is the threshold."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_fault,
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
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(allow=()), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("axes").setLevel(logging.WARNING)  # its banner says nothing that a reader of our logs needs
