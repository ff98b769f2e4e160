"""A late ruling had let a part of an earning go on: what a bank keeps afterwards comes from both parts, and not from us."""

from __future__ import annotations

import pytest

from bookings.issues import deadlines
from bookings.lifecycle.models import Booking
from casaora.demo.scenes import Stage
from casaora.kit import clock
from payouts.earnings.actions import release_cleared
from payouts.earnings.models import Earning
from payouts.ledger.models import Account
from tests.bookings.disputes.scenes import all_is_well, closed, earning, of_hers, of_ours, opened
from tests.bookings.issues.scenes import HOUR, answered, cop

pytestmark = pytest.mark.django_db


def parted(stage: Stage, *, claimed: int = 23_000) -> Booking:
    """Completed, complained about, and ten days late: what is not asked back has gone on."""
    issue = answered(stage, claimed=cop(claimed))
    clock.set_to(issue.rule_by)
    deadlines.due(issue.rule_by)
    return issue.booking


def free(booking: Booking) -> Earning:
    return Earning.objects.get(reference=f"{booking.reference}/undisputed")


@pytest.mark.parametrize("where", ["clearing", "payable", "paid"])
def test_what_a_bank_keeps_comes_from_both_parts(stage: Stage, where: str) -> None:
    booking = parted(stage)
    if where != "clearing":
        release_cleared(clock.now() + HOUR)
    if where == "paid":
        Earning.objects.filter(pk=free(booking).pk).update(state="paid")
    dispute_id = opened(stage, booking)
    row = closed(stage, dispute_id, "lost")
    assert (row.lost_minor, row.borne_minor) == (booking.total.minor, 0)
    assert (earning(booking).state, of_ours(Account.REFUNDS_BORNE), of_ours(Account.DISPUTED)) == ("reversed", 0, 0)
    assert of_ours(Account.SERVICE_FEES) == of_ours(Account.SERVICE_FEES_UNEARNED) == 0
    if where == "paid":
        assert free(booking).owed_minor == of_hers(booking, Account.OWED_BY) == free(booking).amount_minor
    else:
        assert (free(booking).state, of_hers(booking, Account.HELD_FOR_PROFESSIONALS), of_hers(booking, Account.PAYABLE_TO)) == ("reversed", 0, 0)
    all_is_well()


def test_a_smaller_loss_takes_first_what_was_asked_back(stage: Stage) -> None:
    booking = parted(stage)
    went_on = free(booking).amount
    row = closed(stage, opened(stage, booking, amount=cop(20_000).minor), "lost")
    assert (row.lost_minor, row.borne_minor, free(booking).amount) == (cop(20_000).minor, 0, went_on)
    all_is_well()
