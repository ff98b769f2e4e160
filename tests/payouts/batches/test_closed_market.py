"""A market is closed, for new bookings or by an alarm: what people have earned there is still paid, when somebody has looked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.places.models import Market
from accounts.professionals.models import Professional
from accounts.users.models import User
from casaora.kit.steps import By
from payouts.batches import actions as batches
from payouts.batches import limits, planning
from payouts.batches.models import Batch
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(ana: Professional, bank: Bank, co: Market) -> Market:
    """She has earned, then the country is closed."""
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", TUESDAY - timedelta(hours=1))
    Market.objects.filter(pk=co.pk).update(is_open=False)
    return Market.objects.get(pk=co.pk)


def test_what_was_earned_is_planned_and_waits_for_a_person(closed: Market, sara: User, bank: Bank) -> None:
    batch = scenes.planned(bank, TUESDAY)
    assert (batch.market, batch.state, batch.approvals_needed) == (closed, "awaiting_approval", 1)
    batches.send_due(TUESDAY)
    assert not bank.transfers()
    batches.approve(batch_id=batch.batch_id, by=By("staff", sara.pk), at=TUESDAY)
    batches.send_due(TUESDAY)
    assert scenes.states(batch) == ["paid"]


def test_what_nobody_approves_is_planned_again_at_the_next_cut_off(closed: Market, bank: Bank) -> None:
    first, friday = scenes.planned(bank, TUESDAY), TUESDAY + timedelta(days=3)
    second = scenes.planned(bank, friday)
    first.refresh_from_db()
    assert (first.state, second.state, second.total_minor) == ("canceled", "awaiting_approval", first.total_minor)


def test_a_closed_market_where_nothing_is_owed_has_no_batch(ana: Professional, bank: Bank, co: Market) -> None:
    Market.objects.filter(pk=co.pk).update(is_open=False)
    batches.plan_due(TUESDAY)
    assert not Batch.objects.exists()
    assert not planning.markets().exists()


def test_closing_never_asks_for_fewer_people() -> None:
    most = limits.LIMITS["COP"].two_people + 1
    assert [limits.approvals_needed("COP", [net], is_open=False) for net in (0, 1, most)] == [0, 1, 2]
