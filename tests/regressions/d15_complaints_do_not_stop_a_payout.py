"""What a family or a bank complained of was noted beside the earning, and paid all the same; often before anybody could complain."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import Q

from accounts.professionals.models import Professional
from bookings.lifecycle import actions
from casaora.demo.scenes import Stage
from casaora.kit.steps import By
from casaora.stripe import inbox
from casaora.webhooks import HANDLERS
from payouts.batches import actions as batches
from payouts.batches import transfers
from payouts.earnings import actions as earnings
from payouts.earnings import clearing, queries
from payouts.ledger.models import Account
from payouts.ledger.queries import balances_of
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, WEEK, cop

DEFECT = "complaints and disputes do not stop a payout; clearance shorter than the report window"
pytestmark = pytest.mark.django_db
SARA = By("staff", 99)
both = pytest.mark.parametrize("reason", ["report", "dispute"])


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Holds are written, and nothing that pays reads them; nobody listens to the bank; an earning clears as soon as its policy says."""

    def whatever_was_promised(*, scheduled_end: datetime, ended_at: datetime, after: timedelta, **_: object) -> datetime:
        return max(scheduled_end, ended_at) + after

    for module in (earnings, queries):
        monkeypatch.setattr(module, "held_now", lambda at: Q(pk__in=[]))
    monkeypatch.setattr(transfers, "held_among", lambda earning_ids, at: set())
    monkeypatch.setattr(clearing, "clears_at", whatever_was_promised)
    for kind in [kind for kind in HANDLERS if kind.startswith("charge.dispute.")]:
        monkeypatch.delitem(HANDLERS, kind)


@both
def test_a_complaint_keeps_an_earning_from_becoming_payable(ana: Professional, at: datetime, reason: str) -> None:
    scenes.clearing(ana, "CB-A1", at)
    earnings.hold_back(reference="CB-A1", reason=reason, by=SARA, at=at)
    earnings.release_cleared(at + 2 * WEEK)
    mine = balances_of(ana.pk, currency="COP")
    assert (mine[Account.HELD_FOR_PROFESSIONALS], mine[Account.PAYABLE_TO]) == (-cop(100_000), cop(0))


@both
def test_a_complaint_after_the_batch_was_planned_still_stops_the_transfer(
    ana: Professional, bank: Bank, at: datetime, reason: str
) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    batch = scenes.planned(bank, TUESDAY)
    earnings.hold_back(reference="CB-A1", reason=reason, by=SARA, at=TUESDAY)
    batches.send_due(TUESDAY)
    assert (bank.transfers(), scenes.states(batch)) == ([], ["withdrawn"])


def test_what_a_bank_questions_is_not_paid(stage: Stage) -> None:
    booking = stage.completed()
    stage.sim.disputes.open(str(actions.read(booking.reference).payment.charge_id))
    stage.sim.deliver(lambda body, signature: inbox.receive(body, signature, stage.at))
    inbox.sweep(stage.at)
    earnings.release_cleared(booking.ends_at + 2 * WEEK)
    mine = balances_of(booking.professional_id, currency="COP")
    assert (mine[Account.HELD_FOR_PROFESSIONALS], mine[Account.PAYABLE_TO]) == (-booking.earning, cop(0))


def test_nothing_clears_while_it_can_still_be_reported(ana: Professional, at: datetime) -> None:
    for number in range(clearing.FIRST_EARNINGS):
        scenes.clearing(ana, f"CB-A{number}", at - 4 * WEEK)
    scenes.expected(ana, "CB-B", at - timedelta(hours=4))
    made = earnings.start_clearing(
        reference="CB-B", scheduled_end=at, ended_at=at - timedelta(hours=1), by=SARA, at=at, after=timedelta(hours=24)
    )
    assert made.clears_at == at + clearing.REPORT_WINDOW == at + timedelta(hours=48)
