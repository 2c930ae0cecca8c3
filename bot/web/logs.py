"""Logs: one JSON object a line, with fields from an allow-list. What is not on it is not written.

A log line never carries a question, an answer or an address: messages of other libraries are written as their
template, without what was put into it, and an exception as its type and place, without its text.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import IO, Any

import structlog

FIELDS = frozenset(
    {
        "timestamp", "level", "logger", "event", "site", "surface", "outcome", "reason", "code", "status", "seconds",
        "claims", "sources", "answer_id", "error", "where", "index", "port", "version",
    }
)  # fmt: skip

# Loggers that put what varies into arguments, which are not written; others may have built theirs in beforehand.
_OUR_TEMPLATES = frozenset({"litotes", "uvicorn"})


def write_json_lines(stream: IO[str] | None = None) -> None:
    """Send every log of this process to `stream` (standard error) as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[_template_only, _dated, only_allowed, structlog.processors.JSONRenderer(ensure_ascii=False)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("litotes").setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        own = logging.getLogger(name)
        own.handlers.clear()
        own.setLevel(logging.WARNING)
        own.propagate = name != "uvicorn.access"  # its lines are addresses and paths
    structlog.configure(
        processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def only_allowed(_logger: Any, _method: str, given: MutableMapping[str, Any]) -> dict[str, Any]:
    """Drop every field that is not on the list."""
    return {name: value for name, value in given.items() if name in FIELDS}


def _template_only(_logger: Any, _method: str, given: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record: logging.LogRecord = given["_record"]
    given["level"], given["logger"] = record.levelname.lower(), record.name
    if given.get("_from_structlog"):
        return given
    ours = record.name.partition(".")[0] in _OUR_TEMPLATES and isinstance(record.msg, str)
    given["event"] = record.msg if ours else "message of another library"
    given["where"] = f"{record.module}:{record.lineno}"
    raised = given["exc_info"][1] if given.get("exc_info") else None
    if raised is not None:
        frames = traceback.extract_tb(raised.__traceback__)
        given["error"] = type(raised).__name__
        given["where"] = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "unknown"
    given["event"] = given["event"].strip().partition("\n")[0]
    return given


def _dated(_logger: Any, _method: str, given: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return structlog.processors.TimeStamper(fmt="iso", utc=True)(_logger, _method, given)
