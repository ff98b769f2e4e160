"""One visit, told from the request to the end, each step by its verb. What people will do is drawn before."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bookings.catalog.models import Offering
from bookings.lifecycle import actions, process
from bookings.lifecycle.authorization import authorize
from bookings.lifecycle.models import Booking
from bookings.lifecycle.requests import RequestRefused, SlotTaken, Wish, request
from casaora.demo import beside
from casaora.demo.afterwards import CALLED_OFF, MOVED, NO_SHOW, PLANS_CHANGE, UNCHECKED, Afterwards, minutes
from casaora.demo.walk import Walk
from casaora.kit.steps import By
from casaora.stripe.simulator.cards import APPROVES, CHALLENGES, NO_FUNDS

if TYPE_CHECKING:
    from casaora.demo.settling import Resident

#: How a visit goes.
DONE, FORGOTTEN, DECLINED, SILENT, UNPAID, SECOND_THOUGHTS, BANK_REFUSES = (
    "done", "forgotten", "declined", "silent", "unpaid", "second thoughts", "bank refuses",
)  # fmt: skip
#: How often, in a hundred.
CHANCES = {
    DONE: 73, FORGOTTEN: 4, DECLINED: 5, SILENT: 4, UNPAID: 3, SECOND_THOUGHTS: 4, BANK_REFUSES: 1,
    PLANS_CHANGE: 3, CALLED_OFF: 1, UNCHECKED: 2, NO_SHOW: 1, MOVED: 2,
}  # fmt: skip
CARDS = (APPROVES, APPROVES, APPROVES, "5555555555554444", "5555555555554444", CHALLENGES)
#: Nobody answers at night.
WAKING, SLEEPING = 7, 22


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks whom for what, and how it goes. ``seed`` decides the details; ``answer_after`` when she answers, if set."""

    customer: str
    professional: str
    service: str
    asked_at: datetime
    starts_at: datetime
    minutes: int
    story: str
    seed: int
    message: str = ""
    answer_after: timedelta | None = None


