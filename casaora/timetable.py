"""What the clock runs when, and why then: one table. The door that runs it is ``casaora.schedule``."""

from __future__ import annotations

from dataclasses import dataclass

from celery.schedules import crontab


@dataclass(frozen=True)
class Job:
    """A clock job: what it calls (``function(at) -> counts``), when beat ticks it, and the queue it waits in."""

    function: str
    every: crontab
    minutes: int
    queue: str
    why: str


EVERY_MINUTE = crontab()


def _every(minutes: int) -> crontab:
    return crontab(minute=f"*/{minutes}")


JOBS = {
    "auto_decline": Job("bookings.lifecycle.deadlines.auto_decline_due", EVERY_MINUTE, 1, "money",
                        "a customer's hold is released within minutes of the deadline"),
    "expire": Job("bookings.lifecycle.deadlines.expire_due", _every(5), 5, "money", "an unpaid slot is free again soon after its 30 minutes"),
    "end_for_suspended": Job("bookings.lifecycle.suspensions.end_for_suspended", EVERY_MINUTE, 1, "money",
                             "nobody waits at home for somebody who may not come"),
    "complete": Job("bookings.lifecycle.deadlines.complete_due", _every(10), 10, "money", "nobody's pay waits for a forgotten button"),
    "unattended": Job("bookings.lifecycle.deadlines.unattended_due", _every(10), 10, "money",
                      "a forgotten check-in keeps nobody's money for ever"),
    "issues": Job("bookings.issues.deadlines.due", _every(10), 10, "notices", "nobody's money waits because somebody is silent"),
    "lapse_proposals": Job("bookings.lifecycle.proposals.lapse_due", _every(5), 5, "notices",
                           "nobody counts on a new time that was never agreed"),
    "remind": Job("bookings.lifecycle.deadlines.remind_due", _every(15), 15, "notices", "a request is answered before it lapses"),
    "settle_payments": Job("bookings.lifecycle.deadlines.settle_unknown", _every(5), 5, "money", "an unknown answer is read until it is known"),
    "give_back": Job("bookings.lifecycle.deadlines.give_back_due", _every(5), 5, "money",
                     "no hold and no money of an ended booking stays because its release or refund failed once"),
    "end_supplements": Job("bookings.supplements.deadlines.run_due", EVERY_MINUTE, 1, "money",
                           "time that is kept for an answer is free again when none comes, and what was paid is captured"),
    "post_fees": Job("bookings.lifecycle.deadlines.post_fees", _every(5), 5, "money", "the processor's fee is in the books the same hour"),
    "release_earnings": Job("payouts.earnings.actions.release_cleared", _every(15), 15, "money", "cleared money is payable at the next batch"),
    "plan_payouts": Job("payouts.batches.actions.plan_due", crontab(minute="0,1"), 60, "money",
                        "Tuesday and Friday 10:00 in each market; hourly, so that a missed tick waits an hour and not days"),
    "send_transfers": Job("payouts.batches.actions.send_due", EVERY_MINUTE, 1, "money", "an approved batch leaves at once"),
    "settle_transfers": Job("payouts.batches.actions.settle_unknown", _every(5), 5, "money", "a transfer is never sent twice nor forgotten"),
    "settle_accounts": Job("payouts.connect.actions.settle_unknown", _every(5), 5, "money", "a payout account whose opening had no answer is found"),
    "refresh_accounts": Job("payouts.connect.actions.refresh_waiting", crontab(minute="40"), 60, "money",
                            "a payout account whose news was lost is found to be ready before the next payout day"),
    "seal_ledger": Job("payouts.ledger.actions.seal", EVERY_MINUTE, 1, "money", "an entry is chained before anybody could want to change it"),
    "sweep_inbox": Job("casaora.stripe.inbox.sweep", EVERY_MINUTE, 1, "money", "an event whose worker died is handled by the next tick"),
    "sweep_outbox": Job("casaora.kit.outbox.deliver_all", EVERY_MINUTE, 1, "notices", "a notice whose worker died is sent by the next tick"),
    "prove_ledger": Job("payouts.ledger.proof.prove_next", crontab(minute="50"), 60, "celery",
                        "an entry that somebody changed years ago is found, however many there are"),
    "alarms": Job("casaora.ops.watching.watch", EVERY_MINUTE, 1, "celery", "what is wrong is told within a minute, and what is over, too"),
    "invariants": Job("casaora.ops.invariants.watch", _every(15), 15, "money", "what must never be is noticed within the quarter of an hour"),
    "read_disputes": Job("bookings.disputes.deadlines.read_again", crontab(minute="25", hour="*/3"), 180, "money",
                         "a bank's decision, or its deadline, is not missed because an event was lost"),
    "find_disputes": Job("bookings.disputes.deadlines.find_lost", crontab(hour="7", minute="20"), 1440, "money",
                         "a dispute that no event told us of is held back the same night"),
    "compare_books": Job("casaora.ops.books.watch", crontab(hour="8", minute="40"), 1440, "money",
                         "what the processor did and we do not know, or the other way round, is noticed by the morning"),
    "reconcile": Job("payouts.reconciliation.running.watch", crontab(hour="9", minute="10"), 1440, "money",
                     "every movement at the processor is in our books, or an open item of somebody's, by the morning"),
    "expire_checks": Job("accounts.vetting.actions.tell_expired", crontab(hour="8", minute="10"), 1440, "notices",
                         "a lapsed check stops new bookings the same morning"),
    "tell_searches": Job("bookings.searches.tellings.tell_due", crontab(minute="35"), 60, "notices",
                         "somebody who waits for the right person hears of her the same day"),
    "retention": Job("casaora.ops.retention.run", crontab(hour="6", minute="50"), 1440, "notices",
                     "what the house keeps about itself does not outgrow what it keeps for people"),
}  # fmt: skip
