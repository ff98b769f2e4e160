"""A tip: after completion, by a payment of its own, wholly hers, and moved, not only written down."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.notifications.models import Notice
from bookings.lifecycle import actions as steps
from bookings.lifecycle import deadlines as visits
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.requests import ProcessorAway, TooManyRequests
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt, Payment
from bookings.supplements import actions, amounts, deadlines
from bookings.supplements.actions import SupplementWaits
from bookings.supplements.authorization import authorize
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.ops import invariants
from casaora.stripe import inbox
from payouts.earnings.actions import release_cleared
from payouts.earnings.models import Earning
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance
from tests.bookings.supplements.scenes import cop, paid, pay, proposed, tipping

pytestmark = pytest.mark.django_db
MASTERCARD = "5555555555554444"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_all_of_it_is_hers_and_it_is_on_the_card(stage: Stage) -> None:
    booking = stage.completed()
    before = balance(Account.PROCESSOR_CASH, currency="COP")
    given = paid(stage, tipping(stage, booking))
    assert (given.reference, given.state) == (f"{booking.reference}-T1", "paid")
    earning = Earning.objects.get(reference=given.reference)
    assert (earning.kind, earning.amount, earning.fee, earning.state) == ("tip", cop(20_000), cop(0), "clearing")
    assert balance(Account.PROCESSOR_CASH, currency="COP") - before == cop(20_000)
    assert balance(Account.TIPS_HELD, currency="COP", person_id=booking.professional_id) == -cop(20_000)
    assert Entry.objects.get(kind="tip").subject == given.reference
    assert [c["amount"] for c in stage.sim.objects("charge") if c["captured"]] == [booking.total_minor, 2_000_000]
    told = dict(Notice.objects.filter(kind__startswith="booking_tip").values_list("kind", "person_id"))
    assert told == {"booking_tipped": booking.professional_id, "booking_tip_receipt": booking.customer_id}
    assert all(not said for name, said in invariants.check(stage.at).items() if name != "nothing_waits_too_long")


def test_it_clears_with_the_booking_or_48_hours_after_the_capture(stage: Stage) -> None:
    booking = stage.completed()
    given = paid(stage, tipping(stage, booking))
    visit = Earning.objects.get(reference=booking.reference)
    assert Earning.objects.get(reference=given.reference).clears_at == visit.clears_at  # among her first: seven days
    Earning.objects.filter(pk=visit.pk).update(clears_at=booking.ends_at + 2 * DAY)
    late = booking.ends_at + 5 * DAY
    again = paid(stage, tipping(stage, booking, 10_000, late))
    assert Earning.objects.get(reference=again.reference).clears_at == late + 5 * MINUTE + 2 * DAY


def test_a_tip_from_a_card_that_is_new_to_us_waits_seven_days(stage: Stage) -> None:
    given = paid(stage, tipping(stage), MASTERCARD)
    earning = Earning.objects.get(reference=given.reference)
    assert given.paid_at is not None
    assert earning.clears_at == given.paid_at + 7 * DAY


def test_it_is_released_from_the_account_of_tips(stage: Stage) -> None:
    given = paid(stage, tipping(stage))
    visits.post_fees(given.made_at + 10 * MINUTE)
    release_cleared(given.made_at + 30 * DAY)
    mine = {a: balance(a, currency="COP", person_id=given.booking.professional_id) for a in (Account.TIPS_HELD, Account.PAYABLE_TO)}
    assert mine == {Account.TIPS_HELD: cop(0), Account.PAYABLE_TO: -(given.booking.earning + cop(20_000))}


def test_only_the_customer_of_a_completed_visit_for_two_weeks(stage: Stage) -> None:
    running = stage.started()
    for by in (stage.as_professional, By("staff", 7), By("clock")):
        with pytest.raises(NotNow):
            actions.tip(reference=running.reference, amount=cop(20_000), by=by, at=running.ends_at, language="en")
    with pytest.raises(NotNow):
        actions.tip(reference=running.reference, amount=cop(20_000), by=stage.as_customer, at=running.ends_at, language="en")
    done = stage.completed(starts_at=stage.wish().starts_at + DAY)
    for by in (By("customer", cast.customer("Jorge", "Peña").pk), By("professional", cast.professional("Yolanda", "Palacios").pk)):
        with pytest.raises(NotYours):
            actions.tip(reference=done.reference, amount=cop(20_000), by=by, at=done.ends_at, language="en")
    with pytest.raises(NotNow):
        tipping(stage, done, at=done.ends_at + 14 * DAY)
    assert tipping(stage, done, at=done.ends_at + 14 * DAY - MINUTE).state == "pending_payment"


@pytest.mark.parametrize(("minor", "refusal"), [(199_900, amounts.TooSmall), (13_600_100, amounts.TooLarge), (2_000_050, amounts.OffStep)])
def test_how_much(stage: Stage, minor: int, refusal: type[Exception]) -> None:
    booking = stage.completed()
    with pytest.raises(refusal):
        actions.tip(reference=booking.reference, amount=Money(minor, "COP"), by=stage.as_customer, at=booking.ends_at, language="en")
    assert not Payment.objects.exclude(kind="visit").exists()


def test_all_tips_together_are_at_most_the_subtotal(stage: Stage) -> None:
    booking = stage.completed()
    whole = booking.subtotal_minor // 100
    paid(stage, tipping(stage, booking, whole - 10_000))
    with pytest.raises(amounts.TooLarge) as refused:
        tipping(stage, booking, 10_001)
    assert refused.value.limit == cop(10_000)
    first = tipping(stage, booking, 6_000)
    assert tipping(stage, booking, 6_000).reference == first.reference  # the same again is the same
    with pytest.raises(SupplementWaits):
        tipping(stage, booking, 4_000)
    paid(stage, first)
    with pytest.raises(amounts.TooLarge):
        tipping(stage, booking, 4_001)


def test_who_opens_page_after_page_is_stopped(stage: Stage) -> None:
    booking = stage.completed()
    for _turn in range(5):
        opened = tipping(stage, booking)
        actions.leave(reference=opened.reference, by=stage.as_customer, at=opened.made_at)
    with pytest.raises(TooManyRequests):
        tipping(stage, booking)


def test_a_page_that_is_left_is_closed_and_one_that_nobody_pays_expires(stage: Stage) -> None:
    booking = stage.completed()
    left = tipping(stage, booking)
    assert actions.leave(reference=left.reference, by=stage.as_customer, at=left.made_at).state == "canceled"
    waits = tipping(stage, booking)
    assert waits.payment is not None
    assert deadlines.run_due(waits.payment.expires_at - MINUTE) == {}
    assert deadlines.run_due(waits.payment.expires_at) == {"done": 1}
    assert [s["status"] for s in stage.sim.objects("checkout.session")][1:] == ["expired", "expired"]
    assert actions.read(waits.reference).state == "expired"
    assert not Notice.objects.filter(kind__startswith="booking_tip").exists()


def test_what_was_paid_as_it_expired_is_captured_and_what_was_paid_as_it_was_left_is_not(stage: Stage) -> None:
    booking = stage.completed()
    expiring = tipping(stage, booking)
    pay(stage, expiring)
    deadlines.run_due(expiring.made_at + 31 * MINUTE)
    assert actions.read(expiring.reference).state == "paid"
    leaving = tipping(stage, booking, 9_000)
    pay(stage, leaving)
    assert actions.leave(reference=leaving.reference, by=stage.as_customer, at=leaving.made_at).state == "canceled"
    assert [i["status"] for i in stage.sim.objects("payment_intent")] == ["succeeded", "succeeded", "canceled"]
    assert Entry.objects.filter(kind="tip").count() == 1


def test_a_hold_that_comes_after_the_end_is_released(stage: Stage) -> None:
    given = tipping(stage)
    pay(stage, given)
    type(given).objects.filter(pk=given.pk).update(state="expired")
    assert given.payment is not None
    authorize(reference=given.payment.reference, at=given.made_at + MINUTE)
    assert Payment.objects.get(pk=given.payment_id).state == "released"
    assert Notice.objects.filter(kind="booking_supplement_released").count() == 1
    assert not Entry.objects.filter(kind="tip").exists()


@pytest.mark.parametrize("field", ["amount_minor", "reference"])
def test_a_hold_that_is_not_the_one_asked_for_is_released(stage: Stage, field: str) -> None:
    given = tipping(stage)
    pay(stage, given)
    assert given.payment is not None
    Payment.objects.filter(pk=given.payment_id).update(**{field: 1_900_000 if field == "amount_minor" else "PY-OTHER2"})
    authorize(reference=Payment.objects.get(pk=given.payment_id).reference, at=given.made_at + MINUTE)
    assert (actions.read(given.reference).state, Payment.objects.get(pk=given.payment_id).state) == ("expired", "released")


def test_a_bank_that_refuses_charges_nothing(stage: Stage) -> None:
    given = tipping(stage)
    stage.sim.faults.add("capture", "decline")
    assert paid(stage, given).state == "failed"
    assert Payment.objects.get(pk=given.payment_id).state == "released"
    assert Notice.objects.filter(kind="booking_supplement_failed", person_id=stage.customer.pk).count() == 1
    assert not Earning.objects.filter(kind="tip").exists()


def test_an_answer_that_is_missing_is_read_until_it_is_known(stage: Stage) -> None:
    given = tipping(stage)
    stage.sim.faults.add("capture", "timeout_after")
    assert paid(stage, given).state == "pending_payment"
    assert given.payment is not None
    with pytest.raises(BeingConfirmed):
        actions.leave(reference=given.reference, by=stage.as_customer, at=given.made_at + 6 * MINUTE)
    visits.settle_unknown(given.made_at + 20 * MINUTE)
    assert actions.read(given.reference).state == "paid"
    assert Entry.objects.filter(kind="tip").count() == Earning.objects.filter(kind="tip").count() == 1


def test_a_capture_that_never_happened_is_made_again_by_the_clock(stage: Stage) -> None:
    given = tipping(stage)
    stage.sim.faults.add("capture", "server_error")
    paid(stage, given)
    visits.settle_unknown(given.made_at + 90 * MINUTE)
    for minutes in (110, 130):
        deadlines.run_due(given.made_at + minutes * MINUTE)
    assert actions.read(given.reference).state == "paid"
    assert Entry.objects.filter(kind="tip").count() == 1


@pytest.mark.parametrize("fault", ["decline", "timeout_before", "timeout_after"])
def test_a_page_that_could_not_be_opened_leaves_nothing_behind(stage: Stage, fault: str) -> None:
    booking = stage.completed()
    stage.sim.faults.add("open_checkout", fault)
    with pytest.raises(ProcessorAway):
        tipping(stage, booking)
    assert booking.supplements.get().state == "failed"
    visits.settle_unknown(booking.ends_at + timedelta(hours=3))
    visits.settle_unknown(booking.ends_at + timedelta(hours=5))
    assert not Attempt.objects.filter(outcome="").exists()
    assert tipping(stage, booking).state == "pending_payment"


def events_arrive(stage: Stage, at: datetime) -> None:
    for delivery in stage.sim.deliveries.due():
        stage.sim.deliveries.answered(delivery, 200)
        event = inbox.receive(delivery.body, delivery.signature, at)
        if event is not None:
            inbox.handle(event.pk, at)


def test_the_processors_events_find_their_tip_and_leave_the_booking_alone(stage: Stage) -> None:
    booking = stage.completed()
    given = tipping(stage, booking)
    pay(stage, given)
    events_arrive(stage, given.made_at)
    assert actions.read(given.reference).state == "paid"
    waits = tipping(stage, booking, 9_000, given.made_at + MINUTE)
    assert waits.payment is not None
    clock.set_to(waits.payment.session_expires_at + MINUTE)
    stage.sim.tick()
    events_arrive(stage, waits.payment.session_expires_at + MINUTE)
    assert actions.read(waits.reference).state == "expired"
    assert booking.steps.count() == 5
    assert Entry.objects.filter(kind="capture").count() == 1


def test_extra_time_that_still_waits_is_not_taken_for_a_tip_of_the_same_amount(stage: Stage) -> None:
    waits = proposed(stage)
    booking = steps.complete(reference=waits.booking.reference, by=stage.as_professional, at=waits.made_at)
    with pytest.raises(SupplementWaits):
        actions.tip(reference=booking.reference, amount=waits.total, by=stage.as_customer, at=waits.made_at, language="en")
