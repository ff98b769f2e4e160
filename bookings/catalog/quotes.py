"""What a visit costs, from stored prices only. Pure: no database, no clock, nothing that a browser sent but the choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from bookings.catalog.models import MAXIMUM_MINUTES, STEP_MINUTES, Extra, Offering, PricingPolicy
from casaora.kit.money import Money, total

WORK, EXTRA = "work", "extra"


class QuoteRefused(ValueError):
    """This choice has no price. ``limit_minutes`` or ``limit`` says what would have been possible."""

    limit_minutes: int | None = None
    limit: Money | None = None


class NotOffered(QuoteRefused):
    """She does not offer this service any more."""


class WrongExtra(QuoteRefused):
    """An extra of another offering, a withdrawn one, or one named twice."""


class NotInHalfHours(QuoteRefused):
    """Visits last whole half hours."""


class TooShort(QuoteRefused):
    """Below her shortest visit, which is ``limit_minutes``."""


class TooLong(QuoteRefused):
    """Above the longest visit, which is ``limit_minutes``."""


class BelowMinimum(QuoteRefused):
    """The subtotal is below the market's ``limit``."""


class AboveMaximum(QuoteRefused):
    """The subtotal is above the market's ``limit``."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of the subtotal: the work, or an extra. ``rate`` and ``minutes`` where it is paid by the hour."""

    kind: str
    name_en: str
    name_es: str
    amount: Money
    rate: Money | None = None
    minutes: int | None = None

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_es if (get_language() or "").startswith("es") else self.name_en

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be frozen in a booking."""
        return {
            "kind": self.kind, "name_en": self.name_en, "name_es": self.name_es, "amount_minor": self.amount.minor,
            "currency": self.amount.currency, "rate_minor": self.rate.minor if self.rate else None, "minutes": self.minutes,
        }  # fmt: skip

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> PriceLine:
        """The line that ``as_json`` wrote."""
        currency, rate = values["currency"], values["rate_minor"]
        return cls(
            values["kind"], values["name_en"], values["name_es"], Money(values["amount_minor"], currency),
            None if rate is None else Money(rate, currency), values["minutes"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quote:
    """A promise of a price. ``subtotal + fee == total``; ``earning`` is what the professional receives of the subtotal."""

    lines: tuple[PriceLine, ...]
    minutes: int
    subtotal: Money
    fee: Money
    total: Money
    earning: Money
    policy_version: str
    terms: dict[str, Any]

    def lines_as_json(self) -> list[dict[str, Any]]:
        """The lines as plain values, to be frozen in a booking."""
        return [line.as_json() for line in self.lines]


def quote(*, offering: Offering, extras: Sequence[Extra] = (), minutes: int, policy: PricingPolicy) -> Quote:
    """The price of ``minutes`` of an offering with some of its extras, under a policy of its market.

    ``offering.service`` must be loaded. Raises a kind of QuoteRefused, never returns a price outside the limits.
    """
    if not offering.is_live:
        raise NotOffered(offering.pk)
    check_minutes(offering, minutes)
    work = PriceLine(
        WORK, offering.service.name_en, offering.service.name_es, hourly(offering.rate, minutes), offering.rate, minutes
    )
    lines = (work, *_extra_lines(offering, extras, minutes))
    subtotal = total((line.amount for line in lines), offering.currency)
    _check_subtotal(subtotal, policy)
    fee = subtotal.basis_points(policy.fee_basis_points)
    return Quote(
        lines=lines,
        minutes=minutes,
        subtotal=subtotal,
        fee=fee,
        total=subtotal + fee,
        earning=subtotal - subtotal.basis_points(policy.commission_basis_points),
        policy_version=policy.name,
        terms={"cancellation": policy.cancellation_terms, "clearing_hours": policy.clearing_hours},
    )


def hourly(rate: Money, minutes: int) -> Money:
    """An hourly price for some half hours: exact, because the stored rates lie on twice the currency's step."""
    return rate.fraction(minutes, 60)


def all_in(rate: Money, policy: PricingPolicy) -> Money:
    """An hour's price with our fee inside: what is shown in lists, before a length is chosen."""
    return rate + rate.basis_points(policy.fee_basis_points)


def check_minutes(offering: Offering, minutes: int) -> None:
    """Raise when a visit of this length cannot be booked with this offering."""
    if minutes % STEP_MINUTES:
        raise NotInHalfHours(minutes)
    for wrong, error, limit in (
        (minutes < offering.minimum_minutes, TooShort, offering.minimum_minutes),
        (minutes > MAXIMUM_MINUTES, TooLong, MAXIMUM_MINUTES),
    ):
        if wrong:
            refused = error(minutes)
            refused.limit_minutes = limit
            raise refused


def _extra_lines(offering: Offering, extras: Iterable[Extra], minutes: int) -> Iterable[PriceLine]:
    seen: set[int] = set()
    for extra in extras:
        if extra.offering_id != offering.pk or not extra.is_live or extra.pk in seen:
            raise WrongExtra(extra.pk)
        seen.add(extra.pk)
        price = extra.price(offering.currency)
        if extra.is_hourly:
            yield PriceLine(EXTRA, extra.name_en, extra.name_es, hourly(price, minutes), price, minutes)
        else:
            yield PriceLine(EXTRA, extra.name_en, extra.name_es, price)


def _check_subtotal(subtotal: Money, policy: PricingPolicy) -> None:
    least = Money(policy.minimum_subtotal_minor, subtotal.currency)
    most = Money(policy.maximum_subtotal_minor, subtotal.currency)
    for wrong, error, limit in ((subtotal < least, BelowMinimum, least), (subtotal > most, AboveMaximum, most)):
        if wrong:
            refused = error(subtotal)
            refused.limit = limit
            raise refused
