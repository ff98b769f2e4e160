"""A moved visit kept its end and its price while its start moved: longer work for the same money; and a new day to cancel free of charge."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F

from bookings.lifecycle import actions, proposals
from bookings.lifecycle.models import Booking, Proposal
from casaora.demo.scenes import Stage

DEFECT = "rescheduling changes the hours at the old price, or resets the refund clock"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the start moves on the same day, and what canceling costs is reckoned from the new start."""
    proposed, moved = proposals._propose, proposals._reschedule

    def with_the_old_end(reference: str, *rest: Any) -> Proposal:
        proposal = proposed(reference, *rest)
        if proposal.starts_at.date() == proposal.booking.starts_at.date():
            proposal.ends_at = proposal.booking.ends_at
            proposal.save(update_fields=["ends_at"])
        return proposal

    def with_a_new_clock(reference: str, *rest: Any) -> None:
        moved(reference, *rest)
        Booking.objects.filter(reference=reference).update(agreed_start_at=F("starts_at"))

    monkeypatch.setattr(proposals, "_propose", with_the_old_end)
    monkeypatch.setattr(proposals, "_reschedule", with_a_new_clock)


def moved_to(stage: Stage, booking: Booking, starts_at: datetime) -> Booking:
    actions.propose_time(reference=booking.reference, starts_at=starts_at, by=stage.as_customer, at=stage.at)
    return actions.reschedule(reference=booking.reference, by=stage.as_professional, at=stage.at)


def test_a_moved_visit_is_as_long_as_what_was_paid_for(stage: Stage) -> None:
    booking = stage.confirmed()
    moved = moved_to(stage, booking, booking.starts_at - timedelta(minutes=30))
    assert (moved.minutes, moved.total) == (booking.minutes, booking.total)
    assert moved.minutes == moved.lines[0].minutes
    assert moved.occupied.upper - moved.occupied.lower == booking.occupied.upper - booking.occupied.lower


def test_whoever_moves_a_visit_away_wins_no_new_day_to_cancel_it(stage: Stage) -> None:
    booking = stage.confirmed()
    moved = moved_to(stage, booking, booking.starts_at + timedelta(days=3))
    actions.cancel(reference=moved.reference, by=stage.as_customer, at=booking.starts_at - timedelta(hours=5))
    assert sum(r["amount"] for r in stage.sim.objects("refund")) == booking.total.basis_points(2_500).minor
