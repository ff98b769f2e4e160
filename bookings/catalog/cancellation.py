"""What a customer who cancels gets back: tiers, and the right to withdraw that a law gives. Pure; frozen on each booking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from accounts.places.holidays import business_days
from casaora.kit.money import Money

ALL = 10_000
TIER, LAW = "tier", "law"


class NotTiers(ValueError):
    """Tiers are given from the earliest to the latest, and later ones never give more back."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Until ``hours`` before the start, ``basis_points`` of the total go back."""

    hours: int
    basis_points: int


@dataclass(frozen=True, slots=True)
class Right:
    """All goes back until ``days`` (of business, or of the calendar) after the contract, or until the service begins.

    It exists where the service begins ``ahead_days`` or more after the contract.
    """

    days: int
    is_business: bool
    ahead_days: int

    def ends_at(self, *, market: str, zone: ZoneInfo, accepted_at: datetime, starts_at: datetime) -> datetime | None:
        """When it ends for one booking; None where it does not exist. The day of the contract does not count."""
        if starts_at - accepted_at < timedelta(days=self.ahead_days):
            return None
        last = self._last_day(market, accepted_at.astimezone(zone).date())
        return min(starts_at, datetime.combine(last + timedelta(days=1), time(), zone))

    def _last_day(self, market: str, contract: date) -> date:
        if self.is_business:
            return next(islice(business_days(market, contract), self.days - 1, None))
        return contract + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Span:
    """Up to and including ``until``, ``basis_points`` go back; ``rule`` is what says so (TIER or LAW)."""

    until: datetime
    basis_points: int
    rule: str


@dataclass(frozen=True, slots=True)
class Cancellation:
    """The policy of a booking. Before the first tier's hours its share goes back; after the last one nothing does."""

    tiers: tuple[Tier, ...]
    right: Right | None = None

    def __post_init__(self) -> None:
        in_order = all(a.hours > b.hours and a.basis_points >= b.basis_points for a, b in pairwise(self.tiers))
        if not in_order or any(t.hours < 0 or not 0 <= t.basis_points <= ALL for t in self.tiers):
            raise NotTiers(self.tiers)

    def spans(self, *, market: str, zone: ZoneInfo, accepted_at: datetime, starts_at: datetime) -> list[Span]:
        """What goes back when, from the acceptance to the start: the greater of tier and law, equal neighbours as one."""
        right = self.right and self.right.ends_at(market=market, zone=zone, accepted_at=accepted_at, starts_at=starts_at)
        ends = {starts_at, *(starts_at - timedelta(hours=tier.hours) for tier in self.tiers), *([right] if right else [])}
        found: list[Span] = []
        for until in sorted(end for end in ends if end >= accepted_at):
            share = self._tier_at(until, starts_at)
            span = Span(until, ALL, LAW) if right and until <= right and share < ALL else Span(until, share, TIER)
            if found and found[-1].basis_points == span.basis_points:
                found.pop()
            found.append(span)
        return found

    def _tier_at(self, at: datetime, starts_at: datetime) -> int:
        fitting = (tier.basis_points for tier in self.tiers if at <= starts_at - timedelta(hours=tier.hours))
        return next(fitting, 0)

    def as_json(self) -> dict[str, Any]:
        """As plain values, to be frozen in a booking."""
        right = self.right
        return {
            "tiers": [[tier.hours, tier.basis_points] for tier in self.tiers],
            "right": right and {"days": right.days, "is_business": right.is_business, "ahead_days": right.ahead_days},
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Cancellation:
        """Back from plain values. Raises NotTiers, KeyError, TypeError."""
        right = value.get("right")
        return cls(tuple(Tier(int(h), int(p)) for h, p in value["tiers"]), Right(**right) if right else None)


@dataclass(frozen=True, slots=True)
class Share:
    """How a total divides when a booking is canceled: the four parts sum to it. ``rule`` says why."""

    refund: Money
    of_earning: Money
    of_fee: Money
    kept_earning: Money
    kept_fee: Money
    rule: str


def divide(total: Money, earning: Money, basis_points: int, rule: str = TIER) -> Share:
    """``basis_points`` of a total go back, rounded up. What is kept splits as the price did: the remainder is the platform's."""
    return divide_amount(total, earning, min(total, total.basis_points(basis_points, up=True)), rule)


def divide_amount(total: Money, earning: Money, refund: Money, rule: str = TIER) -> Share:
    """``refund`` of a total, which is not less, goes back; what is kept splits as in :func:`divide`."""
    platform = total - earning
    kept_fee = min((total - refund).split([earning.minor, platform.minor])[1], platform)  # what rounding leaves is never more than there was
    kept_earning = total - refund - kept_fee
    return Share(refund, earning - kept_earning, platform - kept_fee, kept_earning, kept_fee, rule)


def divided(spans: Iterable[Span], total: Money, earning: Money) -> list[tuple[Span, Share]]:
    """Each span with what it means for a price."""
    return [(span, divide(total, earning, span.basis_points, span.rule)) for span in spans]


def applying(spans: Iterable[Span], at: datetime) -> Span | None:
    """The span that holds at a moment; None once the start has passed: then nothing goes back."""
    return next((span for span in spans if at <= span.until), None)


#: domain.md §5, and Colombia's right to withdraw. The first policies begin with it.
USUAL = Cancellation((Tier(24, 10_000), Tier(12, 5_000), Tier(4, 2_500)), Right(days=5, is_business=True, ahead_days=5))


def usual() -> dict[str, Any]:
    """The usual policy as plain values."""
    return USUAL.as_json()
