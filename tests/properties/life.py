"""The whole life of bookings as a state machine: random people, clocks and answers of the processor, on real PostgreSQL."""

from __future__ import annotations

import contextlib
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from accounts.customers.models import Address
from accounts.users.models import User
from bookings.issues import deadlines as issues
from bookings.lifecycle import actions, deadlines, proposals, suspensions
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.models import Booking, StepTaken
from bookings.lifecycle.presence import TooFar
from bookings.lifecycle.requests import RequestRefused
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt
from bookings.supplements.deadlines import run_due
from bookings.supplements.models import SupplementStep
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import By
from casaora.ops import books, invariants
from casaora.stripe import gateway, inbox
from casaora.stripe.errors import ProcessorError
from casaora.stripe.simulator import Simulator
from payouts.earnings.actions import release_cleared
from payouts.ledger.actions import seal
from payouts.ledger.models import Posting
from payouts.reconciliation.running import reconcile
from tests.forgetting import forgotten
from tests.properties.beside import BesideAVisit
from tests.properties.complaints import Complaining, her_books_agree

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
CARDS = ("4242424242424242", "4000000000009995", "4000000000000002")
JOBS = {
    "auto_decline": deadlines.auto_decline_due, "expire": deadlines.expire_due, "complete": deadlines.complete_due,
    "unattended": deadlines.unattended_due, "settle": deadlines.settle_unknown, "give_back": deadlines.give_back_due,
    "fees": deadlines.post_fees, "suspended": suspensions.end_for_suspended, "lapse": proposals.lapse_due, "release": release_cleared,
    "beside": run_due, "issues": issues.due,
}  # fmt: skip
VERBS = (
    "accept", "accept", "accept", "decline", "withdraw", "cancel", "start", "start", "complete", "attest", "professional_no_show",
    "propose_time", "reschedule", "refuse_time", "arrive", "customer_no_show",
)  # fmt: skip
FAULTS = [
    (operation, kind) for operation in ("open_checkout", "expire_checkout", "capture", "release", "refund", "read_hold", "list_refunds")
    for kind in ("timeout_before", "timeout_after", "server_error", "server_error_after", "rate_limit")
] + [("capture", "decline"), ("refund", "decline")]  # fmt: skip
REFUSALS = (NotNow, NotYours, BeingConfirmed, proposals.TimeTaken, proposals.ProposalWaits, actions.WrongCode, TooFar, ProcessorError)


