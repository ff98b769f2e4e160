"""rule, agree, disagree: the money first, then the decision; who may, how much, and what each side is told."""

from __future__ import annotations

import pytest

from accounts.notifications.models import Notice
from accounts.users.actions import MayNot, WhyMissing
from bookings.issues import deadlines, rulings
from bookings.issues.models import Issue, Ruling
from bookings.issues.rulings import RulingWaits
from bookings.issues.shares import ALONE, Decision, NotPossible
from bookings.lifecycle import actions as visits
from bookings.lifecycle import deadlines as visit_deadlines
from bookings.lifecycle.claims import NotNow
from bookings.payments.actions import BeingConfirmed
from casaora.demo.scenes import Stage
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance, balances_of
from tests.accounts.staff import staff
from tests.bookings.issues.scenes import (
    DAY,
    HOUR,
    WORDS,
    again,
    answered,
    appealed,
    cop,
    decide,
    earning,
    is_held,
    reported,
    ruled,
    unattended,
)

pytestmark = pytest.mark.django_db


def refunded(stage: Stage) -> int:
    return sum(r["amount"] for r in stage.sim.objects("refund"))


def told(issue: Issue, who: int) -> dict[str, object]:
    return dict(Notice.objects.get(kind="issue_ruled", person_id=who).context)


def test_a_dismissal_lets_the_earning_go(stage: Stage) -> None:
    issue = ruled(stage)
    assert (issue.state, issue.appeal_by, is_held(issue), refunded(stage)) == ("issue_ruled", issue.ruled_at + 7 * DAY, False, 0)
    earnings.release_cleared(issue.opened_at + 60 * DAY)
    assert earning(issue).state == "payable"


def test_a_partial_refund_divides_as_the_price_did(stage: Stage) -> None:
    issue = ruled(stage, Ruling.PARTIAL, amount=cop(23_000))
    booking = issue.booking
    ruling = Ruling.objects.get()
    assert refunded(stage) == cop(23_000).minor
    assert ruling.of_earning + ruling.of_fee == cop(23_000)
    assert ruling.of_earning.minor == pytest.approx(23_000_00 * booking.earning_minor / booking.total_minor, abs=100)
    assert earning(issue).amount == booking.earning - ruling.of_earning
    assert -balances_of(booking.professional_id, currency="COP")[Account.HELD_FOR_PROFESSIONALS] == earning(issue).amount
    assert (told(issue, issue.customer_id)["amount"], told(issue, issue.professional_id)["amount"]) == (
        {"minor": 2_300_000, "currency": "COP"}, {"minor": ruling.of_earning_minor, "currency": "COP"},
    )  # fmt: skip
    assert not is_held(issue)


def test_all_of_it_reverses_the_earning(stage: Stage) -> None:
    issue = ruled(stage, Ruling.FULL)
    assert (refunded(stage), earning(issue).state) == (issue.booking.total_minor, "reversed")


def test_after_the_payout_she_owes_it(stage: Stage) -> None:
    booking = stage.completed()
    Earning.objects.update(state="paid")
    issue = decide(answered(stage, booking), Ruling.PARTIAL, amount=cop(23_000))
    owed = balances_of(booking.professional_id, currency="COP")[Account.OWED_BY]
    assert owed == Ruling.objects.get().of_earning
    assert issue.state == "issue_ruled"


def test_goodwill_to_the_family_is_ours_and_she_is_told_that_nothing_changes(stage: Stage) -> None:
    issue = ruled(stage, Ruling.GOODWILL, amount=cop(10_000))
    assert (refunded(stage), earning(issue).amount) == (cop(10_000).minor, issue.booking.earning)
    assert balance(Account.REFUNDS_BORNE, currency="COP") == cop(10_000)
    assert Entry.objects.get(kind="goodwill").reference.startswith("re_")
    hers, theirs = told(issue, issue.professional_id), told(issue, issue.customer_id)
    assert (hers["outcome"], "amount" in hers, theirs["outcome"], "amount" in theirs) == ("dismiss", False, "goodwill", True)


