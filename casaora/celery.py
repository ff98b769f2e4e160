"""Celery: the queue and the clock's ticks. Due work is rows, so a lost broker loses nothing."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casaora.settings")
os.environ.setdefault("CASAORA_PROCESS", "service")
app = Celery("casaora")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = ("casaora.schedule", "casaora.demo.travel")
#: The header of a task that carries the request id of whoever asked for it.
CAUSE = "casaora_request_id"


@signals.before_task_publish.connect
def tell_cause(headers: dict[str, Any], **_: Any) -> None:
    """A task remembers which request caused it."""
    from casaora.kit import events

    headers[CAUSE] = events.request_id.get()


@signals.task_prerun.connect
def take_cause(task: Any, **_: Any) -> None:
    """Its lines in the log say so. A worker's thread of work is one task at a time, so the next one overwrites."""
    from casaora.kit import events

    events.request_id.set(getattr(task.request, CAUSE, "") or events.new_request_id())
    events.source.set("command")


@signals.worker_init.connect
def serve_metrics(**_: Any) -> None:
    """The worker's own counters, on a loopback port of its own, where web does not share a folder with it."""
    from django.conf import settings
    from prometheus_client import start_http_server

    if settings.WORKER_METRICS_PORT:
        start_http_server(settings.WORKER_METRICS_PORT, addr="127.0.0.1")
