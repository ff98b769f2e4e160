"""A report costs nobody money by itself: it can be answered, is decided by people, and what is not true changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from accounts.users.actions import MayNot
from bookings.issues import actions, deadlines
from bookings.issues.models import Ruling
from bookings.lifecycle import actions as visits
from bookings.lifecycle.claims import NotNow
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import By
from payouts.earnings import actions as earnings
from payouts.ledger.models import Account
from payouts.ledger.queries import balances_of
from tests.accounts.staff import enter, staff
from tests.bookings.issues.scenes import DAY, REPLY, answered, cop, decide, earning, is_held, reported, ruled, unattended
from tests.bookings.lifecycle.test_pages import browser

pytestmark = pytest.mark.django_db


def refunded(stage: Stage) -> int:
    return sum(r["amount"] for r in stage.sim.objects("refund"))


def test_who_reports_what_was_not_gets_nothing_and_she_is_paid(stage: Stage) -> None:
    """The family says that nothing was done, to have its money back."""
    issue = reported(stage, text="Nothing at all was done in the whole house, give it back.")
    earnings.release_cleared(issue.opened_at + 5 * DAY)
    assert (earning(issue).state, refunded(stage)) == ("clearing", 0)  # held, and nothing went back by itself
    actions.answer(reference=issue.reference, text=REPLY, by=stage.as_professional, at=issue.opened_at + timedelta(hours=40))
    decide(issue, Ruling.DISMISS)
    earnings.release_cleared(issue.opened_at + 9 * DAY)  # her first three visits clear in a week
    assert -balances_of(issue.professional_id, currency="COP")[Account.PAYABLE_TO] == issue.booking.earning
    assert refunded(stage) == 0


def test_silence_does_not_make_a_report_true(stage: Stage) -> None:
    issue = reported(stage)
    deadlines.due(issue.answer_by + DAY)
    assert refunded(stage) == 0
    decide(issue, Ruling.DISMISS)
    assert not is_held(issue)


def test_who_leaves_after_five_minutes_is_not_paid_before_it_was_looked_at(stage: Stage) -> None:
    booking = stage.started()
    booking = visits.complete(reference=booking.reference, by=stage.as_professional, at=booking.starts_at + timedelta(minutes=5))
    issue = reported(stage, booking, kind="time", at=booking.starts_at + timedelta(minutes=30))
    earnings.release_cleared(booking.ends_at + 9 * DAY)
    assert earning(issue).state == "clearing"
    deadlines.due(issue.answer_by)
    decide(issue, Ruling.FULL)
    assert (refunded(stage), earning(issue).state) == (booking.total_minor, "reversed")


def test_a_no_show_of_a_visit_that_was_held_is_an_issue_and_not_a_refund(stage: Stage) -> None:
    booking = stage.started()
    with pytest.raises(NotNow):
        visits.professional_no_show(reference=booking.reference, by=stage.as_customer, at=booking.starts_at + timedelta(hours=1))
    assert refunded(stage) == 0


def test_appeals_do_not_go_on_for_ever(stage: Stage) -> None:
    issue = ruled(stage)
    actions.appeal(reference=issue.reference, text=REPLY, by=stage.as_customer, at=issue.ruled_at)
    decide(issue, by=staff("Luz"))
    with pytest.raises(NotNow):
        actions.appeal(reference=issue.reference, text=f"{REPLY} Again.", by=stage.as_customer, at=issue.ruled_at + 4 * DAY)
    with pytest.raises(NotNow):
        reported(stage, issue.booking, text="The very same thing, once more.", at=issue.opened_at + 5 * DAY)


def test_nothing_is_held_for_ever_by_reporting_taking_back_and_reporting_anew(stage: Stage) -> None:
    """Just before our team decides she is accused anew: each time two days to answer, and ten to decide."""
    booking, at = unattended(stage), None
    for number in range(2):
        issue = reported(stage, booking, text=f"Nobody came to our house that day, {number}.", at=at or booking.ends_at + timedelta(hours=3))
        at = issue.rule_by
        deadlines.due(issue.answer_by)
        actions.take_back(reference=issue.reference, by=stage.as_customer, at=at)
    with pytest.raises(NotNow):
        reported(stage, booking, text="Nobody came to our house that day, as I said.", at=at)
    page = browser(booking.customer_id).get(f"/en/bookings/{booking.reference}/").content.decode()
    assert not is_held(issue)
    assert "issues/new" not in page


def test_our_team_sees_who_reports_often(stage: Stage) -> None:
    from django.test import Client

    from casaora.demo import cast

    first = ruled(stage)
    clock.set_to(stage.at)
    again = stage.completed(starts_at=stage.wish().starts_at + timedelta(days=9))
    issue = reported(stage, again, text="And again nothing was as we agreed upon.")
    eva = enter(Client(), cast.staff("Eva", "Luna", "support"))
    page = eva.get(f"/admin/bookings/issue/{issue.pk}/change/").content.decode()
    assert first.state == "issue_ruled"
    assert "1 problems, 1 of them dismissed" in page


def test_a_goodwill_never_touches_what_she_earned(stage: Stage) -> None:
    issue = ruled(stage, Ruling.GOODWILL, amount=cop(20_000))
    assert earning(issue).amount == issue.booking.earning


def test_one_of_our_team_does_not_decide_about_her_own_visit(stage: Stage) -> None:
    issue = answered(stage)
    person = stage.customer.user
    person.is_staff = True
    person.save(update_fields=["is_staff"])
    for name in ("support", "finance"):
        person.groups.add(Group.objects.get_or_create(name=name)[0])
    with pytest.raises(MayNot):
        decide(issue, Ruling.FULL, by=By("staff", person.pk))
    assert (refunded(stage), Ruling.objects.count()) == (0, 0)
