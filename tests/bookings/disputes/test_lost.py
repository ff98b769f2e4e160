"""A dispute that is lost takes her part from where it is by then, ours from our fee, and neither twice."""

from __future__ import annotations

import pytest

from bookings.lifecycle import actions
from bookings.payments.models import Dispute
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.stripe.simulator.options import DISPUTE_FEES
from payouts.ledger.models import Account, Entry
from tests.bookings.disputes.scenes import QUARREL, all_is_well, at_stage, closed, earning, is_held, of_hers, of_ours, opened

pytestmark = pytest.mark.django_db
FROM = {
    "expected": Account.HELD_FOR_PROFESSIONALS, "clearing": Account.HELD_FOR_PROFESSIONALS, "payable": Account.PAYABLE_TO,
    "in_payout": Account.OWED_BY, "paid": Account.OWED_BY,
}  # fmt: skip


@pytest.mark.parametrize("where", FROM)
def test_all_of_it_is_taken_from_where_it_is(stage: Stage, where: str) -> None:
    booking = at_stage(stage, where)
    before = of_hers(booking, FROM[where])
    dispute_id = opened(stage, booking)
    assert of_ours(Account.DISPUTED) == booking.total.minor
    assert of_hers(booking, FROM[where]) == before  # opened takes nothing from her
    row = closed(stage, dispute_id, "lost")
    assert (row.outcome, row.taken_minor, row.lost_minor, row.borne_minor) == ("lost", booking.total.minor, booking.total.minor, 0)
    assert of_hers(booking, FROM[where]) - before == booking.earning.minor
    assert of_ours(Account.SERVICE_FEES_UNEARNED) == of_ours(Account.SERVICE_FEES) == of_ours(Account.DISPUTED) == 0
    assert of_ours(Account.PROCESSING_FEES) >= DISPUTE_FEES["cop"]
    assert not is_held(booking)
    assert earning(booking).state == (where if where in ("in_payout", "paid") else "reversed")
    all_is_well()


@pytest.mark.parametrize("where", FROM)
def test_won_gives_everything_back_but_the_fee(stage: Stage, where: str) -> None:
    booking = at_stage(stage, where)
    cash = of_ours(Account.PROCESSOR_CASH)
    dispute_id = opened(stage, booking)
    assert is_held(booking) == (where != "paid")
    row = closed(stage, dispute_id, "won")
    assert (row.outcome, row.taken_minor, row.lost_minor) == ("won", 0, 0)
    assert not is_held(booking)
    assert (earning(booking).state, earning(booking).amount) == (where, booking.earning)
    assert (of_ours(Account.DISPUTED), of_ours(Account.PROCESSOR_CASH)) == (0, cash - DISPUTE_FEES["cop"])
    all_is_well()


def test_a_part_that_is_lost_divides_as_the_price_did(stage: Stage) -> None:
    booking = at_stage(stage, "clearing")
    part = booking.total.basis_points(4_000)
    closed(stage, opened(stage, booking, amount=part.minor), "lost")
    left = earning(booking)
    assert booking.total - part == left.price
    assert abs(left.amount.minor - booking.earning.basis_points(6_000).minor) <= 100
    assert not is_held(booking)
    all_is_well()


def test_two_movements_of_one_dispute_are_each_posted_once(stage: Stage) -> None:
    booking = at_stage(stage, "clearing")
    dispute_id = opened(stage, booking, taken=5_000_000)
    assert of_ours(Account.DISPUTED) == 5_000_000
    stage.sim.disputes.withdraw(dispute_id, booking.total.minor - 5_000_000)
    row = closed(stage, dispute_id, "lost")
    assert (len(row.movements), row.lost_minor) == (2, booking.total.minor)
    assert Entry.objects.filter(kind="dispute_opened").count() == 2
    assert earning(booking).state == "reversed"
    all_is_well()


def test_what_is_taken_after_the_loss_is_lost_too(stage: Stage) -> None:
    booking = at_stage(stage, "clearing")
    dispute_id = opened(stage, booking, taken=5_000_000)
    closed(stage, dispute_id, "lost")
    stage.sim.disputes.withdraw(dispute_id, booking.total.minor - 5_000_000)
    from tests.bookings.disputes.scenes import told

    told(stage)
    assert Dispute.objects.get().lost_minor == booking.total.minor
    assert (earning(booking).state, of_ours(Account.DISPUTED)) == ("reversed", 0)
    all_is_well()


@pytest.mark.parametrize("where", ["clearing", "payable", "paid"])
def test_card_fraud_on_a_visit_that_took_place_is_ours_alone(stage: Stage, where: str) -> None:
    booking = at_stage(stage, where)
    row = closed(stage, opened(stage, booking, reason="fraudulent"), "lost")
    assert (row.lost_minor, row.borne_minor) == (booking.total.minor, booking.total.minor)
    assert (earning(booking).amount, earning(booking).owed_minor, earning(booking).state) == (booking.earning, 0, where)
    assert (of_ours(Account.REFUNDS_BORNE), of_ours(Account.DISPUTED)) == (booking.total.minor, 0)
    assert not is_held(booking)
    all_is_well()


@pytest.mark.parametrize("reason", ["fraudulent", QUARREL])
def test_a_visit_ahead_that_nobody_pays_for_any_more_is_called_off(stage: Stage, reason: str) -> None:
    booking = at_stage(stage, "expected")
    row = closed(stage, opened(stage, booking, reason=reason), "lost")
    after = actions.read(booking.reference)
    assert (after.state, row.borne_minor, earning(booking).state) == ("canceled", 0, "reversed")
    assert stage.sim.objects("refund") == []
    last = after.steps.last()
    assert last is not None
    assert (last.step, last.by_role) == ("cancel", "clock")
    all_is_well()


def test_a_part_lost_before_the_visit_leaves_the_visit(stage: Stage) -> None:
    booking = at_stage(stage, "expected")
    closed(stage, opened(stage, booking, amount=5_000_000), "lost")
    assert actions.read(booking.reference).state == "confirmed"
    all_is_well()


def test_given_back_after_it_was_divided_waits_for_a_person(stage: Stage) -> None:
    booking = at_stage(stage, "clearing")
    dispute_id = opened(stage, booking)
    closed(stage, dispute_id, "lost")
    late = stage.sim.store.get(dispute_id, "dispute")
    assert late is not None
    stage.sim.store.save({**late, "status": "under_review"})
    row = closed(stage, dispute_id, "won")
    assert (row.outcome, row.lost_minor) == ("won", booking.total.minor)
    assert (of_ours(Account.SUSPENSE), of_ours(Account.DISPUTED)) == (-booking.total.minor, 0)
    assert clock.now()
    all_is_well()
