"""Scenes: a booking brought to a state by the real verbs, against the processor's simulator. For tests and the demo city."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.customers.models import Address, Customer
from bookings.catalog.models import Offering
from bookings.lifecycle import actions
from bookings.lifecycle.authorization import authorize
from bookings.lifecycle.models import Booking
from bookings.lifecycle.requests import Wish, request
from casaora.demo import cast, catalog
from casaora.kit.steps import By
from casaora.stripe.simulator import Simulator
from casaora.stripe.simulator.cards import APPROVES


@dataclass
class Stage:
    """A professional at work and a customer, in Bogotá unless told, with the simulator between them."""

    sim: Simulator
    at: datetime
    city: str = "bogota"
    #: Where she lives, where the household does, and what an hour of hers costs in whole pesos (or guaraníes).
    homes: tuple[str, str] = ("chapinero-alto", "rosales")
    pesos: int = 34_000
    offering: Offering = field(init=False)
    customer: Customer = field(init=False)

    def __post_init__(self) -> None:
        catalog.services()
        self.offering = catalog.at_work(cast.professional(neighborhood=self.homes[0], city=self.city), pesos=self.pesos)
        self.customer = cast.customer(neighborhood=self.homes[1], city=self.city)

    @property
    def as_customer(self) -> By:
        """The customer, as a doer."""
        return By("customer", self.customer.pk)

    @property
    def as_professional(self) -> By:
        """The professional, as a doer."""
        return By("professional", self.offering.professional_id)

    def wish(self, *, starts_at: datetime | None = None, minutes: int = 240, customer: Customer | None = None, **fields: object) -> Wish:
        """What a customer chooses: by default four hours, two days from now at 10:00 in Bogotá."""
        address = Address.objects.filter(customer=customer or self.customer, removed_at__isnull=True).order_by("pk").first()
        assert address is not None
        values: dict[str, object] = {
            "offering_id": self.offering.pk, "extras": (), "starts_at": starts_at or self.at.replace(hour=15, minute=0) + timedelta(days=2),
            "minutes": minutes, "address_id": address.pk, "message": "", "form_token": uuid.uuid4(), "language": "en",
        }  # fmt: skip
        return Wish(**{**values, **fields})  # type: ignore[arg-type]

    def requested(self, **wish: Any) -> Booking:
        """A request whose payment page is open."""
        return request(wish=self.wish(**wish), by=self.as_customer, at=self.at)

    def authorized(self, card: str = APPROVES, **wish: Any) -> Booking:
        """The hold is in place."""
        booking = self.requested(**wish)
        self.sim.hosted.pay(booking.payment.session_id or "", card, authenticate=True)
        return authorize(reference=booking.payment.reference, at=self.at)

    def confirmed(self, **wish: Any) -> Booking:
        """Accepted and captured."""
        booking = self.authorized(**wish)
        return actions.accept(reference=booking.reference, by=self.as_professional, at=self.at)

    def started(self, **wish: Any) -> Booking:
        """The visit has begun, on time and with the code."""
        booking = self.confirmed(**wish)
        return actions.start(reference=booking.reference, by=self.as_professional, at=booking.starts_at, code=booking.start_code)

    def completed(self, **wish: Any) -> Booking:
        """The visit is done, at its end."""
        booking = self.started(**wish)
        return actions.complete(reference=booking.reference, by=self.as_professional, at=booking.ends_at)
