"""Fixtures that everybody uses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils import translation

from casaora.demo.scenes import Stage
from casaora.kit import clock, kept, references, traffic
from casaora.stripe import gateway
from casaora.stripe.simulator import Simulator


@pytest.fixture(autouse=True)
def still_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own demo clock, so that one that moves time disturbs nobody."""
    monkeypatch.setenv("DEMO_CLOCK", str(tmp_path / "clock"))


@pytest.fixture(autouse=True)
def empty_caches() -> None:
    """Limits, pages, counts and the language of one test do not reach the next."""
    for cache in caches.all():
        cache.clear()
    caches["limits"].clear()
    kept.forget()
    traffic.tally.rows.clear()
    translation.activate("en")  # a page of another test may have left its language behind


@pytest.fixture
def at() -> datetime:
    """A quiet Monday morning in Bogotá: 23 November 2026, 09:00 (14:00 UTC)."""
    return datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture
def seeded() -> Iterator[None]:
    """References that repeat."""
    with references.seeded("tests"):
        yield


@pytest.fixture
def sim(at: datetime) -> Iterator[Simulator]:
    """The processor, in this process; its clock stands at ``at``."""
    clock.set_to(at)
    simulator = Simulator(secrets=settings.STRIPE_WEBHOOK_SECRETS)
    with gateway.use_http_client(simulator.client):
        yield simulator


@pytest.fixture
def stage(db: None, sim: Simulator, at: datetime) -> Stage:
    """A professional and a customer, ready to book."""
    return Stage(sim, at)
