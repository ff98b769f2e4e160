"""A bank and our team may both decide about the same money: never twice, and never more than there is."""

from __future__ import annotations

import pytest

from bookings.issues import rulings
from bookings.issues.models import Issue, Ruling
from bookings.issues.shares import Decision, NotPossible, left, refundable
from bookings.lifecycle import actions as visits
from bookings.lifecycle.claims import NotNow
from bookings.supplements import actions as beside
from casaora.demo.scenes import Stage
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.earnings.models import Earning, EarningHold
from payouts.ledger.models import Account
from payouts.ledger.queries import balance, balances_of
from tests.bookings.disputes.scenes import all_is_well, closed, opened, told
from tests.bookings.issues import scenes as complaints
from tests.bookings.supplements.scenes import approving, cop, paid, tipping

pytestmark = pytest.mark.django_db


def decide(issue: Issue, outcome: str, amount: Money | None = None) -> Issue:
    decision = Decision(outcome, complaints.WORDS, amount)
    by, at = complaints.staff(), (issue.answered_at or issue.opened_at) + complaints.HOUR
    return rulings.rule(reference=issue.reference, decision=decision, by=by, at=at)


def test_while_a_bank_has_the_payment_our_team_gives_nothing_back(stage: Stage) -> None:
    issue = complaints.answered(stage)
    opened(stage, issue.booking)
    with pytest.raises(NotPossible, match="disputed"):
        decide(issue, Ruling.FULL)
    assert not Ruling.objects.exists()
    assert stage.sim.objects("refund") == []
    assert decide(issue, Ruling.DISMISS).state == "issue_ruled"  # what moves no money can be decided
    assert EarningHold.objects.get(closed_at=None).reason == "dispute"


def test_what_a_bank_has_kept_is_not_given_back_again(stage: Stage) -> None:
    issue = complaints.answered(stage)
    booking = issue.booking
    closed(stage, opened(stage, booking, amount=booking.total_minor // 2), "lost")
    kept = Money(booking.total_minor // 2, booking.currency)
    assert refundable(booking) == booking.total - kept
    hers, ours = left(booking)
    assert hers + ours == booking.total - kept
    with pytest.raises(NotPossible, match="too_much"):
        decide(issue, Ruling.PARTIAL, booking.total - kept + cop(1))
    assert decide(issue, Ruling.FULL).state == "issue_review"  # the processor refunds no charge that a bank has decided about
    assert Ruling.objects.get().state == "bank_refused"
    assert stage.sim.objects("refund") == []
    held = balances_of(booking.professional_id, currency="COP")[Account.HELD_FOR_PROFESSIONALS]
    assert held == -Earning.objects.get(reference=booking.reference).amount
    all_is_well()


def test_a_bank_that_kept_all_leaves_nothing_to_decide_about(stage: Stage) -> None:
    issue = complaints.answered(stage)
    closed(stage, opened(stage, issue.booking), "lost")
    with pytest.raises(NotPossible, match="too_much"):
        decide(issue, Ruling.FULL)
    assert decide(issue, Ruling.DISMISS).state == "issue_ruled"


def test_a_tip_that_a_bank_keeps_comes_from_where_tips_wait(stage: Stage) -> None:
    tip = paid(stage, tipping(stage))
    assert tip.payment is not None
    assert balance(Account.TIPS_HELD, currency="COP") == -tip.earning
    dispute = stage.sim.disputes.open(str(tip.payment.charge_id), reason="product_unacceptable")
    told(stage)
    assert EarningHold.objects.get(closed_at=None).earning.reference == tip.reference
    closed(stage, str(dispute["id"]), "lost")
    assert balance(Account.TIPS_HELD, currency="COP").minor == 0
    assert Earning.objects.get(reference=tip.reference).state == "reversed"
    assert Earning.objects.get(reference=tip.booking.reference).state == "clearing"  # the visit's own is another matter
    all_is_well()


def test_a_strangers_card_that_tipped_a_visit_is_our_loss(stage: Stage) -> None:
    tip = paid(stage, tipping(stage))
    assert tip.payment is not None
    dispute = stage.sim.disputes.open(str(tip.payment.charge_id), reason="fraudulent")
    told(stage)
    row = closed(stage, str(dispute["id"]), "lost")
    assert row.borne_minor == tip.earning_minor
    assert Earning.objects.get(reference=tip.reference).amount == tip.earning
    all_is_well()


def test_nothing_that_a_bank_has_is_given_back_by_finance(stage: Stage) -> None:
    tip = paid(stage, tipping(stage))
    assert tip.payment is not None
    stage.sim.disputes.open(str(tip.payment.charge_id), reason="product_unacceptable")
    told(stage)
    sara = complaints.staff("Clara", "finance")
    with pytest.raises(NotNow, match="disputed"):
        beside.refund(reference=tip.reference, by=sara, at=tip.made_at + complaints.HOUR, why="A mistake.")
    assert stage.sim.objects("refund") == []


def test_a_complaint_holds_the_extra_time_with_the_visit_and_lets_both_go(stage: Stage) -> None:
    longer = paid(stage, approving(stage))
    booking = longer.booking
    by = By("professional", booking.professional_id)
    done = visits.complete(reference=booking.reference, by=by, at=visits.read(booking.reference).ends_at)
    issue = complaints.answered(stage, done)
    held = EarningHold.objects.filter(closed_at=None, reason="report").values_list("earning__reference", flat=True)
    assert set(held) == {booking.reference, longer.reference}
    decide(issue, Ruling.DISMISS)
    assert not EarningHold.objects.filter(closed_at=None).exists()
