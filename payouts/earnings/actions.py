"""What happens to an earning. Each verb joins the caller's transaction where there is one, else has its own.

Order of locks, everywhere: what was sold → its payment → earnings (ascending) → payout account → attempt. Reporting a problem and releasing lock
the same row, so that one of them comes first.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.professionals.models import Professional
from casaora.kit.acting import as_verb
from casaora.kit.jobs import BATCH, Counts, until_empty
from casaora.kit.money import Money
from casaora.kit.steps import CLOCK, By
from payouts.earnings import clearing, process
from payouts.earnings.losses import lose as lose
from payouts.earnings.models import Earning, EarningHold, EarningStep, held_now
from payouts.earnings.reversals import refund as refund
from payouts.earnings.reversals import reverse as reverse
from payouts.earnings.splits import set_free as set_free
from payouts.earnings.steps import NotNow, locked, step
from payouts.ledger import recipes
from payouts.ledger.actions import post

log = logging.getLogger(__name__)


class DifferentEarning(RuntimeError):
    """Something else is already expected under this reference."""


def expect(
    *, reference: str, professional_id: int, amount: Money, fee: Money, by: By, at: datetime, kind: str = Earning.JOB
) -> Earning:
    """Money was captured of which ``amount`` will be hers and ``fee`` ours. Told again, it answers the earning that exists.

    The capture's ledger entry is the caller's, in the same transaction. Raises DifferentEarning.
    """
    with transaction.atomic(), as_verb():
        market = Professional.objects.values_list("city__market_id", flat=True).get(pk=professional_id)
        fresh = Earning(
            reference=reference, professional_id=professional_id, market_id=market, kind=kind, amount_minor=amount.minor,
            fee_minor=(fee + Money.zero(amount.currency)).minor, currency=amount.currency, expected_at=at,
        )  # fmt: skip
        Earning.objects.bulk_create([fresh], ignore_conflicts=True)
        earning = locked(reference=reference)
        first = earning.steps.order_by("pk").first()
        if first is None:
            EarningStep.objects.create(
                earning=earning, step="expect", to_state=process.EXPECTED, by_role=by.role, by_person_id=by.person_id, at=at,
                amount_minor=earning.amount_minor,
            )  # fmt: skip
        elif (earning.professional_id, first.amount_minor, earning.currency) != (professional_id, amount.minor, amount.currency):
            raise DifferentEarning(f"{reference} was expected as something else")
        return earning


def set_available_on(*, reference: str, available_on: datetime, at: datetime) -> Earning:
    """The processor has said when the charge's money may be used; an earning that still clears never precedes it."""
    with transaction.atomic(), as_verb():
        earning = locked(reference=reference)
        earning.available_on = available_on
        if earning.state == process.CLEARING and earning.clears_at and earning.clears_at < available_on:
            earning.clears_at = available_on
        earning.save(update_fields=["available_on", "clears_at"])
        return earning


def start_clearing(
    *, reference: str, scheduled_end: datetime, ended_at: datetime, by: By, at: datetime, kind: str | None = None,
    not_before: datetime | None = None, new_card: bool = False, after: timedelta = clearing.CLEARS_AFTER,
) -> Earning:  # fmt: skip
    """The work is done (or a share of a cancellation is kept): the earning clears at the time that ``clearing`` reckons.

    ``after`` is what was promised when it was sold. ``not_before`` is another earning's clearing time, for tips and extra time; ``new_card`` matters for tips. Again: no change.
    """
    with transaction.atomic(), as_verb():
        earning = locked(reference=reference)
        if earning.ended_at == ended_at and earning.clears_at:
            return earning
        kind = kind or earning.kind
        cautious = new_card if kind == Earning.TIP else _is_among_the_first(earning)
        clears = clearing.clears_at(
            scheduled_end=scheduled_end, ended_at=ended_at, after=after, is_cautious=cautious, not_before=(not_before, earning.available_on)
        )
        step(
            [earning], "start_clearing", by=by, at=at, kind=kind, scheduled_end=scheduled_end, ended_at=ended_at, clears_at=clears,
            why="7 days: among the first earnings" if cautious else "",
        )  # fmt: skip
        return earning


def _is_among_the_first(earning: Earning) -> bool:
    others = Earning.objects.filter(professional_id=earning.professional_id, clears_at__isnull=False)
    others = others.exclude(state=process.REVERSED).exclude(kind=Earning.TIP).exclude(pk=earning.pk).exclude(reference__contains="/")
    return others[: clearing.FIRST_EARNINGS].count() < clearing.FIRST_EARNINGS


