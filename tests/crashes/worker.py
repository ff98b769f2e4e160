"""`python -m tests.crashes.worker VERB AT POINT [REFERENCE PERSON]`: takes a step or sends a batch, and dies by SIGKILL at a point."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any


def die(*_: Any, **__: Any) -> None:
    """As the kernel would: no clean-up, no rollback said."""
    os.kill(os.getpid(), signal.SIGKILL)


def deadly(call: Callable[..., Any], point: str) -> Callable[..., Any]:
    """The call of an attempt that never comes back: before it was made, or after."""

    def replaced(attempt: Any) -> None:
        if point == "after the call":
            call(attempt)
        die()

    return replaced


def cancel(at: datetime, point: str, reference: str, person: str) -> None:
    """The customer cancels."""
    from bookings.lifecycle import actions, records, steps
    from casaora.kit.steps import By

    if point == "within the record":
        steps.notices.tell = die
    else:
        records.payments.call = deadly(records.payments.call, point)
    actions.cancel(reference=reference, by=By("customer", int(person)), at=at)


def rule(at: datetime, point: str, reference: str, person: str) -> None:
    """Our team gives a part back."""
    from bookings.issues import rulings, shares, steps
    from bookings.lifecycle import records
    from casaora.kit.money import Money
    from casaora.kit.steps import By

    if point == "within the record":
        steps.notices.tell = die
    else:
        records.payments.call = deadly(records.payments.call, point)
    decision = shares.Decision("partial_refund", "The photos show that half was not done.", Money(2_300_000, "COP"))
    rulings.rule(reference=reference, decision=decision, by=By("staff", int(person)), at=at)


def accept(at: datetime, point: str, reference: str, person: str) -> None:
    """The professional's yes."""
    from bookings.lifecycle import actions, records, steps
    from casaora.kit.steps import By

    if point == "within the record":
        steps.notices.tell = die
    else:
        records.payments.call = deadly(records.payments.call, point)
    actions.accept(reference=reference, by=By("professional", int(person)), at=at)


def tip(at: datetime, point: str, reference: str, person: str) -> None:
    """The hold of a tip is seen: it is captured at once."""
    from bookings.lifecycle import records
    from bookings.supplements import authorization, steps

    if point == "within the record":
        steps.notices.tell = die
    else:
        records.payments.call = deadly(records.payments.call, point)
    authorization.authorize(reference=reference, at=at)


def send(at: datetime, point: str) -> None:
    """The minute's tick of transfers."""
    from payouts.batches import outcomes, transfers

    if point == "within the record":
        outcomes.post = die
    else:
        transfers.call = deadly(transfers.call, point)
    transfers.send_due(at)


def main(verb: str, at: str, point: str, *rest: str) -> None:
    """Set the trap, then work like any worker."""
    import django

    django.setup()
    {"accept": accept, "cancel": cancel, "rule": rule, "send": send, "tip": tip}[verb](datetime.fromisoformat(at), point, *rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
