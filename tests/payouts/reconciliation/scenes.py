"""A life in order at the processor and in our books, and who looks after what is not."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.module_loading import import_string

from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.models import Booking
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.stripe.reading import event_from
from casaora.webhooks import HANDLERS
from payouts.ledger.actions import post
from payouts.ledger.models import Entry
from payouts.ledger.recipes import Legs
from payouts.reconciliation import actions as verbs
from payouts.reconciliation import running
from payouts.reconciliation.models import Break, Reconciliation
from tests.accounts.staff import staff
from tests.bookings.disputes import scenes as disputes

#: What the scenes of disputes put into the balance before anything is paid out.
FUNDED = 10**9
#: A card that takes no money back, and says so days later.
NO_REFUND = "4000000000005126"


def lived(stage: Stage) -> Booking:
    """A visit that was paid out and is disputed, one that was canceled with a refund, one that waits; fees and the top-up are in the books."""
    booking = disputes.at_stage(stage, "paid")
    disputes.opened(stage, booking)
    stage.at = clock.now().replace(minute=0, second=0, microsecond=0)
    canceled = stage.confirmed(starts_at=stage.wish().starts_at + timedelta(days=2))
    actions.cancel(reference=canceled.reference, by=stage.as_customer, at=stage.at)
    stage.authorized(starts_at=stage.wish().starts_at + timedelta(days=4))
    deadlines.post_fees(clock.now())
    later(hours=3)
    run()
    closed_by(Break.objects.get(type="topup"), "top_up")
    return booking


def stranded(stage: Stage) -> Booking:
    """Canceled for free, and days later the card says that it takes no money back: all of the price waits in suspense."""
    stage.at = clock.now().replace(minute=0, second=0, microsecond=0)
    booking = stage.authorized(card=NO_REFUND, starts_at=stage.wish().starts_at + timedelta(days=6))
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    deadlines.post_fees(clock.now())
    later(days=2, hours=1)
    stage.sim.tick()
    told(stage, "refund.failed")
    return booking


def later(**passed: float) -> None:
    """Time passes."""
    clock.set_to(clock.now() + timedelta(**passed))


def told(stage: Stage, *types: str) -> None:
    """Events of these types, handled as the worker does."""
    for event in stage.sim.take_events(*types):
        import_string(HANDLERS[event["type"]])(event_from(event), clock.now())


def run(days: int = 90, at: datetime | None = None) -> Reconciliation:
    """Compared now, as far back as told."""
    at = at or clock.now()
    return running.reconcile(at, at - timedelta(days=days))


def explained(made: Reconciliation) -> bool:
    """Whether the difference of the balances is explained to the last centavo, and was reckoned at all."""
    return bool(made.balances) and all(part["unexplained"] == 0 for part in made.balances.values())


def opened() -> list[tuple[str, str, int]]:
    """Open breaks: bucket, type, by how much."""
    rows = Break.objects.filter(closed_at__isnull=True).order_by("bucket", "type", "amount_minor")
    return list(rows.values_list("bucket", "type", "amount_minor"))


def posted(kind: str, reference: str, legs: Legs, subject: str = "") -> Entry:
    """An entry of now, as a verb writes it."""
    with transaction.atomic(), as_verb():
        return post(kind=kind, reference=reference, subject=subject, at=clock.now(), postings=legs)


def closed_by(row: Break, recipe: str) -> Entry:
    """One person proposes, and another posts."""
    verbs.propose(break_id=row.pk, recipe=recipe, by=eva(), at=clock.now(), why="as the bank's statement says")
    return verbs.approve(break_id=row.pk, by=teo(), at=clock.now())


def eva() -> By:
    """Of finance."""
    return staff("Eva", "finance")


def teo() -> By:
    """Of finance, too."""
    return staff("Teo", "finance")


def cop(minor: int) -> Money:
    """Centavos."""
    return Money(minor, "COP")
