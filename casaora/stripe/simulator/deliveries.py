"""Events and their way to us: signed, tried again, and on request lost, doubled, late or out of order."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casaora.stripe.simulator.contract import VERSION
from casaora.stripe.simulator.faults import DELIVERY_KINDS
from casaora.stripe.simulator.lists import public
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

#: Pauses before another try, in seconds: about three days in all, as at Stripe but quick at first.
PAUSES = (10, 60, 300, 1800, 7200, 18_000, 36_000, 43_200, 43_200, 43_200, 43_200)
PENDING, DELIVERED, LOST, GIVEN_UP = "pending", "delivered", "lost", "given_up"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try: the raw body and its signature header."""

    n: int
    event: Obj
    body: bytes
    signature: str
    endpoint: int


class Deliveries:
    """The queue. Endpoint 0 takes the platform's events, 1 those of connected accounts; each has its secret."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        #: Called after something was queued, so that a waiting thread need not look all the time.
        self.wake: Callable[[], None] = lambda: None

    def emit(self, kind: str, about: Obj, account: str = "", previous: Obj | None = None) -> Obj:
        """Write an event about an object as it is now, and queue it."""
        sim = self.sim
        data: Obj = {"object": public(about)}
        if previous is not None:
            data["previous_attributes"] = previous
        event: Obj = {
            "id": sim.store.new_id("evt"), "object": "event", "api_version": VERSION, "created": sim.now(), "data": data,
            "livemode": False,
            "pending_webhooks": 1, "request": {"id": sim.asked.id or None, "idempotency_key": sim.asked.key or None},
            "type": kind,
        }  # fmt: skip
        if account:
            event["account"] = account
        sim.store.insert(event, account)
        self._queue(event)
        return event

    def _queue(self, event: Obj) -> None:
        fault, seconds = self.sim.faults.strike("webhook", f"webhook:{event['type']}", kinds=DELIVERY_KINDS)
        due, state = self.sim.now(), LOST if fault == "lose" else PENDING
        if fault == "delay":
            due += int(seconds)
        elif fault == "reorder":
            due += int(self.sim.store.chance("reorder") * seconds)
        sql = "INSERT INTO deliveries (event, endpoint, due, tries, state) VALUES (?, ?, ?, 0, ?)"
        for _ in range(2 if fault == "duplicate" else 1):
            self.sim.store.rows(sql, event["id"], 1 if event.get("account") else 0, due, state)
        self.wake()

    def due(self, *types: str) -> list[Delivery]:
        """What should be sent now, oldest first, each signed now."""
        self.sim.tick()
        sql = "SELECT n, event, endpoint FROM deliveries WHERE state = ? AND due <= ? ORDER BY due, n"
        found = []
        for n, identifier, endpoint in self.sim.store.rows(sql, PENDING, self.sim.now()):
            event = self.sim.store.get(identifier) or {}
            if not types or event["type"] in types:
                found.append(self._signed(n, event, endpoint))
        return found

    def _signed(self, n: int, event: Obj, endpoint: int) -> Delivery:
        body = json.dumps(event, indent=2)
        return Delivery(n, event, body.encode(), self.sign(body, endpoint), endpoint)

    def sign(self, body: str, endpoint: int = 0) -> str:
        """The ``Stripe-Signature`` header for a body sent at this moment."""
        secrets, stamp = self.sim.secrets, self.sim.now()
        secret = secrets[min(endpoint, len(secrets) - 1)]
        digest = hmac.new(secret.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
        return f"t={stamp},v1={digest}"

    def answered(self, delivery: Delivery, status: int) -> bool:
        """Write down how a try went; the next is queued if it went badly. Whether it went well."""
        store = self.sim.store
        with store.transaction():
            tries = int(store.rows("UPDATE deliveries SET tries = tries + 1 WHERE n = ? RETURNING tries", delivery.n)[0][0])
            if 200 <= status < 300:
                store.rows("UPDATE deliveries SET state = ? WHERE n = ?", DELIVERED, delivery.n)
                event = store.get(delivery.event["id"])
                if event:
                    store.save({**event, "pending_webhooks": 0})
                return True
            if tries > len(PAUSES):
                store.rows("UPDATE deliveries SET state = ? WHERE n = ?", GIVEN_UP, delivery.n)
            else:
                store.rows("UPDATE deliveries SET due = ? WHERE n = ?", self.sim.now() + PAUSES[tries - 1], delivery.n)
        return False

    def take(self, *types: str) -> list[Obj]:
        """The due events (of these types), thereby delivered."""
        found = self.due(*types)
        for delivery in found:
            self.answered(delivery, 200)
        return [delivery.event for delivery in found]

    def deliver(self, callback: Callable[[bytes, str], Any]) -> int:
        """Hand over everything due, also what that causes; how many tries it was."""
        count = 0
        while found := self.due():
            for delivery in found:
                count += 1
                try:
                    said = callback(delivery.body, delivery.signature)
                except BaseException:
                    self.answered(delivery, 500)
                    raise
                status = getattr(said, "status_code", said)
                self.answered(delivery, status if isinstance(status, int) and not isinstance(status, bool) else 200)
        return count

    def flush(self) -> int:
        """Make everything that waits due now, lost events included; how many."""
        sql = "UPDATE deliveries SET due = ?, state = ? WHERE state IN (?, ?) RETURNING n"
        found = self.sim.store.rows(sql, self.sim.now(), PENDING, PENDING, LOST)
        self.wake()
        return len(found)

    def all(self) -> list[Obj]:
        """Every delivery with its event's type and its state."""
        sql = """SELECT d.n, d.event, json_extract(o.body, '$.type'), d.endpoint, d.due, d.tries, d.state
                 FROM deliveries d JOIN objects o ON o.id = d.event ORDER BY d.n"""
        names = ("n", "event", "type", "endpoint", "due", "tries", "state")
        return [dict(zip(names, row, strict=True)) for row in self.sim.store.rows(sql)]
