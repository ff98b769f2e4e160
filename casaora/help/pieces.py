"""Pieces of the product that stand in an article: where the money is, a price, what canceling costs. The same templates as everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from accounts.vetting.models import Check
from bookings.catalog.cancellation import Span, divided
from bookings.catalog.models import PricingPolicy
from bookings.directory.profile import ICONS
from casaora.help import figures
from casaora.help.figures import percent
from casaora.kit.money import Money
from casaora.pages import queries

#: Whose visit the examples are of, as on the other public pages.
NAME = "Ana Milena"


def _price(held: PricingPolicy) -> dict[str, Any]:
    lines = queries.receipt()["lines"]
    subtotal = lines[0].amount + lines[1].amount
    fee = subtotal.basis_points(held.fee_basis_points)
    return {"lines": lines, "subtotal": subtotal, "fee": fee, "total": subtotal + fee, "percent": held.fee_basis_points // 100, "name": NAME}


def _where(station: str, reader: str = "customer", charged: bool = True) -> Callable[[PricingPolicy, datetime], str]:
    def drawn(held: PricingPolicy, at: datetime) -> str:
        return render_to_string("help/parts/where.html", {**_price(held), "station": station, "reader": reader, "charged": charged})

    return drawn


def _bill(held: PricingPolicy, at: datetime) -> str:
    return render_to_string("help/parts/bill.html", _price(held))


def _trail(held: PricingPolicy, at: datetime) -> str:
    return render_to_string("help/parts/trail.html", {"steps": queries.steps()})


def _canceling(held: PricingPolicy, at: datetime) -> str:
    """The tiers of the policy, in words and for the example's price."""
    price = _price(held)
    spans = [Span(at - timedelta(hours=tier.hours), tier.basis_points, "tier") for tier in held.cancellation.tiers] + [Span(at, 0, "tier")]
    rows = []
    for (span, share), tier in zip(divided(spans, price["total"], price["subtotal"]), [*held.cancellation.tiers, None], strict=True):
        before = figures.span(timedelta(hours=tier.hours)) if tier else ""
        rows.append({"before": before, "share": percent(span.basis_points), "refund": share.refund, "kept": share.kept_earning})
    return render_to_string("help/parts/canceling.html", {"rows": rows, "total": price["total"], "name": NAME, "zero": Money.zero(price["total"].currency)})


def _checks(held: PricingPolicy, at: datetime) -> str:
    rows = [{"label": label, "icon": ICONS[kind], "is_required": kind in Check.REQUIRED} for kind, label in Check.KINDS]
    return render_to_string("help/parts/checks.html", {"rows": rows})


PIECES: dict[str, Callable[[PricingPolicy, datetime], str]] = {
    "where_card": _where("card"), "where_casaora": _where("casaora"), "where_back": _where("back"), "where_released": _where("back", charged=False),
    "where_mine": _where("professional", "professional"),
    "price": _bill, "way": _trail, "tiers": _canceling, "checks": _checks,
}  # fmt: skip


def placed(html: str, held: PricingPolicy, at: datetime) -> SafeString:
    """HTML of an article with its pieces in their places; only those that it names are drawn."""
    for name, drawn in PIECES.items():
        mark = f"<p>{{{name}}}</p>"
        if mark in html:
            html = html.replace(mark, drawn(held, at))
    return mark_safe(html)  # nosec B308 B703: our texts and our templates
