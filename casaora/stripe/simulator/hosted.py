"""What a person does on the hosted payment page, without the page: tests call it, and the page does too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casaora.stripe.simulator import checkout, customers, intents
from casaora.stripe.simulator.cards import APPROVES, CARDS
from casaora.stripe.simulator.errors import ApiError
from casaora.stripe.simulator.lists import need
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

COMPLETE, CHALLENGE, DECLINED, INCORRECT, CLOSED = "complete", "challenge", "declined", "incorrect_number", "closed"


@dataclass(frozen=True, slots=True)
class Result:
    """How it went. ``url`` is where the person goes next (success page or challenge); ``intent_id`` once there is one."""

    status: str
    url: str = ""
    code: str = ""
    message: str = ""
    intent_id: str = ""


class Hosted:
    """A person at the page."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def session(self, session_id: str) -> Obj:
        """The session; raises a 404 error when there is none."""
        self.sim.tick()
        return need(self.sim, session_id, "checkout.session")

    def pay(self, session_id: str, card: str = APPROVES, *, authenticate: bool | None = None) -> Result:
        """Pay with a test card. ``authenticate`` answers the bank's challenge at once, well or badly, if there is one."""
        number = re.sub(r"[\s-]", "", card)
        with self.sim.store.transaction():
            session = self.session(session_id)
            if session["status"] != "open":
                return self._closed(session)
            if number not in CARDS:
                return Result(INCORRECT, code=INCORRECT, message="Your card number is not one of the test cards.")
            intent, method = self._intent(session), self._method(session, number)
            result = self._try(session, intent, method, challenged=False)
        if result.status == CHALLENGE and authenticate is not None:
            return self.authenticate(session_id, ok=authenticate)
        return result

    def authenticate(self, session_id: str, *, ok: bool = True) -> Result:
        """Answer the challenge of the bank (3-D Secure)."""
        with self.sim.store.transaction():
            session = self.session(session_id)
            intent = self.sim.store.get(session["payment_intent"] or "")
            if session["status"] != "open" or intent is None or intent["status"] != "requires_action":
                return self._closed(session)
            if ok:
                method = need(self.sim, intent["payment_method"], "payment_method")
                return self._try(session, intent, method, challenged=True)
            try:
                intents.challenge_failed(self.sim, intent)
            except ApiError as error:
                return self._said_no(error, intent)
            raise AssertionError("unreachable")

    def expire(self, session_id: str) -> Result:
        """Let the time of an open page run out now."""
        with self.sim.store.transaction():
            session = self.session(session_id)
            if session["status"] == "open":
                checkout.close(self.sim, session)
            return Result(CLOSED, url=session["cancel_url"] or "")

    def _closed(self, session: Obj) -> Result:
        if session["status"] == "complete":
            return Result(COMPLETE, url=self.success_url(session), intent_id=session["payment_intent"])
        return Result(CLOSED, url=session["cancel_url"] or "", intent_id=session["payment_intent"] or "")

    @staticmethod
    def success_url(session: Obj) -> str:
        """Where the person goes after paying."""
        return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])

    def _intent(self, session: Obj) -> Obj:
        """The session's intent, made at the first try."""
        if session["payment_intent"]:
            return need(self.sim, session["payment_intent"], "payment_intent")
        if not session["customer"] and session["customer_creation"] == "always":
            session["customer"] = customers.new_customer(self.sim, email=session["customer_email"])["id"]
        wanted = {"amount": session["amount_total"], "currency": session["currency"], "customer": session["customer"],
                  "payment_method_types": session["payment_method_types"]}  # fmt: skip
        intent = intents.new(self.sim, {**wanted, **session["_intent"]}, session=session["id"])
        session["payment_intent"] = intent["id"]
        self.sim.store.save(session)
        return intent

    def _method(self, session: Obj, number: str) -> Obj:
        return customers.new_method(self.sim, number, email=session["customer_email"])

    def _try(self, session: Obj, intent: Obj, method: Obj, *, challenged: bool) -> Result:
        try:
            intent = intents.pay(self.sim, intent, method, challenged=challenged)
        except ApiError as error:
            return self._said_no(error, intent)
        if intent["status"] == "requires_action":
            return Result(CHALLENGE, url=intent["next_action"]["redirect_to_url"]["url"], intent_id=intent["id"])
        if intent["setup_future_usage"] and intent["customer"]:
            self.sim.store.save({**method, "customer": intent["customer"]})
        session.update(status="complete", url=None, payment_status="paid" if intent["status"] == "succeeded" else "unpaid")
        session["customer_details"] = {"address": None, "email": session["customer_email"], "name": None, "phone": None, "tax_exempt": "none",
                                       "tax_ids": []}  # fmt: skip
        self.sim.store.save(session)
        self.sim.deliveries.emit("checkout.session.completed", session)
        return Result(COMPLETE, url=self.success_url(session), intent_id=intent["id"])

    @staticmethod
    def _said_no(error: ApiError, intent: Obj) -> Result:
        said = error.body["error"]
        return Result(DECLINED, code=said.get("decline_code") or said["code"], message=said["message"], intent_id=intent["id"])
