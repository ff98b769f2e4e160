"""What a suspension means for bookings: requests end, confirmed visits are canceled with all money back. Earned money still pays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from bookings.lifecycle import process
from bookings.lifecycle.cancellation import cancel
from bookings.lifecycle.deadlines import run_through, through
from bookings.lifecycle.models import Booking
from casaora.kit.jobs import Counts
from casaora.kit.steps import CLOCK

#: One question each: from the few who are suspended to their bookings. As one question with OR, every visit ahead was read each minute.
SUSPENDED = (
    Q(professional__user__suspended_at__isnull=False), Q(professional__vetting_state="suspended"), Q(customer__user__suspended_at__isnull=False),
)  # fmt: skip


def end_for_suspended(at: datetime) -> Counts:
    """Decline what waits, and cancel what is confirmed and not over, where either party is suspended. A visit that runs is left alone."""
    counts: Counts = {}
    for who in SUSPENDED:
        theirs = Booking.objects.filter(who).order_by("starts_at")
        waiting, confirmed = theirs.filter(state=process.AUTHORIZED, respond_by__gt=at), theirs.filter(state=process.CONFIRMED, ends_at__gt=at)
        for done in (run_through(waiting, through("decline", at), at), run_through(confirmed, _cancel(at), at)):
            for name, count in done.items():
                counts[name] = counts.get(name, 0) + count
    return counts


def _cancel(at: datetime) -> Callable[[str], object]:
    return lambda reference: cancel(reference=reference, by=CLOCK, at=at)
