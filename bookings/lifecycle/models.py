"""A booking and every step it took."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from accounts.customers.models import Customer
from accounts.places.models import City, Neighborhood
from accounts.professionals.models import Professional
from bookings.catalog.cancellation import Cancellation, Span, usual
from bookings.catalog.models import Offering
from bookings.catalog.quotes import PriceLine
from bookings.lifecycle import process
from bookings.lifecycle.doorway import DOOR_OPENS, AtTheDoor
from bookings.payments.models import Payment
from casaora.kit.money import Money
from casaora.kit.steps import By, Step
from casaora.kit.taken import Taken

#: How long a customer waits before "nobody came" may be said.
NO_SHOW_AFTER = timedelta(minutes=30)


def usual_terms() -> dict[str, Any]:
    """The terms of a booking made before terms were frozen."""
    return {"cancellation": usual(), "clearing_hours": 48}


class Booking(AtTheDoor, models.Model):
    """One visit. Price, terms and place are frozen at the request; only verbs change a row, and each leaves a step."""

    reference = models.CharField(max_length=12, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="bookings")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="bookings")
    offering = models.ForeignKey(Offering, models.PROTECT, related_name="+")
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="booking")
    form_token = models.UUIDField(help_text="of the form that made it: the same form twice is one booking")
    created_at = models.DateTimeField()

    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey(Neighborhood, models.PROTECT, related_name="+")
    address_line = models.CharField(max_length=160, help_text="shown to the professional after acceptance")
    address_notes = models.CharField(max_length=300, blank=True, default="")
    message = models.CharField(max_length=500, blank=True, default="", help_text="to the professional, with the request")

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    agreed_start_at = models.DateTimeField(help_text="the earliest start that was ever agreed: what cancelling costs is reckoned from it")
    occupied = DateTimeRangeField(help_text="with the buffers before and after")

    state = models.CharField(max_length=20, choices=[(s, s) for s in (*process.LIVE, *process.FINAL)])
    authorized_at = models.DateTimeField(null=True, blank=True)
    respond_by = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True, help_text="when the contract was made")
    unattended_at = models.DateTimeField(null=True, blank=True, help_text="when the customer was asked whether it took place")
    canceled_at = models.DateTimeField(null=True, blank=True)
    declined_reason = models.CharField(max_length=40, blank=True, default="")
    auto_declined_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_without_code = models.BooleanField(default=False)
    completed_at = models.DateTimeField(null=True, blank=True)
    start_code = models.CharField(max_length=4)
    start_code_tries = models.PositiveSmallIntegerField(default=0, help_text="wrong ones")
    next_try_at = models.DateTimeField(null=True, blank=True, help_text="the clock leaves it alone until then, after a refusal")

    price_lines = models.JSONField(help_text="as quoted: kind, text, unit, count, amount in minor units")
    policy_version = models.CharField(max_length=60)
    terms = models.JSONField(default=usual_terms, help_text="of the policy: what cancelling costs, when the earning clears")
    subtotal_minor = models.BigIntegerField(help_text="the professional's listed prices")
    earning_minor = models.BigIntegerField(help_text="what she receives of the subtotal")
    fee_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        app_label = "bookings"
        constraints = [
            ExclusionConstraint(
                name="booking_never_overlaps",
                expressions=[(F("professional"), RangeOperators.EQUAL), (F("occupied"), RangeOperators.OVERLAPS)],
                condition=Q(state__in=process.LIVE),
            ),
            models.UniqueConstraint(fields=["customer", "form_token"], name="one_booking_a_form"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(total_minor=F("subtotal_minor") + F("fee_minor"), subtotal_minor__gte=F("earning_minor"), earning_minor__gt=0), name="booking_price_adds_up"),
            models.CheckConstraint(condition=~Q(state="authorized") | Q(respond_by__isnull=False), name="authorized_has_a_deadline"),
            models.CheckConstraint(condition=~Q(customer=F("professional")), name="nobody_books_herself"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["professional", "state", "starts_at"], name="booking_of_professional"),
            models.Index(fields=["customer", "state", "created_at"], name="booking_of_customer"),
            models.Index(fields=["state", "respond_by"], name="booking_to_decline"),
            models.Index(fields=["state", "ends_at"], name="booking_to_complete"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subtotal(self) -> Money:
        """The professional's listed prices."""
        return Money(self.subtotal_minor, self.currency)

    @property
    def earning(self) -> Money:
        """What the professional receives."""
        return Money(self.earning_minor, self.currency)

    @property
    def lines(self) -> list[PriceLine]:
        """The frozen price lines of the subtotal."""
        return [PriceLine.from_json(line) for line in self.price_lines]

    @property
    def fee(self) -> Money:
        """Casaora's service fee."""
        return Money(self.fee_minor, self.currency)

    @property
    def total(self) -> Money:
        """What the customer pays."""
        return Money(self.total_minor, self.currency)

    @property
    def minutes(self) -> int:
        """How long the visit is."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def clears_after(self) -> timedelta:
        """From the end of the visit until its earning may be paid out, as promised at the request."""
        return timedelta(hours=self.terms["clearing_hours"])

    def refund_spans(self) -> list[Span]:
        """What goes back to the customer when, should the customer cancel; for a booking that was accepted."""
        terms = Cancellation.from_json(self.terms["cancellation"])
        market, accepted_at = self.city.market_id, self.accepted_at or self.created_at
        return terms.spans(market=market, zone=self.city.zone, accepted_at=accepted_at, starts_at=self.agreed_start_at)

    def is_final(self) -> bool:
        """Whether nothing can follow."""
        return self.state in process.FINAL

    def steps_open_to(self, by: By, at: datetime) -> list[Step]:
        """The steps that this person may take now; what pages offer as buttons."""
        mine = {"customer": self.customer_id, "professional": self.professional_id}.get(by.role)
        if by.role in ("customer", "professional") and mine != by.person_id:
            return []
        return [s for s in process.PROCESS.open_to(by.role, self.state) if self.is_time_for(s.name, at)]

    def is_time_for(self, step: str, at: datetime) -> bool:
        """Whether a step's moment has come and not passed. Deadlines are columns, never derived from an edit."""
        if step in ("accept", "decline"):
            return self.respond_by is not None and at < self.respond_by
        if step == "auto_decline":
            return self.respond_by is not None and at >= self.respond_by
        if step == "expire":
            return at >= self.payment.expires_at
        if step == "cancel":
            return at < self.ends_at
        if step == "propose_time":
            return at < self.starts_at - timedelta(hours=2)
        if step == "professional_no_show":
            return at >= self.starts_at + NO_SHOW_AFTER and not self.is_arrival_proved()
        if step == "arrive":  # once the family may say that nobody came, nobody can come to say the same of them
            return self.starts_at - DOOR_OPENS <= at < min(self.ends_at, self.starts_at + NO_SHOW_AFTER)
        if step == "customer_no_show":
            return self.waits_until is not None and at >= self.waits_until
        if step == "start":
            return self.starts_at - timedelta(minutes=60) <= at < self.ends_at
        return True

    def address_is_known_to_professional(self) -> bool:
        """Only from acceptance on does she see more than the neighborhood."""
        return self.state in (process.CONFIRMED, process.IN_PROGRESS, process.UNATTENDED, process.COMPLETED)


class Proposal(models.Model):
    """Another time for a confirmed visit, proposed by one side; it moves only when the other agrees."""

    OPEN, AGREED, REFUSED, TAKEN_BACK, LAPSED = "open", "agreed", "refused", "taken_back", "lapsed"
    STATES = [(s, s) for s in (OPEN, AGREED, REFUSED, TAKEN_BACK, LAPSED)]

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="proposals")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by_role = models.CharField(max_length=20)
    by_person_id = models.BigIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    state = models.CharField(max_length=12, choices=STATES, default=OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_role = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        app_label = "bookings"
        constraints = [
            models.UniqueConstraint(fields=["booking"], condition=Q(state="open"), name="one_open_proposal"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="proposal_ends_after_it_starts"),
        ]
        indexes = [models.Index(F("answer_by"), name="proposals_to_lapse", condition=Q(state="open"))]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.starts_at:%Y-%m-%d %H:%M} ({self.state})"


class StepTaken(Taken):
    """A change of state is a row: which step, from, to, by whom, when and why."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="steps")

    class Meta(Taken.Meta):
        app_label = "bookings"
        verbose_name_plural = "steps taken"
