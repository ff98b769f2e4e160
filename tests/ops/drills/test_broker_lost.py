"""The broker is gone: web tells it, the buttons say so, and the clock's work is done from a terminal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from bookings.lifecycle import actions
from casaora import schedule
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.ops import trouble
from tests.ops.drills.duty import Duty, sound
from tests.ops.listening import Ears, ears, open_now, watched  # noqa: F401

pytestmark = pytest.mark.django_db


def test_the_broker_is_lost_over_a_deadline(
    stage: Stage, ears: Ears, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any  # noqa: F811
) -> None:  # fmt: skip
    booking = stage.authorized()
    trouble.ran(stage.at)
    assert booking.respond_by is not None
    at = booking.respond_by + timedelta(minutes=30)
    clock.set_to(at)
    olga = Duty()
    with trouble.no_broker(settings, monkeypatch):
        with django_capture_on_commit_callbacks(execute=True):
            schedule.nudge("deliver_outbox")
        assert "broker_away" in open_now()
        assert ears.heard(at)[-1] == "ALARM: The broker does not answer: tasks wait as rows."
        assert olga.client.get("/readyz").status_code == 200
        assert olga.client.get("/readyz?all").status_code == 503
        assert "does not answer" in olga.opens("broker-lost")
        assert "manage.py remedy run_jobs" in olga.presses("run_jobs")

        call_command("remedy", "run_jobs", "--dry-run")
        assert actions.read(booking.reference).state == "authorized"
        call_command("remedy", "run_jobs")
        assert actions.read(booking.reference).state == "declined"
        assert stage.sim.objects("payment_intent")[0]["status"] == "canceled"
        assert "broker_away" in open_now()
    watched(at + trouble.MINUTE)
    assert open_now() == set()
    assert "OVER: The broker does not answer: tasks wait as rows." in ears.heard(at + trouble.MINUTE)
    sound(at + 2 * trouble.MINUTE)
