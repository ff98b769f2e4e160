"""Whatever ends without a visit gives the money back: at the first try, at a later one, once, and by what is read and not by what is hoped."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bookings.lifecycle import actions, deadlines, webhooks
from bookings.lifecycle.authorization import authorize
from bookings.lifecycle.claims import claim
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt, Payment, Refund
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.stripe import gateway
from casaora.stripe.reading import event_from
from payouts.earnings.models import Earning
from payouts.ledger.actions import seal
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance, verify

pytestmark = pytest.mark.django_db


def hold(booking: Booking) -> str:
    return gateway.read_hold(Payment.objects.get(pk=booking.payment_id).intent_id or "").status


def minutes(stage: Stage, count: int) -> datetime:
    return stage.at + timedelta(minutes=count)


def in_balance(at: datetime) -> bool:
    seal(at)
    return balance(Account.PROCESSOR_CASH, currency="COP") == Money.zero("COP") and verify(at) == []


def paid_after_the_end(stage: Stage) -> Booking:
    """The customer pays in the moment in which the request is given up, and the release meets a fault that its key repeats."""
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    Payment.objects.filter(pk=booking.payment_id).update(amount_minor=booking.payment.amount_minor - 100)
    stage.sim.faults.add("release", "server_error")
    return authorize(reference=booking.payment.reference, at=stage.at)


def test_a_capture_refused_for_good_lets_the_hold_go(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "decline")
    ended = actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert (ended.state, ended.payment.state) == ("payment_failed", Payment.RELEASED)
    assert hold(booking) == "canceled"
    assert not Attempt.objects.filter(outcome="").exists()


def test_after_a_refused_capture_the_release_is_tried_until_it_succeeds(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "decline")
    stage.sim.faults.add("release", "server_error")
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    deadlines.settle_unknown(minutes(stage, 12))
    assert hold(booking) == "requires_capture"
    deadlines.give_back_due(minutes(stage, 20))
    assert hold(booking) == "requires_capture"  # a quarter of an hour lies between two tries
    deadlines.give_back_due(minutes(stage, 30))
    assert hold(booking) == "canceled"
    assert actions.read(booking.reference).payment.state == Payment.RELEASED


def test_a_late_hold_whose_release_failed_is_released_at_a_later_try(stage: Stage) -> None:
    booking = paid_after_the_end(stage)
    deadlines.settle_unknown(minutes(stage, 12))
    assert hold(booking) == "requires_capture"
    assert deadlines.give_back_due(minutes(stage, 30)) == {"done": 1}
    assert deadlines.give_back_due(minutes(stage, 60)) == {}
    assert hold(booking) == "canceled"
    assert booking.steps.filter(step="late_authorize").count() == 1


def test_a_refund_that_never_happened_is_made_again_and_once(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_after")
    stage.sim.faults.add("refund", "server_error")
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    late = booking.starts_at - timedelta(minutes=20)
    deadlines.settle_unknown(late)
    for hours in (2, 3, 4, 5):
        deadlines.settle_unknown(late + timedelta(hours=hours))
        deadlines.give_back_due(late + timedelta(hours=hours, minutes=30))
    assert [r["amount"] for r in stage.sim.objects("refund")] == [booking.total_minor]
    assert list(Refund.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "succeeded"]
    assert in_balance(late + timedelta(hours=6))


def refunded_to(stage: Stage, card: str) -> tuple[Booking, datetime]:
    """Captured too late, and given back to a card with a fate of its own."""
    booking = stage.authorized(card=card)
    stage.sim.faults.add("capture", "timeout_after")
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    late = booking.starts_at - timedelta(minutes=20)
    deadlines.settle_unknown(late)
    assert Refund.objects.get().state == "succeeded"
    stage.sim.take_events()
    clock.move(timedelta(days=3))
    stage.sim.tick()
    return booking, late + timedelta(days=3)


def test_a_refund_that_a_bank_sends_back_waits_in_suspense_for_a_person(stage: Stage) -> None:
    booking, later = refunded_to(stage, "4000000000005126")
    events = [event_from(event) for event in stage.sim.take_events("refund.failed")]
    for event in events * 2:
        webhooks.refund_ended(event, later)
    assert Refund.objects.get().state == "failed"
    assert balance(Account.SUSPENSE, currency="COP") == -booking.total
    assert balance(Account.PROCESSOR_CASH, currency="COP") == booking.total
    assert Entry.objects.filter(kind="refund_failed").count() == len(events) == 1
    assert deadlines.give_back_due(later) == {}  # the same card would send it back again


def test_a_slow_refund_that_arrives_changes_nothing(stage: Stage) -> None:
    _booking, later = refunded_to(stage, "4000000000007726")
    for event in stage.sim.take_events("refund.updated"):
        webhooks.refund_ended(event_from(event), later)
    assert Refund.objects.get().state == "succeeded"
    assert in_balance(later)


def test_a_capture_whose_last_call_had_no_answer_is_not_taken_for_none(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_before", times=2)
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    deadlines.settle_unknown(minutes(stage, 61))
    attempt = Attempt.objects.get(step="accept")
    assert attempt.outcome == ""  # its call may be under way at this moment: reading says nothing yet
    gateway.capture(booking.payment.intent_id or "", amount=booking.total, key=attempt.key)
    deadlines.settle_unknown(minutes(stage, 130))
    assert actions.read(booking.reference).state == "confirmed"
    assert Entry.objects.filter(kind="capture").count() == 1


def test_a_hold_that_is_gone_before_we_saw_it_ends_the_request(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    clock.move(timedelta(days=8))  # nobody was there for a week, and the bank let go
    deadlines.expire_due(clock.now())
    ended = actions.read(booking.reference)
    assert (ended.state, ended.payment.state) == ("expired", Payment.EXPIRED)
    before = Attempt.objects.count()
    deadlines.expire_due(clock.now() + timedelta(minutes=5))
    assert Attempt.objects.count() == before


def test_a_withdrawal_of_a_request_whose_hold_is_gone_is_a_withdrawal(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    clock.move(timedelta(days=8))
    ended = actions.withdraw(reference=booking.reference, by=stage.as_customer, at=clock.now())
    assert (ended.state, ended.steps.last().step) == ("canceled", "withdraw")  # type: ignore[union-attr]


@pytest.mark.parametrize("step", ["decline", "auto_decline", "withdraw"])
def test_money_that_was_taken_without_our_asking_is_booked_and_given_back(stage: Stage, step: str) -> None:
    booking = stage.authorized()
    gateway.capture(booking.payment.intent_id or "", amount=booking.total, key="by hand, on the processor's own pages")
    assert booking.respond_by is not None
    if step == "auto_decline":
        deadlines.auto_decline_due(booking.respond_by)
    else:
        by = stage.as_professional if step == "decline" else stage.as_customer
        getattr(actions, step)(reference=booking.reference, by=by, at=stage.at)
    ended = actions.read(booking.reference)
    assert ended.state == ("canceled" if step == "withdraw" else "declined")
    assert [r["amount"] for r in stage.sim.objects("refund")] == [booking.total_minor]
    assert Entry.objects.filter(kind__in=["capture", "refund"]).count() == 2
    assert not Earning.objects.exists()
    assert in_balance(booking.respond_by)


def test_money_that_was_taken_before_we_saw_the_hold_ends_the_request_and_is_given_back(stage: Stage) -> None:
    booking = stage.requested()
    intent = stage.sim.hosted.pay(booking.payment.session_id or "").intent_id
    gateway.capture(intent, amount=booking.total, key="by hand, on the processor's own pages")
    deadlines.expire_due(minutes(stage, 31))
    assert actions.read(booking.reference).state == "expired"
    assert [r["amount"] for r in stage.sim.objects("refund")] == [booking.total_minor]
    assert in_balance(minutes(stage, 31))


def test_a_part_that_was_taken_is_left_to_a_person(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    booking = stage.authorized()
    gateway.capture(booking.payment.intent_id or "", amount=Money(5_000_000, "COP"), key="by hand, on the processor's own pages")
    waiting = actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert (waiting.state, Attempt.objects.get(outcome="").code) == ("authorized", "by_hand")
    deadlines.settle_unknown(minutes(stage, 90))
    assert Attempt.objects.get(outcome="").code == "by_hand"
    assert not Entry.objects.exists()


def test_a_worker_that_slept_over_its_claim_asks_for_nothing_more(stage: Stage) -> None:
    booking = stage.authorized()
    slept = claim(reference=booking.reference, step="decline", by=stage.as_professional, at=stage.at)
    assert slept is not None
    deadlines.settle_unknown(minutes(stage, 3))
    asked: list[str] = []
    stage.sim.observer = lambda operation, params, answer: asked.append(operation)
    attempt_and_record(slept, minutes(stage, 90))
    assert asked == []


def test_a_page_paid_though_nobody_was_given_its_address_is_released(stage: Stage) -> None:
    stage.sim.faults.add("open_checkout", "timeout_after")
    with pytest.raises(Exception, match="CB-"):
        stage.requested()
    session = stage.sim.objects("checkout.session")[0]
    stage.sim.hosted.pay(str(session["id"]))
    deadlines.settle_unknown(minutes(stage, 6))
    assert hold(Booking.objects.get()) == "canceled"


@pytest.mark.parametrize("before_the_hold", [True, False])
def test_what_a_customer_withdrew_is_not_accepted_because_the_processor_had_a_fault(stage: Stage, before_the_hold: bool) -> None:
    booking = stage.requested() if before_the_hold else stage.authorized()
    stage.sim.faults.add("expire_checkout" if before_the_hold else "release", "server_error", times=3)
    actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
    deadlines.settle_unknown(minutes(stage, 12))  # the first key is burnt, and the second meets the same fault
    assert Attempt.objects.filter(step="withdraw", outcome="").count() == 1
    if before_the_hold:
        assert deadlines.expire_due(minutes(stage, 31)) == {}
    else:
        with pytest.raises(BeingConfirmed):
            actions.accept(reference=booking.reference, by=stage.as_professional, at=minutes(stage, 13))
    deadlines.settle_unknown(minutes(stage, 40))
    ended = actions.read(booking.reference)
    assert (ended.state, ended.steps.last().step) == ("canceled", "withdraw")  # type: ignore[union-attr]
    assert stage.sim.objects("charge", captured=True) == []
