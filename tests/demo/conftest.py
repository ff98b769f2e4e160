"""A small city, lived through in this process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings

from casaora.demo.city import SMALL, City, Size
from casaora.demo.processor import InProcess
from casaora.kit import clock
from casaora.stripe.simulator import Simulator


@pytest.fixture
def build(db: None) -> Callable[..., City]:
    """Builds a city up to a moment, each with a processor of its own."""

    def build(until: datetime, *, seed: int | str = 7, size: Size = SMALL) -> City:
        clock.set_to(until)
        city = City(InProcess(Simulator(secrets=settings.STRIPE_WEBHOOK_SECRETS)), until, seed=seed, size=size)
        city.build()
        return city

    return build
