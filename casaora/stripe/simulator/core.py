"""The simulator itself: who may ask, what is a repetition, which part answers, and what goes wrong on purpose."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from casaora.kit import clock
from casaora.stripe.simulator import (
    accounts,
    balance,
    checkout,
    contract,
    customers,
    disputes,
    endpoints,
    intents,
    lists,
    refunds,
    timers,
    transfers,
)
from casaora.stripe.simulator.banks import Banks
from casaora.stripe.simulator.client import Client
from casaora.stripe.simulator.deliveries import Deliveries
from casaora.stripe.simulator.errors import ApiError, Broken, NoAnswer, invalid
from casaora.stripe.simulator.faults import Faults
from casaora.stripe.simulator.forms import decode
from casaora.stripe.simulator.hosted import Hosted
from casaora.stripe.simulator.options import Options
from casaora.stripe.simulator.store import Obj, Store

Handler = Callable[["Simulator", Obj, Sequence[str]], Obj]
#: The processor forgets idempotency keys after a day.
KEY_LIFE = 24 * 3600


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a status, a JSON body, and headers."""

    status: int
    body: Obj
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """The body as it travels."""
        return json.dumps(self.body, indent=2).encode()


@dataclass(slots=True)
class Asked:
    """The request being answered: events remember it."""

    account: str = ""
    id: str = ""
    key: str = ""