def test_a_contested_no_show_that_she_proves_is_paid_by_us(stage: Stage) -> None:
    booking = stage.confirmed()
    at = booking.starts_at + HOUR
    booking = visits.professional_no_show(reference=booking.reference, by=stage.as_customer, at=at)
    with pytest.raises(NotNow):
        reported(stage, booking, at=at + HOUR)  # the family has everything back
    issue = decide(answered(stage, booking, by=stage.as_professional, at=at + HOUR), Ruling.GOODWILL, amount=booking.earning)
    assert (issue.kind, issue.state, refunded(stage)) == ("absence", "issue_ruled", booking.total_minor)
    mine = Earning.objects.get(reference=f"{booking.reference}/{issue.reference}")
    assert (mine.state, mine.amount) == ("clearing", booking.earning)
    earnings.release_cleared(issue.ruled_at + 8 * DAY)
    mine.refresh_from_db()
    assert mine.state == "payable"
    assert -balances_of(booking.professional_id, currency="COP")[Account.PAYABLE_TO] == booking.earning
    assert told(issue, issue.customer_id)["outcome"] == "dismiss"


def test_she_comes_again_and_the_hold_ends_two_days_after(stage: Stage) -> None:
    issue = answered(stage)
    again_at = issue.opened_at + 10 * DAY
    issue = decide(issue, Ruling.REDO, redo_at=again_at)
    earnings.release_cleared(again_at)
    assert (is_held(issue), refunded(stage), earning(issue).state, issue.appeal_by) == (True, 0, "clearing", max(issue.ruled_at + 7 * DAY, again_at + 2 * DAY))
    earnings.release_cleared(again_at + 2 * DAY)
    assert earning(issue).state == "payable"


@pytest.mark.parametrize(("outcome", "state", "money"), [(Ruling.FULL, "canceled", "reversed"), (Ruling.DISMISS, "completed", "clearing"), (Ruling.PARTIAL, "completed", "clearing")])
def test_a_visit_that_nobody_checked_in_to_ends_with_the_ruling(stage: Stage, outcome: str, state: str, money: str) -> None:
    booking = unattended(stage)
    issue = answered(stage, booking, at=booking.ends_at + 3 * HOUR)
    issue = decide(issue, outcome, amount=cop(23_000) if outcome == Ruling.PARTIAL else None)
    assert (visits.read(booking.reference).state, earning(issue).state, issue.state) == (state, money, "issue_ruled")


def test_a_part_that_is_all_of_it_ends_a_visit_that_nobody_checked_in_to_as_all_does(stage: Stage) -> None:
    booking = unattended(stage)
    issue = answered(stage, booking, at=booking.ends_at + 3 * HOUR)
    issue = decide(issue, Ruling.PARTIAL, amount=booking.total)
    assert (refunded(stage), visits.read(booking.reference).state) == (booking.total_minor, "canceled")
    assert (earning(issue).state, issue.state) == ("reversed", "issue_ruled")


def test_a_ruling_on_her_complaint_does_not_let_go_what_the_familys_own_one_holds(stage: Stage) -> None:
    booking = stage.completed()
    hers = appealed(stage, decide(answered(stage, booking, by=stage.as_professional)))
    issue = reported(stage, booking, at=booking.ends_at + 4 * HOUR)
    decide(hers, by=staff("Teo"))
    assert (again(hers).state, is_held(issue)) == ("issue_closed", True)


def test_nor_what_waits_for_a_visit_that_is_done_anew(stage: Stage) -> None:
    booking = stage.completed()
    issue, hers = answered(stage, booking), answered(stage, booking, by=stage.as_professional)
    decide(issue, Ruling.REDO, redo_at=issue.opened_at + 10 * DAY)
    decide(appealed(stage, decide(hers)), by=staff("Teo"))
    earnings.release_cleared(issue.opened_at + 11 * DAY)
    assert (earning(issue).state, is_held(issue)) == ("clearing", True)
    deadlines.due(issue.opened_at + 13 * DAY)  # nobody appealed
    earnings.release_cleared(issue.opened_at + 13 * DAY)
    assert earning(issue).state == "payable"


def test_nobody_decides_before_the_other_side_was_heard_or_had_its_time(stage: Stage) -> None:
    issue = reported(stage)
    with pytest.raises(NotNow):
        decide(issue, at=issue.opened_at + HOUR)


def test_only_support_decides_and_says_why(stage: Stage) -> None:
    issue = answered(stage)
    for by in (staff("Fe", "finance"), staff("Omar", "operations"), stage.as_customer):
        with pytest.raises(MayNot):
            decide(issue, by=by)
    with pytest.raises(WhyMissing):
        rulings.rule(reference=issue.reference, decision=Decision(Ruling.DISMISS, "No."), by=staff(), at=issue.opened_at + DAY)


