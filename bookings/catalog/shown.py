"""What a professional reads beside her prices: what families would pay and what she would receive. Pure; a booking's price is a quote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bookings.catalog.models import Offering, PricingPolicy, Service
from bookings.catalog.quotes import hourly
from casaora.kit.money import EXPONENT, SIGN, STEP, Money, show

Held = Mapping[str | None, PricingPolicy]


@dataclass(frozen=True, slots=True)
class Shown:
    """An hour and the shortest visit, for both sides. ``least`` is the smallest booking where the shortest visit lies below it, else None."""

    minutes: int
    hour_hers: Money
    hour_pays: Money
    visit_hers: Money
    visit_pays: Money
    least: Money | None

    @property
    def least_words(self) -> str:
        """The smallest booking as people write it; empty where it is not in the way."""
        return show(self.least) if self.least else ""


def shown(rate: Money, minutes: int, category: str, held: Held) -> Shown | None:
    """The two prices at a rate and a shortest visit; None where no policy holds for the category: nothing is sold there."""
    policy = policy_of(category, held)
    if policy is None:
        return None
    visit = hourly(rate, minutes)
    least = Money(policy.minimum_subtotal_minor, rate.currency)
    return Shown(minutes, *_both(rate, policy), *_both(visit, policy), least if visit < least else None)


def policy_of(category: str, held: Held) -> PricingPolicy | None:
    """The category's own policy, else the general one."""
    return held.get(category) or held.get(None)


def _both(subtotal: Money, policy: PricingPolicy) -> tuple[Money, Money]:
    """What she receives of a subtotal, and what families pay."""
    return subtotal - subtotal.basis_points(policy.commission_basis_points), subtotal + subtotal.basis_points(policy.fee_basis_points)


def as_data(services: Iterable[Service], currency: str, held: Held) -> dict[str, str]:
    """What the page's script needs to say the same while she types: the terms of each service by its key, and how money is written."""
    terms = {}
    for service in services:
        policy = policy_of(service.category, held)
        if policy:
            terms[service.pk] = [policy.fee_basis_points, policy.commission_basis_points, policy.minimum_subtotal_minor]
    return {"terms": json.dumps(terms), "step": str(STEP[currency]), "exponent": str(EXPONENT[currency]), "sign": SIGN[currency]}


def ended(offerings: Iterable[Offering], held: Held) -> list[tuple[Offering, Shown | None]]:
    """Offerings that are over, each with what its last price was for both sides."""
    return [(o, shown(o.rate, o.minimum_minutes, o.service.category, held)) for o in offerings]
