"""What we ask and what the simulator answers, against Stripe's own description and the official SDK's own types."""

from __future__ import annotations

import importlib
import typing
from datetime import timedelta
from typing import Any

import pytest
import stripe
from typing_extensions import is_typeddict

from casaora.kit import clock
from casaora.kit.money import Money
from casaora.stripe import gateway, parameters
from casaora.stripe.errors import Declined
from casaora.stripe.simulator import Simulator, contract
from casaora.stripe.simulator.core import Answer
from tests.stripe import scenes

NAMES = {**vars(typing), **vars(stripe), "StripeContext": object}
SESSION = {
    "promise": "It is charged when she accepts.", "submit": "book","reference": "PY-1", "amount": Money(100, "COP"), "title": "t", "email": "e@x.co", "success_url": "s", "cancel_url": "c",
           "expires_at": clock.now(), "locale": "es"}  # fmt: skip


#: The SDK's types describe a later version than the one we pin; this name exists in ours and is called otherwise in theirs.
OLDER = {"payment_method_types": "allowed_payment_method_types"}


def sdk_type(module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"stripe.params.{module}"), name)


def strangers(params: dict[str, Any], typed: Any, path: str = "") -> list[str]:
    """The names in ``params`` that the SDK's TypedDict does not have, nested ones too."""
    hints = typing.get_type_hints(typed, localns=NAMES)
    found = [f"{path}{name}" for name in params if name not in hints and OLDER.get(name) not in hints]
    for name, value in params.items():
        inner = value[0] if isinstance(value, list) and value else value
        below = [part for part in _parts(hints.get(name)) if is_typeddict(part)]
        if isinstance(inner, dict) and below:
            found += strangers(inner, below[0], f"{path}{name}.")
    return found


def _parts(hint: Any) -> list[Any]:
    inner = [part for argument in typing.get_args(hint) for part in _parts(argument)]
    return [hint, *inner]


@pytest.mark.parametrize(
    ("params", "module", "name"),
    [
        (parameters.checkout(**SESSION, customer_id=None, save_card=True), "checkout._session_create_params", "SessionCreateParams"),
        (parameters.checkout(**SESSION, customer_id="cus_1", save_card=False), "checkout._session_create_params", "SessionCreateParams"),
        (parameters.refund(intent_id="pi_1", amount=Money(100, "COP"), reference="RF-1"), "_refund_create_params", "RefundCreateParams"),
        (parameters.payout_account(reference="1", email="e@x.co", country="CO"), "_account_create_params", "AccountCreateParams"),
        (parameters.transfer(account_id="acct_1", amount=Money(100, "COP"), reference="PO-1", description="d"), "_transfer_create_params",
         "TransferCreateParams"),
    ],
)  # fmt: skip
def test_every_parameter_we_send_is_known_to_the_official_sdk(params: dict[str, Any], module: str, name: str) -> None:
    assert strangers(params, sdk_type(module, name)) == []


def test_a_planted_parameter_would_be_noticed() -> None:
    params = parameters.checkout(**SESSION, customer_id=None, save_card=False)
    params["payment_intent_data"]["capture_methods"] = "manual"
    assert strangers(params, sdk_type("checkout._session_create_params", "SessionCreateParams")) == ["payment_intent_data.capture_methods"]


def test_the_gateway_pins_the_version_of_the_published_description() -> None:
    assert gateway.API_VERSION == contract.VERSION


def everything(sim: Simulator) -> None:
    """Ask for everything that the gateway can ask for."""
    hold = scenes.captured(sim)
    gateway.refund(hold.id, amount=Money(100, "COP"), reference="RF-1", key="refund")
    gateway.list_refunds(hold.id)
    charge = gateway.read_charge(hold.charge_id)
    gateway.read_balance_transaction(charge.balance_transaction_id)
    list(gateway.list_balance_transactions(clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1)))
    gateway.release(scenes.held(sim, "2").id, key="release")
    gateway.expire_checkout(scenes.page("3").id, key="expire")
    gateway.read_checkout(scenes.page("3").id)
    account = scenes.account(sim)
    gateway.read_payout_account(account.id)
    gateway.open_onboarding(account.id, return_url="https://x.example/r", refresh_url="https://x.example/f")
    gateway.open_dashboard(account.id)
    sim.banks.top_up(10**9)
    gateway.read_balance()
    scenes.sent(account.id)
    gateway.find_transfers("PO-1")
    gateway.read_dispute(sim.disputes.open(hold.charge_id)["id"])
    gateway.read_event(sim.objects("event")[0]["id"])


