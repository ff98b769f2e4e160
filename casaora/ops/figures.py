"""The figures of the operations page: how much, how fast, how often wrong, in the last day, week or month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.users.values import VALUES
from bookings.lifecycle.models import Booking
from bookings.payments.models import Attempt
from casaora.kit.models import JobRun, Outgoing, Traffic
from casaora.ops import liveness, objectives, queues
from casaora.stripe.models import Event
from casaora.timetable import JOBS, Job
from payouts.batches import process
from payouts.batches.models import Batch, Payout, TransferAttempt
from payouts.batches.pauses import why_paused
from payouts.connect.models import OpeningAttempt
from payouts.earnings import process as earning_process
from payouts.ledger.models import Account, Entry, Posting, Seal

#: What the page offers, by the word in its address: how far back, and how long one point of a line is.
PERIODS = {"24h": (timedelta(days=1), timedelta(hours=3)), "7d": (timedelta(days=7), timedelta(days=1)), "30d": (timedelta(days=30), timedelta(days=3))}
#: Booking states in which somebody has said yes.
ACCEPTED = ("confirmed", "in_progress", "unattended", "completed")
BATCHES, PAGES, ROWS = 6, 8, 12
#: Jobs that prove the books.
PROOFS = ("invariants", "prove_ledger", "compare_books", "reconcile")


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job of the clock as the page shows it. ``state``: ok, failed, missed, running or never."""

    name: str
    job: Job
    run: JobRun | None
    state: str
    words: str
    is_recent: bool  # on a telephone its hour says enough


def requests(since: datetime, until: datetime, point: timedelta) -> dict[str, Any]:
    """How many visits were asked for, what became of them, and the line of it."""
    made = Booking.objects.filter(created_at__gte=since, created_at__lt=until)
    sums = made.aggregate(
        all=Count("pk"), accepted=Count("pk", filter=Q(state__in=ACCEPTED)), unheard=Count("pk", filter=Q(state="declined", declined_reason="professional_no_response")),
        declined=Count("pk", filter=Q(state="declined") & ~Q(declined_reason="professional_no_response")),
    )  # fmt: skip
    line = _line("SELECT created_at AS at FROM bookings_booking WHERE created_at >= %s AND created_at < %s", since, until, point)
    silent_line = _line(
        """SELECT respond_by AS at FROM bookings_booking
           WHERE state = 'declined' AND declined_reason = 'professional_no_response' AND respond_by >= %s AND respond_by < %s""", since, until, point,
    )  # fmt: skip
    before = Booking.objects.filter(created_at__gte=since - (until - since), created_at__lt=since).count()
    rest = sums["all"] - sums["accepted"] - sums["declined"] - sums["unheard"]
    parts = [(_("accepted"), sums["accepted"]), (_("declined"), sums["declined"]), (_("no reply"), sums["unheard"]), (_("waiting, canceled or never paid"), rest)]
    return {**sums, "line": line, "silent_line": silent_line, "silent": sum(silent_line), "before": before, "parts": parts, "change": round(100 * (sums["all"] - before) / before) if before else None}


def _line(sql: str, since: datetime, until: datetime, point: timedelta) -> list[int]:
    """How many moments of ``sql`` fall into each point of the line."""
    points = max(1, int((until - since) / point))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT width_bucket(extract(epoch FROM made.at), %s, %s, %s), count(*) FROM ({sql}) made GROUP BY 1",  # nosec B608: written above
            [since.timestamp(), until.timestamp(), points, since, until],
        )
        found = dict(cursor.fetchall())
    return [int(found.get(n, 0)) for n in range(1, points + 1)]


def error_rates(since: datetime, until: datetime) -> dict[str, objectives.Standing]:
    """Of booking requests and of transfers."""
    named = {objective.name: objective for objective in objectives.OBJECTIVES}
    return {name: objectives.standing(named[name], since, until) for name in ("requests", "transfers")}


def jobs(at: datetime) -> list[JobRow]:
    """Every job of the timetable with its last run, the troubled first."""
    last = {run.job: run for run in liveness.last_runs(list(JOBS), at)}
    missed = set(liveness.missed(at))
    running = set(JobRun.objects.filter(status=JobRun.RUNNING, started_at__gte=at - timedelta(minutes=10)).values_list("job", flat=True))
    rows = []
    for name, job in JOBS.items():
        run = last.get(name)
        if name in missed:
            state, words = "missed", _("Did not run")
        elif run is not None and run.status == JobRun.FAILED:
            state, words = "failed", _("Failed")
        elif run is None:
            state, words = ("running", _("Running")) if name in running else ("never", _("Not yet"))
        else:
            state, words = "ok", _("Done")
        rows.append(JobRow(name, job, run, state, words, run is not None and at - run.started_at < timedelta(hours=12)))
    return sorted(rows, key=lambda row: row.state in ("ok", "never", "running"))


