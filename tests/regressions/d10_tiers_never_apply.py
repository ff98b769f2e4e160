"""The hold was captured only at the end, so whoever canceled late had the whole of it released."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.catalog.cancellation import ALL, divide
from bookings.lifecycle import actions, cancellation
from casaora.demo.scenes import Stage

DEFECT = "late-cancellation tiers never apply, because an uncaptured hold is released whole"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything goes back, whenever the customer cancels."""

    def whole(booking: Any, *_: object) -> object:
        return divide(booking.total, booking.earning, ALL)

    monkeypatch.setattr(cancellation, "share_at", whole)


def test_a_late_cancellation_keeps_what_the_terms_say(stage: Stage) -> None:
    booking = stage.confirmed()
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=booking.starts_at - timedelta(hours=5))
    assert sum(r["amount"] for r in stage.sim.objects("refund")) == booking.total.basis_points(2_500).minor
