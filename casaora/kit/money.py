"""Money is an integer of minor units and a currency; nothing here is ever a float."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: How many decimal places the stored minor unit has. COP is kept in centavos because the processor speaks them.
EXPONENT = {"COP": 2, "UYU": 2, "ARS": 2, "PYG": 0, "USD": 2}
#: The smallest amount (in minor units) that may appear in a price: whole pesos, whole guaranies.
STEP = {"COP": 100, "UYU": 100, "ARS": 100, "PYG": 1, "USD": 1}
SIGN = {"COP": "$", "UYU": "$U", "ARS": "$", "PYG": "₲", "USD": "US$"}
NO_BREAK = "\N{NO-BREAK SPACE}"


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were about to be mixed."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: ``minor`` units of ``currency`` (ISO 4217). Hashable, immutable, may be negative."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are a plain int, not {type(self.minor).__name__}")
        if self.currency not in EXPONENT:
            raise ValueError(f"unknown currency {self.currency!r}")

    def __str__(self) -> str:
        return show(self)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in that currency."""
        return cls(0, currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} is not {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def __bool__(self) -> bool:
        return self.minor != 0

    def times(self, count: int) -> Money:
        """The amount taken ``count`` whole times."""
        return Money(self.minor * count, self.currency)

    def fraction(self, numerator: int, denominator: int, *, up: bool = False) -> Money:
        """``numerator / denominator`` of the amount, rounded half-up to the currency's step (always up if ``up``).

        The amount must not be negative: a refund or a fee of a negative amount has no meaning.
        """
        if self.minor < 0 or numerator < 0 or denominator <= 0:
            raise ValueError("a fraction is taken of a non-negative amount")
        unit = STEP[self.currency] * denominator
        product = self.minor * numerator
        steps = -(-product // unit) if up else (2 * product + unit) // (2 * unit)
        return Money(steps * STEP[self.currency], self.currency)

    def basis_points(self, points: int, *, up: bool = False) -> Money:
        """``points`` hundredths of a percent of the amount (1500 is 15 %), rounded to the step."""
        return self.fraction(points, 10_000, up=up)

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Divide by ``weights`` without losing a unit: the parts always sum to the amount.

        Each part but the last is rounded down to a whole step; what remains goes to the last one,
        which by convention is the platform's line.
        """
        total = sum(weights)
        if total <= 0 or any(w < 0 for w in weights) or self.minor < 0:
            raise ValueError("weights are not negative and sum to something")
        step = STEP[self.currency]
        parts = [self.minor * w // (total * step) * step for w in weights[:-1]]
        return [Money(p, self.currency) for p in [*parts, self.minor - sum(parts)]]

    def on_step(self) -> bool:
        """Whether the amount is a multiple of the currency's step."""
        return self.minor % STEP[self.currency] == 0


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of ``amounts``, which are all in ``currency``; zero of it when there are none."""
    result = Money.zero(currency)
    for amount in amounts:
        result = result + amount
    return result


def show(amount: Money) -> str:
    """For people, the same in both languages: ``$ 185.000`` with a no-break space and no needless decimals."""
    exponent = EXPONENT[amount.currency]
    whole, rest = divmod(abs(amount.minor), 10**exponent)
    digits = f"{whole:,}".replace(",", ".")
    if rest:
        digits += f",{rest:0{exponent}d}"
    minus = "\N{MINUS SIGN}" if amount.minor < 0 else ""
    return f"{minus}{SIGN[amount.currency]}{NO_BREAK}{digits}"
