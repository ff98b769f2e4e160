"""appeal, silence, escalate, close: another person decides, and nobody's money waits for ever."""

from __future__ import annotations

import pytest

from accounts.notifications.models import Notice
from accounts.users.actions import MayNot
from bookings.issues import actions, deadlines
from bookings.issues.models import APPEAL_WITHIN, RULE_WITHIN, Ruling
from bookings.issues.shares import NotPossible
from bookings.lifecycle.claims import NotNow
from casaora.demo.scenes import Stage
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger.models import Account
from payouts.ledger.queries import balances_of
from tests.accounts.staff import staff
from tests.bookings.issues import scenes
from tests.bookings.issues.scenes import (
    DAY,
    HOUR,
    REPLY,
    again,
    answered,
    appealed,
    closed,
    cop,
    decide,
    earning,
    is_held,
    reported,
    ruled,
)

pytestmark = pytest.mark.django_db


def test_the_familys_appeal_against_a_dismissal_holds_the_earning_again(stage: Stage) -> None:
    issue = ruled(stage)
    assert not is_held(issue)
    issue = appealed(stage, issue)
    assert (issue.state, is_held(issue), issue.rule_by) == ("issue_appealed", True, issue.appealed_at + RULE_WITHIN)
    earnings.release_cleared(issue.opened_at + 90 * DAY)
    assert earning(issue).state == "clearing"


def test_another_person_decides_and_for_good(stage: Stage) -> None:
    issue = appealed(stage)
    with pytest.raises(MayNot):
        decide(issue, by=staff())
    done = decide(issue, Ruling.PARTIAL, amount=cop(10_000), by=staff("Luz"))
    assert (done.state, is_held(issue), earning(issue).amount < issue.booking.earning) == ("issue_closed", False, True)
    assert [r.is_final for r in Ruling.objects.order_by("pk")] == [False, True]
    with pytest.raises(NotNow):
        actions.appeal(reference=issue.reference, text=REPLY, by=stage.as_professional, at=issue.ruled_at)


def test_her_appeal_holds_nothing_and_what_was_refunded_is_made_good_by_us(stage: Stage) -> None:
    issue = appealed(stage, ruled(stage, Ruling.PARTIAL, amount=cop(23_000)), by=stage.as_professional)
    assert not is_held(issue)
    given = Ruling.objects.get().of_earning
    decide(issue, Ruling.GOODWILL, amount=given, by=staff("Luz"))
    mine = balances_of(issue.professional_id, currency="COP")
    assert -mine[Account.HELD_FOR_PROFESSIONALS] == issue.booking.earning
    assert Earning.objects.filter(professional_id=issue.professional_id).count() == 2


def test_once_and_within_seven_days(stage: Stage) -> None:
    issue = ruled(stage)
    assert issue.appeal_by == issue.ruled_at + APPEAL_WITHIN
    with pytest.raises(NotNow):
        actions.appeal(reference=issue.reference, text=REPLY, by=stage.as_customer, at=issue.appeal_by)
    for _twice in (1, 2):
        actions.appeal(reference=issue.reference, text=REPLY, by=stage.as_customer, at=issue.appeal_by - HOUR)
    with pytest.raises(NotNow):
        actions.appeal(reference=issue.reference, text=REPLY, by=stage.as_professional, at=issue.appeal_by - HOUR)


def test_silence_loses_only_the_chance_to_be_heard(stage: Stage) -> None:
    issue = reported(stage)
    assert deadlines.due(issue.answer_by - HOUR) == {}
    assert deadlines.due(issue.answer_by) == {"done": 1}
    assert deadlines.due(issue.answer_by) == {}
    assert again(issue).state == "issue_review"
    assert Notice.objects.filter(kind="issue_unanswered").count() == 2
    assert decide(issue).state == "issue_ruled"


def test_without_an_appeal_it_is_over(stage: Stage) -> None:
    issue = closed(stage)
    assert (issue.state, issue.closed_at) == ("issue_closed", issue.appeal_by)


