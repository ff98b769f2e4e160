"""Reading what is offered and which policy holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Prefetch, Q

from accounts.places.models import Market
from accounts.professionals.models import Professional
from bookings.catalog.models import Extra, Offering, PricingPolicy, Service


class NoPolicy(LookupError):
    """Nothing is sold where no pricing policy holds."""


class NotOffered(LookupError):
    """She does not offer that service, or none of these extras."""


def policies_of(market: Market | str, at: datetime) -> dict[str | None, PricingPolicy]:
    """Every policy of a market (or its code) that holds at a moment, by category; None is the general one. One statement."""
    held = PricingPolicy.objects.filter(market=market, valid_from__lte=at).order_by("category", "-valid_from").distinct("category")
    return {policy.category: policy for policy in held}


def policy_for(market: Market | str, category: str | None, at: datetime) -> PricingPolicy:
    """The policy that holds for a category: its own, else the general one. One statement. Raises NoPolicy."""
    held = PricingPolicy.objects.filter(Q(category=category) | Q(category=None), market=market, valid_from__lte=at)
    policy = held.order_by(F("category").asc(nulls_last=True), "-valid_from").first()
    if policy is None:
        raise NoPolicy(f"{market}, {category}, {at}")
    return policy


def services() -> list[Service]:
    """The whole taxonomy, in its order."""
    return list(Service.objects.all())


def offerings_of(professional: Professional) -> list[Offering]:
    """Her live offerings with their services and live extras, in the taxonomy's order. Two statements."""
    live = Prefetch("extras", Extra.objects.filter(is_live=True).order_by("pk"), to_attr="live_extras")
    return list(_live().filter(professional=professional).prefetch_related(live).order_by("service__order", "service__slug"))


def ended_of(professional: Professional) -> list[Offering]:
    """What she offered once and may offer again, in the taxonomy's order; at most the taxonomy. One statement."""
    rows = Offering.objects.filter(professional=professional, is_live=False).select_related("service")
    return list(rows.order_by("service__order", "service__slug"))


def offering_of(professional: Professional, service: str) -> Offering:
    """Her live offering of a service, by its slug. Raises NotOffered."""
    try:
        return _live().get(professional=professional, service__slug=service)
    except Offering.DoesNotExist:
        raise NotOffered(service) from None


def extras_of(offering: Offering, chosen: Iterable[int] | None = None) -> list[Extra]:
    """An offering's live extras, or the chosen ones of them. Raises NotOffered when one of those chosen is not."""
    extras = list(Extra.objects.filter(offering=offering, is_live=True).order_by("pk"))
    if chosen is None:
        return extras
    wanted = set(chosen)
    if wanted - {extra.pk for extra in extras}:
        raise NotOffered(sorted(wanted))
    return [extra for extra in extras if extra.pk in wanted]


def _live():
    return Offering.objects.filter(is_live=True).select_related("service")
