"""Questions to the books."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casaora.kit.money import Money, show
from casaora.kit.operation import Operation, Report
from payouts.ledger.models import Entry
from payouts.ledger.queries import CHECKS, trial_balance


class Command(Operation):
    """`ledger verify` proves the books; it reads only."""

    help = "verify: proves sums, completeness, the chain of seals and the triggers; exits non-zero on any finding."

    def add_arguments(self, parser: Any) -> None:
        """One subcommand so far."""
        subcommands = parser.add_subparsers(dest="what", required=True)
        verify = subcommands.add_parser("verify", help="prove the books")
        super().add_arguments(verify)
        verify.add_argument("--as-of", type=datetime.fromisoformat, help="the moment by which seals are late: of a restored copy, that of its backup")

    def work(self, at: datetime, **options: Any) -> Report:
        """Every check's findings, and the trial balance."""
        findings, at = [], options["as_of"] or at
        with self.bar(len(CHECKS), "checks") as bar:
            for check in CHECKS:
                findings += [finding.as_dict() for finding in check(at)]
                bar.update()
        balance = [{"currency": c, "account": a, "minor": m} for c, a, m in trial_balance()]
        return {"entries": Entry.objects.count(), "failed": len(findings), "findings": findings, "trial_balance": balance}

    def say(self, report: Report) -> None:
        """Findings first."""
        for finding in report["findings"]:
            self.stdout.write(f"{finding['kind']} {finding['number']}: {finding['text']}")
        for row in report["trial_balance"]:
            self.stdout.write(f"{row['currency']} {row['account']:<24} {show(Money(row['minor'], row['currency'])):>20}")
        self.stdout.write(f"{report['entries']} entries, {report['failed']} findings")