class Life(BesideAVisit, Complaining, RuleBasedStateMachine):
    """One professional, one customer, and whatever may happen between them."""

    #: How often each step was taken, over all histories.
    taken: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(forgotten())
        for cache in caches.all():
            cache.clear()
        clock.set_to(START)
        self.now = START
        self.sim = Simulator(secrets=settings.STRIPE_WEBHOOK_SECRETS)
        self.stack.enter_context(gateway.use_http_client(self.sim.client))
        self.stage = Stage(self.sim, START)
        Address.objects.update(latitude="4.65580", longitude="-74.05170", accuracy_m=12)
        self.stage.confirmed()
        self.stage.authorized(starts_at=self.stage.wish().starts_at + timedelta(days=1))

    def teardown(self) -> None:
        """Let everything heal, then look again at all of it."""
        try:
            self.heal()
            self.all_is_well()
            self.taken.update(StepTaken.objects.values_list("step", flat=True))
            self.taken.update(SupplementStep.objects.values_list("step", flat=True))
        finally:
            self.stack.close()

    # ── what may happen ──

    @property
    def references(self) -> list[str]:
        return list(Booking.objects.order_by("pk").values_list("reference", flat=True))

    def one(self, number: int) -> Booking:
        known = self.references
        return actions.read(known[number % len(known)])

    @rule(day=st.integers(1, 7), hour=st.sampled_from((12, 13, 15, 18, 19)), minutes=st.sampled_from((120, 240)))
    def request(self, day: int, hour: int, minutes: int) -> None:
        self.stage.at = self.now
        starts_at = (self.now + timedelta(days=day)).replace(hour=hour, minute=0, second=0)
        with contextlib.suppress(RequestRefused):
            self.stage.requested(starts_at=starts_at, minutes=minutes)

    @rule(number=st.integers(0, 4))
    def go_on(self, number: int) -> None:
        """What usually comes next, at its time if that is ahead."""
        booking = self.one(number)
        step, who, when = {
            "pending_payment": ("pay", "", self.now), "authorized": ("accept", "professional", self.now),
            "confirmed": ("start", "professional", booking.starts_at), "in_progress": ("complete", "professional", booking.ends_at),
            "unattended": ("attest", "customer", self.now),
        }.get(booking.state, ("", "", self.now))  # fmt: skip
        if step == "pay":
            self.pay(number, CARDS[0], told=True)
        elif step:
            self.now = max(self.now, when)
            clock.set_to(self.now)
            self.act(number, step, who)

    @rule(number=st.integers(0, 4), hours=st.sampled_from((30, 20, 10, 5, 1)), who=st.sampled_from(("customer", "customer", "professional", "staff")))
    def cancel_before_the_start(self, number: int, hours: int, who: str) -> None:
        booking = self.one(number)
        if booking.state == "confirmed":
            self.now = max(self.now, booking.starts_at - timedelta(hours=hours))
            clock.set_to(self.now)
            self.act(number, "cancel", who)

    @rule(number=st.integers(0, 4), verb=st.sampled_from(("unattended", "professional_no_show")))
    def nobody_checks_in(self, number: int, verb: str) -> None:
        booking = self.one(number)
        if booking.state == "confirmed":
            self.now = max(self.now, booking.ends_at + timedelta(hours=2, minutes=5))
            clock.set_to(self.now)
            if verb == "unattended":
                deadlines.unattended_due(self.now)
            else:
                self.act(number, verb, "customer")

    @rule(number=st.integers(0, 4), waits=st.booleans())
    def nobody_opens(self, number: int, waits: bool) -> None:
        booking = self.one(number)
        if booking.state == "confirmed":
            for verb, minutes in (("arrive", 0), ("customer_no_show", 30 if waits else 5)):
                self.now = max(self.now, booking.starts_at + timedelta(minutes=minutes))
                clock.set_to(self.now)
                self.act(number, verb, "professional")

    @rule(number=st.integers(0, 4), by_customer=st.booleans(), verb=st.sampled_from(("reschedule", "reschedule", "refuse_time")))
    def another_time(self, number: int, by_customer: bool, verb: str) -> None:
        mine, theirs = ("customer", "professional") if by_customer else ("professional", "customer")
        self.act(number, "propose_time", mine)
        self.act(number, verb, theirs)

    @rule(number=st.integers(0, 9), card=st.sampled_from(CARDS + CARDS[:1] * 3), told=st.booleans())
    def pay(self, number: int, card: str, told: bool) -> None:
        session = self.one(number).payment.session_id
        if session:
            self.sim.hosted.pay(session, card, authenticate=True)
        if told:
            self.webhooks()

    @rule(number=st.integers(0, 9), verb=st.sampled_from(VERBS), who=st.sampled_from(("customer", "professional", "professional", "staff")))
    def act(self, number: int, verb: str, who: str) -> None:
        booking = self.one(number)
        by = {"customer": self.stage.as_customer, "professional": self.stage.as_professional, "staff": By("staff", 7)}[who]
        more: dict[str, Any] = {}
        if verb == "propose_time":
            more["starts_at"] = booking.starts_at + timedelta(hours=26)
        if verb in ("arrive", "customer_no_show"):
            more["position"] = booking.home
        if verb == "start":
            more["code"] = booking.start_code
        with contextlib.suppress(*REFUSALS):
            getattr(actions, verb)(reference=booking.reference, by=by, at=self.now, **more)

    @rule()
    def webhooks(self) -> None:
        for delivery in self.sim.deliveries.due():
            self.sim.deliveries.answered(delivery, 200)
            event = inbox.receive(delivery.body, delivery.signature, self.now)
            if event is not None:
                inbox.handle(event.pk, self.now)

    @rule(name=st.sampled_from(sorted(JOBS)))
    def tick(self, name: str) -> None:
        JOBS[name](self.now)

    @rule(minutes=st.sampled_from((3, 20, 45, 180, 600, 1440, 2900)), with_jobs=st.booleans())
    def time_passes(self, minutes: int, with_jobs: bool) -> None:
        self.now += timedelta(minutes=minutes)
        clock.set_to(self.now)
        if with_jobs:
            for job in JOBS.values():
                job(self.now)

    @rule(fault=st.sampled_from(FAULTS))
    def fault(self, fault: tuple[str, str]) -> None:
        self.sim.faults.add(*fault)

    @precondition(lambda self: self.now > START + timedelta(hours=12))
    @rule(who=st.sampled_from(("customer", "professional")), suspended=st.booleans())
    def suspend(self, who: str, suspended: bool) -> None:
        pk = self.stage.customer.pk if who == "customer" else self.stage.offering.professional_id
        User.objects.filter(pk=pk).update(suspended_at=self.now if suspended else None)

    # ── what holds ──

    @invariant()
    def money_is_booked_once_and_nobody_is_in_two_places(self) -> None:
        for check in (invariants.captured_payments_are_booked_once, invariants.nothing_is_paid_twice, invariants.nobody_is_in_two_places):
            assert check(self.now) == []

    def heal(self) -> None:
        """The faults end, events that were lost come again, and the clock does its work for two days."""
        self.sim.faults.clear()
        for minutes in (10, 30, 70, 200, 200, 1440, 1440):
            self.now += timedelta(minutes=minutes)
            clock.set_to(self.now)
            self.webhooks()
            inbox.sweep(self.now)
            for job in JOBS.values():
                job(self.now)

    def all_is_well(self) -> None:
        """Nothing is open, our books are the processor's, and no card is held or charged for nothing."""
        seal(self.now)
        found = {name: said for name, said in invariants.check(self.now).items() if said}
        for name in ("nothing_waits_too_long", "every_payout_day_was_planned"):  # nobody sends notices here, nor plans payouts
            found.pop(name, None)
        assert found == {}
        assert books.compare(self.now, START - timedelta(days=1)) == []
        run = reconcile(self.now, START - timedelta(days=1))
        assert (run.new_breaks, run.unexplained) == (0, {})
        assert not Attempt.objects.filter(outcome="").exists()
        charged = sum(c["amount_captured"] for c in self.sim.objects("charge") if c["captured"])
        returned = sum(r["amount"] for r in self.sim.objects("refund") if r["status"] == "succeeded")
        kinds = ("capture", "refund", "refund_failed", "tip", "tip_refund", "extra_time", "goodwill")
        ours = Posting.objects.filter(account="processor_cash", entry__kind__in=kinds)
        assert charged - returned == sum(ours.values_list("amount_minor", flat=True))
        her_books_agree()
        held = {i["metadata"].get("reference") for i in self.sim.objects("payment_intent") if i["status"] == "requires_capture"}
        assert held == set(Booking.objects.filter(state="authorized").values_list("payment__reference", flat=True))
        for booking in Booking.objects.filter(state__in=("declined", "expired", "payment_failed")).select_related("payment"):
            assert booking.payment.state in ("released", "expired", "failed", "captured"), (booking, booking.payment.state)
