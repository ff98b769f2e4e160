"""Every alarm there is: what it says, how loud it is, which runbook helps, and whether it ends by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

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
    "queue_long": Kind(ngettext_lazy("%(count)s task waits in the queue %(subject)s.", "%(count)s tasks wait in the queue %(subject)s.", "count"), TICKET, "broker-lost"),
    "broker_away": Kind(_("The broker does not answer: tasks wait as rows."), PAGE, "broker-lost"),
    "job_missed": Kind(_("The job %(subject)s has not run when it should."), PAGE, "clock-job"),
    "job_failed": Kind(_("The last run of %(subject)s failed."), PAGE, "clock-job"),
    "rule_failed": Kind(_("The rule %(subject)s of the alarms could not be asked."), PAGE, "clock-job"),
    # The database and the pages
    "database_unusable": Kind(_("The database refuses to answer or to write (%(subject)s)."), PAGE, "database-slow"),
    "database_slow": Kind(_("A statement or transaction has been running for %(count)s seconds."), TICKET, "database-slow"),
    "pages_slow": Kind(_("%(count)s %% of the pages of the last quarter of an hour took longer than a second."), TICKET, "database-slow"),
    "pages_fail": Kind(ngettext_lazy("%(count)s page of the last quarter of an hour ended in an error.", "%(count)s pages of the last quarter of an hour ended in an error.", "count"), PAGE, "database-slow"),
    # The processor
    "processor_away": Kind(ngettext_lazy("%(count)s call of the processor had no answer in the last half hour.", "%(count)s calls of the processor had no answer in the last half hour.", "count"), PAGE, "processor-down"),
    "unknown_old": Kind(ngettext_lazy("%(count)s call of the processor has had no known outcome for over half an hour (%(subject)s).", "%(count)s calls of the processor have had no known outcome for over half an hour (%(subject)s).", "count"), PAGE, "processor-down"),
    "needs_a_person": Kind(ngettext_lazy("%(count)s call of the processor did something else than was asked for (%(subject)s).", "%(count)s calls of the processor did something else than was asked for (%(subject)s).", "count"), PAGE, "ledger-difference"),
    "key_refused": Kind(_("The processor refuses our key."), PAGE, "leaked-key"),
    "webhook_backlog": Kind(ngettext_lazy("%(count)s message of the processor waits, or could not be handled.", "%(count)s messages of the processor wait, or could not be handled.", "count"), PAGE, "webhook-backlog"),
    "webhook_forged": Kind(ngettext_lazy("%(count)s message came with a wrong signature in the last quarter of an hour.", "%(count)s messages came with a wrong signature in the last quarter of an hour.", "count"), TICKET, "leaked-key"),
    "limits_hit": Kind(_("%(count)s tries to sign in, sign up or pay were stopped by limits in the last quarter of an hour."), TICKET, "leaked-key"),
    "outbox_backlog": Kind(ngettext_lazy("%(count)s notice or other message of ours is late.", "%(count)s notices or other messages of ours are late.", "count"), TICKET, "mail-down"),
    # Money
    "batch_stuck": Kind(_("The payout batch %(subject)s has been open for hours."), PAGE, "payout-batch-stuck"),
    "batch_waits": Kind(_("The payout batch %(subject)s waits for an approval."), TICKET, "payout-batch-stuck"),
    "payouts_failed": Kind(ngettext_lazy("%(count)s payout failed in the last day.", "%(count)s payouts failed in the last day.", "count"), TICKET, "payout-batch-stuck"),
    "invariant_broken": Kind(ngettext_lazy("The invariant %(subject)s does not hold: %(count)s finding.", "The invariant %(subject)s does not hold: %(count)s findings.", "count"), PAGE, "ledger-difference"),
    "reconciliation_break": Kind(ngettext_lazy("%(count)s difference between the processor's books and ours is open.", "%(count)s differences between the processor's books and ours are open.", "count"), PAGE, "ledger-difference"),
    "money_in_suspense": Kind(ngettext_lazy("Money of %(count)s visit or payout stands in suspense.", "Money of %(count)s visits or payouts stands in suspense.", "count"), TICKET, "ledger-difference"),
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
#: When an alarm that ends by itself closes, where that is not at the next look of the clock.
_QUARTER, _PROOF = _("It closes by itself when there was none for twenty minutes."), _("It closes by itself when the next proof passes.")
CLOSES = {
    "pages_slow": _QUARTER, "pages_fail": _QUARTER, "webhook_forged": _QUARTER, "limits_hit": _QUARTER,
    "invariant_broken": _PROOF, "reconciliation_break": _("It closes by itself when no difference is open: it came by itself, or two people have posted it."),
    "processor_away": _("It closes by itself when the calls are settled, or after half an hour without a new one."),
    "payouts_failed": _("It closes by itself a day after the batch was planned."), "dispute_wave": _("It closes by itself when there are fewer in seven days."),
    "job_failed": _("It closes by itself when the job has run well."), "job_missed": _("It closes by itself when the job has run."),
    "switch_left": _("It closes by itself when the switch is back."),
}  # fmt: skip
AT_ONCE, BY_HAND = _("It closes by itself within a minute after it is over."), _("It does not close by itself: write what was done, and close it.")


def closes(kind: str) -> Any:
    """When an alarm of this kind closes, in a sentence."""
    return CLOSES.get(kind, AT_ONCE) if KINDS[kind].recovers else BY_HAND


#: What customers and professionals notice of it, for whoever talks with them: by runbook.
NOTICED = {
    "broker-lost": _("Mails and reminders come late, and so does the answer after an acceptance. Pages work."),
    "clock-job": _("Something that happens by itself is late: a reminder, a release, a payout. Nothing is lost."),
    "database-slow": _("Pages are slow or end in an error. What was confirmed stays confirmed."),
    "processor-down": _("A visit cannot be paid for at this moment; an acceptance says that it is being confirmed. Nobody is charged twice."),
    "leaked-key": _("As a rule nothing. If our key is refused, a visit cannot be paid for at this moment."),
    "webhook-backlog": _("A payment or a payout account seems unfinished although it is done. It shows by itself within the hour."),
    "mail-down": _("Mails come late. The same words stand in each person's account."),
    "payout-batch-stuck": _("Professionals wait for a payout that was due. Their money is safe and is sent; it is not lost and not sent twice."),
    "ledger-difference": _("Nothing, as a rule. A refund or a payout can take longer while two people look at it."),
    "dispute-wave": _("Nothing, unless a customer asks about a bank's question."),
    "objectives": _("Some requests, payments or messages take longer or fail. Another alarm says which."),
    "restore-from-backup": _("Nothing."),
    "switches": _("What the switch turns off: its words stand under Switches."),
    "smoke": _("Perhaps nothing: a journey that we make ourselves did not come to its end."),
}
