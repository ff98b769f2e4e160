"""One request's id goes from the page to the processor and comes back with its event; events are named, counted, and know no person."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from bookings.lifecycle import actions
from bookings.lifecycle.deadlines import auto_decline_due
from bookings.lifecycle.requests import ProcessorAway
from bookings.payments.models import Attempt
from casaora.demo.scenes import Stage
from casaora.kit import events, jobs, metrics, outbox
from casaora.kit.models import JobRun, Outgoing
from casaora.kit.steps import By
from casaora.stripe import gateway, inbox
from casaora.stripe.simulator import Simulator
from payouts.batches import actions as batches
from payouts.batches import outcomes, transfers
from payouts.batches.models import Payout
from payouts.connect import actions as connect
from payouts.earnings import actions as earnings
from tests.ops.lines import Lines, written

pytestmark = pytest.mark.django_db
CAUSE = "0123456789abcdef"


def posted(stage: Stage, client: Client) -> Any:
    """The household asks for a visit by its page."""
    client.force_login(stage.customer.user)
    starts = stage.at.replace(hour=15) + timedelta(days=2)
    home = stage.customer.addresses.get().pk
    choice = f"service={stage.offering.service.slug}&minutes=240&start={starts:%Y-%m-%dT%H:%MZ}&address={home}"
    said = {"form_token": str(uuid.uuid4()), "message": ""}
    return client.post(f"/en/bookings/new/{stage.offering.professional.slug}/review/?{choice}", said)


def arrive(sim: Simulator, at: datetime) -> list[str]:
    """Every event that the processor has for us, stored and handled."""
    handled = []
    for delivery in sim.deliveries.due():
        row = inbox.receive(delivery.body, delivery.signature, at)
        sim.deliveries.answered(delivery, 200)
        if row is not None:
            handled.append(inbox.handle(row.pk, at))
    return handled


@pytest.mark.django_db(transaction=True)
def test_one_id_goes_from_the_page_to_the_processor_and_back(stage: Stage, client: Client) -> None:
    with written() as lines:
        answer = posted(stage, client)
    assert answer.status_code == 303, answer.content[:500]
    told = answer["X-Request-Id"]
    attempt = Attempt.objects.get(operation="open_checkout")
    assert attempt.request_id == told
    assert [line["request_id"] for line in lines.events("booking_created")] == [told]
    page = stage.sim.store.get(attempt.payment.session_id or "") or {}
    stage.sim.hosted.pay(page["id"], "4242424242424242", authenticate=True)
    intent = stage.sim.store.get((stage.sim.store.get(page["id"]) or {})["payment_intent"]) or {}
    assert page["metadata"]["request_id"] == intent["metadata"]["request_id"] == told
    with written() as lines:
        assert "handled" in arrive(stage.sim, stage.at)
    (authorized,) = lines.events("booking_authorized")
    assert (authorized["request_id"], authorized["source"]) == (told, "webhook")


def test_a_request_id_from_outside_is_not_believed(stage: Stage, sim: Simulator) -> None:
    stage.requested()
    (delivery, *_) = sim.deliveries.due() or [None]
    row = inbox.Event(payload={"data": {"object": {"metadata": {"request_id": "x'; DROP TABLE"}}}})
    with events.caused_by(CAUSE):
        assert inbox._cause(row) == CAUSE
    assert delivery is None or delivery.event


def test_a_row_of_the_outbox_and_a_run_of_a_job_remember_their_cause(db: None, at: datetime, settings: Any) -> None:
    seen: list[str] = []
    settings.OUTBOX_TOPICS = {"test": f"{__name__}.remember"}
    REMEMBERED.clear()
    with events.caused_by(CAUSE):
        with transaction.atomic():
            outbox.put(topic="test", key="k", payload={}, at=at)
        jobs.run("one", lambda moment: {"done": 1}, at=at)
    assert Outgoing.objects.get().request_id == CAUSE
    outbox.deliver(at)
    assert REMEMBERED == [CAUSE]
    assert JobRun.objects.get().request_id == CAUSE
    run = jobs.run("two", lambda moment: seen.append(events.request_id.get()) or {}, at=at)
    assert run is not None
    assert seen == [run.request_id]
    assert len(run.request_id) == 16


REMEMBERED: list[str] = []


def remember(payload: dict[str, Any], at: datetime) -> None:
    REMEMBERED.append(events.request_id.get())


def test_a_name_of_a_field_that_could_be_a_person_is_refused() -> None:
    with pytest.raises(ValueError, match="email"):
        events.emit("x", email="ana@example.com")


def test_frequent_lines_are_thinned_and_still_counted(settings: Any) -> None:
    settings.LOG_SAMPLE = {"often": 0.0}
    before = metrics.EVENTS.labels(event="often", source="command")._value.get()
    with written() as lines:
        for _ in range(5):
            events.emit("often")
        events.emit("often", level=30, reason="a warning is never left out")
    assert [line["levelname"] for line in lines.events("often")] == ["WARNING"]
    assert metrics.EVENTS.labels(event="often", source="command")._value.get() == before + 6


def test_every_event_of_the_contract_is_written_by_its_cause(
    stage: Stage, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with written() as lines, django_capture_on_commit_callbacks(execute=True):
        a_life_with_troubles(stage, client)
    names = {line.get("event_name") for line in lines}
    assert names >= {
        "booking_created", "booking_failed", "booking_authorized", "booking_accepted", "booking_declined", "cron_auto_decline_success",
        "cron_auto_decline_failed", "payout_run_started", "payout_run_succeeded", "payout_run_failed", "transfer_sent", "transfer_failed",
        "webhook_received", "webhook_failed", "rate_limited", "sign_in_failed",
    }  # fmt: skip
    assert_nobody_is_named(lines)


def assert_nobody_is_named(lines: Lines) -> None:
    """No line has an address, a telephone, a name or a street of anybody."""
    people = set()
    for user in User.objects.all():
        people |= {user.email, user.last_name}
    for customer in stage_customers():
        people |= {customer.phone, *(a.line for a in customer.addresses.all())}
    people -= {"", None}
    text = "\n".join(str(line) for line in lines)
    assert len(people) >= 4
    assert [person for person in people if person in text] == []


def stage_customers() -> Any:
    from accounts.models import Customer

    return Customer.objects.prefetch_related("addresses")


def a_life_with_troubles(stage: Stage, client: Client) -> None:
    """Each of the contract's events once, each by what causes it in life."""
    at, sim = stage.at, stage.sim
    for _ in range(12):
        client.post("/en/account/login/", {"login": stage.customer.user.email, "password": "not this one"})
    client.post("/webhooks/stripe/", b"{}", content_type="application/json", headers={"Stripe-Signature": "t=1,v1=x"})
    declined = stage.authorized()
    actions.decline(reference=declined.reference, by=stage.as_professional, at=at)
    sim.faults.add("open_checkout", "timeout_before")
    with pytest.raises(ProcessorAway):
        stage.requested()
    silent = stage.authorized()
    auto_decline_due(silent.respond_by + timedelta(minutes=1))
    arrive(sim, at)
    a_release_without_an_answer(stage)
    payouts_sent_refused_and_returned(stage)


