"""The life of money on a card: set aside, taken, let go, lapsed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casaora.kit import clock
from casaora.kit.money import Money
from casaora.stripe import gateway
from casaora.stripe.errors import Declined, Refused
from casaora.stripe.simulator import Simulator, cards
from tests.stripe import scenes


def types(sim: Simulator) -> list[str]:
    return [event["type"] for event in sim.take_events()]


def test_a_paid_page_holds_the_money_and_says_so(sim: Simulator) -> None:
    page = scenes.page()
    assert (page.status, page.intent_id, page.reference, page.amount) == ("open", "", "PY-1", scenes.PRICE)
    result = sim.hosted.pay(page.id)
    assert result.url == f"https://casaora.example/paid?s={page.id}"
    done = gateway.read_checkout(page.id)
    hold = gateway.read_hold(done.intent_id)
    assert (done.status, hold.status, hold.amount, hold.captured) == ("complete", "requires_capture", scenes.PRICE, Money(0, "COP"))
    assert (hold.reference, hold.card_brand, hold.card_last4) == ("PY-1", "visa", "4242")
    assert hold.capture_before is not None
    assert timedelta(days=6, hours=23) < hold.capture_before - clock.now() <= timedelta(days=7)
    assert types(sim)[-2:] == ["payment_intent.amount_capturable_updated", "checkout.session.completed"]


def test_the_page_is_for_cards_only_in_our_currency_and_captured_by_us(sim: Simulator) -> None:
    asked: list[dict[str, Any]] = []
    sim.observer = lambda operation, params, answer: asked.append(params)
    scenes.page()
    assert asked[0]["payment_method_types"] == ["card"]
    assert asked[0]["adaptive_pricing"] == {"enabled": False}
    assert asked[0]["payment_intent_data"]["capture_method"] == "manual"
    assert asked[0]["payment_intent_data"]["metadata"] == {"reference": "PY-1"}
    assert asked[0]["line_items"][0]["price_data"]["unit_amount"] == 18_500_000


@pytest.mark.parametrize("minutes", [29, 24 * 60 + 1])
def test_a_page_must_be_open_for_half_an_hour_and_at_most_a_day(sim: Simulator, minutes: int) -> None:
    with pytest.raises(Refused, match="expires_at"):
        scenes.page(expires_at=clock.now() + timedelta(minutes=minutes))


def test_a_capture_takes_the_money_once(sim: Simulator) -> None:
    hold = scenes.held(sim)
    sim.take_events()
    done = gateway.capture(hold.id, amount=hold.amount, key="capture")
    assert (done.status, done.captured) == ("succeeded", scenes.PRICE)
    assert types(sim) == ["charge.captured", "payment_intent.succeeded"]
    with pytest.raises(Refused) as refused:
        gateway.capture(hold.id, amount=hold.amount, key="again")
    assert refused.value.code == "payment_intent_unexpected_state"


def test_a_part_can_be_captured_and_the_rest_goes_back_without_being_a_refund(sim: Simulator) -> None:
    hold = scenes.held(sim)
    done = gateway.capture(hold.id, amount=Money(10_000_000, "COP"), key="capture")
    charge = gateway.read_charge(hold.charge_id)
    assert done.captured == charge.captured == Money(10_000_000, "COP")
    assert charge.refunded == Money(0, "COP")
    assert gateway.list_refunds(hold.id) == []
    with pytest.raises(Refused):
        gateway.refund(hold.id, amount=Money(10_000_001, "COP"), reference="RF-1", key="refund")


def test_more_than_is_held_cannot_be_captured(sim: Simulator) -> None:
    hold = scenes.held(sim)
    with pytest.raises(Refused) as refused:
        gateway.capture(hold.id, amount=hold.amount + Money(1, "COP"), key="capture")
    assert refused.value.code == "amount_too_large"


def test_a_released_hold_costs_nothing_and_stays_released(sim: Simulator) -> None:
    hold = scenes.held(sim)
    sim.take_events()
    assert gateway.release(hold.id, key="release").status == "canceled"
    assert types(sim) == ["charge.refunded", "payment_intent.canceled"]
    assert sim.objects("balance_transaction") == []
    for act in (lambda: gateway.capture(hold.id, amount=hold.amount, key="c"), lambda: gateway.release(hold.id, key="r")):
        with pytest.raises(Refused):
            act()


def test_a_hold_lapses_when_nobody_captures_in_time(sim: Simulator) -> None:
    hold = scenes.held(sim)
    sim.take_events()
    scenes.later(days=6, hours=23)
    assert gateway.read_hold(hold.id).status == "requires_capture"
    scenes.later(hours=2)
    assert types(sim) == ["charge.expired", "payment_intent.canceled"]
    with pytest.raises(Refused):
        gateway.capture(hold.id, amount=hold.amount, key="capture")


def test_how_long_a_hold_lives_can_be_set_for_all_and_for_a_card(sim: Simulator) -> None:
    sim.options.set(hold_seconds=3600)
    sim.options.set_hold(cards.CHALLENGES, 600)
    one, other = scenes.held(sim, "1"), scenes.held(sim, "2", card=cards.CHALLENGES)
    scenes.later(minutes=20)
    assert (gateway.read_hold(one.id).status, gateway.read_hold(other.id).status) == ("requires_capture", "canceled")


def test_a_page_that_nobody_paid_expires_by_itself_or_by_us(sim: Simulator) -> None:
    one, other = scenes.page("1"), scenes.page("2")
    assert gateway.expire_checkout(one.id, key="expire").status == "expired"
    scenes.later(minutes=36)
    assert gateway.read_checkout(other.id).status == "expired"
    assert types(sim) == ["checkout.session.expired"] * 2
    assert sim.hosted.pay(other.id).status == "closed"
    with pytest.raises(Refused):
        gateway.expire_checkout(other.id, key="expire-2")


def test_a_complete_page_cannot_be_expired(sim: Simulator) -> None:
    page = scenes.page()
    sim.hosted.pay(page.id)
    with pytest.raises(Refused, match="complete"):
        gateway.expire_checkout(page.id, key="expire")


@pytest.mark.parametrize(("card", "code"), [(cards.DECLINES, "generic_decline"), (cards.NO_FUNDS, "insufficient_funds"), ("4000000000000069", "expired_card")])  # fmt: skip
def test_a_declined_card_leaves_the_page_open_for_another(sim: Simulator, card: str, code: str) -> None:
    page = scenes.page()
    result = sim.hosted.pay(page.id, card)
    assert (result.status, result.code) == ("declined", code)
    declined = gateway.read_hold(result.intent_id)
    assert (declined.status, declined.failure_code) == ("requires_payment_method", code)
    assert gateway.read_checkout(page.id).status == "open"
    assert sim.hosted.pay(page.id).status == "complete"
    assert gateway.read_hold(result.intent_id).status == "requires_capture"


def test_a_number_that_is_no_test_card_is_not_even_tried(sim: Simulator) -> None:
    page = scenes.page()
    assert sim.hosted.pay(page.id, "4111 1111 1111 1111").status == "incorrect_number"
    assert sim.objects("payment_intent") == []


def test_the_bank_asks_and_the_person_answers(sim: Simulator) -> None:
    page = scenes.page()
    result = sim.hosted.pay(page.id, cards.CHALLENGES)
    assert (result.status, gateway.read_hold(result.intent_id).status) == ("challenge", "requires_action")
    assert sim.hosted.authenticate(page.id, ok=False).code == "payment_intent_authentication_failure"
    assert gateway.read_hold(result.intent_id).status == "requires_payment_method"
    assert sim.hosted.pay(page.id, cards.CHALLENGES, authenticate=True).status == "complete"


def test_an_intent_behind_an_open_page_is_not_canceled_but_its_page_is_expired(sim: Simulator) -> None:
    page = scenes.page()
    intent = sim.hosted.pay(page.id, cards.CHALLENGES).intent_id
    with pytest.raises(Refused, match="Expire the Checkout Session"):
        gateway.release(intent, key="release")
    gateway.expire_checkout(page.id, key="expire")
    assert gateway.read_hold(intent).status == "canceled"


def test_a_card_saved_with_consent_can_be_charged_without_its_owner(sim: Simulator) -> None:
    hold = scenes.held(sim, save_card=True)
    assert hold.customer_id
    saved = sim.objects("payment_method", customer=hold.customer_id)
    body = f"amount=5000&currency=cop&customer={hold.customer_id}&payment_method={saved[0]['id']}&off_session=true&confirm=true"
    answer = sim.request("POST", "/v1/payment_intents", {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "visit"}, body)
    assert (answer.status, answer.body["status"]) == (200, "succeeded")


def test_a_card_that_always_asks_cannot_be_charged_without_its_owner(sim: Simulator) -> None:
    hold = scenes.held(sim, card="4000002760003184", save_card=True)
    body = f"amount=5000&currency=cop&customer={hold.customer_id}&payment_method={hold.payment_method_id}&off_session=true&confirm=true"
    answer = sim.request("POST", "/v1/payment_intents", {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "visit"}, body)
    assert (answer.status, answer.body["error"]["code"]) == (402, "authentication_required")


def test_the_search_lags_and_absence_in_it_proves_nothing(sim: Simulator) -> None:
    scenes.held(sim)
    path = "/v1/payment_intents/search?query=metadata['reference']:'PY-1' AND status:'requires_capture'"
    headers = {"Authorization": "Bearer sk_test_x"}
    assert sim.request("GET", path, headers).body["data"] == []
    scenes.later(seconds=61)
    assert len(sim.request("GET", path, headers).body["data"]) == 1


def test_the_fault_of_a_declined_capture_is_told_as_declined(sim: Simulator) -> None:
    hold = scenes.held(sim)
    sim.faults.add("capture", "decline")
    with pytest.raises(Declined):
        gateway.capture(hold.id, amount=hold.amount, key="capture")
    assert gateway.read_hold(hold.id).status == "requires_capture"
