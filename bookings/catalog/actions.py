"""A professional sets what she offers and for how much; staff publish pricing policies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.places.models import Market
from accounts.professionals.models import Professional
from bookings.catalog import legal
from bookings.catalog.cancellation import USUAL, Cancellation
from bookings.catalog.models import MAXIMUM_MINUTES, STEP_MINUTES, Extra, Offering, PricingPolicy, Service
from casaora.kit.acting import as_verb
from casaora.kit.money import STEP, Money
from casaora.kit.steps import By


class NotYours(PermissionError):
    """Only the professional sets her prices."""


class WrongPrice(ValueError):
    """Not positive, another currency than the city's, or a half hour of it would not be a whole step."""


class WrongLength(ValueError):
    """The shortest visit is some half hours, at most the longest visit."""


class InThePast(ValueError):
    """A policy holds from now or later: what was promised does not change."""


def offer(
    *, professional_id: int, service_id: int, rate: Money, minimum_minutes: int, by: By, at: datetime,
    description_en: str = "", description_es: str = "",
) -> Offering:  # fmt: skip
    """Offer a service, or change its rate: bookings made before keep the price they froze. A stopped offering lives again."""
    _only_her(professional_id, by)
    if minimum_minutes % STEP_MINUTES or not STEP_MINUTES <= minimum_minutes <= MAXIMUM_MINUTES:
        raise WrongLength(minimum_minutes)
    with transaction.atomic(durable=True), as_verb():
        professional = Professional.objects.select_related("city__market").get(pk=professional_id)
        check_price(rate, currency=professional.city.market.currency, is_hourly=True)
        offering, _ = Offering.objects.update_or_create(
            professional=professional, service=Service.objects.get(pk=service_id),
            defaults={
                "hourly_rate_minor": rate.minor, "currency": rate.currency, "minimum_minutes": minimum_minutes,
                "description_en": description_en.strip(), "description_es": description_es.strip(), "is_live": True,
            },
        )  # fmt: skip
        return offering


def stop_offering(*, offering_id: int, by: By, at: datetime) -> Offering:
    """Offer it no longer. Twice is the same; bookings already made stay."""
    with transaction.atomic(durable=True), as_verb():
        offering = Offering.objects.select_for_update(no_key=True).get(pk=offering_id)
        _only_her(offering.professional_id, by)
        offering.is_live = False
        offering.save(update_fields=["is_live"])
        return offering


def add_extra(
    *, offering_id: int, name_en: str, name_es: str, price: Money, is_hourly: bool, by: By, at: datetime
) -> Extra:
    """Add an extra to one of her offerings; one name is enough for both languages."""
    with transaction.atomic(durable=True), as_verb():
        offering = Offering.objects.get(pk=offering_id)
        _only_her(offering.professional_id, by)
        check_price(price, currency=offering.currency, is_hourly=is_hourly)
        name_en, name_es = name_en.strip(), name_es.strip()
        return Extra.objects.create(
            offering=offering, name_en=name_en or name_es, name_es=name_es or name_en, price_minor=price.minor, is_hourly=is_hourly
        )


def remove_extra(*, extra_id: int, by: By, at: datetime) -> Extra:
    """Take an extra off the list. The row stays, because bookings froze its line."""
    with transaction.atomic(durable=True), as_verb():
        extra = Extra.objects.select_related("offering").get(pk=extra_id)
        _only_her(extra.offering.professional_id, by)
        extra.is_live = False
        extra.save(update_fields=["is_live"])
        return extra


@dataclass(frozen=True, slots=True)
class Terms:
    """What a policy says: shares in basis points, the subtotal's limits, what cancelling costs, when earnings clear."""

    fee_basis_points: int
    commission_basis_points: int
    minimum_subtotal: Money
    maximum_subtotal: Money
    cancellation: Cancellation = USUAL
    clearing_hours: int = 48


def publish_policy(*, market: Market, category: str | None, terms: Terms, valid_from: datetime, by: By, at: datetime) -> PricingPolicy:
    """Publish the next version for a market and category (None: all). By staff or the operator; never for the past.

    Raises NotYours, InThePast, or legal.BelowTheLaw where it gives a customer less than the market's law.
    """
    if by.role not in ("staff", "operator"):
        raise NotYours(by)
    if valid_from < at:
        raise InThePast(valid_from)
    legal.check(terms.cancellation, market=market.code, valid_from=valid_from)
    with transaction.atomic(durable=True), as_verb():
        held = PricingPolicy.objects.filter(market=market, category=category)
        return PricingPolicy.objects.create(
            market=market, category=category, valid_from=valid_from,
            version=(held.aggregate(last=Max("version"))["last"] or 0) + 1,
            fee_basis_points=terms.fee_basis_points, commission_basis_points=terms.commission_basis_points,
            minimum_subtotal_minor=terms.minimum_subtotal.minor, maximum_subtotal_minor=terms.maximum_subtotal.minor,
            cancellation_terms=terms.cancellation.as_json(), clearing_hours=terms.clearing_hours,
        )  # fmt: skip


def check_price(price: Money, *, currency: str, is_hourly: bool) -> None:
    """Raise WrongPrice unless it is positive, in the currency and on its step, half an hour of it too if hourly."""
    if price.currency != currency or price.minor <= 0 or price.minor % (STEP[currency] * (2 if is_hourly else 1)):
        raise WrongPrice(price)


def _only_her(professional_id: int, by: By) -> None:
    if by.role != "professional" or by.person_id != professional_id:
        raise NotYours(by)
