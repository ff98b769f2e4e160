"""What a suspension means for bookings: requests end, confirmed visits are canceled with all money back. Earned money still pays."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from bookings.lifecycle import process
from bookings.lifecycle.cancellation import cancel
from bookings.lifecycle.deadlines import run_through, through
from bookings.lifecycle.models import Booking
from casaora.kit.jobs import Counts
from casaora.kit.steps import CLOCK


def _of_suspended() -> QuerySet[Booking]:
    either = Q(professional__user__suspended_at__isnull=False) | Q(professional__vetting_state="suspended")
    return Booking.objects.filter(either | Q(customer__user__suspended_at__isnull=False)).order_by("starts_at")


def end_for_suspended(at: datetime) -> Counts:
    """Decline what waits, and cancel what is confirmed and not over, where either party is suspended. A visit that runs is left alone."""
    counts = run_through(_of_suspended().filter(state=process.AUTHORIZED, respond_by__gt=at), through("decline", at), at)
    confirmed = _of_suspended().filter(state=process.CONFIRMED, ends_at__gt=at)
    for name, count in run_through(confirmed, lambda reference: cancel(reference=reference, by=CLOCK, at=at), at).items():
        counts[name] = counts.get(name, 0) + count
    return counts
