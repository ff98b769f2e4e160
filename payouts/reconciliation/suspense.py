"""What waits in the suspense account, subject by subject: each is an open item until it is nobody's any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min, Sum

from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from payouts.ledger.models import Account, Posting
from payouts.reconciliation import breaks
from payouts.reconciliation.breaks import Found
from payouts.reconciliation.comparing import PAGE, Tally
from payouts.reconciliation.models import Break


@dataclass(frozen=True, slots=True)
class Waiting:
    """Money of one subject in suspense: above zero we owe it to somebody, below zero it is missing. ``since``: its first posting; ``last``: its last."""

    subject: str
    amount: Money
    since: datetime
    last: datetime

    @property
    def key(self) -> str:
        """The key of its open item."""
        return key_of(self.subject, self.amount.currency)


def key_of(subject: str, currency: str) -> str:
    """The key of the open item of a subject."""
    return f"suspense:{subject}:{currency}"


def waiting(subject: str | None = None) -> list[Waiting]:
    """Every subject that has money in suspense, oldest first, or one. In a transaction of somebody who may read the books."""
    legs = Posting.objects.filter(account=Account.SUSPENSE)
    if subject is not None:
        legs = legs.filter(entry__subject=subject)
    sums = legs.values_list("entry__subject", "currency").annotate(sum=Sum("amount_minor"), since=Min("entry__at"), last=Max("entry__at"))
    rows = sums.exclude(sum=0).order_by("since", "entry__subject", "currency")
    return [Waiting(name, Money(-int(minor), currency), since, last) for name, currency, minor, since, last in rows]


def look(tally: Tally) -> None:
    """Open an item for each subject that has money there, and close those that have none any more."""
    with transaction.atomic(), as_verb():
        found = waiting()
    for start in range(0, len(found), PAGE):
        _note(found[start : start + PAGE], tally)
    present = {each.key for each in found}
    with transaction.atomic(durable=True), as_verb():
        items = Break.objects.filter(closed_at__isnull=True, bucket=Break.SUSPENSE).values_list("pk", "key", "subject", "currency")
        gone = [pk for pk, key, subject, currency in items if key not in present and not _has(subject, currency)]
        breaks.close_by_themselves(gone, tally.at)


def _has(subject: str, currency: str) -> bool:
    """Asked anew of the few that seem to be empty: somebody may have posted meanwhile."""
    return any(each.amount.currency == currency for each in waiting(subject))


def _note(page: Sequence[Waiting], tally: Tally) -> None:
    with transaction.atomic(durable=True), as_verb():
        known = breaks.lock(each.key for each in page)
        # Who had an item before that was closed waits anew since the last posting, not since the first.
        found = [
            Found(
                each.key, Break.SUSPENSE, "suspense", each.amount.currency, each.amount.minor, each.last if each.key in known else each.since,
                {"subject": each.subject},
            )
            for each in page
        ]  # fmt: skip
        breaks.note(tally.run, found, (), known, tally.at)
    for each in page:
        tally.add(Break.SUSPENSE, each.amount.currency, each.amount.minor)
