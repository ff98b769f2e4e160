"""Balances: every movement is a balance transaction, and a balance is nothing but their sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casaora.stripe.simulator.lists import need
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

CATEGORIES = {
    "charge": "charge", "payment": "charge", "refund": "refund", "payment_refund": "refund", "refund_failure": "refund_failure",
    "transfer": "transfer", "transfer_refund": "transfer_reversal", "payout": "payout", "payout_failure": "payout_reversal",
    "adjustment": "dispute", "topup": "topup", "stripe_fee": "fee", "topup_reversal": "topup_reversal", "payout_cancel": "payout_reversal",
}  # fmt: skip


def move(
    sim: Simulator, owner: str, kind: str, amount: int, currency: str, source: str | None, *, fee: int = 0,
    available_on: int | None = None,
    description: str | None = None, category: str = "",
) -> Obj:  # fmt: skip
    """Add ``amount`` less ``fee`` to a balance (``owner`` empty: the platform's), spendable from ``available_on`` (default now)."""
    now = sim.now()
    ready = now if available_on is None else max(now, available_on)
    details = [{"amount": fee, "application": None, "currency": currency, "description": "Processing fees", "type": "stripe_fee"}]
    movement: Obj = {
        "id": sim.store.new_id("txn"), "object": "balance_transaction", "amount": amount, "available_on": ready,
        "balance_type": "payments",
        "created": now, "currency": currency, "description": description, "exchange_rate": None, "fee": fee,
        "fee_details": details if fee else [], "net": amount - fee, "reporting_category": category or CATEGORIES.get(kind, kind), "source": source,
        "status": "available" if ready <= now else "pending", "type": kind,
    }  # fmt: skip
    sim.store.insert(movement, owner)
    sim.store.rows("INSERT INTO movements VALUES (?, ?, ?, ?)", owner, currency, amount - fee, ready)
    if ready > now:
        sim.store.rows("INSERT INTO timers (due, kind, target) VALUES (?, 'available', ?)", ready, movement["id"])
    return movement


def become_available(sim: Simulator, identifier: str) -> None:
    """A movement's money can be spent from now on."""
    movement = sim.store.get(identifier)
    if movement:
        sim.store.save({**movement, "status": "available"})


def totals(sim: Simulator, owner: str, currency: str) -> tuple[int, int]:
    """What of a balance can be spent now, and what is still on its way."""
    sql = """SELECT coalesce(sum(CASE WHEN available_on <= ?1 THEN net END), 0), coalesce(sum(CASE WHEN available_on > ?1 THEN net END), 0)
             FROM movements WHERE owner = ?2 AND currency = ?3"""
    available, pending = sim.store.rows(sql, sim.now(), owner, currency)[0]
    return int(available), int(pending)


def read(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """The asking account's balance, by currency."""
    owner = sim.asked.account
    found = sim.store.rows("SELECT DISTINCT currency FROM movements WHERE owner = ? ORDER BY currency", owner)
    parts: dict[str, list[Obj]] = {"available": [], "pending": []}
    for currency in [row[0] for row in found] or ["cop"]:
        for name, amount in zip(parts, totals(sim, owner, currency), strict=True):
            parts[name].append({"amount": amount, "currency": currency, "source_types": {"card": amount}})
    return {"object": "balance", "livemode": False, **parts}


def read_one(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """One balance transaction."""
    return need(sim, ids[0], "balance_transaction")


OPERATIONS = {"GET /v1/balance": read, "GET /v1/balance_transactions/{id}": read_one}
