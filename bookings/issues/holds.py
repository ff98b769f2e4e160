"""What an issue does to the earning of its visit: kept back while the family's complaint stands, and let go when it is over."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.issues.models import Issue, Ruling
from bookings.issues.process import APPEALED, OPEN, REVIEW, RULED
from bookings.issues.shares import disputed, left
from bookings.lifecycle.models import Booking
from bookings.payments.models import Payment
from casaora.kit.steps import CLOCK, By
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning, EarningHold
from payouts.earnings.steps import NotNow as EarningNotNow

REPORT = EarningHold.Reason.REPORT
#: After a visit that is done anew the family has as long to say that it was not.
AFTER_REDO = timedelta(hours=48)


def keep(booking: Booking, issue: Issue, by: By, at: datetime, *, until: datetime | None = None) -> None:
    """Hold the earning back. Where it is paid already, or nothing is left of it, there is nothing to hold: the issue goes on all the same."""
    if until is not None and _another_keeps(booking, issue, at):
        return
    _release(booking, issue, by, at)  # one that ends by itself gives way to one that does not
    for reference in _earned_by(booking):
        with contextlib.suppress(EarningNotNow):
            earnings.hold_back(
                reference=reference, reason=REPORT, by=by, at=at, until=until, unblocked_by=_in_her_words(issue, until), why=issue.reference
            )


def _earned_by(booking: Booking) -> list[str]:
    """The earnings that a complaint about the visit is about, in the order of locks: the visit's and its extra time's. A tip is a present."""
    longer = Payment.objects.filter(visit=booking.reference, kind=Payment.EXTRA_TIME).values("subject")
    mine = Earning.objects.filter(Q(reference=booking.reference) | Q(reference__in=longer))
    return list(mine.order_by("pk").values_list("reference", flat=True))


def _in_her_words(issue: Issue, until: datetime | None) -> str:
    with override(issue.professional.user.language):
        if until is not None:
            return _("It goes on two days after the visit that is done anew, if nobody objects.")
        return _("Our team decides after you had your say, within 10 days.")


def let_go(booking: Booking, issue: Issue, by: By, at: datetime) -> None:
    """Nothing of this issue keeps it any more; what another issue of the visit keeps, stays."""
    if not _another_keeps(booking, issue, at):
        _release(booking, issue, by, at)


def _release(booking: Booking, issue: Issue, by: By, at: datetime) -> None:
    for reference in _earned_by(booking):
        earnings.let_go(reference=reference, reason=REPORT, by=by, at=at, why=issue.reference)


def _another_keeps(booking: Booking, issue: Issue, at: datetime) -> bool:
    """Both sides may have reported the visit: whether the family waits for another decision about it, or for the visit that is done anew.

    Only of issues whose own end lets go: what is kept for them is not kept for ever.
    """
    waits = Q(by_role="customer", state__in=(OPEN, REVIEW)) | Q(appealed_by_role="customer", state=APPEALED)
    redone = Q(by_role="customer", state=RULED, rulings__state=Ruling.GIVEN, rulings__redo_at__gt=at - AFTER_REDO)
    return booking.issues.exclude(pk=issue.pk).filter(waits | redone).exists()


def free_what_nobody_disputes(booking: Booking, issue: Issue, at: datetime) -> bool:
    """The decision is late: what the family does not ask back goes on to her. False where all is asked back, or it cannot be parted."""
    if issue.by_role != "customer" or issue.claimed is None:
        return False
    others = EarningHold.objects.filter(earning__reference=booking.reference, closed_at__isnull=True).exclude(reason=REPORT)
    if others.exists():
        return False
    hers, ours = left(booking)
    share = disputed(booking, issue.claimed)
    try:
        earnings.set_free(
            reference=booking.reference, earning=hers - share.of_earning, fee=ours - share.of_fee, by=CLOCK, at=at, why=f"{issue.reference} is late"
        )
    except (Earning.DoesNotExist, EarningNotNow):
        return False
    return True
