"""What may happen beside a visit: tips and extra time, for the machine of a booking's life."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from datetime import datetime

from hypothesis import strategies as st
from hypothesis.stateful import rule

from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.models import Booking
from bookings.lifecycle.proposals import ProposalWaits, TimeTaken
from bookings.lifecycle.requests import RequestRefused
from bookings.payments.actions import BeingConfirmed
from bookings.supplements import actions as beside
from bookings.supplements.amounts import SupplementRefused
from bookings.supplements.models import Supplement
from casaora.demo.scenes import Stage
from casaora.kit.money import Money
from casaora.stripe.errors import ProcessorError
from casaora.stripe.simulator import Simulator
from casaora.stripe.simulator.cards import APPROVES
from tests.accounts.staff import finance

REFUSALS = (
    NotNow, NotYours, BeingConfirmed, TimeTaken, ProposalWaits, ProcessorError, RequestRefused, SupplementRefused, beside.SupplementWaits,
)  # fmt: skip


class BesideAVisit:
    """Rules only: the machine has the stage, the clock and the processor."""

    stage: Stage
    sim: Simulator
    now: datetime

    @abstractmethod
    def one(self, number: int) -> Booking:
        """A booking."""

    @abstractmethod
    def go_on(self, number: int) -> None:
        """What usually comes next for a booking."""

    @abstractmethod
    def webhooks(self) -> None:
        """What the processor has told."""

    @rule(number=st.integers(0, 4), minutes=st.sampled_from((30, 60)), pesos=st.sampled_from((5_000, 20_000)), first=st.integers(0, 2), is_paid=st.booleans())
    def something_beside(self, number: int, minutes: int, pesos: int, first: int, is_paid: bool) -> None:
        """An hour more while it runs, or a tip afterwards; the visit may have to begin or end first."""
        for _turn in range(first):
            self.go_on(number)
        booking, customer, professional = self.one(number), self.stage.as_customer, self.stage.as_professional
        with contextlib.suppress(*REFUSALS):
            if booking.state == "completed":
                beside.tip(reference=booking.reference, amount=Money(pesos * 100, "COP"), by=customer, at=self.now, language="en")
            else:
                beside.propose_extra_time(reference=booking.reference, minutes=minutes, by=professional, at=self.now)
            if is_paid:
                self.go_on_beside("agree and pay", True)

    @rule(what=st.sampled_from(("agree", "agree and pay", "agree and pay", "pay", "leave", "refuse", "refund")), told=st.booleans())
    def go_on_beside(self, what: str, told: bool) -> None:
        """What becomes of the latest."""
        latest = Supplement.objects.select_related("payment").order_by("-pk").first()
        if latest is None:
            return
        reference, customer = latest.reference, self.stage.as_customer
        with contextlib.suppress(*REFUSALS):
            if what.startswith("agree") and latest.kind == "extra_time":
                latest = beside.approve_extra_time(reference=reference, by=customer, at=self.now, language="en")
            if what.endswith("pay") and latest.payment and latest.payment.session_id:
                self.sim.hosted.pay(latest.payment.session_id, APPROVES, authenticate=True)
            if what == "leave":
                beside.leave(reference=reference, by=customer, at=self.now)
            if what == "refuse":
                beside.refuse_extra_time(reference=reference, by=customer, at=self.now)
            if what == "refund":
                beside.refund(reference=reference, by=finance(), at=self.now, why="A mistake.")
        if told:
            self.webhooks()