def test_ten_days_without_a_ruling_alarm_and_set_free_what_nobody_disputes(stage: Stage) -> None:
    sara = staff()
    issue = answered(stage, claimed=cop(23_000))
    whole = issue.booking.earning
    assert deadlines.due(issue.rule_by) == {"done": 1}
    assert deadlines.due(issue.rule_by + DAY) == {}
    free, held = Earning.objects.get(reference=f"{issue.booking.reference}/undisputed"), earning(issue)
    assert (free.amount + held.amount, free.amount > held.amount, is_held(issue)) == (whole, True, True)
    earnings.release_cleared(issue.rule_by + HOUR)
    mine = balances_of(issue.professional_id, currency="COP")
    assert (-mine[Account.PAYABLE_TO], -mine[Account.HELD_FOR_PROFESSIONALS]) == (free.amount, held.amount)
    assert Notice.objects.get(kind="issue_escalated_staff").person_id == sara.person_id
    told = {n.person_id: n.context.get("is_freed") for n in Notice.objects.filter(kind="issue_escalated")}
    assert told == {issue.customer_id: None, issue.professional_id: True}


@pytest.mark.parametrize(("outcome", "amount"), [(Ruling.PARTIAL, 23_000), (Ruling.PARTIAL, 10_000), (Ruling.DISMISS, 0)])
def test_what_is_decided_late_is_right_to_the_peso(stage: Stage, outcome: str, amount: int) -> None:
    issue = answered(stage, claimed=cop(23_000))
    deadlines.due(issue.rule_by)
    decide(issue, outcome, amount=cop(amount) if amount else None, at=issue.rule_by + DAY)
    earnings.release_cleared(issue.rule_by + 2 * DAY)
    ruling = Ruling.objects.get()
    mine = balances_of(issue.professional_id, currency="COP")
    assert -mine[Account.PAYABLE_TO] == issue.booking.earning - ruling.of_earning
    assert not mine[Account.HELD_FOR_PROFESSIONALS]
    assert sum(e.amount_minor for e in Earning.objects.exclude(state="reversed")) == (issue.booking.earning - ruling.of_earning).minor


def test_where_all_is_asked_back_nothing_is_set_free(stage: Stage) -> None:
    issue = answered(stage)
    deadlines.due(issue.rule_by)
    assert (Earning.objects.count(), is_held(issue), again(issue).escalated_at) == (1, True, issue.rule_by)


def test_one_bad_row_does_not_stop_the_others(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = reported(stage), reported(stage, by=stage.as_professional, booking=scenes.Booking.objects.get())
    taken = deadlines.step_taken

    def fails(booking: object, issue: scenes.Issue, *args: object, **named: object) -> None:
        if issue.pk == first.pk:
            raise RuntimeError("as a broken template would")
        taken(booking, issue, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(deadlines, "step_taken", fails)
    assert deadlines.due(first.answer_by) == {"failed": 1, "done": 1}
    assert (again(first).state, again(second).state) == ("issue_open", "issue_review")


def test_both_decisions_together_give_no_more_than_the_family_asks(stage: Stage) -> None:
    issue = appealed(stage, decide(answered(stage, claimed=cop(30_000)), Ruling.PARTIAL, amount=cop(20_000)))
    with pytest.raises(NotPossible, match="more_than_asked"):
        decide(issue, Ruling.PARTIAL, amount=cop(20_000), by=staff("Luz"))
    assert decide(issue, Ruling.PARTIAL, amount=cop(10_000), by=staff("Luz")).state == "issue_closed"


def test_after_a_goodwill_the_rest_still_divides_as_the_price_did(stage: Stage) -> None:
    issue = appealed(stage, ruled(stage, Ruling.GOODWILL, amount=cop(60_000)))
    booking = issue.booking
    decide(issue, Ruling.FULL, by=staff("Luz"))
    last = Ruling.objects.get(outcome=Ruling.FULL)
    assert last.amount == booking.total - cop(60_000)
    assert last.of_earning.minor == pytest.approx(last.amount.minor * booking.earning_minor / booking.total_minor, abs=100)
    assert earning(issue).amount == booking.earning - last.of_earning


def test_what_the_family_reported_stays_held_when_what_she_reported_is_over(stage: Stage) -> None:
    """Both have reported the visit; the family also appeals what was decided about hers."""
    hers = decide(answered(stage, by=stage.as_professional, kind="other_issue"))
    mine = reported(stage, hers.booking, at=hers.opened_at + HOUR)
    assert is_held(mine)
    appealed(stage, hers)
    assert is_held(mine)
    decide(hers, by=staff("Luz"))
    assert is_held(mine)
    actions.take_back(reference=mine.reference, by=stage.as_customer, at=mine.rule_by)
    assert not is_held(mine)