def waiting(at: datetime) -> dict[str, Any]:
    """What arrived, what should leave, what nobody knows the outcome of, and what lies in the broker."""
    inbox = Event.objects.filter(handled_at__isnull=True).aggregate(n=Count("pk"), oldest=Min("received_at"), tried=Count("pk", filter=Q(tries__gt=0)))
    outbox = Outgoing.objects.filter(done_at__isnull=True, next_try_at__lte=at).aggregate(n=Count("pk"), oldest=Min("put_at"))
    stuck = Outgoing.objects.filter(done_at__isnull=True, tries__gt=0).count()
    columns = ("key", "step", "unknown_at", "tries", "code")
    parts: list[Any] = [m._default_manager.filter(outcome="", unknown_at__isnull=False).values(*columns) for m in (Attempt, TransferAttempt, OpeningAttempt)]
    unknown = list(parts[0].union(*parts[1:], all=True).order_by("unknown_at")[:ROWS])
    try:
        broker = queues.depths()
    except queues.BrokerAway:
        broker = None
    return {"inbox": inbox, "outbox": {**outbox, "stuck": stuck}, "unknown": unknown, "broker": broker}


def batches(at: datetime) -> list[Batch]:
    """The last batches, each with how many payouts did not arrive, how many of their professionals still wait for that money, and its state in words.

    ``unsent`` are those whose turn has not come; ``paused`` says why a batch waits, and is empty where none does.
    """
    gone = Payout.objects.filter(batch=OuterRef("pk"), state__in=[process.FAILED, process.REVERSED, process.WITHDRAWN])
    waits = gone.filter(lines__earning__state__in=[earning_process.PAYABLE, earning_process.IN_PAYOUT])
    troubled, behind = (_number_of(rows) for rows in (waits, gone))
    rows: list[Any] = list(Batch.objects.order_by("-cut_off_at", "-pk").annotate(troubled=troubled, behind=behind, unsent=_number_of(Payout.objects.filter(batch=OuterRef("pk"), state=process.PLANNED)))[:BATCHES])
    for row in rows:
        row.words = VALUES.get(row.state, row.state)
        row.paused = why_paused(row.paused_reason) if row.is_paused(at) else ""
    return rows


def _number_of(rows: QuerySet[Payout]) -> Any:
    counted = rows.order_by().values("batch").annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(counted), 0)


def books(at: datetime) -> dict[str, Any]:
    """What the ledger says of itself: debits and credits by currency, how far it is sealed, when it was last proved."""
    sums = Posting.objects.values_list("currency").annotate(
        debits=Sum("amount_minor", filter=Q(amount_minor__gt=0)), credits=Sum("amount_minor", filter=Q(amount_minor__lt=0)),
        suspense=Sum("amount_minor", filter=Q(account=Account.SUSPENSE), default=0),
    )  # fmt: skip
    seals = Seal.objects.aggregate(last=Max("sequence"))["last"] or 0
    proofs = {run.job: run for run in liveness.last_runs(PROOFS, at)}
    rows = [{"currency": c, "debits": d or 0, "credits": -(k or 0), "difference": (d or 0) + (k or 0), "suspense": s} for c, d, k, s in sums.order_by("currency")]
    return {"rows": rows, "entries": Entry.objects.count(), "sealed": seals, "proofs": proofs}


def slowest_pages(since: datetime) -> list[dict[str, Any]]:
    """Views by the time that people waited for them in all, with their share of answers over a second and their errors."""
    rows = Traffic.objects.filter(since__gte=since).values("view", "method").annotate(
        n=Sum("count"), bad=Sum("failed"), ms=Sum("total_ms"), most=Max("most_ms"), quick=Sum("within_1000"), slow=F("n") - F("quick"),
    )  # fmt: skip
    pages = [{**row, "mean": round(row["ms"] / row["n"]), "slow_share": round(100 * row["slow"] / row["n"], 1)} for row in rows.order_by("-ms")[:40]]
    return sorted(pages, key=lambda row: -row["mean"])[:PAGES]


def payouts_in_trouble(since: datetime) -> int:
    """Payouts planned since then that failed or came back."""
    return Payout.objects.filter(planned_at__gte=since, state__in=[process.FAILED, process.REVERSED]).count()
