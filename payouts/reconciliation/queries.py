"""What the dashboard and the staff pages ask, each answered by an index: the last run, what is open, what waits in suspense."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, Sum

from casaora.kit.money import Money
from payouts.reconciliation.models import Break, Reconciliation
from payouts.reconciliation.suspense import Waiting, waiting


@dataclass(frozen=True, slots=True)
class Item:
    """Money of a subject in suspense, with its open item where a run has seen it already."""

    waiting: Waiting
    item: Break | None
    age: timedelta


@dataclass(frozen=True, slots=True)
class Summary:
    """At a glance: the last run that finished, open breaks by bucket, how many are overdue or nobody's, the oldest, and by currency suspense and the sum of the open breaks."""

    run: Reconciliation | None
    by_bucket: dict[str, int]
    overdue: int
    unowned: int
    oldest: timedelta | None
    in_suspense: dict[str, Money]
    unexplained: dict[str, int]
    differing: dict[str, Money]

    @property
    def breaks(self) -> int:
        """Open breaks; what waits in suspense is none."""
        return sum(number for bucket, number in self.by_bucket.items() if bucket != Break.SUSPENSE)


def latest_run() -> Reconciliation | None:
    """The last comparison that came to its end."""
    return Reconciliation.objects.filter(finished_at__isnull=False).order_by("-started_at").first()


def open_breaks(limit: int = 50) -> list[Break]:
    """What does not meet and nobody has closed, oldest first, with owners; suspense is left out."""
    rows = Break.objects.filter(closed_at__isnull=True).exclude(bucket=Break.SUSPENSE).select_related("owner", "entry")
    return list(rows.order_by("happened_at", "pk")[:limit])


def suspense_items(at: datetime) -> list[Item]:
    """Every subject with money in suspense at this moment, oldest first, from the books themselves."""
    found = waiting()
    open_ones = Break.objects.filter(closed_at__isnull=True, bucket=Break.SUSPENSE).select_related("owner")
    items = {row.key: row for row in open_ones}
    return [Item(each, items.get(each.key), at - (items[each.key].happened_at if each.key in items else each.since)) for each in found]


def summary(at: datetime) -> Summary:
    """Two queries over what is open, and one for the run."""
    run = latest_run()
    late = Q(happened_at__lt=at - Break.OVERDUE_AFTER)
    rows = Break.objects.filter(closed_at__isnull=True).values("bucket").annotate(
        number=Count("pk"), late=Count("pk", filter=late), nobodys=Count("pk", filter=Q(owner__isnull=True)), oldest=Min("happened_at")
    )
    by_bucket = {row["bucket"]: row for row in rows}
    suspense: dict[str, int] = defaultdict(int)
    differing: dict[str, int] = defaultdict(int)
    for currency, bucket, minor in Break.objects.filter(closed_at__isnull=True).values_list("currency", "bucket").annotate(sum=Sum(F("amount_minor"))):
        (suspense if bucket == Break.SUSPENSE else differing)[currency] += int(minor)
    first = min((row["oldest"] for row in by_bucket.values()), default=None)
    return Summary(
        run=run, by_bucket={bucket: row["number"] for bucket, row in by_bucket.items()}, overdue=sum(row["late"] for row in by_bucket.values()),
        unowned=sum(row["nobodys"] for row in by_bucket.values()), oldest=at - first if first else None,
        in_suspense={currency: Money(minor, currency) for currency, minor in suspense.items()}, unexplained=run.unexplained if run else {},
        differing={currency: Money(minor, currency) for currency, minor in differing.items()},
    )  # fmt: skip


