"""The processor's balance against ours at one moment, and the difference to the last centavo: open breaks, what was accepted, what is on its way."""

from __future__ import annotations

from collections import Counter

from django.db import connection, transaction

from casaora.kit.acting import as_verb
from casaora.stripe.answers import Balance
from payouts.reconciliation.comparing import Tally

#: By currency: our cash, of it what the processor may not show yet, open breaks, and breaks that were closed without an entry.
Said = dict[str, dict[str, int]]
#: One statement, so that all of it is of one moment: whoever posts an entry and closes a break does both before it or both after it.
_SQL = """
SELECT currency, what, sum(minor) FROM (
  SELECT currency, 'ours' AS what, amount_minor AS minor FROM payouts_posting WHERE account = 'processor_cash'
  UNION ALL
  SELECT l.currency, 'on_its_way', -l.amount_minor FROM payouts_entry e JOIN payouts_posting l ON l.entry_id = e.id AND l.account = 'processor_cash'
   WHERE e.at >= %(settles)s AND NOT EXISTS (SELECT FROM payouts_match m WHERE m.entry_id = e.id)
  UNION ALL
  SELECT currency, 'breaks', amount_minor FROM payouts_break WHERE closed_at IS NULL AND bucket <> 'suspense'
  UNION ALL
  SELECT currency, 'accepted', accepted_minor FROM payouts_break WHERE accepted_minor <> 0
) parts GROUP BY currency, what
"""


def ours(tally: Tally) -> Said:
    """What our database says at this moment; movements that are on their way into our books are the tally's."""
    with transaction.atomic(), as_verb(), connection.cursor() as cursor:
        cursor.execute(_SQL, {"settles": tally.settles})
        rows = cursor.fetchall()
    said: Said = {}
    for currency, what, minor in rows:
        said.setdefault(currency, {})[what] = int(minor)
    for currency, minor in tally.young.values():
        part = said.setdefault(currency, {})
        part["on_its_way"] = part.get("on_its_way", 0) + minor
    return said


def compared(balance: Balance | None, said: Said) -> dict[str, dict[str, int | None]]:
    """By currency, the two balances, their difference (theirs less ours), its parts, and what none of them explains.

    Without a balance (money moved each time it was read) the difference is not known, and nothing is unexplained.
    """
    there: Counter[str] = Counter()
    for amount in (*balance.available, *balance.pending) if balance else ():
        there[amount.currency] += amount.minor
    out: dict[str, dict[str, int | None]] = {}
    for currency in sorted({*there, *said}):
        part = {name: said.get(currency, {}).get(name, 0) for name in ("ours", "breaks", "accepted", "on_its_way")}
        difference = there[currency] - part["ours"]
        unexplained = difference - part["breaks"] - part["accepted"] - part["on_its_way"]
        out[currency] = {
            "theirs": there[currency] if balance else None, **part, "difference": difference if balance else None,
            "unexplained": unexplained if balance else None,
        }  # fmt: skip
    return out
