"""The rows behind the pages: one household and one professional with visits in every state, and people who have nothing yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from accounts.customers.models import Customer
from accounts.models import User
from accounts.notifications.models import Mail
from accounts.professionals.models import Professional
from bookings.favorites import actions as favorites
from bookings.issues.models import Issue
from bookings.lifecycle import actions
from bookings.lifecycle.cancellation import cancel
from bookings.lifecycle.models import Booking
from bookings.searches import actions as searches
from bookings.supplements import actions as supplements
from bookings.supplements.models import Supplement
from casaora.demo import cast, catalog
from casaora.demo.scenes import Stage
from casaora.kit import clock, outbox
from casaora.schedule import run_due
from casaora.stripe.simulator import Simulator
from payouts.batches import actions as batches
from payouts.batches.models import Payout
from tests.accounts.photos import scenes as photos
from tests.accounts.staff import staff, with_second_factor
from tests.bookings.issues import scenes as issues
from tests.bookings.supplements import scenes as beside
from tests.payouts import scenes as payouts

#: Thursday 26 November 2026, 09:30 in Bogotá; the visits of the days before were asked for a week ago.
NOW = datetime(2026, 11, 26, 14, 30, tzinfo=UTC)
WEEK_AGO = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def morning(day: int) -> datetime:
    """08:00 in Bogotá on a day of that November."""
    return datetime(2026, 11, day, 13, 0, tzinfo=UTC)


@dataclass
class Street:
    """Built once, read by every page. Nothing here is changed by looking."""

    sim: Simulator
    stage: Stage = field(init=False)
    bookings: dict[str, Booking] = field(default_factory=dict)
    issues: dict[str, Issue] = field(default_factory=dict)
    supplements: dict[str, Supplement] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    photo: int = 0
    search: int = 0

    def __post_init__(self) -> None:
        clock.set_to(WEEK_AGO)
        self.stage = Stage(self.sim, WEEK_AGO)
        self._past()
        self._paid()
        self._staff()
        clock.set_to(NOW)
        run_due(NOW)
        self._present()
        clock.set_to(NOW)
        self._newcomers()
        self.photo = photos.added(self.professional, NOW).pk
        favorites.keep(slug=self.professional.slug, by=self.stage.as_customer, at=NOW)
        self.search = searches.save(name="Aseo en Bogotá", query="service=regular-cleaning&city=bogota", tells=False, by=self.stage.as_customer, at=NOW).pk
        outbox.deliver_all(NOW)

    def _past(self) -> None:
        """Visits that are over, one with a tip, and what was said of them."""
        stage, kept = self.stage, self.bookings
        for n, (name, day) in enumerate((("ruled", 20), ("tipped", 23), ("open", 24), ("completed", 25))):
            stage.at = WEEK_AGO + n * HOUR  # nobody may ask for many visits in an hour
            kept[name] = stage.completed(starts_at=morning(day), minutes=180)
        stage.at = WEEK_AGO + 5 * HOUR
        kept["in_progress"] = stage.started(starts_at=morning(26), minutes=300)
        kept["canceled"] = stage.confirmed(starts_at=morning(30), minutes=180)
        hers, colleague = stage.offering, cast.professional("Luz Marina", "Ospina")
        stage.offering = catalog.at_work(colleague)
        kept["with_colleague"] = stage.started(starts_at=morning(26), minutes=300)
        stage.offering, self.people["colleague"] = hers, colleague.user
        self.issues["ruled"] = issues.decide(issues.answered(stage, kept.pop("ruled")))
        self.issues["open"] = issues.reported(stage, kept.pop("open"))
        cancel(reference=kept["canceled"].reference, by=stage.as_customer, at=morning(25))
        self.supplements["tip"] = beside.paid(stage, beside.tipping(stage, kept["tipped"], at=morning(23) + 4 * HOUR))

    def _paid(self) -> None:
        """Her payout account is ready and one payout has left."""
        bank: Any = SimpleNamespace(sim=self.sim, at=WEEK_AGO)
        self.sim.banks.top_up(1_000_000_000)
        payouts.ready(self.professional, bank)
        payouts.payable(self.professional, "CB-22PAYD", WEEK_AGO, payouts.cop(200_000))
        payouts.planned(bank, payouts.TUESDAY)
        batches.send_due(payouts.TUESDAY)

    def _present(self) -> None:
        """Visits to come, asked for ten minutes ago; one that needs an hour more."""
        stage, kept = self.stage, self.bookings
        stage.at = clock.set_to(NOW - 10 * MINUTE)
        kept["pending_payment"] = stage.requested(starts_at=morning(28) + 2 * HOUR, minutes=120)
        kept["authorized"] = stage.authorized(starts_at=morning(30), minutes=180)
        kept["confirmed"] = stage.confirmed(starts_at=morning(27), minutes=180)
        declined = stage.authorized(starts_at=morning(27) + 5 * HOUR, minutes=120)
        kept["declined"] = actions.decline(reference=declined.reference, by=stage.as_professional, at=NOW)
        self.supplements["extra_time"] = supplements.propose_extra_time(
            reference=kept["in_progress"].reference, minutes=60, by=stage.as_professional, at=NOW
        )

    def _staff(self) -> None:
        staff()  # support, who rule on problems
        self.people["staff"] = cast.staff("Nora", "Ríos")
        with_second_factor(self.people["staff"])

    def _newcomers(self) -> None:
        """A household and an applicant without any history; a person whose second factor is set up."""
        self.people["newcomer"] = Customer.objects.create(user=cast.user("Rosa", "Nueva"), phone="").user
        self.people["beginner"] = cast.professional("Elvira", "Recién").user
        self.people["applicant"] = cast.user("Inés", "Solicita")
        self.people["customer"], self.people["professional"] = self.stage.customer.user, self.professional.user

    @property
    def professional(self) -> Professional:
        """The one at work."""
        return self.stage.offering.professional

    @property
    def payout(self) -> Payout:
        """The one that left."""
        return Payout.objects.filter(professional_id=self.professional.pk).latest("pk")

    @property
    def mail(self) -> Mail:
        """The newest."""
        return Mail.objects.latest("pk")
