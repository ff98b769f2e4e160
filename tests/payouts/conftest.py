"""The cast of the money tests, and the processor's stand-in with a clock of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from accounts.places.models import Market
from accounts.professionals.models import Professional
from accounts.users.models import User
from casaora.demo import cast
from casaora.stripe import gateway
from casaora.stripe.answers import Event
from casaora.stripe.reading import event_from
from casaora.stripe.simulator.core import Simulator


@pytest.fixture
def ana(db: None) -> Professional:
    return cast.professional()


@pytest.fixture
def luz(db: None) -> Professional:
    return cast.professional("Luz Marina", "Ospina")


@pytest.fixture
def sara(db: None) -> User:
    return cast.staff("Sara", "Ospina", "finance")


@pytest.fixture
def co(ana: Professional) -> Market:
    return ana.city.market


@dataclass
class Bank:
    """The simulator, what was asked of it, and the time it has."""

    at: datetime
    sim: Simulator = field(init=False)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sim = Simulator(now=lambda: self.at, secrets=["whsec_test"])
        self.sim.observer = lambda operation, params, answer: self.asked.append(operation)

    def transfers(self) -> list[dict[str, object]]:
        """Every transfer that there is, oldest first."""
        return self.sim.objects("transfer")

    def events(self, *types: str) -> list[Event]:
        """What would be delivered now."""
        return [event_from(event) for event in self.sim.take_events(*types)]


@pytest.fixture
def bank(at: datetime) -> Iterator[Bank]:
    """With ten million pesos of the platform's."""
    made = Bank(at)
    made.sim.banks.top_up(1_000_000_000)
    with gateway.use_http_client(made.sim.client):
        yield made
