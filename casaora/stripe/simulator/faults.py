"""Faults on demand: what goes wrong, where, how often. Chances are drawn under the simulator's seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

#: For a request. "after" means that it was done all the same.
REQUEST_KINDS = (
    "timeout_before", "timeout_after", "rate_limit", "server_error", "server_error_after", "conflict", "garbled", "decline",
    "slow",
)  # fmt: skip
#: For a delivery; its operation is ``webhook`` or ``webhook:payment_intent.succeeded``. Delay and reorder take ``seconds``.
DELIVERY_KINDS = ("lose", "duplicate", "delay", "reorder")
#: Our words for what is asked, beside Stripe's own (``POST /v1/refunds``).
WORDS = {
    "open_checkout": "POST /v1/checkout/sessions",
    "read_checkout": "GET /v1/checkout/sessions/{session}",
    "expire_checkout": "POST /v1/checkout/sessions/{session}/expire",
    "read_hold": "GET /v1/payment_intents/{intent}",
    "capture": "POST /v1/payment_intents/{intent}/capture",
    "release": "POST /v1/payment_intents/{intent}/cancel",
    "refund": "POST /v1/refunds",
    "list_refunds": "GET /v1/refunds",
    "read_charge": "GET /v1/charges/{charge}",
    "read_balance_transaction": "GET /v1/balance_transactions/{id}",
    "list_balance_transactions": "GET /v1/balance_transactions",
    "read_balance": "GET /v1/balance",
    "create_payout_account": "POST /v1/accounts",
    "read_payout_account": "GET /v1/accounts/{account}",
    "open_onboarding": "POST /v1/account_links",
    "open_dashboard": "POST /v1/accounts/{account}/login_links",
    "send_transfer": "POST /v1/transfers",
    "find_transfers": "GET /v1/transfers",
    "read_dispute": "GET /v1/disputes/{dispute}",
    "list_disputes": "GET /v1/disputes",
    "submit_evidence": "POST /v1/disputes/{dispute}",
    "read_event": "GET /v1/events/{id}",
}


class Faults:
    """The rules in force, oldest first; the first that fits and strikes decides."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def add(self, operation: str, kind: str, *, times: int | None = 1, probability: float = 1.0, seconds: float = 0.3) -> int:
        """Let ``kind`` strike ``operation``: a word above, Stripe's own name, ``*`` for any request, or ``webhook[:type]``.

        ``times=None`` means for ever. ``seconds`` is for slow (real ones), and for delay and reorder (virtual ones).
        """
        name = WORDS.get(operation, operation)
        allowed = DELIVERY_KINDS if name.startswith("webhook") else REQUEST_KINDS
        if kind not in allowed:
            raise ValueError(f"{kind!r} is not one of {', '.join(allowed)}")
        known = name == "*" or name.startswith("webhook") or name in self.sim.operations
        if not known:
            raise ValueError(f"{operation!r} is not an operation")
        sql = "INSERT INTO faults (operation, kind, left, probability, seconds, asked) VALUES (?, ?, ?, ?, ?, 0) RETURNING n"
        with self.sim.store.transaction():
            return int(self.sim.store.rows(sql, name, kind, times, probability, seconds)[0][0])

    def clear(self) -> None:
        """Forget every rule."""
        self.sim.store.rows("DELETE FROM faults")

    def all(self) -> list[dict[str, Any]]:
        """The rules in force and how often each was looked at."""
        names = ("n", "operation", "kind", "left", "probability", "seconds", "asked")
        return [dict(zip(names, row, strict=True)) for row in self.sim.store.rows("SELECT * FROM faults ORDER BY n")]

    def strike(self, *operations: str, kinds: tuple[str, ...] = ()) -> tuple[str, float]:
        """The kind and seconds of the first rule for any of these operations that strikes now; an empty kind for none."""
        store = self.sim.store
        for rule in self.all():
            if rule["operation"] not in operations or rule["left"] == 0 or (kinds and rule["kind"] not in kinds):
                continue
            store.rows("UPDATE faults SET asked = asked + 1 WHERE n = ?", rule["n"])
            if rule["probability"] < 1 and store.chance(f"fault {rule['n']}") >= rule["probability"]:
                continue
            if rule["left"] is not None:
                store.rows("UPDATE faults SET left = left - 1 WHERE n = ?", rule["n"])
            return rule["kind"], rule["seconds"]
        return "", 0.0
