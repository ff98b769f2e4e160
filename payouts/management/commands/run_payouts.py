"""Plan the payouts of a cut-off, or show exactly what would be planned."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from accounts.places.models import Market
from casaora.kit.acting import acting
from casaora.kit.jobs import Counts
from casaora.kit.money import Money, show
from casaora.kit.operation import Operation, Report
from casaora.kit.steps import OPERATOR
from payouts.batches import actions as batches
from payouts.batches import cutoffs, planning
from payouts.batches.models import Batch


class Command(Operation):
    """Safe to run again: a cut-off has one batch. A dry run writes nothing, not even that it ran."""

    help = (
        "Plans the latest cut-off's payouts of every open market (or one, or of a date). --dry-run prints the same plan and hash."
    )

    def add_arguments(self, parser: Any) -> None:
        """Which market, which day, for real or not."""
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="print the plan and its hash, write nothing")
        parser.add_argument("--market", metavar="CODE", help="only this market, such as CO")
        parser.add_argument(
            "--date", type=date.fromisoformat, help="the latest cut-off up to the end of this day, in the market's zone"
        )

    def work(self, at: datetime, **options: Any) -> Report:
        """Reckon, or plan, market by market."""
        code = (options["market"] or "").upper()
        if code and not planning.markets().filter(code=code).exists():
            raise CommandError(f"{code} is not an open market")
        if options["dry_run"]:
            with acting(read_only=True), transaction.atomic():
                return {"dry_run": True, "batches": [self._dry(*one, at) for one in self._cut_offs(code, options["date"], at)]}
        made: list[Report] = []

        def plan(moment: datetime) -> Counts:
            cut_offs = self._cut_offs(code, options["date"], moment)
            with self.bar(len(cut_offs), "markets") as bar:
                for market, cut_off_at in cut_offs:
                    made.append(self._real(market, cut_off_at, moment))
                    bar.update()
            return {"planned": len(made), "payouts": sum(b["payouts"] for b in made)}

        self.as_job("plan_payouts", plan, at)
        return {"dry_run": False, "batches": made}

    def _cut_offs(self, code: str, day: date | None, at: datetime) -> list[tuple[Market, datetime]]:
        markets = planning.markets()
        found = []
        for market in markets.filter(code=code) if code else markets:
            until = datetime.combine(day + timedelta(days=1), time(0), market.zone) if day else at
            found.append((market, cutoffs.latest(until, market.zone)))
        late = [f"{m.code} {c:%Y-%m-%d %H:%M}" for m, c in found if c > at]
        if late:
            raise CommandError(f"this cut-off is still to come: {', '.join(late)}")
        return found

    def _dry(self, market: Market, cut_off_at: datetime, at: datetime) -> Report:
        existing = Batch.objects.filter(market=market, cut_off_at=cut_off_at, number=0).first()
        if existing:
            return self._existing(existing)
        plan = planning.reckon(market, cut_off_at, at)
        carried = [{"professional": c.professional_id, "amount_minor": c.amount_minor, "why": c.why} for c in plan.carried]
        facts = plan.facts()
        return {
            "batch_id": plan.batch_id, "hash": plan.hash(), "state": "not planned yet", "payouts": len(plan.payouts),
            "total_minor": plan.total_minor, "currency": plan.currency, "lines": facts["payouts"], "carried": carried,
        }  # fmt: skip

    def _real(self, market: Market, cut_off_at: datetime, at: datetime) -> Report:
        batches.cancel_unapproved(market=market, cut_off_at=cut_off_at, at=at)
        return self._existing(batches.plan(market=market, cut_off_at=cut_off_at, by=OPERATOR, at=at))

    def _existing(self, batch: Batch) -> Report:
        return {
            "batch_id": batch.batch_id, "hash": batch.plan_hash, "state": batch.state, "payouts": batch.payouts_count,
            "total_minor": batch.total_minor, "currency": batch.currency,
        }  # fmt: skip

    def say(self, report: Report) -> None:
        """A block for each batch."""
        for batch in report["batches"]:
            sum_of_it = show(Money(batch["total_minor"], batch["currency"]))
            self.stdout.write(
                f"{batch['batch_id']}: {batch['payouts']} payouts, {sum_of_it}, {batch['state']}\n  plan {batch['hash']}"
            )
            for row in batch.get("lines", ()):
                net = show(Money(row["net_minor"], batch["currency"]))
                self.stdout.write(
                    f"  professional {row['professional']}: {net} for {', '.join(name for name, _ in row['lines'])}"
                )
            for row in batch.get("carried", ()):
                amount = show(Money(row["amount_minor"], batch["currency"]))
                self.stdout.write(f"  professional {row['professional']}: {amount} carried over ({row['why']})")
