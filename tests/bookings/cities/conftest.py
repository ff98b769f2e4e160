"""Two people who can be booked in Bogotá, and how the pages are read."""

from __future__ import annotations

import json
import re
from datetime import datetime

import pytest
from django.test import Client

from accounts.professionals.models import Professional
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import clock


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def structured(text: str) -> dict[str, dict]:
    """What search engines read, by its type."""
    found = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, flags=re.DOTALL)[0])
    return {one["@type"]: one for one in found}


@pytest.fixture
def now(at: datetime) -> datetime:
    clock.set_to(at)
    return at


@pytest.fixture
def ana(now: datetime) -> Professional:
    ana = cast.professional()
    demo.at_work(ana)
    demo.offer(ana, "dog-walking", 20_000, minimum_minutes=60)
    demo.serves(ana, "chapinero-alto", "usaquen")
    return ana


@pytest.fixture
def rosalba(now: datetime) -> Professional:
    rosalba = cast.professional("Rosalba", "Mosquera")
    demo.at_work(rosalba, pesos=40_000)
    return rosalba
