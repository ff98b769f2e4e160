"""What becomes of a confirmed visit besides being done: it is called off, moved, not checked in to, or nobody comes."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bookings.lifecycle import actions
from bookings.lifecycle.attendance import SILENCE, UNATTENDED_AFTER
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.models import Booking
from bookings.lifecycle.proposals import TimeTaken
from casaora.demo import doors
from casaora.demo.walk import Walk
from casaora.kit.steps import By
from payouts.earnings.clearing import RELEASE_AFTER
from payouts.earnings.models import Earning

if TYPE_CHECKING:
    from casaora.demo.visits import Visit

#: After the acceptance: the household cancels, she does, nobody checks in (a yes or silence follows), or nobody comes.
PLANS_CHANGE, CALLED_OFF, UNCHECKED, NO_SHOW = "plans change", "called off", "unchecked", "no show"
#: She proposes another time: it is answered, or waits for an answer.
MOVED, ASKED_TO_MOVE = "moved", "asked to move"


def minutes(number: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)


class Afterwards(ABC):
    """The part of a telling that begins with the acceptance."""

    walk: Walk
    visit: Visit
    dice: random.Random
    reference: str

    @property
    @abstractmethod
    def as_customer(self) -> By:
        """The one who asks."""

    @property
    @abstractmethod
    def as_professional(self) -> By:
        """The one who is asked."""

    @abstractmethod
    def start(self, at: datetime) -> None:
        """She is at the door."""

    def after_acceptance(self, booking: Booking, at: datetime) -> None:
        """What becomes of a confirmed visit."""
        story, starts_at, hour = self.visit.story, booking.starts_at, timedelta(hours=1)
        if story in (PLANS_CHANGE, CALLED_OFF):
            cancels_at = starts_at - hour * self.dice.choice((2, 6, 9, 15, 20, 30, 40))
            self.walk.later(max(cancels_at, at + minutes(20)), self.cancel)
        elif story == NO_SHOW:
            self.walk.later(starts_at + minutes(50), self.nobody_came)
        elif story == doors.NOBODY_HOME:
            self.walk.later(starts_at - minutes(2), self.at_the_door)
        elif story == UNCHECKED:
            asked = booking.ends_at + UNATTENDED_AFTER + minutes(1)
            self.walk.tick(asked, "unattended")
            if self.dice.random() < 0.6:
                self.walk.later(asked + hour * self.dice.randint(4, 20), self.attest)
            else:
                self.walk.tick(asked + SILENCE + minutes(1), "unattended")
                self.walk.later(asked + SILENCE + minutes(2), self.await_release)
        else:
            if story in (MOVED, ASKED_TO_MOVE):
                self.walk.later(at + hour * (20 if story == ASKED_TO_MOVE else 2), self.propose)
            self.walk.later(starts_at + minutes(self.dice.randint(-12, 9)), self.start)

    def cancel(self, at: datetime) -> None:
        """A confirmed visit is called off by one of the two."""
        by_her = self.visit.story == CALLED_OFF
        by, why = (self.as_professional, "Mi hijo está enfermo, lo siento mucho.") if by_her else (self.as_customer, "")
        actions.cancel(reference=self.reference, by=by, at=at, why=why)

    def nobody_came(self, at: datetime) -> None:
        """The household waits, and gets everything back."""
        actions.professional_no_show(reference=self.reference, by=self.as_customer, at=at)

    def at_the_door(self, at: datetime) -> None:
        """Nobody opens; where no position can prove it, somebody does."""
        if not doors.at_the_door(self.walk, self.reference, self.as_professional, at):
            self.walk.later(at + minutes(4), self.start)

    def attest(self, at: datetime) -> None:
        """She had forgotten to check in; the household says that she came."""
        actions.attest(reference=self.reference, by=self.as_customer, at=at)
        self.await_release(at)

    def propose(self, at: datetime) -> None:
        """She asks for the next day; if that is not free, nothing comes of it."""
        booking = actions.read(self.reference)
        try:
            actions.propose_time(reference=self.reference, starts_at=booking.starts_at + timedelta(days=1), by=self.as_professional, at=at)
        except (TimeTaken, NotNow):
            self.walk.passed_over["no_other_time"] += 1
            return
        if self.visit.story == MOVED:
            self.walk.later(at + timedelta(hours=self.dice.randint(1, 9)), self.answer)

    def answer(self, at: datetime) -> None:
        """The household mostly agrees; then she comes at the new time."""
        try:
            if self.dice.random() < 0.7:
                booking = actions.reschedule(reference=self.reference, by=self.as_customer, at=at)
                self.walk.later(booking.starts_at + minutes(self.dice.randint(-12, 9)), self.start)
            else:
                actions.refuse_time(reference=self.reference, by=self.as_customer, at=at)
        except (TimeTaken, NotNow):
            self.walk.passed_over["no_other_time"] += 1

    def await_release(self, at: datetime) -> None:
        """Her money becomes payable at its minute."""
        clears_at = Earning.objects.values_list("clears_at", flat=True).get(reference=self.reference)
        if clears_at is not None:
            self.walk.tick(clears_at + RELEASE_AFTER + minutes(1), "release_earnings")
