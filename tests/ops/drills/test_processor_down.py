"""The processor goes away in the middle of an acceptance, and comes back."""

from __future__ import annotations

import pytest

from bookings.lifecycle import actions
from bookings.lifecycle.requests import ClosedNow
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.ops.drills.duty import Duty, sound, the_worker_works
from tests.ops.listening import Ears, ears, open_now, watched  # noqa: F401
from tests.ops.trouble import MINUTE, the_processor_goes_away

pytestmark = pytest.mark.django_db


def test_the_processor_is_down_for_ten_minutes(stage: Stage, ears: Ears) -> None:  # noqa: F811
    booking, household = stage.authorized(starts_at=stage.wish().starts_at + 1440 * MINUTE), stage.customer
    at = the_processor_goes_away(stage)
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert actions.read(booking.reference).state == "authorized"
    clock.set_to(at)
    watched(at)
    assert {"processor_away", "budget_burning"} & open_now() == {"processor_away"}  # the cause rings first, the budget minutes later
    assert "ALARM: 4 calls of the processor had no answer in the last half hour." in ears.heard(at)

    olga = Duty()
    olga.takes("processor_away")
    assert "capture" in (page := olga.opens("processor-down")) or "accept" in page
    olga.turns("new_requests", "off", "the processor is away")
    stage.customer = household
    with pytest.raises(ClosedNow):
        stage.requested(starts_at=stage.wish().starts_at + 2880 * MINUTE)

    stage.sim.faults.clear()
    later = at + 10 * MINUTE
    clock.set_to(later)
    assert "Begun: 3 jobs asked for." in olga.presses("settle_unknown")
    assert the_worker_works(later) == ["settle_payments", "settle_transfers", "settle_accounts"]
    assert actions.read(booking.reference).state == "confirmed"
    assert len([charge for charge in stage.sim.objects("charge") if charge["captured"]]) == 1
    olga.turns("new_requests", "on", "it answers again")
    watched(later + MINUTE)
    assert "processor_away" not in open_now()
    assert any(word.startswith("OVER: ") for word in ears.heard(later + MINUTE))
    sound(later + 10 * MINUTE)
