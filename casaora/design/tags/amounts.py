"""Money: amounts, price lines, who receives what, where it is, what happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from casaora.design.dates import language
from casaora.design.tags.library import register
from casaora.kit.money import Money, show

#: Between a figure and its sign in Spanish: a space that breaks no line.
NARROW = "\u00a0"


@register.filter
def money(amount: Money | None) -> SafeString | str:
    """``{{ booking.total|money }}``: never broken across lines; nothing for None."""
    return format_html('<span class="money">{}</span>', show(amount)) if amount is not None else ""


@register.filter
def plain_money(amount: Money) -> str:
    """The same without markup, for sentences with named values."""
    return show(amount)


@register.filter
def as_money(minor: int | None, currency: str) -> Money | None:
    """``{{ row.total_minor|as_money:row.currency|money }}``: minor units and a currency as Money."""
    return Money(minor, currency) if minor is not None else None


@register.filter
def percent(basis_points: int) -> str:
    """``{{ span.basis_points|percent }}``: 50%, and 50 % in Spanish, as its figures are written."""
    return f"{basis_points // 100}{NARROW if language() == 'es' else ''}%"


@register.inclusion_tag("components/bill.html")
def bill(lines: Iterable[Any], fee: Money | None, total: Money, percent: int = 15, label: str = "") -> dict[str, Any]:
    """``{% bill quote.lines quote.fee quote.total %}``: price lines, our fee on top unless None, the total (or ``label``)."""
    return {"lines": lines, "fee": fee, "total": total, "percent": percent, "label": label}


def share(part: Money, whole: Money) -> int:
    """The nearest whole percentage that ``part`` is of ``whole``; 0 of nothing."""
    if not whole:
        return 0
    rest = whole - part  # another currency raises here
    return max(0, min(100, (200 * part.minor + whole.minor) // (2 * (part.minor + rest.minor))))


@register.inclusion_tag("components/split.html")
def split(earning: Money, total: Money, name: str) -> dict[str, Any]:
    """``{% split earning total name %}``: who receives what of a price, as a bar and in words."""
    return {"earning": earning, "rest": total - earning, "name": name, "percent": share(earning, total)}


@register.inclusion_tag("components/where.html")
def where_the_money_is(station: str, amount: Money, earning: Money, name: str, reader: str = "customer", charged: Any = True) -> dict[str, Any]:
    """``{% where_the_money_is station amount earning name role charged %}``: card, Casaora, professional; one of them has it now.

    ``station`` is card, casaora, professional, or back (it never left the card, or went back to it: ``charged`` says which).
    ``reader`` decides between "your card" and "with you".
    """
    return {"station": station, "amount": amount, "earning": earning, "name": name, "reader": reader, "charged": bool(charged)}


@register.inclusion_tag("components/trail.html")
def trail(items: Iterable[Any], zone: str) -> dict[str, Any]:
    """``{% trail items zone %}``: what happened to the money and what comes next.

    An item has icon, title, tone (done, now, next, bad), text, at (a moment or None) and amount (Money or None).
    """
    return {"items": items, "zone": zone}
