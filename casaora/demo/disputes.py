"""What banks do in the demo city: one question is open, one was decided for us, and one against us after she had been paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.lifecycle.models import Booking
from casaora.demo.walk import Walk
from payouts.earnings.models import Earning

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """A bank asks so long before the end about a visit whose earning is that far; it decides so long before the end, or not yet."""

    asks: timedelta
    reason: str
    states: tuple[str, ...]
    decides: timedelta | None = None
    status: str = ""


SCENES = (
    Scene(9 * DAY, "unrecognized", ("clearing", "payable", "paid"), 4 * DAY, "won"),
    Scene(2.5 * DAY, "product_unacceptable", ("paid",), 1 * DAY, "lost"),
    Scene(2 * DAY, "credit_not_processed", ("clearing", "payable"), None),
)


def tell(walk: Walk, until: datetime) -> None:
    """Add the scenes to a walk."""
    for scene in SCENES:
        walk.later(until - scene.asks, Quarrel(walk, scene, until).ask)


@dataclass
class Quarrel:
    """One scene, as it goes on."""

    walk: Walk
    scene: Scene
    until: datetime
    dispute_id: str = ""

    def ask(self, at: datetime) -> None:
        """The bank opens it about the latest visit that fits; in a city that is too young, about none."""
        earned = Earning.objects.filter(state__in=self.scene.states, kind=Earning.JOB).values("reference")
        done = Booking.objects.filter(reference__in=earned, state="completed", payment__disputes__isnull=True, issues__isnull=True)
        booking = done.select_related("payment").order_by("-completed_at", "pk").first()
        if booking is None:
            self.walk.passed_over["no_visit_to_dispute"] += 1
            return
        self.dispute_id = self.walk.processor.dispute(str(booking.payment.charge_id), self.scene.reason)
        self.walk.settle(at, expected=True)
        if self.scene.decides is not None:
            self.walk.later(self.until - self.scene.decides, self.decide)

    def decide(self, at: datetime) -> None:
        """Its word. By then staff have not answered: nobody must."""
        self.walk.processor.decide(self.dispute_id, self.scene.status)
        self.walk.settle(at, expected=True)
