"""What we promise ourselves, how much may go wrong in thirty days, and whether that is being used up too fast.

Each objective is computed from rows, not from logs: (how many, how many of them bad) between two moments. Burn rate: how many times
faster than evenly the budget is spent. Two windows at once, after the SRE workbook's multi-window alerts: the long one says that it
matters, the short one that it still goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from bookings.lifecycle.models import Booking, StepTaken
from bookings.payments.actions import BY_HAND
from bookings.payments.models import Attempt, Payment
from casaora.kit.models import JobRun, Traffic
from casaora.stripe.models import Event
from payouts.batches.models import Batch, TransferAttempt
from payouts.batches.outcomes import PAUSES

WINDOW = timedelta(days=30)
Measure = Callable[[datetime, datetime], tuple[int, int]]
#: (long window, short window, burn rate of both): two per cent of the month's budget in an hour, five in six.
FAST = (timedelta(hours=1), timedelta(minutes=5), 14.4)
SLOW = (timedelta(hours=6), timedelta(minutes=30), 6.0)
#: Fewer bad ones than this are an accident and no trend.
FEW = 2
#: Views whose errors are failed booking requests.
DOORS = ("bookings:review",)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Objective:
    """``target`` is the share that must be good; 1.0 has no budget: each bad one is too much."""

    name: str
    title: Any
    promise: Any
    target: float
    measure: Measure


@dataclass(frozen=True, slots=True)
class Standing:
    """How an objective stands over a window."""

    objective: Objective
    total: int
    bad: int

    @property
    def share(self) -> float:
        """The share that was good; everything when there was nothing."""
        return 1.0 if not self.total else 1 - self.bad / self.total

    @property
    def budget_left(self) -> float:
        """What is left of the error budget: 1 is all of it, below 0 it is overdrawn."""
        allowed = (1 - self.objective.target) * self.total
        if not self.bad:
            return 1.0
        return 1 - self.bad / allowed if allowed else 0.0

    @property
    def percent(self) -> float:
        """The share in per cent, cut and not rounded up: 99.96 never reads as 100."""
        return int(self.share * 10_000) / 100

    @property
    def budget_percent(self) -> int:
        """What is left of the budget in per cent, never below nothing."""
        return max(0, int(self.budget_left * 100))

    @property
    def burn(self) -> float:
        """How many times too fast the budget is spent in this window."""
        if not self.bad:
            return 0.0
        allowed = (1 - self.objective.target) * self.total
        return self.bad / allowed if allowed else float("inf")

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds in this window."""
        return self.share >= self.objective.target


def _requests(since: datetime, until: datetime) -> tuple[int, int]:
    pages = Attempt.objects.filter(operation=Attempt.OPEN_CHECKOUT, payment__kind=Payment.VISIT, opened_at__gte=since, opened_at__lt=until)
    made = pages.aggregate(all=Count("pk"), bad=Count("pk", filter=Q(outcome="refused") | Q(unknown_at__isnull=False)))
    doors = Traffic.objects.filter(view__in=DOORS, method="POST", since__gte=since - timedelta(minutes=5), since__lt=until)
    errors = doors.aggregate(sum=Sum("failed"))["sum"] or 0
    return made["all"] + errors, made["bad"] + errors


def _transfers(since: datetime, until: datetime) -> tuple[int, int]:
    """Those that were asked for. What our balance did not suffice for was put off: no failure, and it is asked for again."""
    sent = TransferAttempt.objects.filter(opened_at__gte=since, opened_at__lt=until).exclude(code__in=PAUSES)
    bad = Q(outcome__in=["refused", "declined"]) | Q(code=BY_HAND)
    made = sent.aggregate(all=Count("pk"), bad=Count("pk", filter=bad))
    return made["all"], made["bad"]


