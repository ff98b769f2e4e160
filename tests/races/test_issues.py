"""Issues in pairs: a report and the release of its earning, two who decide at once, a decision and the payout run."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from bookings.issues import actions
from bookings.issues.models import Issue, Ruling
from bookings.issues.rulings import RulingWaits
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.deadlines import settle_unknown
from bookings.lifecycle.models import Booking
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt, Refund
from casaora.demo.scenes import Stage
from casaora.kit import clock
from payouts.batches import actions as batches
from payouts.connect import actions as connect
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning, EarningHold
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balances_of, verify
from tests.accounts.staff import staff
from tests.bookings.issues.scenes import DAY, TEXT, again, answered, cop, decide
from tests.payouts.scenes import TUESDAY, WEEK
from tests.racing import ROUNDS, Finish, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def fresh(stage: Stage) -> Booking:
    """Another visit that is over; those of earlier rounds are long ago."""
    clock.set_to(stage.at)
    Booking.objects.update(created_at=stage.at - timedelta(days=30), occupied="empty")
    return stage.completed()


def done_well(results: list[Any]) -> None:
    assert all(not isinstance(r, Exception) or isinstance(r, NotNow | BeingConfirmed | RulingWaits) for r in results), results
    assert not Attempt.objects.filter(outcome="").exists()


def test_a_report_and_the_release(stage: Stage, finish: Finish) -> None:
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        booking = fresh(stage)
        Earning.objects.filter(reference=booking.reference).update(clears_at=booking.ends_at, available_on=booking.ends_at)
        at = booking.ends_at + timedelta(hours=1)  # earlier than any release can be: only so can the two meet
        results = together(
            [
                lambda: actions.report(reference=booking.reference, kind="quality", text=TEXT, by=stage.as_customer, at=at),  # noqa: B023
                lambda: earnings.release_cleared(at),  # noqa: B023
            ],
            round_=round_,
        )
        done_well(results)
        earning = Earning.objects.get(reference=booking.reference)
        held = EarningHold.objects.filter(earning=earning, closed_at=None, reason="report").exists()
        assert held, "a report always holds, released or not: what is payable and held is not paid"
        winners["release" if earning.state == "payable" else "report"] += 1
    finish("report × release", winners, legal=("report", "release"))


def test_two_who_decide_at_once(stage: Stage, finish: Finish) -> None:
    winners: Counter[str] = Counter()
    both = {"full": staff("Sara"), "part": staff("Luz")}
    for round_ in range(ROUNDS):
        issue = answered(stage, fresh(stage))
        results = together(
            [
                lambda: decide(issue, Ruling.FULL, by=both["full"]),  # noqa: B023
                lambda: decide(issue, Ruling.PARTIAL, by=both["part"], amount=cop(10_000)),  # noqa: B023
            ],
            round_=round_,
        )
        done_well(results)
        ruling = Ruling.objects.get(issue=issue)
        assert (again(issue).state, ruling.state) == ("issue_ruled", "given")
        assert Refund.objects.filter(payment=issue.booking.payment, state="succeeded").count() == 1
        assert Entry.objects.filter(kind="refund", subject=issue.booking.reference).count() == 1
        winners["full" if ruling.outcome == Ruling.FULL else "part"] += 1
    finish("ruling × ruling", winners, legal=("full", "part"))


def test_a_decision_and_the_payout_run(stage: Stage, finish: Finish) -> None:
    """Whoever is first, she has what the visit earned less what went back, or owes it; the books say the same."""
    winners: Counter[str] = Counter()
    sara, ana = staff(), stage.offering.professional_id
    account = connect.open(professional_id=ana, by=stage.as_professional, at=stage.at)
    stage.sim.accounts.become(str(account.processor_id), "ready")
    connect.refresh(professional_id=ana, at=stage.at)
    for round_ in range(ROUNDS):
        booking = fresh(stage)
        issue = answered(stage, booking)
        Earning.objects.filter(reference=booking.reference).update(available_on=booking.ends_at)
        before = sum(mine(booking).values())
        tuesday = TUESDAY + (round_ + 3) * WEEK
        earnings.let_go(reference=booking.reference, reason="report", by=sara, at=issue.opened_at)
        earnings.release_cleared(tuesday - DAY)
        stage.sim.faults.add("refund", "timeout_after")  # so that what races is the record, and not all that is before it
        decide(issue, Ruling.PARTIAL, amount=cop(10_000), by=sara, at=tuesday - DAY)
        results = together(
            [
                lambda: settle_unknown(tuesday),  # noqa: B023
                lambda: batches.plan_due(tuesday),  # noqa: B023
            ],
            round_=round_,
        )
        done_well(results)
        ruling, earning = Ruling.objects.get(issue=issue), Earning.objects.get(reference=booking.reference)
        assert ruling.state == "given"
        assert before - sum(mine(booking).values()) == ruling.of_earning_minor
        assert (earning.owed_minor, earning.amount_minor) in (
            (0, booking.earning_minor - ruling.of_earning_minor), (ruling.of_earning_minor, booking.earning_minor),
        )  # fmt: skip
        assert verify_is_quiet(tuesday)
        winners["payout" if earning.owed_minor else "ruling"] += 1
    finish("ruling × payout run", winners, legal=("ruling", "payout"))


def mine(booking: Booking) -> dict[Account, int]:
    """What we owe her, less what she owes us."""
    return {a: -m.minor for a, m in balances_of(booking.professional_id, currency="COP").items() if a in (
        Account.HELD_FOR_PROFESSIONALS, Account.PAYABLE_TO, Account.IN_TRANSIT, Account.OWED_BY)}  # fmt: skip


def verify_is_quiet(at: Any) -> bool:
    return [f for f in verify(at) if f.kind != "unsealed"] == []


def test_the_same_report_twice_is_one_issue(stage: Stage) -> None:
    for round_ in range(ROUNDS):
        booking = fresh(stage)
        say = lambda: actions.report(reference=booking.reference, kind="quality", text=TEXT, by=stage.as_customer, at=booking.ends_at)  # noqa: B023, E731
        done_well(together([say, say], round_=round_))
        assert Issue.objects.filter(booking=booking).count() == 1
