"""How the product logs: one line an event on stdout, with the request's id, without personal data.

A page's address can hold a secret (the link to an inquiry's progress), so an address is never logged:
the pattern of its route stands for it.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

# The id of the request, or of the request that caused the task, that this thread works for.
request_id: ContextVar[str] = ContextVar("request_id", default="")

# Where the middleware leaves the id on the request itself.
REQUEST_ID = "parkbridge.request_id"

# What `logger.info(…, extra={…})` may add to a line.
EXTRAS = ("method", "route", "status", "ms", "task", "event", "count")


def route_of(request: HttpRequest) -> str:
    """The pattern that the address matched, without the values in it; empty before or without a match."""
    match = getattr(request, "resolver_match", None)
    return match.route if match is not None else ""


class Discretion(logging.Filter):
    """Adds the request's id and takes the address out of Django's own messages ("Not Found: /…")."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        request = getattr(record, "request", None)
        if not isinstance(request, HttpRequest):
            return True
        record.request_id = request.META.get(REQUEST_ID, "")  # Django notes a 404 after the middleware has ended
        if isinstance(record.args, tuple):
            hidden = (request.path, request.get_full_path())
            shown = route_of(request) or "(no route)"
            record.args = tuple(shown if value in hidden else value for value in record.args)
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, request id, the known extras, a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
        }
        line |= {key: record.__dict__[key] for key in EXTRAS if key in record.__dict__}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def logging_config(*, as_json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to stdout, our own and the libraries' alike."""
    plain = {"format": "{asctime} {levelname} {name}: {message} {request_id}", "style": "{", "datefmt": "%H:%M:%S"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"discretion": {"()": Discretion}},
        "formatters": {"line": {"()": JsonFormatter} if as_json else plain},
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "filters": ["discretion"],
                "formatter": "line",
            }
        },
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "celery": {"level": "INFO" if level == "DEBUG" else "WARNING"},
            "kombu": {"level": "WARNING"},
        },
    }
