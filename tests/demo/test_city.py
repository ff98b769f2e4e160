"""A small city has every state, keeps every rule, and is the same every time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from casaora.demo.city import City


def test_a_small_city(build: Callable[..., City], at: datetime) -> None:
    city = build(at)
    print(city.report())
    assert 0
