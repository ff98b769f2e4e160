"""What the search page costs the processor, against a plain page of twenty cards in the same process. Only the ratio means something."""

from __future__ import annotations

import functools
import time
from datetime import UTC, datetime
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path

from casaora import urls as house
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import clock

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
#: As a page of cards is written by hand: a tag, an address and translated words for each.
PLAIN = """{% extends "layouts/app.html" %}{% load i18n components %}{% block main %}<div class="wrap page"><h1>{% translate "Find someone" %}</h1>
{% for p in people %}<article class="card pro linked">{% avatar p.name p.number "avatar--lg" %}<div class="pro-id"><h2><a class="linked-a" href="{% url "directory:professional" p.slug %}">{{ p.name }}</a>
{% icon "badge-check" %}<span class="sr-only">{% translate "Verified" %}</span></h2><div class="pro-meta"><span>{{ p.meta }}</span></div></div><div class="pro-body"><p class="sm">{{ p.headline|truncatewords:12 }}</p>
<div class="slots-next">{% for start in p.starts %}<a class="chip" href="{% url "bookings:request" p.slug %}?time={{ start }}">{% icon "clock" %}{{ start }}</a>{% endfor %}</div></div>
<p class="pro-price"><span class="money">{{ p.price|floatformat:0 }}</span> <small>{% translate "/ hour" %}</small></p></article>{% endfor %}</div>{% endblock %}"""


@functools.cache
def compiled() -> Any:
    """Once, as the loader of templates would."""
    return engines["django"].from_string(PLAIN)


def plain(request: HttpRequest) -> HttpResponse:
    """Twenty cards, no query, nothing kept."""
    people = [
        SimpleNamespace(name=f"Rosa {n} Mosquera", number=n, slug=f"rosa-{n}", meta="Regular cleaning · Chapinero", headline="Eleven years keeping homes.",
                        starts=("8:00", "9:00", "14:00"), price=39_100 + n)
        for n in range(20)
    ]  # fmt: skip
    return HttpResponse(compiled().render({"people": people}, request))


urlpatterns = [path("en/plain/", plain), *house.urlpatterns]
handler404 = house.handler404


def cpu(client: Client, address: str, *, cold: bool = False, runs: int = 12) -> float:
    """Milliseconds of this process for one page: the middle one of some."""
    spent = []
    for _ in range(runs):
        if cold:
            cache.clear()
        begin = time.process_time()
        assert client.get(address).status_code == 200
        spent.append((time.process_time() - begin) * 1000)
    return median(spent[2:])


@pytest.fixture
def city_of_people(db: None, still_clock: None) -> None:
    clock.set_to(datetime(2026, 11, 23, 14, tzinfo=UTC))
    demo.services()
    for n in range(24):
        demo.at_work(cast.professional(f"Rosa{n}", "Mosquera"), pesos=30_000)


def test_a_kept_search_costs_at_most_half_of_a_plain_page_of_cards(city_of_people: None, settings: object) -> None:
    settings.RATELIMIT_ENABLE = False  # type: ignore[attr-defined]
    client = Client()
    rounds = [(cpu(client, "/en/plain/"), cpu(client, "/en/search/?service=regular-cleaning")) for _ in range(8)]
    best = min(kept / page for page, kept in rounds)
    assert best <= 0.5, rounds
