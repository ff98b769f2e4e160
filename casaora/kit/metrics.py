"""What is counted while it happens, in Prometheus' shape.

Several processes count together when ``PROMETHEUS_MULTIPROC_DIR`` names a folder: the library writes there, and whoever is asked for
``/metrics`` adds up. Labels are closed sets (names of views, events, jobs, operations); a reference or a person is never one.
"""

from __future__ import annotations

from prometheus_client import Counter, Histogram

SECONDS = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)
EVENTS = Counter("casaora_events", "Events by name and by where the work came from.", ["event", "source"])
REQUESTS = Counter("casaora_requests", "Answers by view, method and status class.", ["view", "method", "status"])
LATENCY = Histogram("casaora_request_seconds", "How long views take to answer.", ["view"], buckets=SECONDS)
CALLS = Histogram("casaora_processor_seconds", "Calls of the processor by outcome.", ["outcome"], buckets=SECONDS)
JOBS = Histogram("casaora_job_seconds", "Runs of the clock's jobs by name and status.", ["job", "status"], buckets=(0.1, 0.5, 1, 5, 10, 30, 60, 120))
