"""`python -m tests.crashes.worker REFERENCE PERSON AT POINT`: accepts a booking and dies by SIGKILL at a point."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from typing import Any


def die(*_: Any, **__: Any) -> None:
    """As the kernel would: no clean-up, no rollback said."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(reference: str, person: str, at: str, point: str) -> None:
    """Set the trap, then take the step like any worker."""
    import django

    django.setup()
    from bookings.lifecycle import actions, records
    from bookings.payments import actions as payments
    from casaora.kit.steps import By

    call = payments.call

    def call_and_die(attempt: Any) -> None:
        call(attempt)
        die()

    if point == "after the claim":
        records.payments.call = die  # type: ignore[assignment]
    elif point == "after the call":
        records.payments.call = call_and_die  # type: ignore[assignment]
    elif point == "within the record":
        records.notices.tell = die  # type: ignore[assignment]
    actions.accept(reference=reference, by=By("professional", int(person)), at=datetime.fromisoformat(at))


if __name__ == "__main__":
    main(*sys.argv[1:5])
