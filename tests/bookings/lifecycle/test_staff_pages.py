"""Bookings, payments, attempts and the house's records on the staff site: who reads what, and what can be put right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.lifecycle import actions
from bookings.lifecycle.models import Booking
from bookings.payments.models import Attempt, Payment
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock, outbox
from casaora.kit.models import Outgoing
from casaora.stripe.models import Event
from tests.accounts.staff import enter

pytestmark = pytest.mark.django_db
MINE = {
    "bookings/booking": {"support", "finance", "operations"},
    "bookings/payment": {"support", "finance", "operations"},
    "bookings/attempt": {"finance", "operations"},
    "stripe/event": {"operations"},
    "kit/outgoing": {"operations"},
    "kit/jobrun": {"finance", "operations"},
}


def act(client: Client, page: str, action: str, row: Any) -> str:
    answer = client.post(f"/admin/{page}/", {"action": action, "_selected_action": [row.pk], "why": ""}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("group", ["support", "finance", "operations"])
def test_each_group_reads_what_is_theirs_and_nobody_edits(group: str, client: Client, stage: Stage, django_assert_max_num_queries: Any) -> None:
    booking = stage.completed()
    enter(client, cast.staff("Eva", "Luna", group))
    rows = {"bookings/booking": booking, "bookings/payment": booking.payment, "bookings/attempt": Attempt.objects.first()}
    for page, groups in MINE.items():
        with django_assert_max_num_queries(40):
            assert client.get(f"/admin/{page}/").status_code == (200 if group in groups else 403), page
        assert client.get(f"/admin/{page}/add/").status_code == 403
        if page in rows and group in groups:
            with django_assert_max_num_queries(40):
                answer = client.get(f"/admin/{page}/{rows[page].pk}/change/")  # type: ignore[union-attr]
            assert answer.status_code == 200
            assert b'name="_save"' not in answer.content


def test_people_who_are_not_staff_get_the_door(client: Client, stage: Stage) -> None:
    booking = stage.authorized()
    for user in (booking.customer.user, booking.professional.user):
        client.force_login(user)
        for page in MINE:
            assert client.get(f"/admin/{page}/").status_code == 302


def test_a_list_costs_the_same_with_many_rows(client: Client, stage: Stage) -> None:
    enter(client, cast.staff("Eva", "Luna", "support"))
    costs = []
    for day in (2, 3, 4, 7):
        stage.confirmed(starts_at=stage.at.replace(hour=15) + timedelta(days=day))
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/admin/bookings/booking/").content.decode()
        costs.append(len(queries))
    assert costs[1:] == costs[1:2] * 3
    assert page.count("$\N{NO-BREAK SPACE}") >= Booking.objects.count() == 4


def test_a_booking_tells_its_steps_and_price_by_the_citys_clock(client: Client, stage: Stage) -> None:
    booking = stage.confirmed()
    enter(client, cast.staff("Eva", "Luna", "support"))
    page = client.get(f"/admin/bookings/booking/{booking.pk}/change/").content.decode()
    for text in ("Request", "Hold placed", "Accept", booking.payment.reference, f"q={booking.reference}", "10:00"):
        assert text in page, text
    assert "Money(" not in page
    found = client.get("/admin/bookings/booking/", {"q": booking.reference}).content.decode()
    assert booking.reference in found
    assert booking.start_code not in page.replace(booking.reference, "")


def test_finance_settles_a_missing_answer_and_it_is_captured_once(client: Client, stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_after")
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    attempt = Attempt.objects.get(outcome="")
    enter(client, cast.staff("Eva", "Luna", "finance"))
    assert "wait two minutes" in act(client, "bookings/attempt", "settle_now", attempt)
    clock.set_to(stage.at + timedelta(minutes=3))
    act(client, "bookings/attempt", "settle_now", attempt)
    booking.refresh_from_db()
    assert (booking.state, Payment.objects.get().state) == ("confirmed", "captured")
    assert "settled already" in act(client, "bookings/attempt", "settle_now", attempt)


def test_operations_only_look_at_attempts(client: Client, stage: Stage) -> None:
    booking = stage.authorized()
    enter(client, cast.staff("Eva", "Luna", "operations"))
    assert "settle_now" not in client.get("/admin/bookings/attempt/").content.decode()
    assert booking.payment.attempts.exists()


def test_an_event_is_processed_again_without_harm(client: Client, stage: Stage) -> None:
    booking = stage.confirmed()
    event = Event.objects.create(
        processor_id="evt_again", type="payment_intent.succeeded", created_at=stage.at, received_at=stage.at, handled_at=stage.at,
        next_try_at=stage.at, payload=stage.sim.take_events("payment_intent.succeeded")[0],
    )  # fmt: skip
    enter(client, cast.staff("Eva", "Luna", "operations"))
    assert b"payment_intent" in client.get(f"/admin/stripe/event/{event.pk}/change/").content
    act(client, "stripe/event", "process_again", event)
    event.refresh_from_db()
    assert event.handled_at is None
    booking.refresh_from_db()
    assert booking.state == "confirmed"


def test_what_failed_to_leave_is_tried_again_at_once_and_what_left_is_not(client: Client, stage: Stage) -> None:
    failed, done = (Outgoing.objects.create(topic="mail", key=k, put_at=stage.at, next_try_at=stage.at + timedelta(hours=1)) for k in "ab")
    Outgoing.objects.filter(pk=failed.pk).update(error="away", tries=3)
    Outgoing.objects.filter(pk=done.pk).update(done_at=stage.at)
    enter(client, cast.staff("Eva", "Luna", "operations"))
    act(client, "kit/outgoing", "try_now", failed)
    assert "done already" in act(client, "kit/outgoing", "try_now", done)
    assert failed.pk in [row.pk for row in outbox.claim(clock.now())]


def test_support_cancels_a_visit_with_a_reason_and_all_money_goes_back(client: Client, stage: Stage) -> None:
    booking, waiting = stage.confirmed(), stage.authorized(starts_at=stage.at + timedelta(days=4))
    enter(client, cast.staff("Eva", "Luna", "support"))

    def cancel(row: Booking, why: str) -> str:
        chosen = {"action": "cancel", "_selected_action": [row.pk], "why": why}
        return client.post("/admin/bookings/booking/", chosen, follow=True).content.decode()

    assert "Write a reason" in cancel(booking, "")
    assert "not done" in cancel(waiting, "A flood.")
    cancel(booking, "A flood.")
    after = actions.read(booking.reference)
    assert after.state == "canceled"
    assert after.steps.get(step="cancel").why == "A flood."
    assert sum(r["amount"] for r in stage.sim.objects("refund")) == booking.total_minor


@pytest.mark.parametrize("group", ["finance", "operations"])
def test_other_staff_cancel_nothing(client: Client, stage: Stage, group: str) -> None:
    booking = stage.confirmed()
    enter(client, cast.staff("Eva", "Luna", group))
    act(client, "bookings/booking", "cancel", booking)
    assert actions.read(booking.reference).state == "confirmed"