def a_release_without_an_answer(stage: Stage) -> None:
    """The clock declines, and the processor does not answer."""
    booking = stage.authorized(starts_at=stage.at.replace(hour=15) + timedelta(days=3))
    stage.sim.faults.add("release", "timeout_before")
    auto_decline_due(booking.respond_by + timedelta(minutes=1))


def payouts_sent_refused_and_returned(stage: Stage) -> None:
    """One payout is sent and comes back; the next is refused because the account is gone."""
    booking = stage.completed(starts_at=stage.at.replace(hour=15) + timedelta(days=4))
    cleared = booking.ends_at + timedelta(days=9)
    account = connect.open(professional_id=booking.professional_id, by=stage.as_professional, at=stage.at)
    stage.sim.accounts.become(str(account.processor_id), "ready")
    connect.refresh(professional_id=booking.professional_id, at=stage.at)
    stage.sim.banks.top_up(10**9)
    earnings.release_cleared(cleared)
    batches.plan_due(cleared + timedelta(days=7))
    batches.send_due(cleared + timedelta(days=7))
    payout = Payout.objects.get()
    stage.sim.banks.return_transfer(str(payout.transfer_id))
    (back,) = gateway.find_transfers(payout.reference)
    outcomes.record_reversal(payout.pk, back, cleared + timedelta(days=8), By("processor"))
    batches.plan_due(cleared + timedelta(days=15))
    attempt = transfers.claim(Payout.objects.get(state="planned").pk, By("clock"), cleared + timedelta(days=15))
    stage.sim.accounts.become(str(account.processor_id), "restricted")
    assert attempt is not None
    transfers.conclude(attempt, cleared + timedelta(days=15))
    batches.send_due(cleared + timedelta(days=15))
