"""What the lifecycle is told about supplements when the app is ready: who records their attempts, who hears of their payments."""

from __future__ import annotations


def register() -> None:
    """See the module's docstring. Imported late: models are not ready before."""
    from bookings.lifecycle import records as lifecycle
    from bookings.lifecycle import webhooks
    from bookings.supplements import authorization, process, records

    for step, recorder in records.OPENED.items():
        lifecycle.register(step, recorder)
    for kind in process.PROCESSES:
        for verb, recorder in records.RECORDERS.items():
            lifecycle.register(f"{verb}_{kind}", recorder)
        webhooks.register(kind, arrived=authorization.authorize, closed=authorization.session_expired)
