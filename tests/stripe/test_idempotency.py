"""The same key asks for the same thing once."""

from __future__ import annotations

import threading

import pytest

from casaora.kit.money import Money
from casaora.stripe import gateway
from casaora.stripe.errors import Declined, NoKey, Refused, Unknown
from casaora.stripe.simulator import Simulator
from tests.stripe import scenes


def test_the_same_key_with_the_same_parameters_is_answered_from_memory(sim: Simulator) -> None:
    sim.banks.top_up(10**9)
    account = scenes.account(sim)
    first, second = scenes.sent(account.id), scenes.sent(account.id)
    assert first == second
    assert len(gateway.find_transfers("PO-1")) == 1


def test_the_same_key_with_other_parameters_is_not_a_no_because_something_was_done_with_it(sim: Simulator) -> None:
    sim.banks.top_up(10**9)
    account = scenes.account(sim)
    scenes.sent(account.id)
    with pytest.raises(Unknown) as unknown:
        scenes.sent(account.id, amount=Money(100, "COP"))
    assert unknown.value.code == "idempotency_error"


def test_an_error_is_remembered_too_so_that_a_new_try_needs_a_new_key(sim: Simulator) -> None:
    account = scenes.account(sim)
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            scenes.sent(account.id)
        assert refused.value.code == "balance_insufficient"
        sim.banks.top_up(10**9)
    assert scenes.sent(account.id, "2").amount == scenes.PRICE


def test_a_500_is_replayed_by_its_key(sim: Simulator) -> None:
    hold = scenes.held(sim)
    sim.faults.add("capture", "server_error")
    for _ in range(2):
        with pytest.raises(Unknown):
            gateway.capture(hold.id, amount=hold.amount, key="capture")
    assert gateway.read_hold(hold.id).status == "requires_capture"
    assert gateway.capture(hold.id, amount=hold.amount, key="another").status == "succeeded"


def test_what_the_contract_refuses_is_not_remembered(sim: Simulator) -> None:
    headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "one"}
    assert sim.request("POST", "/v1/customers", headers, "colour=red").status == 400
    assert sim.request("POST", "/v1/customers", headers, "email=a@example.org").status == 200


def test_keys_are_forgotten_after_a_day(sim: Simulator) -> None:
    sim.banks.top_up(10**9)
    account = scenes.account(sim)
    scenes.sent(account.id)
    scenes.later(hours=23, minutes=59)
    scenes.sent(account.id)
    assert len(gateway.find_transfers("PO-1")) == 1
    scenes.later(minutes=2)
    scenes.sent(account.id)
    assert len(gateway.find_transfers("PO-1")) == 2


def test_a_key_that_was_forgotten_too_early_repeats_the_call(sim: Simulator) -> None:
    sim.banks.top_up(10**9)
    account = scenes.account(sim)
    scenes.sent(account.id)
    sim.forget_keys()
    scenes.sent(account.id)
    assert len(gateway.find_transfers("PO-1")) == 2


def test_a_replay_says_that_it_is_one(sim: Simulator) -> None:
    headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "one"}
    first = sim.request("POST", "/v1/customers", headers, "email=a@example.org")
    second = sim.request("POST", "/v1/customers", headers, "email=a@example.org")
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.body == second.body


def test_two_threads_with_one_key_capture_once_and_the_later_one_does_not_know(sim: Simulator) -> None:
    hold = scenes.held(sim)
    sim.faults.add("capture", "slow", seconds=0.4)
    seen: list[str] = []

    def capture() -> None:
        try:
            seen.append(gateway.capture(hold.id, amount=hold.amount, key="capture").status)
        except Unknown as unknown:
            seen.append(unknown.code)

    first, second = threading.Thread(target=capture), threading.Thread(target=capture)
    first.start()
    while not sim.store.rows("SELECT 1 FROM keys WHERE key = 'capture'"):
        first.join(0.01)
    second.start()
    first.join()
    second.join()
    assert sorted(seen) == ["idempotency_key_in_use", "succeeded"]
    assert len(sim.objects("balance_transaction")) == 1


def test_a_key_is_asked_for(sim: Simulator) -> None:
    with pytest.raises(NoKey):
        gateway.release("pi_1", key="")


def test_a_declined_capture_is_definite(sim: Simulator) -> None:
    hold = scenes.held(sim)
    sim.faults.add("capture", "decline")
    with pytest.raises(Declined) as declined:
        gateway.capture(hold.id, amount=hold.amount, key="capture")
    assert declined.value.code == "generic_decline"
