"""report, answer, take back: until when, by whom, and that the earning is held from that moment."""

from __future__ import annotations

import pytest

from accounts.notifications.models import Notice
from bookings.issues import actions
from bookings.issues.actions import AlreadyReported, TooShort
from bookings.issues.evidence import File
from bookings.issues.models import ANSWER_WITHIN, REPORT_WITHIN, Evidence, Issue, Ruling
from bookings.lifecycle import actions as visits
from bookings.lifecycle.claims import NotNow, NotYours
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit.steps import By
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning, EarningHold
from tests.accounts.staff import staff
from tests.bookings.issues.scenes import DAY, HOUR, REPLY, TEXT, answered, cop, decide, earning, is_held, reported, unattended
from tests.bookings.supplements.scenes import approving, paid

pytestmark = pytest.mark.django_db


def test_what_the_family_reports_holds_the_earning_and_both_are_told(stage: Stage) -> None:
    issue = reported(stage, claimed=cop(20_000), files=[File("kitchen.jpg", "image/jpeg", b"x")])
    assert (issue.state, issue.answer_by, issue.claimed) == ("issue_open", issue.opened_at + ANSWER_WITHIN, cop(20_000))
    assert Evidence.objects.get().by_role == "customer"
    earnings.release_cleared(issue.opened_at + 60 * DAY)
    assert is_held(issue)
    assert earning(issue).state == "clearing"
    hold = earning(issue).holds.get()
    assert hold.unblocked_by
    told = Notice.objects.filter(kind="issue_opened")
    assert {n.person_id: n.context["is_mine"] for n in told} == {issue.customer_id: True, issue.professional_id: False}


def test_from_the_start_to_48_hours_after_the_completion_and_not_before_or_after(stage: Stage) -> None:
    booking = stage.confirmed()
    with pytest.raises(NotNow):
        reported(stage, booking)
    booking = visits.start(reference=booking.reference, by=stage.as_professional, at=booking.starts_at, code=booking.start_code)
    issue = reported(stage, booking, at=booking.starts_at + HOUR)
    actions.take_back(reference=issue.reference, by=stage.as_customer, at=booking.starts_at + HOUR)
    booking = visits.complete(reference=booking.reference, by=stage.as_professional, at=booking.ends_at)
    with pytest.raises(NotNow):
        reported(stage, booking, at=booking.ends_at + REPORT_WITHIN)
    assert reported(stage, booking, at=booking.ends_at + REPORT_WITHIN - HOUR).state == "issue_open"


def test_what_she_reports_does_not_hold_her_own_earning(stage: Stage) -> None:
    issue = reported(stage, by=stage.as_professional, kind="behavior", claimed=cop(1_000))
    assert (is_held(issue), issue.claimed) == (False, None)
    earnings.release_cleared(issue.opened_at + 60 * DAY)
    assert earning(issue).state == "payable"


def test_each_has_one_open_issue_and_the_same_words_again_are_that_one(stage: Stage) -> None:
    booking = stage.completed()
    first, again = reported(stage, booking), reported(stage, booking)
    assert first.pk == again.pk
    with pytest.raises(AlreadyReported):
        reported(stage, booking, text=f"{TEXT} And more.")
    assert reported(stage, booking, by=stage.as_professional).pk != first.pk
    assert Issue.objects.count() == 2


def test_twenty_characters_at_least_and_only_the_two_people(stage: Stage) -> None:
    booking = stage.completed()
    with pytest.raises(TooShort):
        reported(stage, booking, text="   nineteen characters  ")
    stranger = cast.customer("Jorge", "Peña").pk
    for by in (By("customer", stranger), By("professional", stranger)):
        with pytest.raises(NotYours):
            reported(stage, booking, by=by)
    with pytest.raises(NotNow):
        reported(stage, booking, by=By("staff", stranger))


def test_a_report_after_the_payout_opens_all_the_same(stage: Stage) -> None:
    booking = stage.completed()
    Earning.objects.update(state="paid")
    issue = reported(stage, booking)
    assert (issue.state, is_held(issue)) == ("issue_open", False)


def test_the_other_side_answers_once_within_48_hours(stage: Stage) -> None:
    issue = reported(stage)
    with pytest.raises(NotNow):
        actions.answer(reference=issue.reference, text=REPLY, by=stage.as_customer, at=issue.opened_at + HOUR)
    with pytest.raises(TooShort):
        actions.answer(reference=issue.reference, text="No.", by=stage.as_professional, at=issue.opened_at + HOUR)
    with pytest.raises(NotNow):
        actions.answer(reference=issue.reference, text=REPLY, by=stage.as_professional, at=issue.answer_by)
    for _twice in (1, 2):
        done = actions.answer(reference=issue.reference, text=REPLY, by=stage.as_professional, at=issue.answer_by - HOUR)
    assert (done.state, done.answer) == ("issue_review", REPLY)
    assert Notice.objects.filter(kind="issue_answered").count() == 2


def test_who_reported_takes_it_back_and_the_money_moves_on(stage: Stage) -> None:
    issue = answered(stage)
    with pytest.raises(NotNow):
        actions.take_back(reference=issue.reference, by=stage.as_professional, at=issue.opened_at + DAY)
    for _twice in (1, 2):
        done = actions.take_back(reference=issue.reference, by=stage.as_customer, at=issue.opened_at + DAY)
    assert (done.state, is_held(issue)) == ("issue_closed", False)
    earnings.release_cleared(issue.opened_at + 60 * DAY)
    assert earning(issue).state == "payable"


def test_an_unattended_visit_that_nobody_came_to_waits_for_our_team_and_not_for_the_clock(stage: Stage) -> None:
    from bookings.lifecycle import deadlines

    booking = unattended(stage)
    issue = reported(stage, booking, at=booking.ends_at + 3 * HOUR, claimed=cop(1_000))
    assert (issue.kind, issue.claimed) == ("absence", cop(1_000))
    deadlines.unattended_due(booking.ends_at + 30 * DAY)
    assert visits.read(booking.reference).state == "unattended"
    with pytest.raises(NotNow):
        visits.attest(reference=booking.reference, by=stage.as_customer, at=booking.ends_at + 4 * HOUR)
    actions.take_back(reference=issue.reference, by=stage.as_customer, at=booking.ends_at + 4 * HOUR)
    deadlines.unattended_due(booking.ends_at + 30 * DAY)
    assert visits.read(booking.reference).state == "completed"


def test_her_own_complaint_never_ends_a_visit_that_the_family_says_nobody_came_to(stage: Stage) -> None:
    booking = unattended(stage)
    theirs = answered(stage, booking, at=booking.ends_at + 3 * HOUR)
    hers = answered(stage, booking, by=stage.as_professional, at=booking.ends_at + 4 * HOUR)
    decide(hers)
    assert (visits.read(booking.reference).state, earning(theirs).state, is_held(theirs)) == ("unattended", "expected", True)
    decide(theirs, Ruling.FULL, by=staff("Olga"))
    assert (visits.read(booking.reference).state, earning(theirs).state) == ("canceled", "reversed")


def test_time_that_is_added_after_the_report_is_held_with_the_visit(stage: Stage) -> None:
    booking = stage.started()
    longer = approving(stage, booking)
    issue = reported(stage, booking, at=booking.ends_at - HOUR)
    longer = paid(stage, longer)
    holds = EarningHold.objects.filter(earning__reference=longer.reference, reason="report", closed_at=None)
    assert (longer.state, holds.get().why) == ("paid", issue.reference)
    actions.take_back(reference=issue.reference, by=stage.as_customer, at=booking.ends_at)
    assert not holds.exists()
