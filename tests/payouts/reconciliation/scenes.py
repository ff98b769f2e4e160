"""A life in order at the processor and in our books, and who looks after what is not."""

from __future__ import annotations

from datetime import datetime, timedelta

from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.models import Booking
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import By
from payouts.reconciliation import running
from payouts.reconciliation.models import Break, Reconciliation
from tests.accounts.staff import staff
from tests.bookings.disputes import scenes as disputes


def lived(stage: Stage) -> Booking:
    """A visit that was paid out and is disputed, one that was canceled with a refund, one that waits for an answer; the fees are in the books."""
    booking = disputes.at_stage(stage, "paid")
    disputes.opened(stage, booking)
    stage.at = clock.now().replace(minute=0, second=0, microsecond=0)
    canceled = stage.confirmed(starts_at=stage.wish().starts_at + timedelta(days=2))
    actions.cancel(reference=canceled.reference, by=stage.as_customer, at=stage.at)
    stage.authorized(starts_at=stage.wish().starts_at + timedelta(days=4))
    deadlines.post_fees(clock.now())
    clock.set_to(clock.now() + timedelta(hours=3))
    return booking


def funded(stage: Stage) -> Break:
    """The platform's first top-up, which nobody has posted: what every scene of disputes begins with. Its break."""
    run(days=90)
    return Break.objects.get(type="topup", closed_at__isnull=True)


def run(days: int = 90, at: datetime | None = None) -> Reconciliation:
    """Compared now, as far back as told."""
    at = at or clock.now()
    return running.reconcile(at, at - timedelta(days=days))


def opened() -> list[tuple[str, str, int]]:
    """Open breaks: bucket, type, by how much."""
    rows = Break.objects.filter(closed_at__isnull=True).order_by("bucket", "type", "amount_minor")
    return list(rows.values_list("bucket", "type", "amount_minor"))


def eva() -> By:
    """Of finance."""
    return staff("Eva", "finance")


def teo() -> By:
    """Of finance, too."""
    return staff("Teo", "finance")
