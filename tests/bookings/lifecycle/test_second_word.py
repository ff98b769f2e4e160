"""Who comes second, too early, or with news of somebody else's: nothing happens, or the clear error, and nothing happens twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.lifecycle import actions, attendance, deadlines, proposals, requests, webhooks
from bookings.lifecycle.authorization import authorize
from bookings.lifecycle.claims import NotNow, claim
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record, record
from bookings.payments import actions as payments
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt, Payment, Refund
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.attempts import SUCCEEDED, Outcome
from casaora.kit.steps import CLOCK
from casaora.stripe import gateway
from casaora.stripe.answers import Event
from casaora.stripe.reading import event_from
from payouts.ledger.models import Entry

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def told(stage: Stage, kind: str) -> list[Event]:
    return [event_from(event) for event in stage.sim.take_events(kind)]


def of_a_stranger(event: Event) -> Event:
    """The same news about objects that are nobody's here."""
    found = {**event.payload["data"]["object"], "id": "zz_1", "metadata": {}, "client_reference_id": None}
    return Event(**{**_fields(event), "object_id": "zz_1", "payload": {**event.payload, "data": {"object": found}}})


def _fields(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__}


@pytest.mark.parametrize("is_over", [True, False])
def test_a_page_that_the_processor_closed_ends_the_request_once_its_time_is_over(stage: Stage, is_over: bool) -> None:
    booking = stage.requested()
    clock.set_to(booking.payment.session_expires_at + timedelta(minutes=1))
    stage.sim.tick()
    events = told(stage, "checkout.session.expired")
    for event in (of_a_stranger(events[0]), *events, *events):
        webhooks.session_closed(event, clock.now() if is_over else stage.at)
    assert actions.read(booking.reference).state == ("expired" if is_over else "pending_payment")
    assert booking.steps.filter(step="expire").count() == is_over


