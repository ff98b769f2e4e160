"""The incidents to practise on: each causes what its runbook is about, and only on a developer's machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casaora.demo import incidents
from casaora.demo.scenes import Stage
from casaora.kit import clock, traffic
from casaora.ops import rules
from casaora.stripe import gateway, inbox
from casaora.stripe.models import Event
from casaora.stripe.simulator import Simulator
from casaora.stripe.simulator.server import Server
from payouts.connect import actions as connect

DAY = timedelta(days=1)


@pytest.fixture
def city(settings: Any, live_server: Any, at: datetime, transactional_db: None) -> Iterator[Stage]:
    """A household, a professional with a payout account, the processor over HTTP, and the web."""
    clock.set_to(at)
    settings.SITE_URL = live_server.url
    with Server(Simulator(secrets=settings.STRIPE_WEBHOOK_SECRETS)) as server:
        settings.STRIPE_API_BASE = server.url
        stage = Stage(server.sim, at)
        account = connect.open(professional_id=stage.offering.professional_id, by=stage.as_professional, at=at)
        server.sim.accounts.become(str(account.processor_id), "ready")
        connect.refresh(professional_id=stage.offering.professional_id, at=at)
        yield stage


def seen(number: int) -> set[str]:
    """The kinds of alarm that the watch would open."""
    incidents.begin(number, 0, lambda text: None)
    return {signal.kind for signal in rules.signals(clock.now())}


def test_acceptances_hang(city: Stage) -> None:
    for days in (2, 3, 4):
        city.authorized(starts_at=city.at.replace(hour=15) + days * DAY)
    assert "processor_away" in seen(1)
    assert gateway.read_balance()  # the outside world is in order again


def test_messages_wait_although_the_processor_is_back(city: Stage) -> None:
    for delivery in city.sim.deliveries.due():
        city.sim.deliveries.answered(delivery, 200)
    processor = incidents.OverHttp()
    repair = incidents.messages_pile_up(processor)
    for delivery in city.sim.deliveries.due():
        row = inbox.receive(delivery.body, delivery.signature, clock.now())
        assert row is None or inbox.handle(row.pk, clock.now()) in (inbox.FAILED, inbox.IGNORED)
    repair()
    assert Event.objects.filter(handled_at=None).exists()
    clock.move(timedelta(minutes=6))
    assert "webhook_backlog" in {signal.kind for signal in rules.signals(clock.now())}


def test_a_payout_day_without_money_at_the_processor(city: Stage) -> None:
    booking = city.completed()
    city.sim.banks.top_up(10**8)
    clock.set_to(booking.ends_at + 8 * DAY)
    assert {"batch_stuck", "reconciliation_break"} & seen(3)


def test_a_fee_that_no_entry_knows(city: Stage) -> None:
    assert "reconciliation_break" in seen(4)


def test_forged_messages(city: Stage) -> None:
    traffic.tally.rows.clear()
    incidents.begin(5, 0, lambda text: None)
    traffic.tally.add()
    assert "webhook_forged" in {signal.kind for signal in rules.signals(clock.now())}


def test_a_city_without_requests_has_nothing_to_hang(city: Stage) -> None:
    with pytest.raises(incidents.NothingToBreak):
        incidents.begin(1, 0, lambda text: None)


def test_it_is_refused_elsewhere_and_without_the_word(settings: Any) -> None:
    for environment, words in (("production", ["--local"]), ("staging", ["--local"]), ("local", [])):
        settings.ENVIRONMENT = environment
        with pytest.raises(CommandError, match="--local"):
            call_command("incident", "1", *words)
