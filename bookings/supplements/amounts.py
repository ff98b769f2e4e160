"""How much: what a tip may be, and what extra time costs at the booking's own rates. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bookings.catalog.models import STEP_MINUTES
from bookings.catalog.quotes import PriceLine, hourly
from casaora.kit.money import STEP, Money, total

#: The smallest tip: below it the bank's fee would be most of it.
LEAST = {"COP": 200_000, "PYG": 3_000, "UYU": 2_000, "ARS": 50_000, "USD": 50}
#: Amounts that are offered are round: thousands of pesos.
ROUND = {"COP": 100_000, "PYG": 1_000, "UYU": 1_000, "ARS": 10_000, "USD": 50}
PRESETS = (10, 15, 20)
#: Extra time of one visit, in all.
LONGEST_MINUTES = 180


class SupplementRefused(ValueError):
    """It cannot be had like this; nothing was charged. ``limit`` says what could, where it is an amount."""

    limit: Money | None = None


class OffStep(SupplementRefused):
    """Not a whole amount of what people pay with."""


class TooSmall(SupplementRefused):
    """Below the smallest tip, which is ``limit``."""


class TooLarge(SupplementRefused):
    """All tips of a visit together may not exceed its subtotal: ``limit`` is what is left of it."""


class WrongLength(SupplementRefused):
    """Not in half hours, or longer than a visit may become."""


def _refused(error: type[SupplementRefused], amount: Money, limit: Money) -> SupplementRefused:
    refused = error(str(amount))
    refused.limit = limit
    return refused


def least_tip(currency: str) -> Money:
    """The smallest tip."""
    return Money(LEAST[currency], currency)


def check_tip(amount: Money, *, room: Money) -> None:
    """Raise a kind of SupplementRefused unless a tip may be this much; ``room`` is the subtotal less earlier tips."""
    if not amount.on_step():
        raise _refused(OffStep, amount, Money(STEP[amount.currency], amount.currency))
    if amount < least_tip(amount.currency):
        raise _refused(TooSmall, amount, least_tip(amount.currency))
    if amount > room:
        raise _refused(TooLarge, amount, room)


def presets(subtotal: Money, *, room: Money) -> list[tuple[int, Money]]:
    """Percentages of the subtotal as round amounts that may be given, without repetition."""
    unit = ROUND[subtotal.currency]
    found: dict[int, Money] = {}
    for percent in PRESETS:
        share = subtotal.minor * percent // 100
        amount = Money((2 * share + unit) // (2 * unit) * unit, subtotal.currency)
        if least_tip(subtotal.currency) <= amount <= room and amount not in found.values():
            found[percent] = amount
    return list(found.items())


def check_minutes(minutes: int, *, before: int) -> None:
    """Raise WrongLength unless so much extra time may be added, ``before`` minutes of which were agreed earlier."""
    if minutes <= 0 or minutes % STEP_MINUTES or before + minutes > LONGEST_MINUTES:
        raise WrongLength(minutes)


def extra_time(lines: Sequence[PriceLine], minutes: int) -> list[PriceLine]:
    """What is paid by the hour in a booking's frozen price lines, for so many minutes more. What was paid once is not paid again."""
    return [replace(line, amount=hourly(line.rate, minutes), minutes=minutes) for line in lines if line.rate is not None]


def parts(lines: Sequence[PriceLine], *, subtotal: Money, fee: Money, earning: Money) -> tuple[Money, Money]:
    """Of the lines' sum, what she receives and what the fee is: as the booking's own price was divided by its policy."""
    price = total((line.amount for line in lines), subtotal.currency)
    return price.fraction(earning.minor, subtotal.minor), price.fraction(fee.minor, subtotal.minor)
