"""Events on their way: signed, once or not, soon or late."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import stripe

from casaora.kit import clock
from casaora.stripe import gateway
from casaora.stripe.errors import BadSignature
from casaora.stripe.simulator import Simulator
from tests.stripe import scenes


def one(sim: Simulator) -> tuple[bytes, str]:
    """The body and signature of one event."""
    scenes.held(sim)
    delivery = sim.deliveries.due("payment_intent.amount_capturable_updated")[0]
    return delivery.body, delivery.signature


def test_what_the_simulator_signs_the_official_sdk_accepts(sim: Simulator) -> None:
    body, signature = one(sim)
    assert stripe.WebhookSignature.verify_header(body, signature, sim.secrets[0], tolerance=None)


def test_a_good_signature_gives_the_event(sim: Simulator) -> None:
    body, signature = one(sim)
    event = gateway.verify_event(body, signature, secrets=["whsec_old", *sim.secrets])
    assert (event.type, event.object_type, event.account) == ("payment_intent.amount_capturable_updated", "payment_intent", "")
    assert event.payload == json.loads(body)


@pytest.mark.parametrize("wrong", ["", "t=1", "t=x,v1=y", "nonsense", "t=1,v0=abc", "t=1,v1=\xe9", "v1=a"])
def test_a_bad_signature_is_refused(sim: Simulator, wrong: str) -> None:
    body, _ = one(sim)
    with pytest.raises(BadSignature):
        gateway.verify_event(body, wrong, secrets=sim.secrets)


def test_another_body_another_secret_and_no_secret_are_refused(sim: Simulator) -> None:
    body, signature = one(sim)
    for tried, secrets in ((body + b" ", sim.secrets), (body, ["whsec_other"]), (body, []), (body, [""]), (b"\xff", sim.secrets)):
        with pytest.raises(BadSignature):
            gateway.verify_event(tried, signature, secrets=secrets)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_signature_is_good_for_five_minutes(sim: Simulator, seconds: int) -> None:
    body, signature = one(sim)
    with pytest.raises(BadSignature):
        gateway.verify_event(body, signature, secrets=sim.secrets, at=clock.now() + timedelta(seconds=seconds + (5 if seconds > 0 else -5)))


def test_an_old_event_that_is_signed_anew_is_welcome(sim: Simulator) -> None:
    scenes.held(sim)
    scenes.later(days=2)
    delivery = sim.deliveries.due()[0]
    event = gateway.verify_event(delivery.body, delivery.signature, secrets=sim.secrets)
    assert clock.now() - event.created > timedelta(days=1)


def test_a_second_time_in_the_header_does_not_make_an_old_signature_young(sim: Simulator) -> None:
    body, signature = one(sim)
    later = clock.now() + timedelta(days=1)
    for forged in (f"{signature},t={int(later.timestamp())}", f"{signature},t={int(later.timestamp())}={int(later.timestamp())}"):
        with pytest.raises(BadSignature):
            gateway.verify_event(body, forged, secrets=sim.secrets, at=later)


def test_events_of_connected_accounts_are_signed_with_their_own_secret(sim: Simulator) -> None:
    sim.secrets = ["whsec_ours", "whsec_theirs"]
    account = scenes.account(sim)
    delivery = sim.deliveries.due()[0]
    assert gateway.verify_event(delivery.body, delivery.signature, secrets=["whsec_theirs"]).account == account.id
    with pytest.raises(BadSignature):
        gateway.verify_event(delivery.body, delivery.signature, secrets=["whsec_ours"])


def test_what_is_not_answered_well_is_sent_again_later(sim: Simulator) -> None:
    scenes.page("1")
    sim.hosted.expire(sim.objects("checkout.session")[0]["id"])
    statuses = iter([500, 404, 200])
    for _ in range(3):
        assert sim.deliver(lambda body, signature: next(statuses)) == 1
        assert sim.deliver(lambda body, signature: 200) == 0
        scenes.later(minutes=10)
    assert [row["state"] for row in sim.deliveries.all()] == ["delivered"]


def test_an_exception_of_the_receiver_reaches_the_test_and_the_event_comes_again(sim: Simulator) -> None:
    scenes.held(sim)

    def fail(body: bytes, signature: str) -> None:
        raise LookupError("ours")

    with pytest.raises(LookupError):
        sim.deliver(fail)
    scenes.later(minutes=1)
    assert sim.deliver(lambda body, signature: None) == 4


@pytest.mark.parametrize(("kind", "now", "later"), [("lose", 0, 0), ("duplicate", 2, 0), ("delay", 0, 1), ("reorder", 0, 1)])
def test_deliveries_are_lost_doubled_or_late_on_demand(sim: Simulator, kind: str, now: int, later: int) -> None:
    sim.faults.add("webhook:checkout.session.completed", kind, seconds=3600)
    scenes.held(sim)
    assert len(sim.take_events("checkout.session.completed")) == now
    scenes.later(hours=1)
    assert len(sim.take_events("checkout.session.completed")) == later


def test_lost_events_can_be_found_and_sent_after_all(sim: Simulator) -> None:
    sim.faults.add("webhook", "lose", times=None)
    hold = scenes.held(sim)
    assert sim.take_events() == []
    event = gateway.read_event(sim.objects("event")[-1]["id"])
    assert event.payload["data"]["object"]["payment_intent"] == hold.id
    assert sim.deliveries.flush() == 4
    assert len(sim.take_events()) == 4
