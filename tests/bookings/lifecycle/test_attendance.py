"""unattended, attest, professional_no_show: money never waits for ever, and nobody pays for a visit that was not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.notifications.models import Notice
from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.attendance import SILENCE, UNATTENDED_AFTER
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.models import NO_SHOW_AFTER, Booking
from casaora.demo.scenes import Stage
from casaora.kit.steps import CLOCK, By
from payouts.earnings.models import Earning
from tests.bookings.lifecycle.test_pages import browser

pytestmark = pytest.mark.django_db


def unattended(stage: Stage) -> Booking:
    booking = stage.confirmed()
    deadlines.unattended_due(booking.ends_at + UNATTENDED_AFTER)
    return actions.read(booking.reference)


def refunded(stage: Stage) -> int:
    return sum(r["amount"] for r in stage.sim.objects("refund"))


def test_the_customer_is_asked_two_hours_after_the_end_and_not_before(stage: Stage) -> None:
    booking = stage.confirmed()
    deadlines.unattended_due(booking.ends_at + UNATTENDED_AFTER - timedelta(seconds=1))
    assert actions.read(booking.reference).state == "confirmed"
    deadlines.unattended_due(booking.ends_at + UNATTENDED_AFTER)
    deadlines.unattended_due(booking.ends_at + UNATTENDED_AFTER)
    assert actions.read(booking.reference).state == "unattended"
    told = Notice.objects.filter(kind__startswith="booking_unattended").values_list("kind", "person_id")
    assert sorted(told) == [("booking_unattended", booking.customer_id), ("booking_unattended_professional", booking.professional_id)]


def test_a_visit_that_was_checked_in_is_not_asked_about(stage: Stage) -> None:
    booking = stage.started()
    deadlines.unattended_due(booking.ends_at + timedelta(days=1))
    assert actions.read(booking.reference).state == "in_progress"


def test_yes_completes_it_and_the_earning_clears(stage: Stage) -> None:
    booking = unattended(stage)
    at = booking.ends_at + timedelta(hours=5)
    done = actions.attest(reference=booking.reference, by=stage.as_customer, at=at)
    actions.attest(reference=booking.reference, by=stage.as_customer, at=at)
    assert (done.state, done.completed_at) == ("completed", at)
    earning = Earning.objects.get(reference=booking.reference)
    assert earning.state == "clearing"
    assert refunded(stage) == 0


def test_silence_is_a_yes_after_48_hours(stage: Stage) -> None:
    booking = unattended(stage)
    assert booking.unattended_at is not None
    deadlines.unattended_due(booking.unattended_at + SILENCE - timedelta(seconds=1))
    assert actions.read(booking.reference).state == "unattended"
    with pytest.raises(NotNow):
        actions.attest(reference=booking.reference, by=CLOCK, at=booking.unattended_at + timedelta(hours=1))
    deadlines.unattended_due(booking.unattended_at + SILENCE)
    assert actions.read(booking.reference).state == "completed"


def test_nobody_came_gives_everything_back_and_she_is_told(stage: Stage) -> None:
    booking = stage.confirmed()
    at = booking.starts_at + NO_SHOW_AFTER
    ended = actions.professional_no_show(reference=booking.reference, by=stage.as_customer, at=at)
    actions.professional_no_show(reference=booking.reference, by=stage.as_customer, at=at)
    assert ended.state == "canceled"
    assert refunded(stage) == booking.total_minor
    assert Earning.objects.get(reference=booking.reference).state == "reversed"
    assert Notice.objects.filter(kind="booking_no_show_professional", person_id=booking.professional_id).count() == 1


def test_when_it_is_over_no_is_an_issue_and_not_a_refund(stage: Stage) -> None:
    booking = unattended(stage)
    with pytest.raises(NotNow):
        actions.professional_no_show(reference=booking.reference, by=stage.as_customer, at=booking.ends_at + timedelta(hours=5))
    assert (actions.read(booking.reference).state, refunded(stage)) == ("unattended", 0)


def test_nobody_came_can_be_said_half_an_hour_after_the_start_and_not_of_a_visit_that_runs(stage: Stage) -> None:
    booking = stage.confirmed()
    with pytest.raises(NotNow):
        actions.professional_no_show(reference=booking.reference, by=stage.as_customer, at=booking.starts_at + NO_SHOW_AFTER - timedelta(seconds=1))
    actions.start(reference=booking.reference, by=stage.as_professional, at=booking.starts_at + timedelta(minutes=20))
    with pytest.raises(NotNow):
        actions.professional_no_show(reference=booking.reference, by=stage.as_customer, at=booking.starts_at + timedelta(hours=1))


def test_the_professional_cannot_vouch_for_herself_nor_a_stranger_for_anybody(stage: Stage) -> None:
    booking = unattended(stage)
    for verb in (actions.attest, actions.professional_no_show):
        with pytest.raises(NotNow):
            verb(reference=booking.reference, by=stage.as_professional, at=booking.ends_at + timedelta(hours=3))
        with pytest.raises(NotYours):
            verb(reference=booking.reference, by=By("customer", stage.offering.professional_id), at=booking.ends_at + timedelta(hours=3))


def test_the_page_asks_and_takes_the_answer(stage: Stage) -> None:
    from casaora.kit import clock

    booking = unattended(stage)
    clock.set_to(booking.ends_at + timedelta(hours=3))
    client, path = browser(booking.customer_id), f"/en/bookings/{booking.reference}/"
    page = client.get(path).content.decode()
    assert "Did Ana Milena come?" in page
    assert f"{path}issues/new/" in page
    assert "we asked the family" in browser(booking.professional_id).get(path).content.decode()
    client.post(f"{path}attestation/")
    assert actions.read(booking.reference).state == "completed"
    assert client.get(path).status_code == 200
