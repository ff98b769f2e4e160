"""Cities, and services in cities. The same for everyone, so everybody may keep them for a while."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.places.models import City
from bookings.catalog.models import Service
from bookings.cities import pages, queries
from casaora.kit import clock
from casaora.kit.everyone import for_everyone
from casaora.kit.replica import for_visitors

#: Seconds for which a page is new. Its free times may be gone by then: the slot is decided at the insert.
NEW = 120


@for_everyone(NEW)
@for_visitors
def index(request: HttpRequest) -> HttpResponse:
    """Where people can be booked."""
    return render(request, "cities/index.html", pages.index(clock.now()))


@for_everyone(NEW)
@for_visitors
def city(request: HttpRequest, slug: str) -> HttpResponse:
    """One city: what is offered, for how much, by whom, where. 404 for one that nobody knows."""
    try:
        page = pages.city(slug, clock.now())
    except City.DoesNotExist:
        raise Http404 from None
    return _answer(request, "cities/city.html", page)


@for_everyone(NEW)
@for_visitors
def service(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One service in one city. 404 for a city or a service that nobody knows."""
    try:
        page = pages.service(slug, name, clock.now())
    except (City.DoesNotExist, Service.DoesNotExist):
        raise Http404 from None
    return _answer(request, "cities/service.html", page)


def _answer(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, template if queries.is_open(page["city"]) else "cities/closed.html", page)
