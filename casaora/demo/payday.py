"""The third incident: a payout day on which our balance at the processor is empty, from the morning until finance has sent what waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from django.db.models import Sum

from accounts.users.models import User
from casaora.demo import travel
from casaora.demo.processor import OverHttp
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.ops.models import Alarm
from casaora.schedule import run
from casaora.stripe import gateway
from casaora.stripe.amounts import to_processor
from payouts.batches import cutoffs, planning, process
from payouts.batches.models import Batch, Payout
from payouts.reconciliation import actions as reconciliation
from payouts.reconciliation.models import Break

CURRENCY = "COP"
HOUR = timedelta(hours=1)
#: The money leaves this long before the cut-off: what cards bring after that can be spent two days later, so nothing pays the batch by accident.
BEFORE = 3 * HOUR
#: A movement shows as a difference when it is an hour old; the entry is posted then, before the next look of the alarms.
SHOWS = timedelta(minutes=62)
#: The alarm rings after six hours. When it has not by then, there was nothing to pay.
RINGS = timedelta(hours=9)
#: Whichever comes first: a batch above a limit waits for its approval.
RINGING = ("batch_stuck", "batch_waits")
#: Seconds in which messages of a batch that was sent are handled.
ARRIVES = 15
OPEN = (process.AWAITING, process.APPROVED, process.SENDING)


class NothingToBreak(RuntimeError):
    """The city lacks what this incident needs, such as a request that waits for an answer."""


def the_balance_is_empty(processor: OverHttp) -> Callable[[], object]:
    """The treasurer moved all that we have to our bank on the morning of a payout day, and posted it; he sends it back when somebody has noticed.

    The clock stops as soon as the alarm rings: what becomes of the batch is for whoever is on duty.
    """
    market = planning.markets().first()
    finance = _finance()
    if market is None or len(finance) < 2:
        raise NothingToBreak("no market is open, or finance is fewer than two people")
    cut_off_at = cutoffs.following(clock.now() + BEFORE, market.zone)
    travel.forward(cut_off_at - BEFORE - clock.now())
    money = _everything()
    if money <= 0:
        raise NothingToBreak("nothing is in our balance at the processor")
    processor.control("POST", "payouts", {"amount": to_processor(Money(money, CURRENCY))})
    travel.forward(HOUR - timedelta(minutes=2))
    clock.move(SHOWS - HOUR + timedelta(minutes=2))
    _post("platform_payout", "payout", finance)
    travel.forward(cut_off_at - clock.now())
    while not Alarm.objects.filter(kind__in=RINGING, state=Alarm.OPEN).exists():
        if clock.now() > cut_off_at + RINGS:
            raise NothingToBreak("no payout was due on that day, or it needed no money")
        travel.forward(travel.STEP)
    return lambda: processor.control("POST", "top_ups", {"amount": to_processor(Money(max(money, _missing()), CURRENCY))})


def time_passes(say: Callable[[str], object], patience: float) -> None:
    """When the batch is closed, an hour and a half goes by: then the comparison shows the money that came, which finance posts by the runbook."""
    until = time.monotonic() + patience
    while Batch.objects.filter(state__in=OPEN).exists():
        if time.monotonic() > until:
            say("The batch is still open. When it is sent, `manage.py clock +90m` lets the comparison show the money that came.")
            return
        time.sleep(1)
    say("The batch is sent. An hour and a half goes by.")
    time.sleep(min(patience, ARRIVES))  # what the processor says of it arrives first
    travel.forward(SHOWS + HOUR / 2)
    run("reconcile", clock.now())


def _finance() -> list[User]:
    return list(User.objects.filter(is_active=True, is_staff=True, groups__name="finance").order_by("pk")[:2])


def _everything() -> int:
    """What we have there, and what is on its way to us there: more cannot be spent until cards bring more."""
    balance = gateway.read_balance()
    return sum(part.minor for part in (*balance.available, *balance.pending) if part.currency == CURRENCY)


def _missing() -> int:
    """What the open batches need, beyond what can be spent."""
    there = sum(part.minor for part in gateway.read_balance().available if part.currency == CURRENCY)
    waits = Payout.objects.filter(batch__state__in=OPEN, state=process.PLANNED).aggregate(sum=Sum("net_minor", default=0))["sum"]
    return max(0, int(waits) - there)


def _post(recipe: str, type: str, finance: list[User]) -> None:
    """Two people of finance post what the comparison shows of this type."""
    run("reconcile", clock.now())
    one, other = (By("staff", person.pk) for person in finance)
    for pk in Break.objects.filter(closed_at__isnull=True, type=type, currency=CURRENCY).values_list("pk", flat=True):
        reconciliation.propose(break_id=pk, recipe=recipe, by=one, at=clock.now(), why="our money, to our bank")
        reconciliation.approve(break_id=pk, by=other, at=clock.now())
