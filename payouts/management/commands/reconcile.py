"""Compare the processor's books with ours now, or a window of the past."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.management.base import CommandError

from casaora.kit.jobs import Counts
from casaora.kit.money import Money, show
from casaora.kit.operation import Operation, Report
from payouts.reconciliation import queries, running
from payouts.reconciliation.models import Break, Reconciliation

#: How many open breaks are printed; all of them are on the staff site.
PRINTED = 50


class Command(Operation):
    """By hand, under the clock's own lease. Exits non-zero while a break is open, or a difference of the balances is not explained."""

    help = "Compares every movement at the processor with the ledger by id, and the balances; exits non-zero while a break is open."

    def add_arguments(self, parser: Any) -> None:
        """Which window. Days are the processor's, in UTC."""
        super().add_arguments(parser)
        parser.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="from the beginning of this day, UTC (three days ago)")
        parser.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="to the end of this day, UTC (now, and then the balances too)")

    def work(self, at: datetime, **options: Any) -> Report:
        """The run, and what is open after it."""
        since, until = window(options["since"], options["until"], at)
        made: list[Reconciliation] = []

        def compare(moment: datetime) -> Counts:
            with self.bar(0, "rows") as bar:
                made.append(running.reconcile(moment, since, until, bar.update))
            return running.counted(made[0])

        self.as_job("reconcile", compare, at)
        run, opened = made[0], queries.open_breaks(PRINTED)
        return {
            "since": run.since, "until": run.until, "counts": run.counts, "balances": run.balances, "new": run.new_breaks,
            "breaks": [_as_row(row, at) for row in opened], "in_suspense": [_waits(item, at) for item in queries.suspense_items(at)],
            "failed": queries.summary(at).breaks + len(run.unexplained),
        }  # fmt: skip

    def say(self, report: Report) -> None:
        """Breaks, suspense, balances, and one line."""
        for row in [*report["breaks"], *report["in_suspense"]]:
            self.stdout.write(f"{row['bucket']:<11} {row['type']:<24} {row['what']:<34} {row['amount']:>20}  {row['days']} days  {row['owner'] or 'nobody’s'}")
        for currency, part in report["balances"].items():
            named = ((name, Money(minor, currency) if minor is not None else None) for name, minor in part.items())
            self.stdout.write(f"{currency}: " + ", ".join(f"{name.replace('_', ' ')} {show(amount) if amount is not None else '?'}" for name, amount in named))
        buckets = {name: sum(each["count"] for each in by.values()) for name, by in report["counts"].items()}
        said = ", ".join(f"{name.replace('_', ' ')}: {number}" for name, number in buckets.items()) or "nothing moved"
        self.stdout.write(f"{said}; new: {report['new']}, failed: {report['failed']}")


def window(since: date | None, until: date | None, at: datetime) -> tuple[datetime | None, datetime | None]:
    """The moments of two days, both included, in UTC. Raises CommandError for a window that is none, or ends after now."""
    begins = datetime.combine(since, time(), UTC) if since else None
    ends = datetime.combine(until + timedelta(days=1), time(), UTC) if until else None
    if (begins and begins >= (ends or at)) or (ends and ends > at):
        raise CommandError("--since is before --until, and both lie in the past; without --until to this moment")
    return begins, ends


def _as_row(row: Break, at: datetime) -> dict[str, Any]:
    what = row.movement_id or (row.entry.reference if row.entry else row.subject)
    owner = str(row.owner) if row.owner else ""
    amount = show(row.amount)
    return {"bucket": row.bucket, "type": row.type, "what": what, "amount": amount, "minor": row.amount_minor, "currency": row.currency,
            "subject": row.subject, "days": row.age(at).days, "owner": owner}  # fmt: skip


def _waits(item: queries.Item, at: datetime) -> dict[str, Any]:
    amount, owner = item.waiting.amount, str(item.item.owner) if item.item and item.item.owner else ""
    return {"bucket": "suspense", "type": "", "what": item.waiting.subject, "amount": show(amount), "minor": amount.minor,
            "currency": amount.currency, "subject": item.waiting.subject, "days": item.age.days, "owner": owner}  # fmt: skip
