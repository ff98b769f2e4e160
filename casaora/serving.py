"""gunicorn's configuration, for every place where Casaora is served: ``gunicorn -c python:casaora.serving casaora.wsgi``.

Where it listens is gunicorn's own rule: on every address at ``PORT`` where that is set (containers, platforms), else on
127.0.0.1:8000; ``--bind`` says otherwise. Never with --preload: its workers would share a database connection.
"""

import os
from pathlib import Path
from typing import Any

from casaora import logs

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
#: Longer than the longest request: a claim, one call of the processor (10 s at most) and its record. A worker that says nothing for so long is stuck.
timeout = 60
#: What was asked before SIGTERM is answered. Shorter than what platforms wait before they kill (30 s).
graceful_timeout = 25
#: A leak stays small, and not every worker is replaced in the same minute.
max_requests, max_requests_jitter = 5000, 1000
#: The heartbeat is a file: on a disk that is slow, workers that live would be taken for dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # nosec B108: memory, and gunicorn makes the name
control_socket_disable = True
#: The proxy in front writes the access log; ours would be a second one, with addresses of people in it.
accesslog = None
logconfig_dict = {
    **logs.configuration(as_json=os.environ.get("ENVIRONMENT") in ("staging", "production"), level=os.environ.get("LOG_LEVEL", "INFO")),
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["out"], "propagate": False}},
}


def child_exit(server: Any, worker: Any) -> None:
    """What a worker counted stays counted when it has gone (its gauges would not)."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
