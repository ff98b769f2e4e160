"""People were told when a step was asked for and not when it was done, and some notices went to whoever had taken it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.notifications.models import Notice
from bookings.lifecycle import actions, notices, process
from bookings.lifecycle.models import Booking
from bookings.payments.models import Attempt
from casaora.demo.scenes import Stage
from casaora.kit.acting import as_verb

DEFECT = "notices before the fact; the wrong party told"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The claim tells already what the processor has not said yet, and the notice goes to whoever acted."""
    claimed, notified = actions.claim, notices._notify

    def told_at_once(*, reference: str, step: str, by: Any, at: datetime) -> Attempt | None:
        attempt = claimed(reference=reference, step=step, by=by, at=at)
        with transaction.atomic(), as_verb():
            booking = Booking.objects.get(reference=reference)
            notices.tell(booking, process.PROCESS[step], at, by=by, why="", amounts={}, moments={})
        return attempt

    def to_who_acted(booking: Booking, role: str, kind: str, at: datetime, said: dict[str, Any]) -> None:
        notified(booking, said["by"] if said.get("by") in ("customer", "professional") else role, kind, at, said)

    monkeypatch.setattr(actions, "claim", told_at_once)
    monkeypatch.setattr(notices, "_notify", to_who_acted)


def told(kind: str) -> list[int]:
    return list(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


@pytest.mark.parametrize("fault", ["decline", "timeout_before"])
def test_nobody_hears_of_a_confirmation_that_did_not_come_about(stage: Stage, fault: str) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", fault)
    after = actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert after.state == ("payment_failed" if fault == "decline" else "authorized")
    assert not Notice.objects.filter(kind="booking_accepted").exists()


def test_a_refusal_is_told_to_the_customer_and_a_withdrawal_to_the_professional(stage: Stage) -> None:
    declined = stage.authorized()
    actions.decline(reference=declined.reference, by=stage.as_professional, at=stage.at)
    withdrawn = stage.authorized()
    actions.withdraw(reference=withdrawn.reference, by=stage.as_customer, at=stage.at)
    assert told("booking_declined") == [declined.customer_id]
    assert told("booking_withdrawn") == [withdrawn.professional_id]
