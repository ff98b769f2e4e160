"""What the clock looks at each minute: every rule answers with what it sees now. What none sees any more is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection
from django.db.models import Count, Max, Min, Q, Sum

from bookings.payments.actions import BY_HAND
from bookings.payments.models import Attempt, Dispute, Payment
from casaora.kit import switches
from casaora.kit.acting import WEB, acting
from casaora.kit.models import JobRun, Outgoing, SwitchTurn, Traffic
from casaora.ops import liveness, objectives, queues
from casaora.ops.alarms import Signal
from casaora.stripe.models import Event
from payouts.batches import process
from payouts.batches.models import Batch, Payout, TransferAttempt
from payouts.connect.models import OpeningAttempt
from payouts.reconciliation import queries as reconciliation

log = logging.getLogger(__name__)
LATELY, QUARTER, DAY, WEEK = timedelta(minutes=30), timedelta(minutes=15), timedelta(days=1), timedelta(days=7)
#: How long may wait: an event, a row of the outbox, an approval, an open batch, a switch that somebody turned.
EVENT_WAITS, OUTBOX_WAITS, APPROVAL_WAITS, BATCH_WAITS, SWITCH_WAITS = (
    timedelta(minutes=5), timedelta(minutes=10), timedelta(hours=4), timedelta(hours=6), timedelta(hours=12),
)  # fmt: skip
#: So many messages that failed twice are no accident, however young; and for how long a budget has burned before it is told: its cause tells first.
TWICE, CONFIRMED = 3, timedelta(minutes=10)
#: A weekly drill, and a day.
DRILLED = timedelta(days=8)
#: Fewer than this are an accident: calls without an answer, errors, forged messages, stopped tries, pages measured, disputes.
AWAY, ERRORS, FORGED, STOPPED, MEASURED, DISPUTES = 3, 5, 20, 50, 50, 5
#: More tasks than this in one queue, or seconds of one statement, are too many; more than this share of slow pages, in per cent.
TASKS, STATEMENT, SLOW = 500, 60, 10
#: What the processor says when it does not know our key.
KEY_CODES = ("api_key_expired", "invalid_request_error", "AuthenticationError", "platform_api_key_expired", "secret_key_required")
#: Jobs whose findings have alarms of their own, with names; those of reconcile are the open breaks (``books``), those of sweep_inbox what waits.
PROOFS = ("invariants", "prove_ledger", "compare_books", "reconcile", "sweep_inbox")
#: Jobs beside the timetable whose last run counts too.
BESIDES = ("smoke", "backup", "restore_drill")
ATTEMPTS: dict[str, Any] = {"payments": Attempt, "transfers": TransferAttempt, "payout accounts": OpeningAttempt}
Rule = Callable[[datetime], Iterable[Signal]]


def clock_jobs(at: datetime) -> Iterator[Signal]:
    """Jobs that did not run, by queue where it is most of one; and jobs whose last run failed."""
    missed = liveness.missed(at)
    silent = liveness.silent_queues(missed)
    yield from (Signal("queue_silent", queue) for queue in silent)
    yield from (Signal("job_missed", job) for job in missed if liveness.JOBS[job].queue not in silent)
    for run in liveness.last_runs([*liveness.JOBS, *BESIDES], at):
        if run.status == JobRun.FAILED:
            yield from _failure(run)


def _failure(run: JobRun) -> Iterator[Signal]:
    facts = {"counts": run.counts, "error": run.error.strip().splitlines()[-1][:200] if run.error else ""}
    if run.job == "smoke":
        yield Signal("smoke_failed", facts=facts)
    elif run.job not in PROOFS or run.error:
        yield Signal("job_failed", run.job, facts=facts)
    elif run.job == "invariants":
        yield from (Signal("invariant_broken", name, count) for name, count in run.counts.items() if name != "failed")
    elif run.job == "prove_ledger":
        yield Signal("invariant_broken", "ledger_sums_to_zero", run.counts.get("failed", 1))
    elif run.job == "compare_books":
        yield Signal("invariant_broken", "the_processors_books_are_ours", run.counts.get("failed", 1))


def calls_without_an_answer(at: datetime) -> Iterator[Signal]:
    """Calls of the processor whose outcome is not known: many now, or some for too long; and those that did something else."""
    recent = refused = 0
    for name, model in ATTEMPTS.items():
        found = model.objects.filter(outcome="").aggregate(
            recent=Count("pk", filter=Q(unknown_at__gte=at - LATELY)), old=Count("pk", filter=Q(opened_at__lt=at - LATELY) & ~Q(code=BY_HAND)),
            by_hand=Count("pk", filter=Q(code=BY_HAND)), key=Count("pk", filter=Q(code__in=KEY_CODES)),
            oldest=Min("opened_at"),
        )  # fmt: skip
        recent += found["recent"]
        if found["old"]:
            yield Signal("unknown_old", name, found["old"], {"oldest": found["oldest"].isoformat(timespec="minutes")})
        if found["by_hand"]:
            yield Signal("needs_a_person", name, found["by_hand"])
        refused += found["key"]
    if refused:
        yield Signal("key_refused", count=refused)
    if recent >= AWAY:
        yield Signal("processor_away", count=recent)


def inbox_and_outbox(at: datetime) -> Iterator[Signal]:
    """What arrived and was not handled; what should have left and did not."""
    late, failing = Q(received_at__lt=at - EVENT_WAITS), Q(tries__gte=2) & ~Q(error="")
    waiting = Event.objects.filter(late | failing, handled_at__isnull=True).aggregate(
        n=Count("pk"), late=Count("pk", filter=late), oldest=Min("received_at"), tries=Max("tries")
    )
    if waiting["late"] or waiting["n"] >= TWICE:
        yield Signal("webhook_backlog", "", waiting["n"], {"oldest": waiting["oldest"].isoformat(timespec="minutes"), "tries": waiting["tries"]})
    unsent = Outgoing.objects.filter(done_at__isnull=True).filter(Q(next_try_at__lt=at - OUTBOX_WAITS) | Q(tries__gte=3)).aggregate(n=Count("pk"), oldest=Min("put_at"))
    if unsent["n"]:
        yield Signal("outbox_backlog", "", unsent["n"], {"oldest": unsent["oldest"].isoformat(timespec="minutes")})
    try:
        depths = queues.depths()
    except queues.BrokerAway:
        yield Signal("broker_away")  # this watch runs without it: by hand, or it went a moment ago
        return
    for queue, depth in depths.items():
        if depth > TASKS:
            yield Signal("queue_long", queue, depth)


def batches(at: datetime) -> Iterator[Signal]:
    """Batches that wait for people, or for too long; payouts that failed."""
    for batch in Batch.objects.filter(state=process.AWAITING, planned_at__lt=at - APPROVAL_WAITS).order_by("pk")[:20]:
        yield Signal("batch_waits", batch.batch_id, batch.payouts_count, {"planned": batch.planned_at.isoformat(timespec="minutes")})
    for batch in Batch.objects.filter(state__in=[process.APPROVED, process.SENDING], planned_at__lt=at - BATCH_WAITS).order_by("pk")[:20]:
        yield Signal("batch_stuck", batch.batch_id, batch.payouts_count, {"state": batch.state, "paused": batch.paused_reason})
    failed = Payout.objects.filter(state=process.FAILED, planned_at__gte=at - DAY, batch__planned_at__gte=at - DAY).count()
    if failed:
        yield Signal("payouts_failed", "", failed)


def books(at: datetime) -> Iterator[Signal]:
    """What the two books do not agree about, and money whose owner nobody has named yet."""
    found = reconciliation.summary(at)
    if found.breaks or found.unexplained:
        facts = {**{bucket: n for bucket, n in found.by_bucket.items()}, **{f"unexplained, {c}": minor for c, minor in found.unexplained.items()}}
        yield Signal("reconciliation_break", "", found.breaks + len(found.unexplained), facts)
    waiting = reconciliation.suspense_items(at)
    if waiting:
        yield Signal("money_in_suspense", "", len(waiting), {"days": max(item.age for item in waiting).days})


def disputes(at: datetime) -> Iterator[Signal]:
    """Banks that ask more often than they should: five in a week, or three that are one per cent of what was captured."""
    opened = Dispute.objects.filter(opened_at__gte=at - WEEK, is_inquiry=False).count()
    captured = Payment.objects.filter(captured_at__gte=at - WEEK).count() if opened >= 3 else 0
    if opened >= DISPUTES or (opened >= 3 and opened * 100 >= captured):
        yield Signal("dispute_wave", "", opened, {"captured": captured})


def pages(at: datetime) -> Iterator[Signal]:
    """What the doors answered in the last quarter of an hour: errors, slowness, forged messages, stopped tries."""
    lately = Traffic.objects.filter(since__gte=at - QUARTER - timedelta(minutes=5))
    sums = lately.aggregate(
        all=Sum("count", default=0), failed=Sum("failed", default=0), reads=Sum("count", filter=Q(method="GET"), default=0),
        quick=Sum("within_1000", filter=Q(method="GET"), default=0), forged=Sum("refused", filter=Q(view="stripe_webhook"), default=0),
        stopped=Sum("limited", filter=~Q(view__startswith="directory:"), default=0),
    )  # fmt: skip
    if sums["failed"] >= ERRORS and sums["failed"] * 100 >= sums["all"]:
        yield Signal("pages_fail", "", sums["failed"], {"of": sums["all"]})
    slow = 100 * (sums["reads"] - sums["quick"]) // sums["reads"] if sums["reads"] >= MEASURED else 0
    if slow >= SLOW:
        yield Signal("pages_slow", "", slow, {"of": sums["reads"]})
    if sums["forged"] >= FORGED:
        yield Signal("webhook_forged", "", sums["forged"])
    if sums["stopped"] >= STOPPED:
        yield Signal("limits_hit", "", sums["stopped"])


def database(at: datetime) -> Iterator[Signal]:
    """The oldest statement or transaction of ours, by the server's own clock. A login sees its own only: both are asked."""
    oldest = 0
    for role in (None, WEB):
        with acting(role=role), connection.cursor() as cursor:
            cursor.execute(
                """SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::int FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND backend_type = 'client backend'"""
            )
            oldest = max(oldest, cursor.fetchone()[0])
    if oldest > STATEMENT:
        yield Signal("database_slow", "", oldest)