def hold_back(
    *, reference: str, reason: str, by: By, at: datetime, until: datetime | None = None, unblocked_by: str = "", why: str = ""
) -> EarningHold:
    """Keep an earning from being paid. One open hold a reason: again answers the one that is open. Raises NotNow once paid."""
    with transaction.atomic(), as_verb():
        earning = locked(reference=reference)
        if earning.state in (process.PAID, process.REVERSED):
            raise NotNow("hold_back", earning)
        stale = EarningHold.objects.filter(earning=earning, reason=reason, closed_at__isnull=True, until__lte=at)
        stale.update(closed_at=at, closed_by_role=CLOCK.role, closed_why="its time was over")
        hold, _made = EarningHold.objects.get_or_create(
            earning=earning, reason=EarningHold.Reason(reason), closed_at=None,
            defaults={
                "until": until, "unblocked_by": unblocked_by[:200], "why": why[:300], "opened_at": at,
                "opened_by_role": by.role, "opened_by_person_id": by.person_id,
            },
        )  # fmt: skip
        return hold


def let_go(*, reference: str, reason: str, by: By, at: datetime, why: str = "") -> bool:
    """Close the open hold of this reason; False when none is open."""
    with transaction.atomic(), as_verb():
        earning = locked(reference=reference)
        open_ones = EarningHold.objects.filter(earning=earning, reason=reason, closed_at__isnull=True)
        return bool(
            open_ones.update(closed_at=at, closed_by_role=by.role, closed_by_person_id=by.person_id, closed_why=why[:300])
        )


def due_for_release(at: datetime) -> QuerySet[Earning]:
    """Earnings whose time has come and that nothing holds. An undated charge waits 7 days from its capture."""
    cleared = Earning.objects.filter(state=process.CLEARING, clears_at__lte=at - clearing.RELEASE_AFTER)
    usable = Q(available_on__lte=at) | Q(available_on__isnull=True, expected_at__lte=at - clearing.UNDATED)
    held = EarningHold.objects.filter(held_now(at), earning=OuterRef("pk"))
    return cleared.filter(usable, Q(next_try_at__isnull=True) | Q(next_try_at__lte=at)).exclude(Exists(held))


def release_cleared(at: datetime) -> Counts:
    """Make every cleared earning payable, each in its own transaction with its entries; run by the clock.

    One that fails is tried again later (1 min doubling to 1 h) and does not stop the others. Counts: released, failed.
    """
    return until_empty(lambda: _release_some(at))


def _release_some(at: datetime) -> Counts:
    counts = {"released": 0, "failed": 0}
    for pk in due_for_release(at).order_by("clears_at", "pk").values_list("pk", flat=True)[:BATCH]:
        try:
            counts["released"] += _release(pk, at)
        except Exception as error:
            log.exception("earning %s could not be released", pk)
            _try_later(pk, error, at)
            counts["failed"] += 1
    return counts


def _release(pk: int, at: datetime) -> bool:
    with transaction.atomic(durable=True), as_verb():
        # Passed over while somebody else has it: reported at this moment, or released by another worker.
        earning = due_for_release(at).select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(pk=pk).first()
        # The lock may have come after a report's commit, which the statement above did not see yet.
        if earning is None or earning.holds.filter(held_now(at)).exists():
            return False
        recipe = recipes.tip_release if earning.kind == Earning.TIP else recipes.release
        legs = recipe(professional_id=earning.professional_id, amount=earning.amount)
        post(kind="release", reference=earning.reference, subject=earning.subject, at=at, postings=legs)
        if earning.fee:
            post(
                kind="fee_earned", reference=earning.reference, subject=earning.subject, at=at,
                postings=recipes.fee_earned(fee=earning.fee),
            )  # fmt: skip
        step([earning], "release", by=CLOCK, at=at, payable_at=at, tries=0, next_try_at=None, problem="")
        return True


def _try_later(pk: int, error: Exception, at: datetime) -> None:
    with transaction.atomic(durable=True), as_verb():
        earning = locked(pk=pk)
        earning.tries += 1
        earning.next_try_at = at + min(timedelta(minutes=2 ** min(earning.tries - 1, 6)), timedelta(hours=1))
        earning.problem = f"{type(error).__name__}: {error}"[:300]
        earning.save(update_fields=["tries", "next_try_at", "problem"])
