"""Messages come while the processor cannot be read: each fails, all wait, and one button sees to them."""

from __future__ import annotations

import pytest

from bookings.lifecycle import actions
from casaora import schedule
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.stripe.models import Event
from tests.ops.drills.duty import Duty, sound, the_processor_tells, the_worker_works
from tests.ops.listening import Ears, ears, open_now, watched  # noqa: F401
from tests.ops.trouble import MINUTE

pytestmark = pytest.mark.django_db


def test_messages_that_failed_are_handled_when_their_cause_is_gone(stage: Stage, ears: Ears) -> None:  # noqa: F811
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "", authenticate=True)
    assert the_processor_tells(stage, stage.at) >= 2
    stage.sim.faults.add("*", "server_error", times=None)
    for minutes in (0, 1, 3):
        schedule.run("sweep_inbox", clock.now() + minutes * MINUTE)
    assert Event.objects.filter(handled_at=None, tries__gte=2).exists()
    at = clock.now() + 6 * MINUTE
    clock.set_to(at)
    watched(at)
    assert "webhook_backlog" in open_now()
    assert any("messages of the processor wait, or could not be handled." in word for word in ears.heard(at))

    olga = Duty()
    assert "checkout.session.completed" in olga.opens("webhook-backlog")
    stage.sim.faults.clear()
    olga.presses("handle_events")
    assert the_worker_works(at + MINUTE) == ["sweep_inbox"]
    assert not Event.objects.filter(handled_at=None).exists()
    assert actions.read(booking.reference).state == "authorized"
    watched(at + 2 * MINUTE)
    assert "webhook_backlog" not in open_now()
    assert any(word.startswith("OVER: ") for word in ears.heard(at + 2 * MINUTE))
    sound(at + 3 * MINUTE)
