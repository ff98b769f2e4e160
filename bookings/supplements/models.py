"""A supplement and every step it took."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from bookings.catalog.quotes import PriceLine
from bookings.lifecycle.models import Booking
from bookings.payments.models import Payment
from bookings.supplements import process
from casaora.kit.money import Money
from casaora.kit.taken import Taken


class Supplement(models.Model):
    """A tip, or extra time: it belongs to a booking, is named after it (``CB-7Q2MXA-T1``), and has its own payment."""

    TIP, EXTRA_TIME = Payment.TIP, Payment.EXTRA_TIME
    KINDS = [choice for choice in Payment.KINDS if choice[0] != Payment.VISIT]

    reference = models.CharField(max_length=16, unique=True)
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="supplements")
    kind = models.CharField(max_length=12, choices=KINDS)
    state = models.CharField(max_length=20, choices=[(s, s) for s in process.STATES])
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, blank=True, related_name="supplement")
    made_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True, blank=True, help_text="until when the customer may agree to extra time")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True, help_text="until when the visit lasts with the extra time")
    price_lines = models.JSONField(default=list, help_text="the booking's rates for the extra time")
    earning_minor = models.BigIntegerField(help_text="what she receives")
    fee_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True, help_text="the clock leaves it alone until then, after a refusal")

    class Meta:
        app_label = "bookings"
        constraints = [
            models.UniqueConstraint(fields=["booking"], condition=Q(state__in=process.OPEN), name="one_open_supplement"),
            models.CheckConstraint(condition=Q(earning_minor__gt=0, fee_minor__gte=0, total_minor__gte=F("earning_minor") + F("fee_minor")), name="supplement_price_adds_up"),
            models.CheckConstraint(condition=~Q(kind="tip") | Q(fee_minor=0, earning_minor=F("total_minor")), name="tip_is_wholly_hers"),
            models.CheckConstraint(condition=Q(kind="tip") | Q(minutes__gt=0, ends_at__isnull=False, answer_by__isnull=False), name="extra_time_has_its_hours"),
            models.CheckConstraint(condition=Q(state__in=["proposed", "refused"]) | Q(payment__isnull=False), name="paid_supplement_has_a_payment"),
        ]  # fmt: skip
        indexes = [models.Index(F("made_at"), name="supplements_open", condition=Q(state__in=process.OPEN))]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def earning(self) -> Money:
        """What the professional receives."""
        return Money(self.earning_minor, self.currency)

    @property
    def fee(self) -> Money:
        """Casaora's service fee; a tip has none."""
        return Money(self.fee_minor, self.currency)

    @property
    def total(self) -> Money:
        """What the customer pays."""
        return Money(self.total_minor, self.currency)

    @property
    def lines(self) -> list[PriceLine]:
        """The price of extra time, line by line."""
        return [PriceLine.from_json(line) for line in self.price_lines]

    def step(self, verb: str) -> str:
        """The name of one of its steps: ``pay`` of a tip is ``pay_tip``."""
        return f"{verb}_{self.kind}"

    def is_time_for(self, step: str, at: datetime) -> bool:
        """Whether a step's moment has come and not passed."""
        if step == "approve_extra_time":
            return self.answer_by is not None and at < self.answer_by
        return True


class SupplementStep(Taken):
    """A change of state is a row: which step, from, to, by whom, when and why."""

    supplement = models.ForeignKey(Supplement, models.PROTECT, related_name="steps")

    class Meta(Taken.Meta):
        app_label = "bookings"