def test_while_the_visit_runs_its_price_is_not_settled(stage: Stage) -> None:
    booking = stage.started()
    issue = answered(stage, booking, at=booking.starts_at + HOUR)
    with pytest.raises(NotNow):
        decide(issue, at=booking.starts_at + 3 * HOUR)


def test_never_more_than_was_asked_or_paid(stage: Stage) -> None:
    issue = answered(stage, claimed=cop(20_000))
    for outcome, amount, code in (
        (Ruling.FULL, None, "more_than_asked"), (Ruling.PARTIAL, cop(20_100), "more_than_asked"), (Ruling.PARTIAL, cop(99_000_000), "too_much"),
        (Ruling.PARTIAL, None, "amount_missing"), (Ruling.PARTIAL, cop(0), "amount_missing"), (Ruling.GOODWILL, issue.booking.total + cop(100), "too_much"),
        (Ruling.REDO, None, "when_missing"),
    ):  # fmt: skip
        with pytest.raises(NotPossible, match=code):
            decide(issue, outcome, amount=amount)
    assert (refunded(stage), Ruling.objects.count()) == (0, 0)


def test_above_the_limit_finance_agrees_or_not(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ALONE, "COP", cop(20_000).minor)
    sara, both, fe = staff(), staff("Luz", "support", "finance"), staff("Fe", "finance")
    issue = decide(answered(stage), Ruling.PARTIAL, amount=cop(30_000), by=sara)
    at = issue.opened_at + 4 * DAY
    assert (issue.state, refunded(stage), Notice.objects.filter(kind="issue_ruled").exists()) == ("issue_review", 0, False)
    with pytest.raises(RulingWaits):
        decide(issue, by=both)
    with pytest.raises(MayNot):
        rulings.agree(reference=issue.reference, by=sara, at=at)
    with pytest.raises(WhyMissing):
        rulings.disagree(reference=issue.reference, by=fe, at=at, why=" ")
    rulings.disagree(reference=issue.reference, by=fe, at=at, why="The photos show half of it.")
    issue = decide(issue, Ruling.PARTIAL, amount=cop(25_000), by=both)
    with pytest.raises(MayNot):
        rulings.agree(reference=issue.reference, by=both, at=at)  # of finance, but its author
    for _twice in (1, 2):
        done = rulings.agree(reference=issue.reference, by=fe, at=at)
    assert (done.state, refunded(stage)) == ("issue_ruled", cop(25_000).minor)
    assert [(r.state, r.agreed_by_person_id) for r in Ruling.objects.order_by("pk")] == [("not_agreed", None), ("given", fe.person_id)]


def test_an_unknown_answer_rules_nothing_until_it_is_known(stage: Stage) -> None:
    issue = answered(stage)
    stage.sim.faults.add("refund", "timeout_after")
    issue = decide(issue, Ruling.PARTIAL, amount=cop(23_000))
    assert (issue.state, is_held(issue)) == ("issue_review", True)
    assert not Notice.objects.filter(kind="issue_ruled").exists()
    with pytest.raises(BeingConfirmed):
        decide(issue, by=staff("Luz"))
    visit_deadlines.settle_unknown(issue.opened_at + 4 * DAY)
    assert (again(issue).state, is_held(issue), refunded(stage)) == ("issue_ruled", False, cop(23_000).minor)


def test_what_the_bank_refuses_is_decided_anew(stage: Stage) -> None:
    issue = answered(stage)
    stage.sim.faults.add("refund", "decline")
    issue = decide(issue, Ruling.PARTIAL, amount=cop(23_000))
    assert (issue.state, is_held(issue), Ruling.objects.get().state) == ("issue_review", True, "bank_refused")
    issue = decide(issue, Ruling.PARTIAL, amount=cop(23_000))
    assert (issue.state, refunded(stage), Ruling.objects.last().words) == ("issue_ruled", cop(23_000).minor, WORDS)


def test_a_refund_that_never_happened_is_asked_for_anew(stage: Stage) -> None:
    issue = answered(stage)
    stage.sim.faults.add("refund", "server_error", times=None)
    decide(issue, Ruling.PARTIAL, amount=cop(23_000))
    stage.sim.faults.clear()
    for hours in range(1, 40):
        visit_deadlines.settle_unknown(issue.opened_at + 3 * DAY + hours * HOUR)
    assert (again(issue).state, refunded(stage)) == ("issue_ruled", cop(23_000).minor)
    assert Entry.objects.filter(kind="refund").count() == 1
