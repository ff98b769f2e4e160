"""Reading earnings: what can be paid, what is held and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from payouts.earnings import clearing, process
from payouts.earnings.models import Earning, EarningHold, held_now


def payable(*, market_code: str, currency: str, cut_off_at: datetime, at: datetime) -> QuerySet[Earning]:
    """Everything of a market that was payable at the cut-off, is not paid, and that nothing holds at ``at``. No window."""
    held = EarningHold.objects.filter(held_now(at), earning=OuterRef("pk"))
    ready = Earning.objects.filter(market_id=market_code, currency=currency, state=process.PAYABLE, payable_at__lte=cut_off_at)
    return ready.exclude(Exists(held)).order_by("pk")


def held_among(earning_ids: Iterable[int], at: datetime) -> set[int]:
    """Which of these earnings something holds now."""
    return set(EarningHold.objects.filter(held_now(at), earning_id__in=list(earning_ids)).values_list("earning_id", flat=True))


def of_professional(professional_id: int) -> QuerySet[Earning]:
    """A professional's own earnings, newest first, with what holds them."""
    return Earning.objects.filter(professional_id=professional_id).order_by("-expected_at", "-pk").prefetch_related("holds")


def holding(earning: Earning, at: datetime) -> list[EarningHold]:
    """The holds that keep it now, from ``earning.holds``."""
    return [hold for hold in earning.holds.all() if hold.is_open(at)]


def why_held(earning: Earning, at: datetime) -> list[str]:
    """In plain words, in the reader's language, why an earning is not payable yet; empty when nothing stands in the way.

    What holds it back, where something does: then its clearing time decides nothing. Reads ``earning.holds``: prefetch it for a list.
    """
    words: list[str] = []
    for hold in holding(earning, at):
        words += [str(EarningHold.Reason(hold.reason).label), *([hold.unblocked_by] if hold.unblocked_by else [])]
    if words:
        return words
    if earning.state == process.EXPECTED:
        words.append(_("It starts to clear when the visit is done."))
    if earning.state == process.CLEARING and earning.clears_at:
        first = (
            earning.ended_at
            and earning.scheduled_end
            and earning.clears_at - max(earning.ended_at, earning.scheduled_end) >= clearing.CAUTIOUS
        )
        words.append(
            _("It waits seven days: it is among your first, or from a card that is new to us.")
            if first
            else _("It waits two days, so that a problem can be reported.")
        )
    return words