def budgets(at: datetime) -> Iterator[Signal]:
    """Objectives whose error budget burns, and did already some minutes ago: what causes it has alarms of its own, which come first."""
    burning = objectives.burning(at)
    before = {standing.objective.name for standing, _ in objectives.burning(at - CONFIRMED)} if burning else set()
    for standing, window in burning:
        if standing.objective.name not in before:
            continue
        yield Signal("budget_burning", standing.objective.name, standing.bad, {"of": standing.total, "in": window, "times too fast": round(standing.burn, 1)})


def house(at: datetime) -> Iterator[Signal]:
    """A backup that is missing where there must be one; switches that somebody forgot."""
    if settings.IS_DEPLOYED and not JobRun.objects.filter(job="backup", status=JobRun.SUCCEEDED, started_at__gte=at - timedelta(hours=26)).exists():
        yield Signal("backup_old")
    if settings.IS_DEPLOYED and not JobRun.objects.filter(job="restore_drill", status=JobRun.SUCCEEDED, started_at__gte=at - DRILLED).exists():
        yield Signal("drill_old")
    for name, switch in switches.table().items():
        last = SwitchTurn.objects.filter(name=name).order_by("-pk").first()
        if last is not None and last.is_on != switch.is_on and last.at < at - SWITCH_WAITS:
            yield Signal("switch_left", name, facts={"since": last.at.isoformat(timespec="minutes"), "why": last.why[:100]})


RULES: tuple[Rule, ...] = (clock_jobs, calls_without_an_answer, inbox_and_outbox, batches, books, disputes, pages, database, budgets, house)


def signals(at: datetime) -> list[Signal]:
    """Everything that is wrong now. A rule that fails is itself something wrong, and does not silence the others."""
    found: list[Signal] = []
    for rule in RULES:
        try:
            found += rule(at)
        except DatabaseTrouble:
            raise
        except Exception as error:
            log.exception("the rule %s failed", rule.__name__)
            found.append(Signal("rule_failed", rule.__name__, facts={"error": type(error).__name__}))
    return found
