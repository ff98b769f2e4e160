"""The next pricing policy: written in whole units and percent, looked at beside the one that holds, then published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.places.models import Market
from bookings.catalog import legal
from bookings.catalog.actions import Terms
from bookings.catalog.cancellation import Cancellation, NotTiers, Right, Share, Span, Tier, divided
from bookings.catalog.models import Category, PricingPolicy
from bookings.catalog.queries import policies_of
from casaora.kit import clock
from casaora.kit.money import EXPONENT, STEP, Money

#: The example that the preview reckons: four hours at this many whole units of the market's smallest limit.
EXAMPLE_DAYS, EXAMPLE_TIMES = 10, 6


def _points(percent: Decimal) -> int:
    return int(percent * 100)


class NextPolicy(forms.Form):
    """What finance writes. Tiers are lines of hours and percent, the earliest first."""

    market = forms.ModelChoiceField(Market.objects.order_by("code"), label=_("Market"))
    category = forms.ChoiceField(label=_("Category"), choices=[("", _("All")), *Category.choices], required=False)
    valid_from = forms.SplitDateTimeField(label=_("Valid from (UTC)"), widget=AdminSplitDateTime)
    fee = forms.DecimalField(label=_("Service fee, % of the subtotal"), min_value=0, max_value=50, decimal_places=2)
    commission = forms.DecimalField(label=_("Kept from the professional, %"), min_value=0, max_value=50, decimal_places=2)
    minimum = forms.IntegerField(label=_("Smallest subtotal, whole units"), min_value=1)
    maximum = forms.IntegerField(label=_("Largest subtotal, whole units"), min_value=1)
    tiers = forms.CharField(
        label=_("Refund tiers"), required=False, widget=forms.Textarea(attrs={"rows": 4, "cols": 20}),
        help_text=_("One a line: hours before the start, then percent. For example 24 100."),
    )  # fmt: skip
    right_days = forms.IntegerField(label=_("Right to withdraw, days"), min_value=0, max_value=60, required=False)
    right_is_business = forms.BooleanField(label=_("Business days"), required=False)
    right_ahead_days = forms.IntegerField(label=_("For visits that begin at least so many days later"), min_value=0, max_value=60, required=False)
    clearing_hours = forms.IntegerField(label=_("Hours until an earning clears"), min_value=legal.REPORT_HOURS, max_value=24 * 30)

    def clean_valid_from(self) -> datetime:
        """Now or later: what was promised does not change."""
        valid_from: datetime = self.cleaned_data["valid_from"]
        if valid_from < clock.now():
            raise forms.ValidationError(_("A policy holds from now on or later."))
        return valid_from

    def clean_tiers(self) -> tuple[Tier, ...]:
        """Whole hours, percent with up to two decimals, in order."""
        try:
            rows = [line.replace("%", "").split() for line in self.cleaned_data["tiers"].splitlines() if line.strip()]
            return Cancellation(tuple(Tier(int(hours), _points(Decimal(percent))) for hours, percent in rows)).tiers
        except (ValueError, ArithmeticError, NotTiers):
            raise forms.ValidationError(_("Each line is hours and percent; from the earliest on, and never more back later.")) from None

    def clean(self) -> dict[str, Any]:
        """Together: the limits in order, and never below the law, whose rule is named."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("minimum") and data.get("maximum") and data["minimum"] > data["maximum"]:
            self.add_error("maximum", _("The largest is smaller than the smallest."))
        if not self.errors:
            try:
                legal.check(self.terms().cancellation, market=data["market"].code, valid_from=data["valid_from"])
            except legal.BelowTheLaw as below:
                self.add_error(None, _("Below the law. %(rule)s") % {"rule": below})
        return data

    def terms(self) -> Terms:
        """What was written, as the verb takes it."""
        data = self.cleaned_data
        currency = data["market"].currency
        unit = 10 ** EXPONENT[currency]
        days = data["right_days"]
        right = Right(days, is_business=data["right_is_business"], ahead_days=data["right_ahead_days"] or 0) if days else None
        return Terms(
            fee_basis_points=_points(data["fee"]), commission_basis_points=_points(data["commission"]),
            minimum_subtotal=Money(data["minimum"] * unit, currency), maximum_subtotal=Money(data["maximum"] * unit, currency),
            cancellation=Cancellation(data["tiers"], right), clearing_hours=data["clearing_hours"],
        )  # fmt: skip


def initial(policy: PricingPolicy) -> dict[str, Any]:
    """A policy as the form shows it: where the next one begins."""
    cancellation, right = policy.cancellation, policy.cancellation.right
    unit = 10 ** EXPONENT[policy.market.currency]
    return {
        "market": policy.market_id, "category": policy.category or "", "fee": _percent(policy.fee_basis_points),
        "commission": _percent(policy.commission_basis_points), "minimum": policy.minimum_subtotal_minor // unit,
        "maximum": policy.maximum_subtotal_minor // unit, "clearing_hours": policy.clearing_hours,
        "tiers": "\n".join(f"{tier.hours} {_percent(tier.basis_points)}" for tier in cancellation.tiers),
        "right_days": right and right.days, "right_is_business": bool(right and right.is_business), "right_ahead_days": right and right.ahead_days,
    }  # fmt: skip


def _percent(points: int) -> str:
    return f"{Decimal(points) / 100:f}".rstrip("0").rstrip(".") if points % 100 else str(points // 100)


@dataclass(frozen=True, slots=True)
class Example:
    """A booking under the new policy: its price, and what cancelling it gives back until when."""

    subtotal: Money
    fee: Money
    total: Money
    schedule: list[tuple[Span, Share]]
    zone: str


def preview(form: NextPolicy, held: PricingPolicy | None) -> dict[str, Any]:
    """What would change (label, now, then), and an example in the market's own money and time."""
    then = {name: str(form[name].value() or "–") for name in form.fields if name not in ("market", "category", "valid_from")}
    now = {name: str(value or "–") for name, value in initial(held).items()} if held else {}
    changes = [(form.fields[name].label, now.get(name, "–"), value) for name, value in then.items() if _flat(now.get(name, "–")) != _flat(value)]
    return {"changes": changes, "example": _example(form), "holds_now": held}


def _flat(value: str) -> str:
    words = value.replace("%", "").split()
    return " ".join({"True": "on", "False": "–"}.get(word, word) for word in words)


def _example(form: NextPolicy) -> Example:
    terms, market, at = form.terms(), form.cleaned_data["market"], form.cleaned_data["valid_from"]
    step = STEP[market.currency]
    subtotal = min(terms.maximum_subtotal, Money(terms.minimum_subtotal.minor * EXAMPLE_TIMES // step * step, market.currency))
    fee = subtotal.basis_points(terms.fee_basis_points)
    spans = terms.cancellation.spans(market=market.code, zone=market.zone, accepted_at=at, starts_at=at + timedelta(days=EXAMPLE_DAYS))
    earning = subtotal - subtotal.basis_points(terms.commission_basis_points)
    return Example(subtotal, fee, subtotal + fee, divided(spans, subtotal + fee, earning), market.time_zone)


def held_for(request: HttpRequest) -> PricingPolicy | None:
    """The policy that holds where the next one is written for: the posted market and category, else the first open market's."""
    code, category = request.POST.get("market", "")[:2], request.POST.get("category", "")[:20] or None
    market = Market.objects.filter(code=code).first() or Market.objects.filter(is_open=True).order_by("pk").first()
    if market is None:
        return None
    held = policies_of(market, clock.now())
    return held.get(category) or held.get(None)


def title() -> str:
    """Of the page."""
    return _now("The next policy")
