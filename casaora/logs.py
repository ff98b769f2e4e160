"""One line for each event: JSON where a log shipper reads, plain where a person does."""

from __future__ import annotations

import logging
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from casaora.kit import events


class JsonLine(JsonFormatter):
    """``service``, ``source`` and ``request_id`` on every line, plus an event's own fields."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", static_fields={"service": "casaora"})

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Adds where the work came from to lines that are not events as well."""
        super().add_fields(log_data, record, message_dict)
        log_data.setdefault("source", events.source.get())
        log_data.setdefault("request_id", events.request_id.get())


class PlainLine(logging.Formatter):
    """For a terminal: time, level, message, then the event's fields."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname).1s %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """Appends ``field=value`` for events."""
        line = super().format(record)
        extras = {k: v for k, v in vars(record).items() if k in events.ALLOWED}
        return line + "".join(f" {k}={v}" for k, v in extras.items())


def configuration(*, as_json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard output, for whoever ships it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": JsonLine if as_json else PlainLine}},
        "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
        "root": {"handlers": ["out"], "level": level},
    }


def start_sentry(dsn: str, environment: str, release: str, traces: float) -> None:
    """Errors to Sentry, without people's data: no locals, no bodies, no cookies, no trace headers to others.

    Each clock job is a monitor of its own there (``casaora.schedule.run_job``); Celery's own beat monitors are off, because one task runs them all.
    """
    import sentry_sdk
    from sentry_sdk.integrations.celery import CeleryIntegration

    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        release=release or None,
        traces_sample_rate=traces,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        trace_propagation_targets=[],
        integrations=[CeleryIntegration(monitor_beat_tasks=False)],
        before_send=_without_queries,
    )


def _without_queries(event: Any, hint: Any) -> Any:
    """An address's query may hold what somebody typed: a name that was searched for, a code."""
    request = event.get("request") or {}
    request.pop("query_string", None)
    # Django logs the request itself beside an error, with its whole address.
    (event.get("extra") or {}).pop("request", None)
    if "url" in request:
        request["url"] = request["url"].split("?")[0]
    return event
