"""cancel: the refund that was shown, what is kept split as the price was, and everybody told once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.notifications.models import Notice
from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.cancellation import RefundChanged, cancel, schedule, share_at
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.models import Booking
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt, Refund
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.kit.steps import CLOCK, By
from casaora.ops.invariants import check
from payouts.earnings.models import Earning
from payouts.ledger.actions import seal
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance

pytestmark = pytest.mark.django_db


def cop(pesos: int) -> Money:
    return Money(pesos * 100, "COP")


def given_back(stage: Stage) -> int:
    return sum(r["amount"] for r in stage.sim.objects("refund") if r["status"] == "succeeded")


def in_order(at) -> None:
    seal(at)
    assert {name: found for name, found in check(at).items() if found and name != "nothing_waits_too_long"} == {}


@pytest.mark.parametrize(
    ("before", "refund", "earning", "fee"),
    [(24, 156_400, 0, 0), (12, 78_200, 68_000, 10_200), (4, 39_100, 102_000, 15_300), (3, 0, 136_000, 20_400)],
)
def test_the_customer_gets_the_tier_and_the_rest_is_split_as_the_price_was(stage: Stage, before: int, refund: int, earning: int, fee: int) -> None:
    booking = stage.confirmed()
    assert booking.total == cop(156_400)
    at = booking.starts_at - timedelta(hours=before)
    clock.set_to(at)
    ended = cancel(reference=booking.reference, by=stage.as_customer, at=at, expects=share_at(booking, stage.as_customer, at).refund)
    assert (ended.state, ended.canceled_at) == ("canceled", at)
    assert given_back(stage) == refund * 100
    made = Earning.objects.get(reference=booking.reference)
    assert (made.amount, made.fee) == (cop(earning), cop(fee))
    assert -balance(Account.HELD_FOR_PROFESSIONALS, currency="COP", person_id=booking.professional_id) == cop(earning)
    assert -balance(Account.SERVICE_FEES_UNEARNED, currency="COP") == cop(fee)
    if earning:
        assert (made.state, made.kind) == ("clearing", Earning.CANCELLATION)
        assert made.clears_at is not None
        assert made.clears_at >= booking.ends_at + timedelta(hours=48)
    else:
        assert made.state == "reversed"
    in_order(at)


@pytest.mark.parametrize("who", ["professional", "staff", "clock"])
def test_whoever_else_cancels_everything_goes_back(stage: Stage, who: str) -> None:
    booking = stage.confirmed()
    at = booking.starts_at - timedelta(minutes=5)
    by = {"professional": stage.as_professional, "staff": By("staff", 7), "clock": CLOCK}[who]
    ended = cancel(reference=booking.reference, by=by, at=at, why="A fever.")
    assert ended.state == "canceled"
    assert given_back(stage) == booking.total_minor
    assert ended.steps.get(step="cancel").why == "A fever."
    told = Notice.objects.get(kind="booking_canceled", person_id=booking.customer_id)
    assert told.context["refund"] == {"minor": booking.total_minor, "currency": "COP"}
    assert "others" in told.context
    assert Notice.objects.filter(kind="booking_canceled_professional", person_id=booking.professional_id).count() == 1


def test_again_is_nothing_and_a_stranger_finds_nothing(stage: Stage) -> None:
    booking = stage.confirmed()
    for stranger in (By("customer", booking.professional_id), By("professional", booking.customer_id)):
        with pytest.raises(NotYours):
            cancel(reference=booking.reference, by=stranger, at=stage.at)
    cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    with pytest.raises(NotNow):
        cancel(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert Refund.objects.count() == 1
    assert Notice.objects.filter(kind="booking_canceled").count() == 1


def test_a_page_that_showed_more_is_told_so_and_nothing_happens(stage: Stage) -> None:
    booking = stage.confirmed()
    shown = share_at(booking, stage.as_customer, booking.starts_at - timedelta(hours=24)).refund
    with pytest.raises(RefundChanged) as changed:
        cancel(reference=booking.reference, by=stage.as_customer, at=booking.starts_at - timedelta(hours=23), expects=shown)
    assert changed.value.share.refund == cop(78_200)
    assert actions.read(booking.reference).state == "confirmed"
    assert not Refund.objects.exists()


def test_the_slot_is_free_again(stage: Stage) -> None:
    booking = stage.confirmed()
    cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert stage.authorized(starts_at=booking.starts_at).state == "authorized"


def test_an_unknown_refund_ends_the_booking_only_when_it_is_known(stage: Stage) -> None:
    booking = stage.confirmed()
    stage.sim.faults.add("refund", "timeout_after")
    waiting = cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert waiting.state == "confirmed"
    assert not Notice.objects.filter(kind="booking_canceled").exists()
    with pytest.raises(BeingConfirmed):
        cancel(reference=booking.reference, by=stage.as_professional, at=stage.at)
    deadlines.settle_unknown(stage.at + timedelta(minutes=6))
    assert actions.read(booking.reference).state == "canceled"
    assert given_back(stage) == booking.total_minor
    assert Entry.objects.filter(kind="refund").count() == 1
    in_order(stage.at)


def test_a_refused_refund_leaves_the_booking_as_it_was_and_may_be_tried_again(stage: Stage) -> None:
    booking = stage.confirmed()
    stage.sim.faults.add("refund", "decline")
    still = cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert still.state == "confirmed"
    assert Refund.objects.get().state == Refund.FAILED
    assert cancel(reference=booking.reference, by=stage.as_customer, at=stage.at).state == "canceled"
    assert [a.key for a in Attempt.objects.filter(operation="refund").order_by("pk")] == sorted({a.key for a in Attempt.objects.filter(operation="refund")})
    assert given_back(stage) == booking.total_minor


def test_a_request_that_is_not_confirmed_cannot_be_canceled(stage: Stage) -> None:
    booking = stage.authorized()
    for by in (stage.as_customer, stage.as_professional, By("staff", 1)):
        with pytest.raises(NotNow):
            cancel(reference=booking.reference, by=by, at=stage.at)


def test_the_schedule_shows_each_amount_until_its_moment(stage: Stage) -> None:
    booking = stage.confirmed()
    shown = schedule(booking, stage.at)
    start = booking.starts_at
    assert [(span.until, share.refund) for span, share in shown] == [
        (start - timedelta(hours=24), cop(156_400)), (start - timedelta(hours=12), cop(78_200)),
        (start - timedelta(hours=4), cop(39_100)), (start, cop(0)),
    ]  # fmt: skip
    assert schedule(booking, start - timedelta(hours=12, seconds=-1))[0][1].refund == cop(39_100)


def test_a_policy_that_changes_later_does_not_touch_the_booking(stage: Stage) -> None:
    booking = stage.confirmed()
    Booking.objects.filter(pk=booking.pk).update(terms=booking.terms)
    from bookings.catalog import actions as catalog
    from bookings.catalog.cancellation import Cancellation, Right
    from casaora.demo.places import markets
    from casaora.kit.steps import OPERATOR

    terms = catalog.Terms(1500, 0, cop(20_000), cop(2_000_000), Cancellation((), Right(5, is_business=True, ahead_days=0)), 72)
    catalog.publish_policy(market=markets()["CO"], category=None, terms=terms, valid_from=stage.at, by=OPERATOR, at=stage.at)
    assert share_at(actions.read(booking.reference), stage.as_customer, stage.at).refund == booking.total
    fresh = stage.confirmed(starts_at=booking.starts_at + timedelta(days=1))
    assert fresh.clears_after == timedelta(hours=72)
    assert fresh.terms["cancellation"]["tiers"] == []


def test_an_answer_that_never_came_is_asked_for_anew_in_the_same_words(stage: Stage) -> None:
    """What was decided at the claim stands, even when the tier has passed meanwhile."""
    booking = stage.confirmed()
    stage.sim.faults.add("refund", "timeout_before")
    stage.sim.faults.add("refund", "server_error")
    at = booking.starts_at - timedelta(hours=24)
    cancel(reference=booking.reference, by=stage.as_customer, at=at)
    for minutes in (6, 20, 50, 90, 150):
        deadlines.settle_unknown(at + timedelta(minutes=minutes))
    assert actions.read(booking.reference).state == "canceled"
    assert given_back(stage) == booking.total_minor


def test_the_clock_never_gives_back_more_than_the_terms_said(stage: Stage) -> None:
    """A first try was refused while half would have gone back; the second came when nothing does."""
    booking = stage.confirmed()
    stage.sim.faults.add("refund", "decline")
    cancel(reference=booking.reference, by=stage.as_customer, at=booking.starts_at - timedelta(hours=13))
    at = booking.starts_at - timedelta(hours=1)
    assert cancel(reference=booking.reference, by=stage.as_customer, at=at).state == "canceled"
    deadlines.give_back_due(at + timedelta(hours=1))
    assert given_back(stage) == 0
    assert Earning.objects.get(reference=booking.reference).amount == booking.earning
