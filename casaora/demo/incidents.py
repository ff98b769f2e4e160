"""Five troubles to practise on, in the demo city: each caused from outside, as it would come, and over when the runbook was followed.

What a person cannot repair (the processor's own outage, a bank transfer that is on its way) repairs itself after some minutes, as it would
in life. Everything else is left for whoever is on duty.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

from bookings.lifecycle import actions
from bookings.lifecycle.models import Booking
from bookings.payments.models import Payment
from casaora.demo import asking, payday, travel
from casaora.demo.payday import NothingToBreak as NothingToBreak
from casaora.demo.processor import OverHttp
from casaora.kit import clock
from casaora.kit.steps import By
from casaora.ops.models import Alarm
from casaora.schedule import run
from casaora.stripe.models import Event
from payouts.batches.models import Batch
from payouts.reconciliation.models import Break

Say = Callable[[str], object]
#: How many times as long as the outside world takes the people on duty may take.
PATIENCE = 5
#: Acceptances that hang when the processor is down: as many as ring.
HANGING = 3


@dataclass(frozen=True, slots=True)
class Incident:
    """``cause`` breaks something and answers what repairs the outside world later, or None; ``hint`` is what a customer would say on the telephone.

    ``ending`` is what happens when the people on duty have done their part: it waits for that, at most so many seconds.
    """

    hint: str
    cause: Callable[[OverHttp], Callable[[], object] | None]
    ending: Callable[[Say, float], object] | None = None


def _fault(processor: OverHttp, operation: str, kind: str) -> None:
    processor.control("POST", "faults", {"operation": operation, "kind": kind, "times": None})


def _clear(processor: OverHttp) -> Callable[[], object]:
    return lambda: processor.control("DELETE", "faults")


def the_processor_is_down(processor: OverHttp) -> Callable[[], object]:
    """It does what it is asked and does not answer any more; three acceptances hang."""
    waiting = list(Booking.objects.filter(state="authorized").order_by("respond_by", "pk")[:HANGING])
    if len(waiting) < HANGING:
        waiting += asking.ask(processor, HANGING - len(waiting), clock.now())
    if len(waiting) < 2:
        raise NothingToBreak("fewer than two requests wait for an answer, and nobody asks anew: ask for two visits as a customer, pay, and begin again")
    _fault(processor, "*", "timeout_after")
    for booking in waiting:
        actions.accept(reference=booking.reference, by=By("professional", booking.professional_id), at=clock.now())
    return _clear(processor)


def messages_pile_up(processor: OverHttp) -> Callable[[], object]:
    """Reading at the processor fails, so each of its messages is stored and cannot be handled; its bank details of accounts change meanwhile."""
    _fault(processor, "read_payout_account", "server_error")
    accounts = processor.control("GET", "objects/account")[:6]
    if not accounts:
        raise NothingToBreak("nobody has a payout account")
    for account in accounts:
        processor.control("POST", f"accounts/{account['id']}", {"state": "ready"})
    return _clear(processor)


def a_fee_that_nobody_knows(processor: OverHttp) -> None:
    """The processor takes a monthly fee, and the nightly comparison finds no entry of it."""
    processor.control("POST", "movements", {"kind": "stripe_fee", "amount": -4_990_000, "currency": "cop"})
    travel.forward(timedelta(hours=3))
    run("reconcile", clock.now())


def forged_messages(processor: OverHttp) -> None:
    """Somebody sends messages with a made-up signature, and somebody tries passwords."""
    for number in range(26):
        _post(f"{settings.SITE_URL}/webhooks/stripe/", b'{"id": "evt_forged_%d"}' % number, {"Stripe-Signature": "t=1,v1=forged", "Content-Type": "application/json"})


def _post(url: str, body: bytes, headers: dict[str, str]) -> None:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:  # nosec B310: this machine's own address
            answer.read(10)
    except urllib.error.HTTPError as refused:
        refused.close()


INCIDENTS = {
    1: Incident("“I accepted and it only says that it is being confirmed.”", the_processor_is_down),
    2: Incident("“My payout account says that it is not ready, and it is.”", messages_pile_up),
    3: Incident("“It is Friday afternoon and nobody of us has been paid.”", payday.the_balance_is_empty, payday.time_passes),
    4: Incident("“Our bank statement does not agree with the books.”", a_fee_that_nobody_knows),
    5: Incident("Nobody rang.", forged_messages),
}


def begin(number: int, minutes: float, say: Say) -> dict[str, Any]:
    """Cause one; wait until the outside world has repaired itself, if it does. Raises NothingToBreak, NoSimulator."""
    incident, processor = INCIDENTS[number], OverHttp()
    repair = incident.cause(processor)
    say(f"Incident {number} has begun. {incident.hint} Look at {settings.SITE_URL}/admin/")
    if repair is not None:
        say(f"The outside world repairs itself after {minutes:g} minutes; leave this running.")
        time.sleep(minutes * 60)
        repair()
        say("The outside world is in order again. What is left is yours.")
    if incident.ending is not None:
        incident.ending(say, minutes * 60 * PATIENCE)
    return {"incident": number, **left()}


def left() -> dict[str, int]:
    """What waits for people when the command ends."""
    return {
        "calls_without_an_outcome": Payment.objects.filter(attempts__outcome="").distinct().count(),
        "messages_not_handled": Event.objects.filter(handled_at__isnull=True).count(),
        "open_batches": Batch.objects.filter(state__in=payday.OPEN).count(),
        "differences": Break.objects.filter(closed_at__isnull=True).exclude(bucket=Break.SUSPENSE).count(),
        "alarms": Alarm.objects.filter(state=Alarm.OPEN).count(),
    }

