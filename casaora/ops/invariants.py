"""What must always be true, asked of the database and the processor. Each finding is a sentence with references."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from casaora.kit import events
from casaora.ops.liveness import (
    cleared_money_moved_on,
    every_clock_job_ran,
    every_payout_day_was_planned,
)

Findings = list[str]
#: A deadline may be over for one tick of its clock and this much more.
GRACE = timedelta(minutes=20)
#: Links of the ledger's chain that are looked at each time; the job ``prove_ledger`` goes through all of it in turns.
NEWEST = 20_000
#: Open attempts, inbox and outbox rows older than this need somebody.
BOUND = timedelta(hours=2)


def _rows(sql: str, **parameters: datetime) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def ledger_sums_to_zero(at: datetime) -> Findings:
    """1. Every entry sums to zero per currency, and the chain of seals holds: here the newest links."""
    from payouts.ledger.queries import verify

    return [str(finding) for finding in verify(at, latest=NEWEST)]


def captured_payments_are_booked_once(at: datetime) -> Findings:
    """2. Every captured payment has exactly one entry of its kind, and what it is for one earning; refunds and lost disputes never exceed it."""
    found = _rows(
        """SELECT p.reference, count(e.id) FROM bookings_payment p
           LEFT JOIN payouts_entry e ON e.kind = CASE p.kind WHEN 'visit' THEN 'capture' ELSE p.kind END AND e.reference = p.charge_id
           WHERE p.state = 'captured' GROUP BY p.reference HAVING count(e.id) <> 1"""
    )
    out = [f"payment {r} has {n} capture entries" for r, n in found]
    found = _rows(
        """SELECT p.reference FROM bookings_payment p
           JOIN (SELECT payment_id, amount_minor FROM bookings_refund WHERE state <> 'failed'
                 UNION ALL SELECT payment_id, lost_minor - beyond_minor FROM bookings_dispute) gone ON gone.payment_id = p.id
           GROUP BY p.id HAVING sum(gone.amount_minor) > p.amount_minor"""
    )
    out += [f"payment {r} is refunded, or lost to a bank, beyond what was captured" for (r,) in found]
    found = _rows(
        """SELECT b.reference, count(e.id) FROM bookings_booking b LEFT JOIN payouts_earning e ON e.reference = b.reference
           WHERE b.state IN ('confirmed', 'in_progress', 'unattended', 'completed') GROUP BY b.reference HAVING count(e.id) <> 1"""
    )
    out += [f"booking {r} has {n} earnings" for r, n in found]
    found = _rows(
        """SELECT s.reference, count(e.id) FROM bookings_supplement s LEFT JOIN payouts_earning e ON e.reference = s.reference AND e.kind = s.kind
           WHERE s.paid_at IS NOT NULL GROUP BY s.reference HAVING count(e.id) <> 1"""
    )
    return out + [f"supplement {r} has {n} earnings" for r, n in found]


def nothing_is_paid_twice(at: datetime) -> Findings:
    """3. No earning is in two live payouts; nothing leaves while a bank questions it."""
    found = _rows(
        """SELECT e.reference FROM payouts_payoutline l JOIN payouts_payout p ON p.id = l.payout_id JOIN payouts_earning e ON e.id = l.earning_id
           WHERE p.state NOT IN ('withdrawn', 'failed', 'canceled', 'reversed') GROUP BY e.reference HAVING count(*) > 1"""
    )
    out = [f"earning {r} is in more than one live payout" for (r,) in found]
    found = _rows(
        """SELECT e.reference, p.reference FROM payouts_transferattempt a JOIN payouts_payout p ON p.id = a.payout_id
           JOIN payouts_payoutline l ON l.payout_id = p.id JOIN payouts_earning e ON e.id = l.earning_id
           JOIN payouts_earninghold h ON h.earning_id = e.id AND h.reason = 'dispute'
           -- Both carry the moment when their work began, so that seconds do not say which was first.
           WHERE h.opened_at < a.opened_at - interval '5 minutes' AND (h.closed_at IS NULL OR h.closed_at > a.opened_at)"""
    )
    return out + [f"earning {e} was sent with {p} while a bank questioned it" for e, p in found]


def disputes_are_in_the_books(at: datetime) -> Findings:
    """2 and 3. What stands as disputed is what banks have taken and not decided; a question that is open holds what is not paid."""
    found = _rows(
        """SELECT currency, sum(minor) FROM (
             SELECT currency, amount_minor AS minor FROM payouts_posting WHERE account = 'disputed'
             UNION ALL SELECT currency, lost_minor - taken_minor FROM bookings_dispute) both_sides
           GROUP BY currency HAVING sum(minor) <> 0"""
    )
    out = [f"{minor} {currency} stand as disputed, and no dispute says so" for currency, minor in found]
    found = _rows(
        """SELECT d.processor_id, e.reference FROM bookings_dispute d JOIN bookings_payment p ON p.id = d.payment_id
           JOIN payouts_earning e ON e.reference IN (p.subject, p.subject || '/undisputed') AND e.state NOT IN ('paid', 'reversed')
           WHERE d.closed_at IS NULL AND d.read_at < %(late)s AND NOT EXISTS (
             SELECT 1 FROM payouts_earninghold h WHERE h.earning_id = e.id AND h.reason = 'dispute' AND h.closed_at IS NULL)""",
        late=at - GRACE,
    )
    return out + [f"dispute {d} is open, and earning {e} is not held" for d, e in found]


def holds_and_states_agree(at: datetime) -> Findings:
    """5. No confirmed or later booking without captured money; no ended booking with a live hold."""
    found = _rows(
        """SELECT b.reference, b.state, p.state FROM bookings_booking b JOIN bookings_payment p ON p.id = b.payment_id
           WHERE (b.state IN ('confirmed', 'in_progress', 'unattended', 'completed') AND p.state <> 'captured')
              OR (b.state IN ('declined', 'expired', 'canceled', 'payment_failed') AND p.state = 'held' AND p.held_at < %(late)s
                  AND NOT EXISTS (SELECT 1 FROM bookings_attempt a WHERE a.payment_id = p.id AND a.outcome = ''))""",
        late=at - GRACE,
    )
    out = [f"booking {r} is {s} and its payment {p}" for r, s, p in found]
    found = _rows(
        """SELECT b.reference, b.state FROM bookings_booking b JOIN bookings_payment p ON p.id = b.payment_id AND p.state = 'captured'
           WHERE b.state IN ('declined', 'expired', 'canceled', 'payment_failed')
             AND NOT EXISTS (SELECT 1 FROM bookings_refund r WHERE r.payment_id = p.id AND (r.state <> 'failed' OR r.processor_id IS NOT NULL))
             AND NOT EXISTS (SELECT 1 FROM bookings_owedrefund o WHERE o.payment_id = p.id)
             AND p.amount_minor > (SELECT coalesce(sum(d.lost_minor - d.beyond_minor), 0) FROM bookings_dispute d WHERE d.payment_id = p.id)
             AND NOT EXISTS (SELECT 1 FROM payouts_earning e WHERE e.reference = b.reference)"""
    )
    out += [f"booking {r} is {s}, and what was captured for it is with nobody" for r, s in found]
    found = _rows(
        """SELECT s.reference, s.state, p.state FROM bookings_supplement s JOIN bookings_payment p ON p.id = s.payment_id
           WHERE (s.paid_at IS NOT NULL AND p.state <> 'captured')
              OR (s.paid_at IS NULL AND p.state = 'captured' AND NOT EXISTS (SELECT 1 FROM bookings_refund r WHERE r.payment_id = p.id)
                  AND NOT EXISTS (SELECT 1 FROM bookings_dispute d WHERE d.payment_id = p.id AND d.closed_at IS NULL AND NOT d.is_inquiry)
                  AND p.amount_minor > (SELECT coalesce(sum(d.lost_minor - d.beyond_minor), 0) FROM bookings_dispute d WHERE d.payment_id = p.id))
              OR (s.state IN ('refused', 'canceled', 'expired', 'failed') AND p.state = 'held'
                  AND NOT EXISTS (SELECT 1 FROM bookings_attempt a WHERE a.payment_id = p.id AND a.outcome = ''))"""
    )
    return out + [f"supplement {r} is {s} and its payment {p}" for r, s, p in found]


def what_is_held_is_somebodys(at: datetime) -> Findings:
    """2. What the books hold of a visit, a tip or extra time is what its earnings say; and nothing left there that had not come."""
    found = _rows(
        """SELECT split_part(e.subject, '/', 1), l.account FROM payouts_posting l JOIN payouts_entry e ON e.id = l.entry_id
           WHERE l.account IN ('held_for_professionals', 'tips_held', 'service_fees_unearned') GROUP BY 1, 2 HAVING sum(l.amount_minor) > 0"""
    )
    out = [f"more of {subject} left {account} than had come" for subject, account in found]
    found = _rows(
        """SELECT held.subject, held.minor, coalesce(hers.minor, 0) FROM (
             SELECT split_part(e.subject, '/', 1) AS subject, -sum(l.amount_minor) AS minor FROM payouts_posting l JOIN payouts_entry e ON e.id = l.entry_id
             WHERE l.account IN ('held_for_professionals', 'tips_held') GROUP BY 1) held
           JOIN (
             SELECT split_part(reference, '/', 1) AS subject, sum(amount_minor) FILTER (WHERE state IN ('expected', 'clearing')) AS minor
             FROM payouts_earning GROUP BY 1) hers ON hers.subject = held.subject
           WHERE held.minor <> coalesce(hers.minor, 0)"""
    )
    return out + [f"{minor} are held of {subject}, and its earnings say {said}" for subject, minor, said in found]


def nobody_is_in_two_places(at: datetime) -> Findings:
    """6. No two live bookings of a professional overlap, buffers included."""
    found = _rows(
        """SELECT a.reference, b.reference FROM bookings_booking a JOIN bookings_booking b
             ON a.professional_id = b.professional_id AND a.id < b.id AND a.occupied && b.occupied
           WHERE a.state IN ('pending_payment', 'authorized', 'confirmed', 'in_progress', 'unattended')
             AND b.state IN ('pending_payment', 'authorized', 'confirmed', 'in_progress', 'unattended')"""
    )
    return [f"{a} and {b} overlap" for a, b in found]


def no_deadline_was_missed(at: datetime) -> Findings:
    """7. The deadline of every waiting booking is in the future, or younger than a tick and its grace."""
    found = _rows(
        """SELECT b.reference, b.state FROM bookings_booking b JOIN bookings_payment p ON p.id = b.payment_id
           WHERE (b.state = 'pending_payment' AND p.expires_at < %(late)s) OR (b.state = 'authorized' AND b.respond_by < %(late)s)
              OR (b.state = 'in_progress' AND b.ends_at < %(late)s - interval '12 hours')
              OR (b.state = 'confirmed' AND b.ends_at < %(late)s - interval '2 hours')
              OR (b.state = 'unattended' AND b.unattended_at < %(late)s - interval '48 hours' AND NOT EXISTS (
                  SELECT 1 FROM payouts_earning e JOIN payouts_earninghold h ON h.earning_id = e.id AND h.reason = 'report' AND h.closed_at IS NULL
                  WHERE e.reference = b.reference))""",
        late=at - GRACE,
    )
    waiting = _rows(
        """SELECT s.reference, s.state FROM bookings_supplement s LEFT JOIN bookings_payment p ON p.id = s.payment_id
           WHERE (s.state = 'proposed' AND s.answer_by < %(late)s) OR (s.state = 'pending_payment' AND p.state = 'open' AND p.expires_at < %(late)s)""",
        late=at - GRACE,
    )
    return [f"{what} {r} is still {s} after its deadline" for what, rows in (("booking", found), ("supplement", waiting)) for r, s in rows]


def every_notice_was_owed_once(at: datetime) -> Findings:
    """8. Every step that tells somebody has its notices."""
    found = _rows(
        """SELECT b.reference FROM bookings_booking b JOIN bookings_steptaken s ON s.booking_id = b.id AND s.step = 'accept'
           WHERE (SELECT count(*) FROM accounts_notice n WHERE n.kind = 'booking_accepted' AND n.key = 'booking_accepted:' || b.reference || ':customer') <> 1"""
    )
    return [f"the customer of {r} was not told once that it was accepted" for (r,) in found]


def nothing_waits_too_long(at: datetime) -> Findings:
    """9. No attempt, inbox or outbox row is older than its bound."""
    sources = {
        "payment attempt": "SELECT key FROM bookings_attempt WHERE outcome = '' AND opened_at < %(old)s",
        "transfer attempt": "SELECT key FROM payouts_transferattempt WHERE outcome = '' AND opened_at < %(old)s",
        "event": "SELECT processor_id FROM stripe_event WHERE handled_at IS NULL AND received_at < %(old)s",
        "outbox row": "SELECT key FROM kit_outgoing WHERE done_at IS NULL AND put_at < %(old)s",
    }
    return [f"{what} {key} is open since more than two hours" for what, sql in sources.items() for (key,) in _rows(sql, old=at - BOUND)]


INVARIANTS: tuple[Callable[[datetime], Findings], ...] = (
    ledger_sums_to_zero, captured_payments_are_booked_once, nothing_is_paid_twice, disputes_are_in_the_books, holds_and_states_agree,
    what_is_held_is_somebodys, nobody_is_in_two_places, no_deadline_was_missed, every_notice_was_owed_once, nothing_waits_too_long,
    every_clock_job_ran, cleared_money_moved_on, every_payout_day_was_planned,
)  # fmt: skip


def watch(at: datetime) -> dict[str, int]:
    """For the clock: look at everything and raise an alarm for each invariant that does not hold."""
    found = check(at)
    for name, findings in found.items():
        if findings:
            events.emit("invariant_broken", level=logging.CRITICAL, kind=name, count=len(findings), difference=findings[0][:200])
    return {**{name: len(findings) for name, findings in found.items() if findings}, "failed": sum(len(findings) for findings in found.values())}


def check(at: datetime) -> dict[str, Findings]:
    """Every invariant's findings, by its name; all empty when the world is in order."""
    return {invariant.__name__: invariant(at) for invariant in INVARIANTS}
