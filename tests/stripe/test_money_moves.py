"""Refunds, transfers, disputes and banks; and the balance that they all add up to."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casaora.kit import clock
from casaora.kit.money import Money, total
from casaora.stripe import amounts, gateway, listing
from casaora.stripe.errors import ProcessorError, Refused
from casaora.stripe.simulator import Simulator, contract, control
from tests.stripe import scenes


def cop(minor: int) -> Money:
    return Money(minor, "COP")


def test_refunds_never_exceed_what_was_captured(sim: Simulator) -> None:
    hold = scenes.captured(sim)
    gateway.refund(hold.id, amount=cop(10_000_000), reference="RF-1", key="1")
    with pytest.raises(Refused) as refused:
        gateway.refund(hold.id, amount=cop(8_500_001), reference="RF-2", key="2")
    assert refused.value.code == "amount_too_large"
    gateway.refund(hold.id, amount=cop(8_500_000), reference="RF-2", key="3")
    with pytest.raises(Refused) as refused:
        gateway.refund(hold.id, amount=cop(100), reference="RF-3", key="4")
    assert refused.value.code == "charge_already_refunded"
    assert [(r.reference, r.amount.minor) for r in gateway.list_refunds(hold.id)] == [("RF-2", 8_500_000), ("RF-1", 10_000_000)]
    assert gateway.read_charge(hold.charge_id).refunded == scenes.PRICE


def test_a_slow_refund_is_pending_first(sim: Simulator) -> None:
    hold = scenes.captured(sim, card="4000000000007726")
    assert gateway.refund(hold.id, amount=cop(100), reference="RF-1", key="1").status == "pending"
    scenes.later(days=3)
    assert gateway.list_refunds(hold.id)[0].status == "succeeded"


def test_a_refund_can_fail_after_all_and_the_money_is_ours_again(sim: Simulator) -> None:
    hold = scenes.captured(sim, card="4000000000005126")
    assert gateway.refund(hold.id, amount=cop(100), reference="RF-1", key="1").status == "succeeded"
    scenes.later(days=3)
    assert gateway.list_refunds(hold.id)[0].status == "failed"
    assert gateway.read_charge(hold.charge_id).refunded == cop(0)
    assert "refund.failed" in [event["type"] for event in sim.take_events()]


def test_captured_money_is_available_after_two_days_less_the_fee(sim: Simulator) -> None:
    hold = scenes.captured(sim)
    movement = gateway.read_balance_transaction(gateway.read_charge(hold.charge_id).balance_transaction_id)
    assert (movement.amount, movement.fee, movement.net) == (scenes.PRICE, cop(626_500), cop(17_873_500))
    assert gateway.read_balance().available == (cop(0),)
    scenes.later(days=2, minutes=1)
    assert gateway.read_balance().available == (cop(17_873_500),)
    assert sim.objects("balance_transaction")[0]["status"] == "available"


def test_transfers_go_out_of_what_is_available_only(sim: Simulator) -> None:
    scenes.captured(sim)
    account = scenes.account(sim)
    with pytest.raises(Refused) as refused:
        scenes.sent(account.id, amount=cop(100))
    assert refused.value.code == "balance_insufficient"
    scenes.later(days=2, minutes=1)
    assert scenes.sent(account.id, "2", cop(17_000_000)).reversed_amount == cop(0)
    with pytest.raises(Refused):
        scenes.sent(account.id, "3", cop(1_000_000))


@pytest.mark.parametrize("state", ["incomplete", "pending", "restricted"])
def test_nothing_is_sent_to_an_account_that_is_not_ready(sim: Simulator, state: str) -> None:
    sim.banks.top_up(10**9)
    account = scenes.account(sim, state=state)
    with pytest.raises(Refused) as refused:
        scenes.sent(account.id)
    assert refused.value.code == "insufficient_capabilities_for_transfer"


def test_a_returned_transfer_says_how_much_came_back(sim: Simulator) -> None:
    sim.banks.top_up(10**9)
    transfer = scenes.sent(scenes.account(sim).id)
    sim.banks.return_transfer(transfer.id, 500_000)
    assert gateway.find_transfers("PO-1")[0].reversed_amount == cop(500_000)
    sim.banks.return_transfer(transfer.id)
    assert gateway.find_transfers("PO-1")[0].reversed_amount == scenes.PRICE


def test_accounts_become_ready_restricted_and_unreachable_with_their_events(sim: Simulator) -> None:
    account = scenes.account(sim, state="incomplete")
    with pytest.raises(Refused):
        gateway.open_dashboard(account.id)
    sim.accounts.become(account.id, "ready")
    ready = gateway.read_payout_account(account.id)
    assert (ready.transfers_active, ready.payouts_enabled, ready.requirements_due, ready.reference) == (True, True, (), "professional-1")
    sim.accounts.become(account.id, "restricted")
    assert gateway.read_payout_account(account.id).disabled_reason == "requirements.past_due"
    sim.accounts.become(account.id, "deauthorized")
    with pytest.raises(Refused) as refused:
        gateway.read_payout_account(account.id)
    assert refused.value.code == "account_invalid"
    events = sim.take_events()
    assert [event["type"] for event in events] == ["account.updated"] * 3 + ["account.application.deauthorized"]
    assert {event["account"] for event in events} == {account.id}


def test_an_account_that_is_being_checked_is_ready_a_day_later(sim: Simulator) -> None:
    account = scenes.account(sim, state="pending")
    scenes.later(hours=23)
    assert not gateway.read_payout_account(account.id).transfers_active
    scenes.later(hours=2)
    assert gateway.read_payout_account(account.id).transfers_active


def test_an_inquiry_moves_nothing_and_a_dispute_takes_the_money_and_a_fee(sim: Simulator) -> None:
    hold = scenes.captured(sim)
    inquiry = sim.disputes.open(hold.charge_id, status="warning_needs_response")
    assert gateway.read_dispute(inquiry["id"]).movements == ()
    sim.disputes.close(inquiry["id"], "warning_closed")
    dispute = sim.disputes.open(hold.charge_id, amount=5_000_000)
    movement = gateway.read_dispute(dispute["id"]).movements[0]
    assert (movement.amount, movement.fee) == (cop(-5_000_000), cop(6_000_000))
    with pytest.raises(Refused) as refused:
        gateway.refund(hold.id, amount=cop(100), reference="RF-1", key="1")
    assert refused.value.code == "charge_disputed"
    sim.disputes.close(dispute["id"], "won")
    won = gateway.read_dispute(dispute["id"])
    assert (won.status, total([m.amount for m in won.movements], "COP")) == ("won", cop(0))


def test_the_disputing_card_disputes_by_itself(sim: Simulator) -> None:
    hold = scenes.captured(sim, card="4000000000000259")
    assert gateway.read_charge(hold.charge_id).disputed
    assert "charge.dispute.created" in [event["type"] for event in sim.take_events()]


def test_a_failed_arrival_leaves_the_money_at_the_processor(sim: Simulator) -> None:
    sim.banks.top_up(10**9)
    account = scenes.account(sim)
    scenes.sent(account.id)
    payout = sim.banks.pay_out(scenes.PRICE.minor, account=account.id)
    sim.take_events()
    sim.banks.fail(payout["id"])
    event = sim.take_events()[0]
    assert (event["type"], event["account"]) == ("payout.failed", account.id)
    assert gateway.read_event(event["id"], account=account.id).object_type == "payout"
    with pytest.raises(Refused):
        gateway.read_event(event["id"])
    assert gateway.find_transfers("PO-1")[0].reversed_amount == cop(0)


@pytest.mark.parametrize(("kind", "category"), [
    ("stripe_fee", "fee"), ("adjustment", "other_adjustment"), ("topup_reversal", "topup_reversal"), ("climate_order_purchase", "climate_order_purchase"),
])  # fmt: skip
def test_whatever_else_moves_the_balance_has_the_published_shape(sim: Simulator, kind: str, category: str) -> None:
    made = sim.banks.move(kind, -5_000, fee=3)
    assert (contract.problems(made), made["reporting_category"], made["net"]) == ([], category, -5_003)
    (movement,) = listing.list_movements(clock.now() - timedelta(minutes=1))
    assert (movement.type, movement.net, movement.transfer_id) == (kind, cop(-5_003), "")
    status, answer = control.answer(sim, "POST", "movements", {"kind": kind, "amount": 7, "currency": "cop"})
    assert (status, answer["amount"]) == (200, 7)
    assert control.answer(sim, "POST", "movements", {"kind": kind})[0] == 400


def test_a_reversal_names_its_transfer_and_a_transfer_its_reversals(sim: Simulator) -> None:
    sim.banks.top_up(10**9)
    transfer = scenes.sent(scenes.account(sim).id)
    first, second = (sim.banks.return_transfer(transfer.id, amount)["id"] for amount in (100, 250))
    assert listing.read_transfer(transfer.id).reversals == ((second, cop(250)), (first, cop(100)))
    (movement,) = listing.movements_of(second)
    assert (movement.type, movement.transfer_id, movement.net) == ("transfer_refund", transfer.id, cop(250))


def test_lists_go_on_beyond_their_first_page(sim: Simulator) -> None:
    hold = scenes.captured(sim)
    for number in range(130):
        gateway.refund(hold.id, amount=cop(100), reference=f"RF-{number}", key=str(number))
    refunds = gateway.list_refunds(hold.id)
    assert [refund.reference for refund in refunds] == [f"RF-{number}" for number in reversed(range(130))]
    assert len(list(gateway.list_balance_transactions(clock.now() - timedelta(minutes=5), clock.now() + timedelta(minutes=5)))) == 131
    assert list(gateway.list_balance_transactions(clock.now() - timedelta(days=2), clock.now() - timedelta(days=1))) == []


@pytest.mark.parametrize(("currency", "theirs"), [("COP", 12_300), ("PYG", 12_300), ("UYU", 12_300), ("ARS", 12_300), ("USD", 12_300)])
def test_amounts_go_over_and_come_back_in_every_currency(currency: str, theirs: int) -> None:
    assert amounts.to_processor(Money(12_300, currency)) == theirs
    assert amounts.from_processor(theirs, currency.lower()) == Money(12_300, currency)


STEPS = st.lists(
    st.tuples(st.sampled_from(["pay", "refund", "transfer", "return", "dispute", "win", "payout", "wait"]), st.integers(1, 20_000_000)), max_size=25
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_the_movements_add_up_to_the_balance_whatever_happens(steps: list[tuple[str, int]]) -> None:
    sim = Simulator(seed="adds up")
    with gateway.use_http_client(sim.client):
        account = scenes.account(sim)
        for number, (step, amount) in enumerate(steps):
            with suppress(ProcessorError):  # refused steps move nothing; that is what the sums below say
                _take(sim, step, amount, str(number), account.id)
        year = timedelta(days=365)
        moved = list(gateway.list_balance_transactions(clock.now() - year, clock.now() + year))
        balance = gateway.read_balance()
    assert total([m.net for m in moved], "COP") == total([*balance.available, *balance.pending], "COP")
    assert all(m.net == m.amount - m.fee for m in moved)


def _take(sim: Simulator, step: str, amount: int, name: str, account: str) -> None:
    charges, transfers = sim.objects("charge", captured=1, object="charge"), sim.objects("transfer")
    open_disputes = sim.objects("dispute", status="needs_response")
    if step == "pay":
        scenes.captured(sim, name, cop(amount))
    elif step == "refund" and charges and charges[-1].get("payment_intent"):
        gateway.refund(charges[-1]["payment_intent"], amount=cop(amount), reference="RF", key=name)
    elif step == "transfer":
        scenes.sent(account, name, cop(amount))
    elif step == "return" and transfers and not transfers[-1]["reversed"]:
        sim.banks.return_transfer(transfers[-1]["id"], amount)
    elif step == "dispute" and charges and charges[0].get("payment_intent"):
        sim.disputes.open(charges[0]["id"])
    elif step == "win" and open_disputes:
        sim.disputes.close(open_disputes[0]["id"], "won")
    elif step == "payout":
        sim.banks.pay_out(amount)
    elif step == "wait":
        scenes.later(days=1)
