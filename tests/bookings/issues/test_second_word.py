"""Decisions that come twice, too late, or about something else by now; and what staff read before they decide."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.issues import actions, rulings
from bookings.issues.case import Deciding, in_words, preview
from bookings.issues.evidence import MOST_BYTES, NotEvidence, accepted
from bookings.issues.models import Issue, Ruling
from bookings.issues.shares import ALONE, Decision, NotPossible
from bookings.lifecycle.claims import NotNow
from bookings.payments import records as money
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.acting import as_verb
from payouts.earnings.models import Earning
from tests.accounts.staff import finance, staff
from tests.bookings.issues.scenes import DAY, HOUR, WORDS, again, answered, cop, decide, is_held, reported

pytestmark = pytest.mark.django_db


def test_the_same_decision_pressed_twice_is_one(stage: Stage) -> None:
    issue = answered(stage)
    at = issue.opened_at + 3 * DAY
    for _twice in (1, 2):
        ruled = decide(issue, Ruling.PARTIAL, amount=cop(20_000), at=at)
    assert (ruled.state, Ruling.objects.count(), len(stage.sim.objects("refund"))) == ("issue_ruled", 1, 1)


def test_a_decision_is_not_agreed_to_when_it_would_divide_otherwise_by_now(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ALONE, "COP", 0)
    issue = decide(answered(stage), Ruling.FULL)
    assert issue.state == "issue_review"
    with as_verb():
        Earning.objects.update(amount_minor=Earning.objects.get().amount_minor - 100_000)
    with pytest.raises(NotPossible, match="amounts_changed"):
        rulings.agree(reference=issue.reference, by=finance(), at=issue.opened_at + 4 * DAY)
    assert stage.sim.objects("refund") == []


def test_without_a_decision_there_is_nothing_to_agree_or_disagree_with(stage: Stage) -> None:
    issue = answered(stage)
    at = issue.opened_at + 3 * DAY
    with pytest.raises(NotNow):
        rulings.disagree(reference=issue.reference, by=finance(), at=at, why="There is none.")
    with pytest.raises(NotNow):
        rulings.agree(reference=issue.reference, by=finance(), at=at)


def test_what_the_professional_takes_back_changes_nothing_of_the_familys(stage: Stage) -> None:
    booking = stage.completed()
    theirs, hers = reported(stage, booking), reported(stage, booking, by=stage.as_professional)
    actions.take_back(reference=hers.reference, by=stage.as_professional, at=hers.opened_at + HOUR)
    assert (again(hers).state, again(theirs).state, is_held(theirs)) == ("issue_closed", "issue_open", True)


@pytest.mark.parametrize("size", [0, MOST_BYTES + 1])
def test_a_file_of_nothing_or_of_too_much_is_not_taken(size: int) -> None:
    with pytest.raises(NotEvidence):
        accepted("a.jpg", b"x" * size)


def filled(issue: Issue, **said: str) -> Deciding:
    return Deciding({"outcome": "redo", "words": WORDS, **said}, issue=issue, at=issue.opened_at + 3 * DAY)


def test_a_visit_is_done_anew_later_than_now_by_the_citys_clock(stage: Stage) -> None:
    issue = answered(stage)
    now = issue.booking.city.local(issue.opened_at + 3 * DAY)
    past, later = (f"{now + timedelta(days=days):%Y-%m-%dT%H:%M}" for days in (-1, 1))
    assert "redo_at" in filled(issue, redo_at=past).errors
    form = filled(issue, redo_at=later)
    assert form.is_valid()
    moment = form.decision().redo_at
    assert moment is not None
    assert f"{issue.booking.city.local(moment):%Y-%m-%dT%H:%M}" == later


def test_her_own_complaint_is_dismissed_or_answered_with_goodwill(stage: Stage) -> None:
    hers = answered(stage, by=stage.as_professional)
    offered = [name for name, _label in filled(hers).fields["outcome"].choices]  # type: ignore[attr-defined]
    assert offered == [Ruling.DISMISS, Ruling.GOODWILL]
    lines = dict(preview(hers, Decision(Ruling.GOODWILL, WORDS, cop(15_000))))
    assert (lines["The family gets back"], lines["Casaora pays"]) == (str(cop(0)), str(cop(15_000)))


def test_what_was_paid_out_is_said_to_be_owed_back(stage: Stage) -> None:
    issue = answered(stage)
    assert "It was paid out: owed back" not in dict(preview(issue, Decision(Ruling.FULL, WORDS)))
    with as_verb():
        Earning.objects.update(state="paid")
    assert dict(preview(issue, Decision(Ruling.FULL, WORDS)))["It was paid out: owed back"] == str(issue.booking.earning)


def test_every_refusal_has_words() -> None:
    assert in_words(NotPossible("too_much")) != "too_much"
    assert in_words(NotNow("rule", "issue_closed"))
    assert in_words(money.TooMuch()) == "TooMuch"


def test_a_decision_that_both_sides_wait_for_is_taken_by_staff_alone(stage: Stage) -> None:
    issue = answered(stage)
    clock.set_to(issue.opened_at + 3 * DAY)
    assert decide(issue, by=staff("Luz")).state == "issue_ruled"
