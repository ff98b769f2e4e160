"""``/metrics``: what processes counted, added up, and what only the database knows, asked at this moment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Count, Max, Min, Q
from prometheus_client import CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.registry import REGISTRY, Collector

from casaora.kit import clock, switches
from casaora.kit.acting import reading_as_verb
from casaora.kit.models import JobRun, Outgoing
from casaora.ops import objectives, queues
from casaora.ops.kinds import KINDS
from casaora.ops.models import Alarm
from casaora.stripe.models import Event
from casaora.timetable import JOBS
from payouts.ledger.queries import trial_balance

__all__ = ["CONTENT_TYPE", "text"]


class FromTheDatabase(Collector):
    """Gauges of rows: how much waits, since when, when jobs last ended, how objectives stand, what the books hold."""

    def collect(self) -> Iterator[Metric]:
        """One scrape."""
        at = clock.now()
        with reading_as_verb():
            yield from self._waiting()
            yield from self._jobs()
            yield from self._standings()
        open_alarms = GaugeMetricFamily("casaora_alarms_open", "Open alarms by kind.", labels=["kind", "severity"])
        with reading_as_verb():
            found = dict(Alarm.objects.filter(state=Alarm.OPEN).values_list("kind").annotate(Count("pk")))
        for kind, what in KINDS.items():
            open_alarms.add_metric([kind, what.severity], found.get(kind, 0))
        yield open_alarms
        turned = GaugeMetricFamily("casaora_switch_on", "How the switches of the house stand.", labels=["switch"])
        for name, is_on in switches.states().items():
            turned.add_metric([name], int(is_on))
        yield turned
        yield GaugeMetricFamily("casaora_clock_seconds", "What the house takes for now.", value=at.timestamp())

    def _waiting(self) -> Iterator[Metric]:
        at = clock.now()
        depth = GaugeMetricFamily("casaora_waiting", "Rows and tasks that wait.", labels=["where"])
        age = GaugeMetricFamily("casaora_waiting_seconds", "How old the oldest of them is.", labels=["where"])
        inbox = Event.objects.filter(handled_at__isnull=True).aggregate(n=Count("pk"), oldest=Min("received_at"))
        outbox = Outgoing.objects.filter(done_at__isnull=True, next_try_at__lte=at).aggregate(n=Count("pk"), oldest=Min("next_try_at"))
        for where, found in (("inbox", inbox), ("outbox", outbox)):
            depth.add_metric([where], found["n"])
            age.add_metric([where], max(0.0, (at - found["oldest"]).total_seconds()) if found["oldest"] else 0)
        try:
            for queue, tasks in queues.depths().items():
                depth.add_metric([f"queue_{queue}"], tasks)
        except queues.BrokerAway:
            pass  # the missing figure says so
        yield depth
        yield age

    def _jobs(self) -> Iterator[Metric]:
        ended = GaugeMetricFamily("casaora_job_succeeded_seconds", "When each job of the clock last succeeded.", labels=["job"])
        since = clock.now() - timedelta(days=3)
        found = JobRun.objects.filter(started_at__gte=since).values_list("job").annotate(last=Max("finished_at", filter=Q(status=JobRun.SUCCEEDED)))
        for job, moment in found:
            if moment and job in JOBS:
                ended.add_metric([job], moment.timestamp())
        yield ended

    def _standings(self) -> Iterator[Metric]:
        share = GaugeMetricFamily("casaora_objective_share", "Share that was good in thirty days.", labels=["objective"])
        left = GaugeMetricFamily("casaora_objective_budget_left", "What is left of the error budget: 1 is all.", labels=["objective"])
        for standing in objectives.standings(clock.now()):
            share.add_metric([standing.objective.name], standing.share)
            left.add_metric([standing.objective.name], standing.budget_left)
        yield share
        yield left
        held = GaugeMetricFamily("casaora_ledger_minor", "Balance of each account of the books, in minor units.", labels=["account", "currency"])
        for currency, account, minor in cache.get_or_set("trial_balance", trial_balance, 300) or []:  # reads every posting
            held.add_metric([account, currency], minor)
        yield held


def text() -> bytes:
    """The whole page. With ``PROMETHEUS_MULTIPROC_DIR`` the counters of every process of this machine; else this one's."""
    registry = CollectorRegistry()
    registry.register(FromTheDatabase())
    counted = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)
    return generate_latest(counted) + generate_latest(registry)
