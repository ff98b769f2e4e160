"""Every figure that an article may name, by the name that stands for it: from the code and the policy that holds, and from nowhere else.

``{respond_within}`` in a text becomes "24 hours" or "24 horas". A text with a digit of its own is refused by a test.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access.options import ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT
from accounts.photos.models import Photo
from accounts.places.models import Market
from bookings.availability.models import LONGEST_HORIZON, SHORTEST_LEAD
from bookings.catalog.models import MAXIMUM_MINUTES, STEP_MINUTES, PricingPolicy
from bookings.catalog.queries import NoPolicy, policy_for
from bookings.catalog.taxonomy import LIMITS
from bookings.directory import comparison
from bookings.issues import actions as reports
from bookings.issues import models as issues
from bookings.lifecycle import actions as visits
from bookings.lifecycle import attendance, authorization, doorway, proposals, requests
from bookings.lifecycle.models import NO_SHOW_AFTER
from bookings.supplements import actions as supplements
from bookings.supplements import amounts
from bookings.supplements import proposals as extra_time
from casaora import uploads
from casaora.design import dates
from casaora.kit.money import NO_BREAK, Money, show
from casaora.pages import legal
from payouts.batches import cutoffs
from payouts.batches.limits import NETTING_CAP_BASIS_POINTS
from payouts.connect.actions import HOLD_AFTER_CHANGE
from payouts.earnings import clearing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Where no market is open yet (an installation of this morning), its law and its habits are Colombia's.
FIRST = Market(code="CO", currency="COP", minimum_payout_minor=0)


def minutes(count: int) -> str:
    """``30 minutes``."""
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def span(length: timedelta) -> str:
    """A length in the unit that people would use: up to two days in hours, under an hour in minutes."""
    if length % DAY == timedelta(0) and length > 2 * DAY:
        return legal.days(length // DAY)
    if length % HOUR == timedelta(0):
        return ngettext("%(count)s hour", "%(count)s hours", length // HOUR) % {"count": length // HOUR}
    count = length // timedelta(minutes=1)
    return minutes(count) if length < HOUR else dates.length(count)


def percent(basis_points: int) -> str:
    """``15%``, ``15 %``; half percents keep their decimal."""
    whole, rest = divmod(basis_points, 100)
    mark = "," if dates.language() == "es" else "."
    said = f"{whole}{mark}{rest:02d}".rstrip("0") if rest else str(whole)
    return f"{said}{NO_BREAK}%" if dates.language() == "es" else f"{said}%"


def payout_days() -> str:
    """``Tuesday and Friday``."""
    return _(" and ").join(dates.DAYS[dates.language()][day] for day in cutoffs.DAYS)


def _password_rule() -> dict[str, Any]:
    rules: list[dict[str, Any]] = settings.AUTH_PASSWORD_VALIDATORS  # type: ignore[assignment]
    return next(rule["OPTIONS"] for rule in rules if "OPTIONS" in rule)


#: What only the code decides.
OF_THE_CODE: dict[str, Callable[[], str]] = {
    "respond_within": lambda: span(authorization.RESPOND_WITHIN),
    "respond_before_start": lambda: span(authorization.BEFORE_START),
    "pay_within": lambda: span(requests.PAY_WITHIN),
    "unpaid_requests": lambda: str(requests.UNPAID),
    "live_holds": lambda: str(requests.HOLDS),
    "shortest_lead": lambda: span(timedelta(minutes=SHORTEST_LEAD)),
    "horizon": lambda: span(timedelta(days=LONGEST_HORIZON)),
    "visit_step": lambda: minutes(STEP_MINUTES),
    "longest_visit": lambda: span(timedelta(minutes=MAXIMUM_MINUTES)),
    "report_within": lambda: span(issues.REPORT_WITHIN),
    "answer_within": lambda: span(issues.ANSWER_WITHIN),
    "rule_within": lambda: span(issues.RULE_WITHIN),
    "appeal_within": lambda: span(issues.APPEAL_WITHIN),
    "shortest_report": lambda: str(reports.SHORTEST),
    "most_files": lambda: str(uploads.MOST_FILES),
    "file_size": lambda: f"{uploads.MOST_BYTES // 1_000_000}{NO_BREAK}MB",
    "no_show_after": lambda: span(NO_SHOW_AFTER),
    "wait_at_the_door": lambda: span(doorway.WAIT),
    "near": lambda: f"{doorway.NEAR_M}{NO_BREAK}m",
    "code_tries": lambda: str(visits.CODE_TRIES),
    "completes_by_itself": lambda: span(visits.COMPLETES_BY_ITSELF),
    "asked_after": lambda: span(attendance.UNATTENDED_AFTER),
    "silence": lambda: span(attendance.SILENCE),
    "proposal_answer": lambda: span(proposals.ANSWER_WITHIN),
    "proposal_before": lambda: span(proposals.BEFORE_START),
    "proposals_a_day": lambda: str(proposals.MOST_A_DAY),
    "extra_time_answer": lambda: span(extra_time.ANSWER_WITHIN),
    "extra_time_longest": lambda: span(timedelta(minutes=amounts.LONGEST_MINUTES)),
    "tip_within": lambda: span(supplements.TIP_WITHIN),
    "tip_least": lambda: show(amounts.least_tip(FIRST.currency)),
    "side_by_side": lambda: str(comparison.MOST),
    "work_photos": lambda: str(Photo.MOST_OF_WORK),
    "cautious": lambda: span(clearing.CAUTIOUS),
    "first_earnings": lambda: str(clearing.FIRST_EARNINGS),
    "payout_days": payout_days,
    "payout_hour": lambda: f"{cutoffs.HOUR.hour}:{cutoffs.HOUR.minute:02d}",
    "netting_cap": lambda: percent(NETTING_CAP_BASIS_POINTS),
    "hold_after_change": lambda: span(HOLD_AFTER_CHANGE),
    "reset_code": lambda: minutes(ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT // 60),
    "shortest_password": lambda: str(_password_rule()["min_length"]),
    "contact_answer": lambda: legal.business_days(settings.CONTACT_ANSWER_DAYS),
    "emergency": lambda: legal.EMERGENCY,
    **legal.FIGURES,
}  # fmt: skip
#: What the pricing policy and the market decide.
OF_THE_POLICY: dict[str, Callable[[PricingPolicy], str]] = {
    "fee": lambda policy: percent(policy.fee_basis_points),
    "hers": lambda policy: percent(10_000 - policy.commission_basis_points),
    "clears_after": lambda policy: span(timedelta(hours=policy.clearing_hours)),
    "smallest_visit": lambda policy: show(Money(policy.minimum_subtotal_minor, policy.market.currency)),
    "largest_visit": lambda policy: show(Money(policy.maximum_subtotal_minor, policy.market.currency)),
    "minimum_payout": lambda policy: show(Money(policy.market.minimum_payout_minor, policy.market.currency)),
    "free_until": lambda policy: span(timedelta(hours=policy.cancellation.tiers[0].hours)),
    "right_days": lambda policy: legal.business_days(policy.cancellation.right.days if policy.cancellation.right else 0),
    "right_ahead": lambda policy: span(timedelta(days=policy.cancellation.right.ahead_days if policy.cancellation.right else 0)),
}


def policy(at: datetime) -> PricingPolicy:
    """What holds for every category in the market that is open (the first by code). Two statements at most."""
    market = Market.objects.filter(is_open=True).order_by("code").first() or FIRST
    try:
        held = policy_for(market.code, None, at)
    except NoPolicy:
        least, most = LIMITS[market.currency]
        held = PricingPolicy(minimum_subtotal_minor=least, maximum_subtotal_minor=most)
    held.market = market
    return held


def known(held: PricingPolicy) -> dict[str, str]:
    """Every name with its words, in the active language."""
    return {name: say() for name, say in OF_THE_CODE.items()} | {name: say(held) for name, say in OF_THE_POLICY.items()}
