"""Requests for an incident to break: households that were visited before ask the same person again, and put their money on hold."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from accounts.customers.models import Address
from bookings.catalog.quotes import QuoteRefused
from bookings.lifecycle.authorization import authorize
from bookings.lifecycle.models import Booking
from bookings.lifecycle.requests import RequestRefused, SlotTaken, Wish, request
from casaora.demo.processor import OverHttp
from casaora.kit.steps import By
from casaora.stripe.simulator.cards import APPROVES

#: So many visits of the past are asked for again before it is given up, and so many days ahead.
TRIES, AHEAD = 40, timedelta(days=3)


def ask(processor: OverHttp, number: int, at: datetime) -> list[Booking]:
    """At most ``number`` requests that wait for an answer, each of another household; fewer where nobody has time or may ask."""
    made: dict[int, Booking] = {}
    for past in Booking.objects.filter(state="completed").order_by("-pk")[:TRIES]:
        if len(made) == number:
            break
        home = Address.objects.filter(customer=past.customer_id, removed_at__isnull=True).order_by("pk").first()
        if home is None or past.customer_id in made:
            continue
        try:
            booking = _again(past, home.pk, past.starts_at + _whole_days(at + AHEAD - past.starts_at), at)
        except (RequestRefused, QuoteRefused):
            continue
        processor.fill_in(booking.payment.session_url, action="pay", card=APPROVES)
        held = authorize(reference=booking.payment.reference, at=at)
        if held.state == "authorized":
            made[past.customer_id] = held
    return list(made.values())


def _whole_days(span: timedelta) -> timedelta:
    return timedelta(days=max(span.days, 0) + 1)


def _again(past: Booking, address_id: int, starts_at: datetime, at: datetime) -> Booking:
    wish = Wish(
        offering_id=past.offering_id, extras=(), starts_at=starts_at, minutes=int((past.ends_at - past.starts_at).total_seconds() // 60),
        address_id=address_id, message="", form_token=uuid.uuid4(), language="es",
    )  # fmt: skip
    by = By("customer", past.customer_id)
    try:
        return request(wish=wish, by=by, at=at)
    except SlotTaken as taken:
        if not taken.nearest:
            raise
        again = Wish(**{name: getattr(wish, name) for name in wish.__slots__ if name != "starts_at"}, starts_at=taken.nearest[0].starts_at)
        return request(wish=again, by=by, at=at)
