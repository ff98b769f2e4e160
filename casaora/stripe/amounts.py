"""Our minor units and the processor's. They agree today for every currency we know; nothing else assumes it."""

from __future__ import annotations

from casaora.kit.money import EXPONENT, Money

#: Decimal places at the processor, which are neither ISO's nor CLDR's: pesos have centavos there, guaranies nothing.
PROCESSOR_EXPONENT = {"COP": 2, "UYU": 2, "ARS": 2, "PYG": 0, "USD": 2}


def to_processor(amount: Money) -> int:
    """The integer that the processor means by ``amount``; ValueError if it cannot say so small a part."""
    theirs, ours = PROCESSOR_EXPONENT[amount.currency], EXPONENT[amount.currency]
    if theirs >= ours:
        return int(amount.minor * 10 ** (theirs - ours))
    whole, rest = divmod(amount.minor, 10 ** (ours - theirs))
    if rest:
        raise ValueError(f"the processor has no such small part of {amount.currency}")
    return int(whole)


def from_processor(number: int, currency: str) -> Money:
    """The Money that the processor means by an integer of ``currency`` (theirs is in lower case)."""
    code = currency.upper()
    theirs, ours = PROCESSOR_EXPONENT[code], EXPONENT[code]
    if ours >= theirs:
        return Money(number * 10 ** (ours - theirs), code)
    whole, rest = divmod(number, 10 ** (theirs - ours))
    if rest:
        raise ValueError(f"we keep no such small part of {code}")
    return Money(whole, code)
