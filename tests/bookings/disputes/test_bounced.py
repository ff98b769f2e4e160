"""A refund that a card will not take waits for a person: nobody gives it again by itself, the books hold what they say, and her pay goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from accounts.notifications.models import Notice
from bookings.disputes.refunds import settle_due
from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.refunds import record_failed_refund
from bookings.payments.models import OwedRefund, Payment, Refund
from bookings.supplements.deadlines import run_due
from casaora.demo.scenes import Stage
from casaora.kit import clock
from payouts.earnings import actions as earnings
from payouts.ledger.models import Account
from payouts.ledger.queries import unearned
from tests.accounts.staff import enter, finance
from tests.bookings.disputes.scenes import LATER, all_is_well, closed, earning, is_held, of_hers, of_ours, opened
from tests.bookings.disputes.test_taken_unasked import HOUR, by_hand, given, questioned, unasked_tip, undisputed, withdrawn
from tests.bookings.supplements.scenes import paid, tipping

pytestmark = pytest.mark.django_db
HELD, UNEARNED, SUSPENSE = Account.HELD_FOR_PROFESSIONALS, Account.SERVICE_FEES_UNEARNED, Account.SUSPENSE


def came_back(stage: Stage, payment: Payment) -> None:
    """The processor has the money of the charge again, undisputed."""
    undisputed(stage, payment)
    charge = stage.sim.store.get(str(payment.charge_id), "charge")
    assert charge is not None
    stage.sim.store.save({**charge, "amount_refunded": 0, "refunded": False})


def test_after_a_card_sent_it_back_nothing_is_given_by_itself(stage: Stage) -> None:
    booking = stage.authorized()
    by_hand(booking.payment)
    stage.sim.faults.add("refund", "decline")
    withdrawn(stage, booking)
    deadlines.give_back_due(stage.at + 3 * HOUR)
    second = Refund.objects.latest("pk")
    assert second.state == "succeeded"
    record_failed_refund(second.pk, stage.at + 30 * HOUR)
    came_back(stage, Payment.objects.get())
    deadlines.give_back_due(stage.at + 40 * HOUR)
    assert Refund.objects.count() == 2
    assert (of_hers(booking, HELD), of_ours(UNEARNED), of_ours(SUSPENSE)) == (0, 0, -booking.total_minor)
    all_is_well()


def test_a_card_that_refused_it_there_is_not_asked_again(stage: Stage) -> None:
    booking = stage.authorized()
    by_hand(booking.payment)
    stage.sim.faults.add("refund", "decline")
    withdrawn(stage, booking)
    Refund.objects.update(processor_id="re_refused")
    deadlines.give_back_due(stage.at + 3 * HOUR)
    assert Refund.objects.count() == 1


def test_what_bounced_and_was_then_given_by_a_bank_is_even(stage: Stage) -> None:
    booking = stage.authorized()
    by_hand(booking.payment)
    withdrawn(stage, booking)
    record_failed_refund(Refund.objects.get().pk, stage.at + 2 * HOUR)
    payment = Payment.objects.get()
    came_back(stage, payment)
    closed(stage, questioned(stage, payment), "lost")
    assert (of_hers(booking, HELD), of_ours(UNEARNED), of_ours(SUSPENSE), of_ours(Account.DISPUTED)) == (0, 0, 0, 0)
    all_is_well()


def test_the_last_peso_of_a_payment_leaves_with_the_last_of_it(stage: Stage) -> None:
    booking = stage.authorized()
    by_hand(booking.payment)
    dispute_id = questioned(stage, booking.payment, amount=4_567_800)
    withdrawn(stage, booking)
    closed(stage, dispute_id, "lost")
    undisputed(stage, Payment.objects.get())
    settle_due(clock.now() + HOUR)
    assert given(stage) == [booking.total_minor - 4_567_800]
    assert (of_hers(booking, HELD), of_ours(UNEARNED), of_ours(SUSPENSE)) == (0, 0, 0)
    all_is_well()


def test_two_banks_that_kept_a_tip_together_leave_nothing_to_try(stage: Stage) -> None:
    tip, payment = unasked_tip(stage)
    first = questioned(stage, payment, amount=tip.total_minor // 2)
    run_due(tip.made_at + HOUR)
    closed(stage, first, "lost")
    undisputed(stage, payment)
    closed(stage, questioned(stage, payment, amount=tip.total_minor - tip.total_minor // 2), "lost")
    assert run_due(tip.made_at + 3 * HOUR) == {}
    assert of_ours(Account.TIPS_HELD) == 0
    all_is_well()


def test_her_half_goes_on_when_the_card_will_not_take_the_familys(stage: Stage) -> None:
    booking = stage.confirmed()
    dispute_id = opened(stage, booking)
    clock.set_to(booking.starts_at - timedelta(hours=13))
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=clock.now())
    stage.sim.faults.add("refund", "timeout_after")
    closed(stage, dispute_id, "won")
    sent = stage.sim.objects("refund")[0]
    stage.sim.store.save({**sent, "status": "failed"})
    deadlines.settle_unknown(clock.now() + HOUR)
    owed, half = OwedRefund.objects.get(), booking.total.basis_points(5_000)
    assert (owed.outcome, Refund.objects.get().state) == ("failed", "failed")
    assert (is_held(booking), earning(booking).amount, of_ours(SUSPENSE)) == (False, booking.earning.basis_points(5_000), -half.minor)
    earnings.release_cleared(LATER)
    all_is_well()


def test_staff_read_why_they_may_not(client: Client, stage: Stage) -> None:
    given = paid(stage, tipping(stage))
    opened(stage, given.booking)
    someone = given.booking.customer.user
    someone.is_staff = True
    someone.save()
    someone.groups.add(User.objects.get(pk=finance().person_id).groups.get())
    enter(client, someone)
    clock.set_to(given.made_at + HOUR)
    for address, action, row in (
        ("supplement", "refund", given.pk), ("dispute", "accept_loss", given.booking.payment.disputes.get().pk),
        ("dispute", "submit_evidence", given.booking.payment.disputes.get().pk),
    ):  # fmt: skip
        said = client.post(f"/admin/bookings/{address}/", {"action": action, "_selected_action": [row], "why": "x"}, follow=True)
        assert "visit of their own" in said.content.decode(), action


def refused_at_the_card(stage: Stage, what: Callable[[], object], at: datetime) -> None:
    """The processor takes the refund, and the card will not have it."""
    stage.sim.faults.add("refund", "timeout_after")
    what()
    sent = stage.sim.objects("refund")[-1]
    stage.sim.store.save({**sent, "status": "failed"})
    deadlines.settle_unknown(at)


def test_a_cancellation_whose_refund_the_card_refuses_ends_and_the_family_is_told(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    booking = stage.confirmed()
    early = booking.starts_at - timedelta(hours=13)
    with caplog.at_level("CRITICAL"):
        refused_at_the_card(stage, lambda: actions.cancel(reference=booking.reference, by=stage.as_customer, at=early), early + HOUR)
    half = booking.total.basis_points(5_000)
    said = Notice.objects.get(kind="booking_canceled").context
    assert (actions.read(booking.reference).state, said["stranded"]["minor"], said["refund"]["minor"]) == ("canceled", half.minor, 0)
    assert (earning(booking).amount, of_ours(SUSPENSE)) == (booking.earning.basis_points(5_000), -half.minor)
    assert "refund_failed" in caplog.text
    all_is_well()


def test_money_taken_by_mistake_that_the_card_will_not_have_is_an_alarm(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    booking = stage.authorized()
    by_hand(booking.payment)
    with caplog.at_level("CRITICAL"):
        refused_at_the_card(stage, lambda: withdrawn(stage, booking), stage.at + 3 * HOUR)
    deadlines.give_back_due(stage.at + 4 * HOUR)
    assert (Refund.objects.count(), of_ours(SUSPENSE), of_hers(booking, HELD)) == (1, -booking.total_minor, 0)
    assert "refund_failed" in caplog.text
    all_is_well()


def test_what_bounced_and_the_bank_then_gave_costs_her_nothing(stage: Stage) -> None:
    booking = stage.confirmed()
    clock.set_to(booking.starts_at - timedelta(hours=13))
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=clock.now())
    half = booking.total.basis_points(5_000)
    record_failed_refund(Refund.objects.get().pk, clock.now())
    came_back(stage, Payment.objects.get())
    closed(stage, questioned(stage, Payment.objects.get(), amount=half.minor), "lost")
    assert (earning(booking).amount, of_ours(SUSPENSE), of_ours(Account.REFUNDS_BORNE)) == (booking.earning.basis_points(5_000), 0, 0)
    all_is_well()


@pytest.mark.parametrize("minor", [1_000_050, 33, 133, 1_999_999])
def test_centavos_of_a_tip_that_nobody_earned_leave_nothing_behind(stage: Stage, minor: int) -> None:
    tip, payment = unasked_tip(stage)
    dispute_id = questioned(stage, payment, amount=minor)
    run_due(tip.made_at + HOUR)
    closed(stage, dispute_id, "lost")
    undisputed(stage, payment)
    for hours in (2, 3):
        assert "failed" not in run_due(tip.made_at + hours * HOUR)
        deadlines.settle_unknown(tip.made_at + hours * HOUR)
    assert [part.minor for part in unearned(tip.reference, currency="COP")] == [0, 0]
    all_is_well()


@pytest.mark.parametrize("less", [33, 133, 15_000_050])
def test_centavos_of_a_visit_that_nobody_earned_leave_nothing_behind(stage: Stage, less: int) -> None:
    booking = stage.authorized()
    by_hand(booking.payment)
    dispute_id = questioned(stage, booking.payment, amount=booking.total_minor - less)
    withdrawn(stage, booking)
    closed(stage, dispute_id, "lost")
    undisputed(stage, Payment.objects.get())
    settle_due(clock.now() + HOUR)
    deadlines.settle_unknown(clock.now() + 2 * HOUR)
    assert (of_hers(booking, HELD), of_ours(UNEARNED)) == (0, 0)
    all_is_well()
