"""Every button of a booking's page, as a browser would press it: without the transaction that surrounds other tests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.lifecycle import actions, deadlines
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.bookings.lifecycle.test_pages import browser

pytestmark = pytest.mark.django_db(transaction=True)


def press(stage: Stage, who: str, reference: str, noun: str, **said: str) -> str:
    """The page after the button: its own, shown again, or the booking's."""
    person = stage.customer.pk if who == "customer" else stage.offering.professional_id
    answer = browser(person).post(f"/en/bookings/{reference}/{noun}/", said, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_the_acceptance_to_the_end(stage: Stage) -> None:
    clock.set_to(stage.at)
    booking = stage.authorized()
    assert "Accepted" in press(stage, "professional", booking.reference, "acceptance")
    assert "moved on" in press(stage, "professional", booking.reference, "decline")
    assert "Choose a start time" in press(stage, "customer", booking.reference, "new-time")
    new = booking.starts_at + timedelta(days=1)
    assert "Proposed" in press(stage, "customer", booking.reference, "new-time", start=new.isoformat())
    assert "has its new time" in press(stage, "professional", booking.reference, "new-time-agreement")
    press(stage, "customer", booking.reference, "new-time", start=booking.starts_at.isoformat())
    assert "The old time stands" in press(stage, "professional", booking.reference, "new-time-refusal")
    clock.set_to(new)
    assert "not the arrival code" in press(stage, "professional", booking.reference, "start", code="abcd")
    assert "has begun" in press(stage, "professional", booking.reference, "start", code=actions.read(booking.reference).start_code)
    assert "is completed" in press(stage, "professional", booking.reference, "completion")


def test_cancel(stage: Stage) -> None:
    clock.set_to(stage.at)
    booking = stage.confirmed()
    assert "Write a line" in press(stage, "professional", booking.reference, "cancellation", why="")
    assert "Canceled" in press(stage, "customer", booking.reference, "cancellation", shown=str(booking.total_minor))


def test_withdraw(stage: Stage) -> None:
    assert "Withdrawn" in press(stage, "customer", stage.authorized().reference, "withdrawal")


@pytest.mark.parametrize(("noun", "said"), [("attestation", "Thank you"), ("no-show", "We are sorry")])
def test_whether_it_took_place(stage: Stage, noun: str, said: str) -> None:
    booking = stage.confirmed()
    clock.set_to(booking.ends_at + timedelta(hours=3))
    deadlines.unattended_due(booking.ends_at + timedelta(hours=2))
    assert said in press(stage, "customer", booking.reference, noun)


def test_an_answer_that_does_not_come_is_said_to_be_on_its_way(stage: Stage) -> None:
    clock.set_to(stage.at)
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_after")
    assert "being confirmed with the bank" in press(stage, "professional", booking.reference, "acceptance")
