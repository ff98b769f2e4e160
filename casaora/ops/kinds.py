"""Every alarm there is: what it says, how loud it is, which runbook helps, and whether it ends by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from casaora.ops.models import Alarm

PAGE, TICKET = Alarm.PAGE, Alarm.TICKET


@dataclass(frozen=True, slots=True)
class Kind:
    """``says`` may name %(subject)s and %(count)s. ``recovers``: the clock sees it end; the others a person closes, with a reason."""

    says: Any
    severity: str
    runbook: str
    recovers: bool = True


KINDS = {
    # The clock and its queues
    "clock_silent": Kind(_("The clock has run nothing for minutes: no job, no queue."), PAGE, "broker-lost"),
    "queue_silent": Kind(_("No job of the queue %(subject)s has run when it should."), PAGE, "broker-lost"),
    "queue_long": Kind(_("%(count)s tasks wait in the queue %(subject)s."), TICKET, "broker-lost"),
    "broker_away": Kind(_("The broker does not answer: tasks wait as rows."), PAGE, "broker-lost"),
    "job_missed": Kind(_("The job %(subject)s has not run when it should."), PAGE, "clock-job"),
    "job_failed": Kind(_("The last run of %(subject)s failed."), PAGE, "clock-job"),
    "rule_failed": Kind(_("The rule %(subject)s of the alarms could not be asked."), PAGE, "clock-job"),
    # The database and the pages
    "database_unusable": Kind(_("The database refuses to answer or to write (%(subject)s)."), PAGE, "database-slow"),
    "database_slow": Kind(_("A statement or transaction has been running for %(count)s seconds."), TICKET, "database-slow"),
    "pages_slow": Kind(_("%(count)s %% of the pages of the last quarter of an hour took longer than a second."), TICKET, "database-slow"),
    "pages_fail": Kind(_("%(count)s pages of the last quarter of an hour ended in an error."), PAGE, "database-slow"),
    # The processor
    "processor_away": Kind(_("%(count)s calls of the processor had no answer in the last half hour."), PAGE, "processor-down"),
    "unknown_old": Kind(_("%(count)s calls of the processor have had no known outcome for over half an hour (%(subject)s)."), PAGE, "processor-down"),
    "needs_a_person": Kind(_("%(count)s calls of the processor did something else than was asked for (%(subject)s)."), PAGE, "ledger-difference"),
    "key_refused": Kind(_("The processor refuses our key."), PAGE, "leaked-key"),
    "webhook_backlog": Kind(_("%(count)s messages of the processor wait for more than five minutes."), PAGE, "webhook-backlog"),
    "webhook_forged": Kind(_("%(count)s messages came with a wrong signature in the last quarter of an hour."), TICKET, "leaked-key"),
    "limits_hit": Kind(_("%(count)s tries to sign in, sign up or pay were stopped by limits in the last quarter of an hour."), TICKET, "leaked-key"),
    "outbox_backlog": Kind(_("%(count)s notices or other messages of ours are late."), TICKET, "mail-down"),
    # Money
    "batch_stuck": Kind(_("The payout batch %(subject)s has been open for hours."), PAGE, "payout-batch-stuck"),
    "batch_waits": Kind(_("The payout batch %(subject)s waits for an approval."), TICKET, "payout-batch-stuck"),
    "payouts_failed": Kind(_("%(count)s payouts failed in the last day."), TICKET, "payout-batch-stuck"),
    "invariant_broken": Kind(_("The invariant %(subject)s does not hold: %(count)s findings."), PAGE, "ledger-difference"),
    "reconciliation_break": Kind(_("%(count)s differences between the processor's books and ours are open."), PAGE, "ledger-difference"),
    "money_in_suspense": Kind(_("Money of %(count)s visits or payouts stands in suspense."), TICKET, "ledger-difference"),
    "dispute_wave": Kind(_("Banks opened %(count)s disputes in seven days."), TICKET, "dispute-wave"),
    "budget_burning": Kind(_("The error budget of the objective %(subject)s burns too fast."), PAGE, "objectives"),
    "backup_old": Kind(_("There is no backup of the last day."), PAGE, "restore-from-backup"),
    "drill_old": Kind(_("No backup was restored on trial in the last eight days."), TICKET, "restore-from-backup"),
    "switch_left": Kind(_("The switch %(subject)s has been turned for more than twelve hours."), TICKET, "switches"),
    # What happened once and needs a person: closed by one, with a reason.
    "refund_failed": Kind(_("A card takes no refund: %(subject)s."), PAGE, "ledger-difference", recovers=False),
    "hold_mismatch": Kind(_("The hold of %(subject)s is not what was asked for."), PAGE, "ledger-difference", recovers=False),
    "hold_captured_unasked": Kind(_("The payment of %(subject)s was taken without our asking."), PAGE, "ledger-difference", recovers=False),
    "dispute_of_a_stranger": Kind(_("A bank disputes a payment that is not ours: %(subject)s."), PAGE, "dispute-wave", recovers=False),
    "dispute_won_late": Kind(_("A bank gave back what was lost: %(subject)s. It stands in suspense."), TICKET, "dispute-wave", recovers=False),
    "dispute_lost_unplaced": Kind(_("A lost dispute could not be divided: %(subject)s."), PAGE, "dispute-wave", recovers=False),
    "visit_without_payment": Kind(_("The visit %(subject)s is ahead and its payment is gone."), PAGE, "dispute-wave", recovers=False),
    "smoke_failed": Kind(_("The synthetic journey failed."), PAGE, "smoke"),
}  # fmt: skip
#: Critical events that are told by the clock's rules instead, which also see them end.
SEEN_BY_RULES = frozenset({"invariant_broken"})
