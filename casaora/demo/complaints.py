"""Visits that somebody complains about: one is being answered at the end of the walk, one got a part back, one was dismissed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bookings.issues import actions, rulings
from bookings.issues.models import Issue, Ruling
from bookings.issues.shares import Decision
from bookings.lifecycle.models import Booking
from casaora.demo.walk import Walk
from casaora.kit.money import STEP, Money
from casaora.kit.steps import By

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a household says of a visit that has just ended, what she says to it, and what our team decides; how long before the end."""

    ago: timedelta
    kind: str
    text: str
    share: int = 0
    answer: str = ""
    outcome: str = ""
    words: str = ""


COMPLAINTS = (
    Complaint(
        timedelta(days=10), "quality", "El horno y la nevera quedaron sin limpiar, y estaban en lo acordado.", 30,
        "El horno no prendía y no lo pude limpiar; la nevera sí se me pasó, lo siento.", Ruling.PARTIAL,
        "Las dos partes dicen que la nevera quedó pendiente. Se devuelve esa parte del tiempo; lo demás se hizo.",
    ),
    Complaint(
        timedelta(days=6), "time", "Llegó a la hora, pero creo que se fue unos minutos antes del final.", 0,
        "Salí a la hora acordada; el portero del edificio lo anotó en su libro.", Ruling.DISMISS,
        "El registro muestra la llegada y la salida a la hora acordada. El pago queda como estaba.",
    ),
    Complaint(timedelta(hours=7), "damage", "Se rompió una matera del balcón mientras limpiaban; la encontramos al volver.", 25),
)  # fmt: skip


@dataclass
class Complaints:
    """Adds them to a walk. Where no visit has just ended, nobody complains."""

    walk: Walk
    support: Callable[[], By]

    def arrange(self, until: datetime) -> None:
        """Each at its time before the end."""
        for complaint in COMPLAINTS:
            self.walk.later(until - complaint.ago, partial(self.report, complaint))

    def report(self, said: Complaint, at: datetime) -> None:
        """Of the latest visit that ended and that nobody complained of yet."""
        ended = Booking.objects.filter(state="completed", completed_at__gt=at - 40 * HOUR, completed_at__lte=at - HOUR, issues__isnull=True)
        ended = ended.filter(payment__disputes__isnull=True)  # a bank that asks is enough for one visit
        booking = ended.order_by("-completed_at", "pk").first()
        if booking is None:
            self.walk.passed_over["nothing_to_complain_of"] += 1
            return
        claimed = self._share(booking, said.share) if said.share else None
        issue = actions.report(
            reference=booking.reference, kind=said.kind, text=said.text, claimed=claimed, by=By("customer", booking.customer_id), at=at
        )
        if said.answer:
            self.walk.later(at + 5 * HOUR, partial(self.answer, issue, said))

    def answer(self, issue: Issue, said: Complaint, at: datetime) -> None:
        """Hers; the next day our team decides."""
        actions.answer(reference=issue.reference, text=said.answer, by=By("professional", issue.professional_id), at=at)
        self.walk.later(at + 26 * HOUR, partial(self.rule, issue, said))

    def rule(self, issue: Issue, said: Complaint, at: datetime) -> None:
        """As a person of support."""
        amount = issue.claimed if said.outcome == Ruling.PARTIAL else None
        rulings.rule(reference=issue.reference, decision=Decision(said.outcome, said.words, amount), by=self.support(), at=at)

    @staticmethod
    def _share(booking: Booking, percent: int) -> Money:
        step = STEP[booking.currency] * 1_000  # people ask for round sums
        return Money(max(booking.total_minor * percent // 100 // step, 1) * step, booking.currency)