class Simulator:
    """One Stripe. ``state`` names the file that keeps it (memory without one); the same ``seed`` makes the same ids.

    ``now`` tells the time, ``secrets`` sign our own events and those of connected accounts, ``base_url`` is where its
    pages are served.
    """

    def __init__(
        self, *, seed: str = "casaora", state: str | Path | None = None, now: Callable[[], datetime] = clock.now,
        base_url: str = "http://127.0.0.1:8010", secrets: Sequence[str] | None = None,
    ) -> None:  # fmt: skip
        self.store = Store(state, seed)
        self.clock = now
        self.base_url = base_url.rstrip("/")
        given = [secret for secret in os.environ.get("STRIPE_WEBHOOK_SECRETS", "").split(",") if secret]
        self.secrets = list(secrets or given or ["whsec_simulator"])
        self.asked = Asked()
        self.operations: dict[str, Handler] = {}
        for part in (accounts, balance, checkout, customers, disputes, endpoints, intents, lists, refunds, transfers):
            self.operations.update(part.OPERATIONS)
        self.options = Options(self)
        self.faults = Faults(self)
        self.deliveries = Deliveries(self)
        self.hosted = Hosted(self)
        self.accounts = accounts.Accounts(self)
        self.banks = Banks(self)
        self.disputes = disputes.Disputes(self)
        #: Install with ``gateway.use_http_client(sim.client)``.
        self.client = Client(self)
        #: Called with operation, typed parameters and answer of every request, for tests that watch.
        self.observer: Callable[[str, Obj, Answer], None] | None = None

    def now(self) -> int:
        """The time in whole seconds."""
        return int(self.clock().timestamp())

    def tick(self) -> None:
        """Let what is due happen: sessions and holds expire, slow refunds end."""
        timers.run(self)

    def forget_keys(self) -> None:
        """Forget every idempotency key before its time: the processor promises to remember them, and no more than a day."""
        self.store.rows("DELETE FROM keys WHERE status IS NOT NULL")

    def take_events(self, *types: str) -> list[Obj]:
        """The events that are due for delivery (of these types), which are thereby delivered."""
        return self.deliveries.take(*types)

    def deliver(self, callback: Callable[[bytes, str], Any]) -> int:
        """Hand every due event to ``callback(body, signature)`` until none is left; how many that was.

        A status from 300 on, or an exception (which goes on to the caller), means that it is tried again later.
        """
        return self.deliveries.deliver(callback)

    def objects(self, kind: str, **equal: Any) -> list[Obj]:
        """What is stored of a kind, oldest first, filtered by equal properties. For assertions."""
        return [lists.public(body) for body in self.store.all(kind, **equal)]

    def request(self, method: str, url: str, headers: Mapping[str, str], body: str = "") -> Answer:
        """Answer one API request, or raise NoAnswer."""
        parts = urlsplit(url)
        named = {name.lower(): value for name, value in headers.items()}
        self.tick()
        identifier = {"Request-Id": f"req_{self.store.draw('req')[:14]}"}
        try:
            self._admit(named)
            operation, ids = contract.find(method, parts.path)
            typed = contract.check_request(operation, decode(body if method.upper() == "POST" else parts.query))
            answer = self._decide(operation, ids, typed, named, body)
        except ApiError as error:
            return Answer(error.status, error.body, identifier)
        if self.observer:
            self.observer(operation, typed, answer)
        return Answer(answer.status, answer.body, {**identifier, **answer.headers})

    def _admit(self, headers: Mapping[str, str]) -> None:
        secret = headers.get("authorization", "").removeprefix("Bearer ")
        if "_live_" in secret:
            raise invalid("This is a simulator. It refuses live keys: revoke that one if it was real.", "live_key", status=401)
        if not secret.startswith(("sk_test_", "rk_test_")):
            raise invalid("Invalid API Key provided.", status=401)
        if headers.get("stripe-version", contract.VERSION) != contract.VERSION:
            raise invalid(f"Invalid Stripe API version: {headers['stripe-version']}. This is {contract.VERSION}.")
        account = headers.get("stripe-account", "")
        if account:
            accounts.reachable(self, account)

    def _decide(self, operation: str, ids: Sequence[str], params: Obj, headers: Mapping[str, str], body: str) -> Answer:
        """Faults before, the answer (a repeated one if the key is known), faults after."""
        account = headers.get("stripe-account", "")
        key = headers.get("idempotency-key", "") if operation.startswith("POST") else ""
        with self.store.transaction():
            fault, seconds = self.faults.strike(operation, "*")
        if fault == "timeout_before":
            raise NoAnswer("the connection ended before anything was done")
        if fault == "rate_limit":
            raise invalid("Request rate limit exceeded.", "rate_limit", status=429)
        if fault == "conflict":
            raise self._in_progress(key)
        digest = hashlib.sha256(f"{operation}|{ids}|{account}|{json.dumps(params, sort_keys=True)}".encode()).hexdigest()
        known = self._known(account, key, digest)
        if known is None:
            if fault == "slow":
                time.sleep(seconds)
            try:
                known = self._perform(operation, ids, params, Asked(account, f"req_{digest[:14]}", key), fault)
            except Broken:
                self.store.rows("DELETE FROM keys WHERE owner = ? AND key = ?", account, key)
                raise
        if fault == "timeout_after":
            raise NoAnswer("the connection ended after it was done")
        if fault == "garbled":
            return Answer(200, {"garbled": "<html>gateway</html>"})
        return known

    def _in_progress(self, key: str) -> ApiError:
        text = f"There is currently another in-progress request using this Idempotent Key ({key})."
        return ApiError(409, "idempotency_error", text, "idempotency_key_in_use")

    def _known(self, account: str, key: str, digest: str) -> Answer | None:
        """The stored answer of a repeated key; None after claiming a new one."""
        if not key:
            return None
        store = self.store
        with store.transaction():
            store.rows("DELETE FROM keys WHERE created <= ? AND status IS NOT NULL", self.now() - KEY_LIFE)
            found = store.rows("SELECT digest, status, body FROM keys WHERE owner = ? AND key = ?", account, key)
            if not found:
                store.rows("INSERT INTO keys VALUES (?, ?, ?, ?, NULL, NULL)", account, key, digest, self.now())
                return None
        before, status, body = found[0]
        if before != digest:
            text = "Keys for idempotent requests can only be used with the same parameters they were first used with."
            raise ApiError(400, "idempotency_error", text)
        if status is None:
            raise self._in_progress(key)
        return Answer(status, json.loads(body), {"Idempotent-Replayed": "true"})

    def _perform(self, operation: str, ids: Sequence[str], params: Obj, asked: Asked, fault: str) -> Answer:
        """Do it, and keep the answer under its key: errors too."""
        with self.store.transaction():
            self.asked = asked
            try:
                answer = self._answer(operation, ids, params, fault)
            finally:
                self.asked = Asked()
            if asked.key:
                sql = "UPDATE keys SET status = ?, body = ? WHERE owner = ? AND key = ?"
                self.store.rows(sql, answer.status, json.dumps(answer.body), asked.account, asked.key)
        return answer

    def _answer(self, operation: str, ids: Sequence[str], params: Obj, fault: str) -> Answer:
        oops = ApiError(500, "api_error", "An unknown error occurred.")
        if fault == "server_error":
            return Answer(500, oops.body)
        if fault == "decline":
            return Answer(402, {"error": {"type": "card_error", "code": "card_declined", "message": "Your card was declined.",
                                          "decline_code": "generic_decline"}})  # fmt: skip
        try:
            found = self.operations[operation](self, params, ids)
            body = lists.public(lists.expand(self, found, params.get("expand", [])))
        except ApiError as error:
            return Answer(error.status, lists.public(error.body))
        except Exception as error:
            raise Broken(f"{operation}: {type(error).__name__}: {error}") from error
        return Answer(500, oops.body) if fault == "server_error_after" else Answer(200, body)
