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


def test_whether_it_took_place(stage: Stage) -> None:
    came, missed = stage.confirmed(), stage.confirmed(starts_at=stage.wish().starts_at + timedelta(days=1))
    clock.set_to(came.ends_at + timedelta(hours=3))
    deadlines.unattended_due(came.ends_at + timedelta(hours=2))
    assert "moved on" in press(stage, "customer", came.reference, "no-show")
    assert "Thank you" in press(stage, "customer", came.reference, "attestation")
    clock.set_to(missed.starts_at + timedelta(hours=1))
    assert "We are sorry" in press(stage, "customer", missed.reference, "no-show")


def test_an_answer_that_does_not_come_is_said_to_be_on_its_way(stage: Stage) -> None:
    clock.set_to(stage.at)
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_after")
    assert "being confirmed with the bank" in press(stage, "professional", booking.reference, "acceptance")


def test_a_cancellation_says_how_it_stands_with_the_bank(stage: Stage) -> None:
    clock.set_to(stage.at)
    refused, unknown = stage.confirmed(), stage.confirmed(starts_at=stage.wish().starts_at + timedelta(days=1))
    stage.sim.faults.add("refund", "decline")
    assert "refused the refund" in press(stage, "customer", refused.reference, "cancellation")
    stage.sim.faults.add("refund", "timeout_after")
    assert "being confirmed with the bank" in press(stage, "customer", unknown.reference, "cancellation")
    assert "has moved on" in press(stage, "professional", unknown.reference, "cancellation", why="A fever.")
    assert "being confirmed" in press(stage, "professional", unknown.reference, "new-time", start=(unknown.starts_at + timedelta(days=1)).isoformat())


def test_a_new_time_says_why_it_cannot_be_had(stage: Stage) -> None:
    clock.set_to(stage.at)
    booking, done = stage.confirmed(), stage.completed(starts_at=stage.wish().starts_at + timedelta(days=2))
    clock.set_to(stage.at)
    new = booking.starts_at + timedelta(days=1)
    assert "has moved on" in press(stage, "customer", done.reference, "new-time", start=new.isoformat())
    press(stage, "customer", booking.reference, "new-time", start=new.isoformat())
    assert "There is a proposal already" in press(stage, "professional", booking.reference, "new-time", start=new.isoformat())
    stage.confirmed(starts_at=new)
    assert "The old one stands" in press(stage, "professional", booking.reference, "new-time-agreement")
    assert "has moved on" in press(stage, "customer", booking.reference, "new-time-agreement")


def test_the_payment_page_is_the_customers_and_looks_when_asked(stage: Stage) -> None:
    clock.set_to(stage.at)
    booking = stage.requested()
    path = f"/en/bookings/{booking.reference}/payment/"
    theirs = browser(stage.customer.pk)
    assert "One step left" in theirs.get(path).content.decode()
    waiting = theirs.get(f"{path}?back=paid")
    assert waiting["Refresh"] == "2"
    stage.sim.hosted.pay(booking.payment.session_id or "")
    stage.sim.faults.add("read_checkout", "timeout_before")
    assert "have not heard from the bank" in theirs.post(f"{path}check/", follow=True).content.decode()
    assert "A hold is not a charge" in theirs.post(f"{path}check/", follow=True).content.decode()
    hers = browser(stage.offering.professional_id)
    assert hers.get(path).status_code == hers.post(f"{path}check/").status_code == 404
