"""The day to answer was reckoned from the row's last change, so that every edit gave the professional another one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.lifecycle import actions, deadlines, process
from bookings.lifecycle.authorization import RESPOND_WITHIN
from bookings.lifecycle.models import Booking
from casaora.demo.scenes import Stage
from casaora.kit import clock

DEFECT = "the 24 h clock reads `updated_at`, so any edit restarts it"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline is 24 h after the row was last saved."""
    save = Booking.save

    def saved_now(booking: Booking, *args: Any, **how: Any) -> None:
        if booking.state == process.AUTHORIZED:
            booking.respond_by = clock.now() + RESPOND_WITHIN
            if "update_fields" in how:
                how["update_fields"] = [*how["update_fields"], "respond_by"]
        save(booking, *args, **how)

    monkeypatch.setattr(Booking, "save", saved_now)


def test_an_edit_an_hour_before_the_deadline_does_not_move_it(stage: Stage) -> None:
    booking = stage.authorized()
    deadline = stage.at + timedelta(hours=24)
    clock.set_to(deadline - timedelta(hours=1))
    booking.message = "The door is the green one."
    booking.save(update_fields=["message"])
    deadlines.auto_decline_due(deadline)
    assert actions.read(booking.reference).state == "declined"
    assert [intent["status"] for intent in stage.sim.objects("payment_intent")] == ["canceled"]
