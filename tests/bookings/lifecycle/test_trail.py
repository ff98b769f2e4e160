"""The trail of a booking's page: what happened has its hour, what is promised can still happen, and each amount is what it is by now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bookings.issues.models import Ruling
from bookings.lifecycle import actions
from bookings.lifecycle.models import Booking
from bookings.lifecycle.refunds import record_failed_refund
from bookings.lifecycle.trail import Item, page_of
from bookings.payments.models import Payment, Refund
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.stripe import gateway
from casaora.stripe.reading import event_from
from payouts.batches import webhooks
from payouts.batches.models import Payout
from payouts.earnings.models import Earning
from payouts.ledger import recipes
from payouts.ledger.actions import post
from tests.bookings.disputes.scenes import LATER, at_stage, closed, opened, planned
from tests.bookings.disputes.test_bounced import came_back
from tests.bookings.disputes.test_taken_unasked import questioned
from tests.bookings.issues.scenes import answered, decide

pytestmark = pytest.mark.django_db


def page(booking: Booking, role: str = "professional") -> dict[str, Any]:
    person = booking.professional_id if role == "professional" else booking.customer_id
    return page_of(actions.read(booking.reference), By(role, person), clock.now())


def lines(booking: Booking, role: str = "professional") -> dict[str, Item]:
    return {item.title: item for item in page(booking, role)["trail"]}


def test_before_it_is_released_both_are_promises(stage: Stage) -> None:
    said = lines(at_stage(stage, "clearing"))
    assert (said["It is yours"].tone, said["Sent to your account"].tone) == ("next", "next")


def test_what_is_payable_is_hers_since_then_and_the_payout_is_to_come(stage: Stage) -> None:
    booking = at_stage(stage, "payable")
    said = lines(booking)
    assert (said["It is yours"].tone, said["It is yours"].at, said["It is yours"].amount) == ("done", LATER, booking.earning)
    assert (said["Sent to your account"].tone, said["Sent to your account"].at) == ("next", None)


@pytest.mark.parametrize(("role", "title"), [("professional", "Sent to your account"), ("customer", "Ana Milena is paid")])
def test_what_was_sent_says_when_and_is_promised_no_more(stage: Stage, client: Client, role: str, title: str) -> None:
    booking = at_stage(stage, "paid")
    item = lines(booking, role)[title]
    assert (item.tone, item.at, item.amount, item.text) == ("done", Payout.objects.get().paid_at, booking.earning, "")
    client.force_login(booking.professional.user if role == "professional" else booking.customer.user)
    shown = client.get(f"/en/bookings/{booking.reference}/").content.decode()
    assert "In the next payout" not in shown
    assert page(booking, role)["station"] == "professional"


def test_a_transfer_that_came_back_is_to_come_again(stage: Stage) -> None:
    booking = at_stage(stage, "paid")
    stage.sim.banks.return_transfer(str(Payout.objects.get().transfer_id))
    for event in stage.sim.take_events("transfer.reversed"):
        webhooks.transfer_changed(event_from(event), clock.now())
    said = lines(booking)
    assert Earning.objects.get().state == "payable"
    assert (said["It is yours"].tone, said["Sent to your account"].tone) == ("done", "next")


def test_what_settled_a_debt_is_not_said_to_have_arrived_whole(stage: Stage) -> None:
    booking = at_stage(stage, "payable")
    debt = recipes.refund_after_payout(professional_id=booking.professional_id, earning=Money(500_000, "COP"), fee=Money(0, "COP"))
    post(kind="refund", reference="re_1", at=LATER, subject="CB-EARLIER", postings=debt)
    planned(stage, booking, is_sent=True)
    assert Payout.objects.get().netted_minor == 500_000
    assert lines(booking)["Sent to your account"].text.startswith("Less what you owed")
    assert lines(booking, "customer")["Ana Milena is paid"].text == ""


@pytest.mark.parametrize("outcome", [Ruling.FULL, Ruling.PARTIAL])
def test_what_our_team_gave_back_is_promised_to_nobody(stage: Stage, outcome: str) -> None:
    booking = stage.completed()
    part = booking.total.basis_points(5_000)
    decide(answered(stage, booking), outcome, **({"amount": part} if outcome == Ruling.PARTIAL else {}))
    clock.set_to(booking.ends_at + timedelta(days=5))
    said = lines(booking)
    if outcome == Ruling.FULL:
        assert "Sent to your account" not in said
        assert (page(booking)["station"], page(booking, "customer")["station"]) == ("back", "back")
    else:
        left = Earning.objects.get(reference=booking.reference).amount
        assert said["Sent to your account"].amount == left == page(booking)["hers"]
        assert page(booking, "customer")["there"] == booking.total - part


def test_card_fraud_gives_the_family_its_money_and_leaves_hers(stage: Stage) -> None:
    booking = at_stage(stage, "payable")
    closed(stage, opened(stage, booking, reason="fraudulent"), "lost")
    assert (page(booking)["station"], page(booking, "customer")["station"]) == ("professional", "back")
    assert lines(booking)["Sent to your account"].tone == "next"
    planned(stage, booking, is_sent=True)
    assert lines(booking)["Sent to your account"].tone == "done"


def test_a_late_cancellation_shows_both_what_is_back_and_what_is_hers(stage: Stage) -> None:
    booking = stage.confirmed()
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=booking.starts_at - timedelta(hours=13))
    back, hers = booking.total.basis_points(5_000), booking.earning.basis_points(5_000)
    theirs, mine = page(booking, "customer"), page(booking)
    assert (theirs["station"], theirs["there"], theirs["hers"]) == ("back", back, hers)
    assert (mine["station"], mine["hers"]) == ("casaora", hers)


def test_a_request_promises_everything(stage: Stage) -> None:
    booking = stage.authorized()
    said = lines(booking)
    assert said["Sent to your account"].amount == booking.earning
    assert page(booking)["station"] == "card"
    assert Money.zero("COP") == page(booking)["books"].left


def test_what_she_owes_back_is_neither_hers_nor_promised(stage: Stage) -> None:
    booking = at_stage(stage, "in_payout")
    closed(stage, opened(stage, booking), "lost")
    assert "Sent to your account" not in lines(booking)
    assert (page(booking)["station"], page(booking, "customer")["hers"]) == ("back", Money(0, "COP"))


def test_a_part_that_is_lost_after_the_payout_is_taken_off_hers(stage: Stage) -> None:
    booking = at_stage(stage, "paid")
    closed(stage, opened(stage, booking, amount=5_000_000), "lost")
    owed = Earning.objects.get().owed_minor
    assert owed
    assert page(booking)["hers"].minor == booking.earning_minor - owed
    assert lines(booking)["Sent to your account"].tone == "done"


@pytest.mark.parametrize("who", ["professional", "customer"])
def test_what_goes_back_whatever_the_bank_decides_is_not_promised(stage: Stage, who: str) -> None:
    booking = stage.confirmed()
    opened(stage, booking)
    clock.set_to(booking.starts_at - timedelta(hours=13))
    by = stage.as_professional if who == "professional" else stage.as_customer
    actions.cancel(reference=booking.reference, by=by, at=clock.now(), why="Algo pasó.")
    ahead = [item.amount for item in page(booking)["trail"] if item.tone == "next"]
    assert ahead == ([] if who == "professional" else [booking.earning.basis_points(5_000)] * 2)


def test_a_present_of_ours_is_only_its_receivers_business(stage: Stage) -> None:
    booking, gift = stage.completed(), Money(1_000_000, "COP")
    decide(answered(stage, booking), Ruling.GOODWILL, amount=gift)
    clock.set_to(booking.ends_at + timedelta(days=4))
    assert (page(booking)["there"], page(booking)["hers"]) == (booking.total, booking.earning)
    assert page(booking, "customer")["books"].refunded == gift


def test_her_present_is_added_to_hers_and_not_shown_to_the_family(stage: Stage) -> None:
    booking, gift = stage.completed(), Money(1_000_000, "COP")
    decide(answered(stage, booking, by=stage.as_professional), Ruling.GOODWILL, amount=gift)
    assert (page(booking)["hers"], page(booking, "customer")["hers"]) == (booking.earning + gift, booking.earning)


def test_what_a_card_would_not_take_is_not_said_to_be_there(stage: Stage) -> None:
    booking = stage.confirmed()
    actions.cancel(reference=booking.reference, by=stage.as_professional, at=stage.at, why="Estoy enferma.")
    record_failed_refund(Refund.objects.get().pk, stage.at)
    theirs = page(booking, "customer")
    assert (theirs["station"], theirs["there"], theirs["books"].refunded) == ("casaora", booking.total, Money(0, "COP"))
    assert any("another way" in item.text for item in theirs["trail"])


def test_money_that_was_taken_by_mistake_is_hers_in_no_line(stage: Stage) -> None:
    booking = stage.authorized()
    gateway.capture(str(booking.payment.intent_id), amount=booking.total, key="by hand")
    actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert not any("yours" in title or "Sent" in title for title in lines(booking))
    assert any("charged by mistake" in item.text for item in page(booking, "customer")["trail"])


def test_what_bounced_and_a_bank_then_gave_is_back(stage: Stage) -> None:
    booking = stage.confirmed()
    actions.cancel(reference=booking.reference, by=stage.as_professional, at=stage.at, why="Estoy enferma.")
    record_failed_refund(Refund.objects.get().pk, stage.at)
    came_back(stage, Payment.objects.get())
    closed(stage, questioned(stage, Payment.objects.get()), "lost")
    theirs = page(booking, "customer")
    assert (theirs["station"], theirs["there"]) == ("back", booking.total)