@dataclass
class Telling(Afterwards):
    """A visit on its way."""

    walk: Walk
    visit: Visit
    customer: Resident
    offering: Offering
    extras: tuple[int, ...] = ()
    reference: str = ""
    page: str = ""
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.visit.seed)

    @property
    def as_customer(self) -> By:
        """The one who asks."""
        return By("customer", self.customer.pk)

    @property
    def as_professional(self) -> By:
        """The one who is asked."""
        return By("professional", self.offering.professional_id)

    def ask(self, at: datetime) -> None:
        """Request it, and follow what comes of it."""
        try:
            booking = self._nearest(at)
        except RequestRefused as refused:
            self.walk.passed_over[type(refused).__name__] += 1
            return
        self.reference, self.page = booking.reference, booking.payment.session_url
        if self.visit.story == UNPAID:
            self.walk.tick(booking.payment.expires_at + minutes(2), "expire")
        elif self.visit.story == SECOND_THOUGHTS and self.dice.random() < 0.3:
            self.walk.later(at + minutes(self.dice.randint(4, 15)), self.withdraw)
        else:
            self.walk.later(at + minutes(self.dice.randint(2, 7)), self.pay)

    def _nearest(self, at: datetime) -> Booking:
        """If the time is taken, the nearest free one, as people do."""
        try:
            return self._request(self.visit.starts_at, at)
        except SlotTaken as taken:
            if not taken.nearest:
                raise
            return self._request(taken.nearest[0].starts_at, at)

    def _request(self, starts_at: datetime, at: datetime) -> Booking:
        wish = Wish(
            offering_id=self.offering.pk, extras=self.extras if self.dice.random() < 0.4 else (), starts_at=starts_at,
            minutes=max(self.visit.minutes, self.offering.minimum_minutes), address_id=self.customer.address_id, message=self.visit.message,
            form_token=uuid.UUID(int=self.dice.getrandbits(128), version=4), language=self.customer.language,
        )  # fmt: skip
        return request(wish=wish, by=self.as_customer, at=at)

    def pay(self, at: datetime) -> None:
        """On the processor's page: sometimes with a second card, sometimes the bank asks first."""
        fill_in = self.walk.processor.fill_in
        if self.dice.random() < 0.1:
            fill_in(self.page, action="pay", card=NO_FUNDS)
        led_to = fill_in(self.page, action="pay", card=self.dice.choice(CARDS))
        if "/challenge/" in led_to:
            fill_in(led_to, answer="complete")
        self.walk.settle(at, expected=True)
        booking = Booking.objects.select_related("payment").get(reference=self.reference)
        if booking.state == process.PENDING:  # the webhook is late: the customer asks us to look
            booking = authorize(reference=booking.payment.reference, at=at)
        if booking.state == process.AUTHORIZED and booking.respond_by is not None:
            self._await_answer(at, booking.respond_by)

    def _await_answer(self, at: datetime, respond_by: datetime) -> None:
        half, last = at + (respond_by - at) / 2 + minutes(1), respond_by - timedelta(hours=2) + minutes(1)
        story = self.visit.story
        if story == SECOND_THOUGHTS:
            self.walk.later(at + minutes(self.dice.randint(15, 90)), self.withdraw)
            return
        answers_at = respond_by + minutes(1) if story == SILENT else self._answers_at(at, respond_by)
        for reminder in sorted({half, max(half, last)}):
            if reminder < answers_at:
                self.walk.tick(reminder, "remind")
        if story == SILENT:
            self.walk.tick(answers_at, "auto_decline")
        else:
            self.walk.later(answers_at, self.decline if story == DECLINED else self.accept)

    def _answers_at(self, at: datetime, respond_by: datetime) -> datetime:
        after = self.visit.answer_after
        if after is not None:
            return at + after
        answer = at + minutes(self.dice.choice((4, 9, 14, 22, 35, 50, 80, 130, 210, 400)) + self.dice.randint(0, 9))
        local = answer.astimezone(self.customer.zone)
        if not WAKING <= local.hour < SLEEPING:
            morning = local + timedelta(days=local.hour >= SLEEPING)
            answer = morning.replace(hour=WAKING, minute=self.dice.randint(5, 55))
        return min(answer.astimezone(at.tzinfo), respond_by - minutes(12))

    def withdraw(self, at: datetime) -> None:
        """The customer takes it back."""
        actions.withdraw(reference=self.reference, by=self.as_customer, at=at)

    def decline(self, at: datetime) -> None:
        """She says no, which is fine."""
        actions.decline(reference=self.reference, by=self.as_professional, at=at)

    def accept(self, at: datetime) -> None:
        """She says yes; the bank may not."""
        if self.visit.story == BANK_REFUSES:
            self.walk.processor.refuse_next_capture()
        booking = actions.accept(reference=self.reference, by=self.as_professional, at=at)
        if booking.state != process.CONFIRMED:
            return
        self.walk.tick(at + minutes(4), "post_fees")
        self.after_acceptance(booking, at)

    def start(self, at: datetime) -> None:
        """She is at the door, mostly with the code; not at a time that was moved meanwhile."""
        booking = actions.read(self.reference)
        if booking.state != process.CONFIRMED or at < booking.starts_at - minutes(15):
            return
        knows_it = at < booking.starts_at or self.dice.random() < 0.8
        booking = actions.start(reference=self.reference, by=self.as_professional, at=at, code=booking.start_code if knows_it else "")
        if self.visit.story == FORGOTTEN:
            after = booking.ends_at + actions.COMPLETES_BY_ITSELF + minutes(3)
            self.walk.tick(after, "complete")
            self.walk.later(after + minutes(1), self.await_release)
        else:
            beside.while_it_runs(self, booking)
            self.walk.later(booking.ends_at + minutes(self.dice.randint(-4, 14)), self.complete)

    def complete(self, at: datetime) -> None:
        """The visit is over, unless she stays longer."""
        if beside.is_still_there(self, at):
            return
        actions.complete(reference=self.reference, by=self.as_professional, at=at)
        self.await_release(at)
        beside.afterwards(self, at)


def tell(walk: Walk, visits: list[Visit], residents: Mapping[str, Resident], offerings: Mapping[tuple[str, str], Offering]) -> None:
    """Add visits to a walk, from their requests on."""
    for visit in sorted(visits, key=lambda v: (v.asked_at, v.customer, v.professional)):
        offering = offerings[visit.professional, visit.service]
        extras = tuple(offering.extras.order_by("pk").values_list("pk", flat=True)[:1])
        walk.later(visit.asked_at, Telling(walk, visit, residents[visit.customer], offering, extras).ask)
