"""Keys change while the house goes on: each new one works, each old one is refused."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from django.test import Client

from accounts.users import sealing
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.stripe.models import Event
from tests.ops import trouble
from tests.ops.drills.duty import Duty, sound, the_processor_tells, the_worker_works
from tests.ops.listening import Ears, ears, open_now, watched  # noqa: F401

pytestmark = pytest.mark.django_db
MINUTE = trouble.MINUTE


def test_a_key_that_is_refused_is_replaced_and_what_waited_for_it_is_settled(stage: Stage, ears: Ears, settings: Any) -> None:  # noqa: F811
    good = settings.STRIPE_SECRET_KEY
    at = trouble.our_key_is_refused(stage, settings) + MINUTE
    clock.set_to(at)
    watched(at)
    assert "key_refused" in open_now()
    assert "ALARM: The processor refuses our key." in ears.heard(at)
    olga = Duty()
    olga.takes("key_refused")
    assert "Read unknown outcomes now" in olga.opens("leaked-key")
    settings.STRIPE_SECRET_KEY = good.replace("sk_test_", "sk_test_new")
    olga.presses("settle_unknown")
    assert the_worker_works(at + 5 * MINUTE) == ["settle_payments", "settle_transfers", "settle_accounts"]
    watched(at + 6 * MINUTE)
    assert "key_refused" not in open_now()
    assert "OVER: The processor refuses our key." in ears.heard(at + 6 * MINUTE)
    sound(at + 10 * MINUTE)


def test_a_webhook_secret_is_rolled_without_losing_a_message(stage: Stage, ears: Ears, settings: Any, client: Client) -> None:  # noqa: F811
    at = trouble.somebody_forges_messages(client, stage.at)
    watched(at)
    assert "webhook_forged" in open_now()
    assert any("with a wrong signature" in word for word in ears.heard(at))
    old = settings.STRIPE_WEBHOOK_SECRETS
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_fresh", *old]
    stage.authorized()
    assert the_processor_tells(stage, stage.at) >= 2  # still signed with the old one
    assert Event.objects.exists()
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_fresh"]
    stage.sim.secrets[:] = ["whsec_fresh"]
    stage.authorized(starts_at=stage.wish().starts_at + 1440 * MINUTE)
    due = stage.sim.deliveries.due()
    assert the_processor_tells(stage, stage.at) == len(due) >= 2
    stage.sim.secrets[:] = ["whsec_stolen"]
    stage.sim.deliveries.answered(due[0], 500)
    forged = client.post("/webhooks/stripe/", due[0].body, "application/json", headers={"stripe-signature": "t=1,v1=00"}, REMOTE_ADDR="10.9.0.1")
    assert forged.status_code == 400
    later = at + 21 * MINUTE
    watched(later)
    assert "webhook_forged" not in open_now()


def test_the_old_secret_key_opens_what_it_sealed_until_it_is_taken_out(settings: Any) -> None:
    sealed, old = sealing.seal("a second factor"), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key of sixty characters, made up for this very drill", [old]
    assert sealing.unseal(sealed) == "a second factor"
    renewed = sealing.seal("a second factor")
    settings.SECRET_KEY_FALLBACKS = []
    assert sealing.unseal(renewed) == "a second factor"
    with pytest.raises(InvalidToken):
        sealing.unseal(sealed)


def test_somebody_who_is_signed_in_stays_so_when_the_secret_key_changes(settings: Any) -> None:
    olga, old = Duty(), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key of sixty characters, made up for this very drill", [old]
    assert "Operations" in olga.reads()


def test_the_old_metrics_token_is_refused(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "new"
    assert client.get("/metrics", headers={"authorization": "Bearer old"}).status_code == 401
    assert client.get("/metrics", headers={"authorization": "Bearer new"}).status_code == 200
