"""A professional and a customer abroad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.utils.text import slugify

from accounts.places.models import City, Market
from casaora.demo import catalog, places
from casaora.demo.scenes import Stage
from casaora.stripe.simulator import Simulator


@dataclass(frozen=True)
class Place:
    """Where a market is tried, and what an hour costs there in whole units."""

    market: str
    city: str
    homes: tuple[str, str]
    hourly: int


PLACES = {
    "PY": Place("PY", "asuncion", ("villa-morra", "las-mercedes"), 45_000),
    "UY": Place("UY", "montevideo", ("pocitos", "cordon"), 400),
    "AR": Place("AR", "buenos-aires", ("palermo", "recoleta"), 9_000),
}


def set_open(code: str, is_open: bool) -> Market:
    """As an operator opens or closes a country; with its first pricing policy."""
    market = places.markets()[code]
    places.city(PLACES[code].city)
    Market.objects.filter(pk=code).update(is_open=is_open)
    City.objects.filter(market=code).update(is_open=is_open)
    catalog.pricing(market)
    market.refresh_from_db()
    return market


@pytest.fixture
def abroad(db: None, sim: Simulator, at: datetime) -> Callable[..., Stage]:
    """``abroad("PY")``: that market is open, somebody works there and somebody lives there."""

    def abroad(code: str, **other: object) -> Stage:
        set_open(code, True)
        place = PLACES[code]
        values: dict[str, object] = {"city": place.city, "homes": place.homes, "pesos": place.hourly, "at": at, **other}
        return Stage(sim, **values)  # type: ignore[arg-type]

    return abroad


def slug_of(stage: Stage) -> str:
    """The address of her profile."""
    return slugify(stage.offering.professional.display_name)