def _releases(since: datetime, until: datetime) -> tuple[int, int]:
    """Requests whose deadline fell into the window and that nobody answered; bad: the hold was not given back within five minutes of it."""
    by_clock = StepTaken.objects.filter(booking=OuterRef("pk"), step="auto_decline")
    ended = Booking.objects.filter(Exists(by_clock), state="declined", respond_by__gte=since, respond_by__lt=until)
    late = Q(payment__released_at__isnull=True) | Q(payment__released_at__gt=F("respond_by") + timedelta(minutes=5))
    done = ended.aggregate(all=Count("pk"), bad=Count("pk", filter=late))
    waiting = Booking.objects.filter(state="authorized", respond_by__gte=since, respond_by__lt=until - timedelta(minutes=5)).count()
    return done["all"] + waiting, done["bad"] + waiting


def _webhooks(since: datetime, until: datetime) -> tuple[int, int]:
    minute = timedelta(seconds=60)
    late = Q(handled_at__isnull=True, received_at__lt=until - minute) | Q(handled_at__gt=F("received_at") + minute)
    found = Event.objects.filter(received_at__gte=since, received_at__lt=until).aggregate(all=Count("pk"), bad=Count("pk", filter=late))
    return found["all"], found["bad"]


def _batches(since: datetime, until: datetime) -> tuple[int, int]:
    """Batches that had their day; bad: still open then, or closed with payouts that failed."""
    late = Q(closed_at__isnull=True) | Q(closed_at__gt=F("planned_at") + DAY)
    had_their_day = Batch.objects.exclude(state="canceled").filter(planned_at__gte=since - DAY, planned_at__lt=until - DAY)
    found = had_their_day.aggregate(all=Count("pk"), bad=Count("pk", filter=late))
    return found["all"], found["bad"]


def _proofs(since: datetime, until: datetime) -> tuple[int, int]:
    proofs = JobRun.objects.filter(job__in=["invariants", "prove_ledger", "compare_books", "reconcile"], started_at__gte=since, started_at__lt=until, finished_at__isnull=False)
    found = proofs.aggregate(all=Count("pk"), bad=Count("pk", filter=Q(status=JobRun.FAILED)))
    return found["all"], found["bad"]


OBJECTIVES = (
    Objective("requests", _("Booking requests"), _("fewer than 1 % fail through our fault or the processor's"), 0.99, _requests),
    Objective("transfers", _("Transfers"), _("fewer than 0.1 % need a person"), 0.999, _transfers),
    Objective("releases", _("Unanswered requests"), _("99 % of the holds are given back within 5 minutes of the deadline"), 0.99, _releases),
    Objective("webhooks", _("Messages of the processor"), _("99 % are handled within 60 seconds"), 0.99, _webhooks),
    Objective("batches", _("Payout batches"), _("every one is closed within 24 hours"), 1.0, _batches),
    Objective("ledger", _("Proofs of the books"), _("no difference is left unexplained"), 1.0, _proofs),
)


def standing(objective: Objective, since: datetime, until: datetime) -> Standing:
    """How it stood between two moments."""
    return Standing(objective, *objective.measure(since, until))


def standings(at: datetime, window: timedelta = WINDOW) -> list[Standing]:
    """How all of them stand over the last thirty days."""
    return [standing(objective, at - window, at) for objective in OBJECTIVES]


def is_over(found: Standing, at: datetime) -> bool:
    """Whether a promise that was broken has been kept for the last day."""
    return not found.is_kept and standing(found.objective, at - DAY, at).is_kept


def burning(at: datetime) -> list[tuple[Standing, str]]:
    """Objectives whose budget is spent too fast now, with the window that says so. Those without a budget have alarms of their own."""
    out = []
    for objective in [o for o in OBJECTIVES if o.target < 1.0]:
        for long, short, rate in (FAST, SLOW):
            over = standing(objective, at - long, at)
            if over.bad >= FEW and over.burn >= rate and standing(objective, at - short, at).burn >= rate:
                out.append((over, f"{int(long.total_seconds() // 3600)} h"))
                break
    return out