def test_every_answer_satisfies_the_published_description(sim: Simulator) -> None:
    wrong: list[str] = []
    asked: set[str] = set()

    def watch(operation: str, params: dict[str, Any], answer: Answer) -> None:
        asked.add(operation)
        assert answer.status == 200, (operation, answer.body)
        wrong.extend(contract.problems(answer.body))
        returns = contract.PUBLISHED["operations"][operation]["returns"]
        if answer.body["object"] != returns:
            wrong.append(f"{operation} returned a {answer.body['object']}")

    sim.observer = watch
    everything(sim)
    assert wrong == []
    assert len(asked) >= 20


def test_every_published_object_that_is_kept_satisfies_its_description(sim: Simulator) -> None:
    everything(sim)
    sim.banks.arrive(sim.banks.pay_out(1_000)["id"])
    sim.banks.fail(sim.banks.pay_out(1_000)["id"])
    sim.banks.return_transfer(sim.objects("transfer")[0]["id"], 500)
    with pytest.raises(Declined):
        _ask(sim, "POST", "/v1/payment_intents", "amount=100&currency=cop&confirm=true&payment_method=pm_card_chargeDeclined")
    kinds = set(contract.PUBLISHED["objects"])
    seen = 0
    for (kind,) in sim.store.rows("SELECT DISTINCT kind FROM objects"):
        if kind in kinds:
            for body in sim.objects(kind):
                seen += 1
                assert contract.problems(body) == [], body
    assert seen > 40


def _ask(sim: Simulator, method: str, path: str, body: str = "") -> dict[str, Any]:
    headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": f"{path}{body}"}
    answer = sim.request(method, path, headers, body)
    if answer.status == 402:
        raise Declined(answer.body["error"]["code"], "")
    return answer.body


def test_every_published_operation_is_answered_by_the_simulator(sim: Simulator) -> None:
    assert set(contract.PUBLISHED["operations"]) - set(sim.operations) == set()


def test_the_answers_parse_to_the_sdks_own_resources(sim: Simulator) -> None:
    hold, account = scenes.captured(sim), scenes.account(sim)
    sim.banks.top_up(10**9)
    transfer = scenes.sent(account.id)
    client = stripe.StripeClient("sk_test_x", stripe_version=gateway.API_VERSION, http_client=gateway.wire.Installed(sim.client))  # type: ignore[arg-type]
    intent = client.v1.payment_intents.retrieve(hold.id, {"expand": ["latest_charge.balance_transaction"]})
    assert isinstance(intent, stripe.PaymentIntent)
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert isinstance(intent.latest_charge.balance_transaction, stripe.BalanceTransaction)
    assert isinstance(client.v1.transfers.retrieve(transfer.id), stripe.Transfer)
    assert isinstance(client.v1.accounts.retrieve(account.id), stripe.Account)
    assert isinstance(client.v1.balance.retrieve(), stripe.Balance)
    assert isinstance(client.v1.events.list({"limit": 1}).data[0], stripe.Event)
    found = client.v1.balance_transactions.list({"expand": ["data.source"]})
    assert {type(row.source) for row in found.data} >= {stripe.Charge, stripe.Transfer}


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        ("charge=ch_1&colour=red", "parameter_unknown", "colour"),
        ("charge=ch_1&metadata[a][b]=c", None, "metadata[a]"),
        ("charge=ch_1&amount=ten", "parameter_invalid_integer", "amount"),
        ("charge=ch_1&reason=because", None, "reason"),
        ("charge=ch_1&reverse_transfer=maybe", None, "reverse_transfer"),
    ],
)
def test_unknown_and_mistyped_parameters_are_refused(sim: Simulator, body: str, code: str | None, param: str) -> None:
    error = _ask(sim, "POST", "/v1/refunds", body)["error"]
    assert (error["type"], error.get("code"), error["param"]) == ("invalid_request_error", code, param)


def test_missing_parameters_unknown_addresses_and_foreign_versions_are_refused(sim: Simulator) -> None:
    assert _ask(sim, "POST", "/v1/transfers", "amount=1&currency=cop")["error"]["code"] == "parameter_missing"
    assert "Unrecognized request URL" in _ask(sim, "GET", "/v1/nothing")["error"]["message"]
    assert _ask(sim, "GET", "/v1/charges?colour=red")["error"]["code"] == "parameter_unknown"
    old = {"Authorization": "Bearer sk_test_x", "Stripe-Version": "2020-08-27"}
    assert sim.request("GET", "/v1/balance", old).status == 400


def test_live_and_missing_keys_are_refused(sim: Simulator) -> None:
    for key in ("sk_live_51abc", "rk_live_51abc", "", "nonsense"):
        assert sim.request("GET", "/v1/balance", {"Authorization": f"Bearer {key}"}).status == 401
