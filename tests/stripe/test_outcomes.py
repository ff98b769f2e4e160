"""Every way in which a call can go wrong becomes exactly one of the outcomes."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from django.db import transaction
from django.test import override_settings

from casaora.kit import attempts
from casaora.kit.money import Money
from casaora.stripe import gateway
from casaora.stripe.errors import InsideTransaction, Refused, Unknown
from casaora.stripe.simulator import Simulator
from tests.stripe import scenes


@pytest.mark.parametrize(
    ("fault", "outcome", "done"),
    [
        ("timeout_before", attempts.UNKNOWN, False),
        ("timeout_after", attempts.UNKNOWN, True),
        ("rate_limit", attempts.UNKNOWN, False),
        ("server_error", attempts.UNKNOWN, False),
        ("server_error_after", attempts.UNKNOWN, True),
        ("conflict", attempts.UNKNOWN, False),
        ("garbled", attempts.UNKNOWN, True),
        ("decline", attempts.DECLINED, False),
    ],
)
def test_a_fault_becomes_its_outcome_and_reading_tells_what_happened(sim: Simulator, fault: str, outcome: str, done: bool) -> None:
    hold = scenes.held(sim)
    sim.faults.add("capture", fault)
    result = attempts.perform(lambda: gateway.capture(hold.id, amount=hold.amount, key="capture"))
    assert (result.kind, bool(result.code)) == (outcome, True)
    assert (gateway.read_hold(hold.id).status == "succeeded") is done


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "rate_limit", "garbled", "conflict"])
def test_an_unknown_capture_tried_again_with_its_key_captures_once(sim: Simulator, fault: str) -> None:
    hold = scenes.held(sim)
    sim.faults.add("capture", fault)
    with pytest.raises(Unknown):
        gateway.capture(hold.id, amount=hold.amount, key="capture")
    assert gateway.capture(hold.id, amount=hold.amount, key="capture").status == "succeeded"
    assert len(sim.objects("balance_transaction")) == 1


def test_faults_strike_as_often_as_they_were_told_and_under_the_seed() -> None:
    def pattern(seed: str) -> list[bool]:
        sim = Simulator(seed=seed)
        sim.faults.add("read_balance", "server_error", times=None, probability=0.5)
        headers = {"Authorization": "Bearer sk_test_x"}
        return [sim.request("GET", "/v1/balance", headers).status == 200 for _ in range(40)]

    assert pattern("a") == pattern("a")
    assert pattern("a") != pattern("b")
    assert 8 < sum(pattern("a")) < 32


def test_a_fault_that_does_not_exist_is_a_mistake_of_the_test(sim: Simulator) -> None:
    for operation, kind in (("capture", "meteor"), ("captured", "timeout_after"), ("webhook", "timeout_after")):
        with pytest.raises(ValueError, match=r"not"):
            sim.faults.add(operation, kind)


def test_what_is_missing_is_refused(sim: Simulator) -> None:
    with pytest.raises(Refused) as refused:
        gateway.read_hold("pi_nobody")
    assert (refused.value.code, refused.value.outcome) == ("resource_missing", attempts.REFUSED)


@override_settings(STRIPE_SECRET_KEY="sk_live_oops")
def test_a_wrong_secret_of_ours_says_nothing_of_what_was_asked(sim: Simulator) -> None:
    with pytest.raises(Unknown):
        gateway.read_balance()


@pytest.mark.parametrize(("code", "error"), [("account_invalid", Refused), ("insufficient_permissions", Unknown)])
def test_only_a_disconnected_account_is_refused_for_want_of_permission(code: str, error: type[Exception]) -> None:
    body = f'{{"error": {{"type": "invalid_request_error", "code": "{code}", "message": "No."}}}}'
    with gateway.use_http_client(Silent(403, body.encode())), pytest.raises(error):
        gateway.read_balance()


@override_settings(STRIPE_API_BASE="http://127.0.0.1:9")
def test_nobody_there_is_unknown() -> None:
    with pytest.raises(Unknown):
        gateway.read_balance()


class Silent:
    """Answers with a status and a body that nobody published."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status, self.body = status, body

    def request(self, method: str, url: str, headers: Any, body: str) -> tuple[bytes, int, dict[str, str]]:
        return self.body, self.status, {}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>"), (200, b"{}"), (200, b'{"object": "balance"}'), (200, b'{"object":"balance","available":[{"amount":1,"currency":"zzz"}]}'),
        (400, b"<html>"), (404, b"{}"), (418, b'{"error": {"type": "teapot"}}'), (502, b"bad gateway"), (504, b""),
    ],
)  # fmt: skip
def test_whatever_is_not_stripes_own_answer_is_unknown(status: int, body: bytes) -> None:
    with gateway.use_http_client(Silent(status, body)), pytest.raises(Unknown):
        gateway.read_balance()


def test_the_real_client_has_short_times_no_retries_and_only_local_addresses() -> None:
    client = gateway._client("sk_test_x", "http://127.0.0.1:8010", None)._requestor
    assert set(client._options.base_addresses.values()) == {"http://127.0.0.1:8010"}
    assert client._options.max_network_retries == 0
    assert client._options.stripe_version == gateway.API_VERSION
    http: Any = client._client
    assert http._timeout == (3, 10)
    assert isinstance(http._session, requests.Session)
    assert http._session.trust_env is False


@pytest.mark.django_db
def test_the_test_harness_own_transaction_is_known(sim: Simulator) -> None:
    assert gateway.read_balance().available == (Money(0, "COP"),)


@pytest.mark.django_db
def test_nothing_is_asked_inside_a_transaction_of_ours(sim: Simulator) -> None:
    with transaction.atomic(), pytest.raises(InsideTransaction):
        gateway.read_balance()
    assert sim.faults.all() == []
    gateway.read_balance()
