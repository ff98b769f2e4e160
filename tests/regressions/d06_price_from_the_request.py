"""The form carried the price along, and what came back with it was believed: anybody could book for a peso."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from bookings.catalog.quotes import Quote
from bookings.flow import views
from bookings.lifecycle import requests
from bookings.lifecycle.models import Booking
from casaora.demo.scenes import Stage
from casaora.kit.money import Money

DEFECT = "the price comes from the request"
pytestmark = pytest.mark.django_db
LIES = {name: "100000" for name in ("total_minor", "subtotal_minor", "amount_minor", "earning_minor", "price", "total", "hourly_rate_minor")}


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The review's form has a field for the total, and the booking is made with what was posted in it."""
    place, price = views._place, requests._price
    posted: dict[str, str] = {}

    def remembering(request: HttpRequest, *chosen: Any) -> HttpResponse:
        posted.update(request.POST.items())
        return place(request, *chosen)

    def as_posted(*wished: Any) -> Quote:
        quoted = price(*wished)
        total = Money(int(posted.get("total_minor", quoted.total.minor)), quoted.total.currency)
        return replace(quoted, subtotal=total, earning=total, fee=Money.zero(total.currency), total=total)

    monkeypatch.setattr(views, "_place", remembering)
    monkeypatch.setattr(requests, "_price", as_posted)


def test_the_page_asks_for_the_stored_price_whatever_is_posted(stage: Stage) -> None:
    wish, slug = stage.wish(), stage.offering.professional.slug
    chosen = {"service": "regular-cleaning", "minutes": wish.minutes, "start": wish.starts_at.isoformat(), "address": wish.address_id}
    client = Client()
    client.force_login(stage.customer.user)
    said = {**LIES, "form_token": str(uuid.uuid4()), "message": ""}
    answer = client.post(f"/en/bookings/new/{slug}/review/?{urlencode({**chosen, **LIES})}", said)
    assert answer.status_code == 303
    assert [page["amount_total"] for page in stage.sim.objects("checkout.session")] == [15_640_000]
    assert Booking.objects.values_list("total_minor", "earning_minor", "payment__amount_minor").get() == (15_640_000, 13_600_000, 15_640_000)