def test_news_of_a_strangers_payment_is_left_alone(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    for event in told(stage, "checkout.session.completed"):
        webhooks.session_completed(of_a_stranger(event), stage.at)
        webhooks.attempt_settled_there(of_a_stranger(event), stage.at)
        webhooks.refund_ended(of_a_stranger(event), stage.at)
    assert actions.read(booking.reference).state == "pending_payment"


def test_what_the_processor_did_without_our_hearing_is_recorded_by_its_event_and_once(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_after")
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    events = told(stage, "payment_intent.succeeded")
    for event in events * 2:
        webhooks.attempt_settled_there(event, stage.at)
    attempt = Attempt.objects.get(step="accept")
    assert (actions.read(booking.reference).state, Entry.objects.filter(kind="capture").count()) == ("confirmed", 1)
    assert record(attempt.pk, Outcome(SUCCEEDED, gateway.read_hold(str(booking.payment.intent_id))), stage.at) is False


def test_a_capture_that_never_happened_leaves_the_request_to_its_deadline(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "server_error")
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    for hours in (1, 2, 3):
        deadlines.settle_unknown(stage.at + hours * HOUR)
    assert (Attempt.objects.get(step="accept").code, actions.read(booking.reference).state) == ("never_happened", "authorized")
    accepted = actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at + 4 * HOUR)
    assert accepted.state == "confirmed"


def test_a_hold_that_is_gone_when_she_accepts_is_a_failed_payment(stage: Stage) -> None:
    booking = stage.authorized()
    gateway.release(str(booking.payment.intent_id), key="by hand")
    ended = actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert (ended.state, ended.payment.state, Entry.objects.count()) == ("payment_failed", Payment.FAILED, 0)


def test_a_hold_that_was_taken_while_we_let_it_go_is_booked_and_given_back(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "decline")
    stage.sim.faults.add("release", "server_error", times=2)
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    gateway.capture(str(booking.payment.intent_id), amount=booking.total, key="by hand")
    for hours in (1, 2):
        deadlines.settle_unknown(stage.at + hours * HOUR)
        deadlines.give_back_due(stage.at + hours * HOUR)
    assert [refund["amount"] for refund in stage.sim.objects("refund")] == [booking.total_minor]


def test_nobody_works_beside_an_attempt_that_is_open(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    clock.move(timedelta(days=8))
    stage.sim.tick()
    Attempt.objects.create(
        payment=booking.payment, step="expire", operation=Attempt.EXPIRE_CHECKOUT, key="x", opened_at=clock.now(), by_role="clock"
    )
    with pytest.raises(BeingConfirmed):
        authorize(reference=booking.payment.reference, at=clock.now())
    with pytest.raises(BeingConfirmed):
        deadlines._give_back(booking.reference, clock.now())


def test_a_second_attempt_is_refused_by_the_database_itself(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = stage.authorized()
    claim(reference=booking.reference, step="decline", by=stage.as_professional, at=stage.at)
    monkeypatch.setattr("bookings.lifecycle.claims.check", lambda *said: None)  # whoever forgets to look
    with pytest.raises(BeingConfirmed):
        claim(reference=booking.reference, step="withdraw", by=stage.as_customer, at=stage.at)


def test_what_the_clock_has_done_it_does_not_again(stage: Stage) -> None:
    booking = stage.requested()
    at = booking.payment.expires_at
    for _twice in (1, 2):
        deadlines.through("expire", at)(booking.reference)
    assert Attempt.objects.filter(operation=Attempt.EXPIRE_CHECKOUT).count() == 1


def test_the_clock_waits_for_its_time(stage: Stage) -> None:
    booking = stage.started()
    with pytest.raises(NotNow):
        actions.complete(reference=booking.reference, by=CLOCK, at=booking.ends_at + 11 * HOUR)
    assert deadlines.complete_due(booking.ends_at + 11 * HOUR) == {}


def test_the_family_is_not_asked_before_a_visit_is_over(stage: Stage) -> None:
    booking = stage.confirmed()
    with pytest.raises(NotNow):
        attendance.ask(booking.reference, booking.ends_at + HOUR)


def test_a_withdrawal_that_was_made_meanwhile_is_not_made_again(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    ended = authorize(reference=booking.payment.reference, at=stage.at, then_withdraw=stage.as_customer)
    again = authorize(reference=booking.payment.reference, at=stage.at, then_withdraw=stage.as_customer)
    assert (ended.state, again.state, booking.steps.filter(step="withdraw").count()) == ("canceled", "canceled", 1)


def free(*_said: object, **_more: object) -> None:
    """A look at the diary in the moment before somebody else wrote into it."""


def test_two_on_one_hour_are_refused_by_the_database_itself(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.requested()
    monkeypatch.setattr(requests, "why_not", free)
    with pytest.raises(requests.SlotTaken) as caught:
        stage.requested()
    assert caught.value.nearest
    assert Booking.objects.count() == 1


def test_a_new_time_that_is_taken_meanwhile_is_refused_by_the_database_itself(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = stage.confirmed()
    later = booking.starts_at + timedelta(days=1)
    proposals.propose_time(reference=booking.reference, starts_at=later, by=stage.as_customer, at=stage.at)
    stage.requested(starts_at=later)
    monkeypatch.setattr(proposals, "why_not", free)
    with pytest.raises(proposals.TimeTaken):
        proposals.reschedule(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert actions.read(booking.reference).starts_at == booking.starts_at


def test_a_refund_that_is_on_its_way_is_not_written_off(stage: Stage) -> None:
    booking = stage.confirmed()
    stage.sim.faults.add("refund", "timeout_after")
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    from bookings.lifecycle.refunds import record_failed_refund

    with pytest.raises(BeingConfirmed):
        record_failed_refund(Refund.objects.get().pk, stage.at)


def test_a_refund_that_failed_there_is_read_as_refused(stage: Stage) -> None:
    booking = stage.confirmed()
    stage.sim.faults.add("refund", "timeout_after")
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    sent = stage.sim.objects("refund")[0]
    stage.sim.store.save({**sent, "status": "failed"})
    outcome = payments.read(Attempt.objects.select_related("payment").get(outcome=""))
    assert outcome is not None
    assert (outcome.kind, outcome.code) == ("refused", "refund_failed")


def test_a_fee_that_is_not_reckoned_yet_is_read_again(stage: Stage) -> None:
    stage.confirmed()
    charge = stage.sim.objects("charge")[0]
    stage.sim.store.save({**charge, "balance_transaction": None})
    assert deadlines.post_fees(stage.at) == {"waiting": 1}
    stage.sim.store.save(charge)
    assert deadlines.post_fees(stage.at + HOUR) == {"done": 1}
    assert deadlines.post_fees(stage.at + 2 * HOUR) == {}


def at_once(stage: Stage, moment: datetime) -> Attempt:
    attempt = claim(reference=stage.authorized().reference, step="decline", by=stage.as_professional, at=moment)
    assert attempt is not None
    return attempt


def test_a_young_attempt_is_left_to_whoever_made_it_and_a_settled_one_is_passed(stage: Stage) -> None:
    attempt = at_once(stage, stage.at)
    assert deadlines.settle_one(attempt, stage.at) == "young"
    attempt_and_record(attempt, stage.at)
    attempt.refresh_from_db()
    assert deadlines.settle_one(attempt, stage.at + HOUR) == "passed"
