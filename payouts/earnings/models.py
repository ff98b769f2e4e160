"""Earnings, what holds them back, and every step they took."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.places.models import Market
from accounts.professionals.models import Professional
from casaora.kit.money import Money
from casaora.kit.taken import Taken
from payouts.earnings import process


class Earning(models.Model):
    """What a professional earns by one thing, named by its reference; ``fee`` is the platform's part of the same price."""

    JOB, CANCELLATION, NO_SHOW, TIP, EXTRA_TIME = "job", "cancellation", "no_show", "tip", "extra_time"
    KINDS = [
        (JOB, _("visit")), (CANCELLATION, _("kept cancellation share")), (NO_SHOW, _("customer no-show")),
        (TIP, _("tip")), (EXTRA_TIME, _("extra time")),
    ]  # fmt: skip

    reference = models.CharField(max_length=40, unique=True, help_text="what earned it")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="earnings")
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", help_text="whose batches pay it")
    kind = models.CharField(max_length=20, choices=KINDS)
    amount_minor = models.BigIntegerField(help_text="hers, less what went back to the customer before it was paid")
    fee_minor = models.BigIntegerField(help_text="the platform's part")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=12, choices=[(s, s) for s in process.STATES], default=process.EXPECTED)
    expected_at = models.DateTimeField()
    scheduled_end = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="completion, cancellation, or a tip's capture")
    clears_at = models.DateTimeField(null=True, blank=True)
    available_on = models.DateTimeField(null=True, blank=True, help_text="when the processor lets the charge's money be used")
    payable_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    refunded_at = models.DateTimeField(null=True, blank=True, help_text="the latest refund")
    owed_minor = models.BigIntegerField(default=0, help_text="of it, what she owes because it went back after it left")
    tries = models.PositiveIntegerField(default=0, help_text="releases that failed in a row")
    next_try_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        app_label = "payouts"
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=0, fee_minor__gte=0, owed_minor__gte=0), name="earning_is_not_negative"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0) | Q(state="reversed"), name="earning_of_nothing_is_reversed"),
            models.CheckConstraint(condition=Q(state__in=["expected", "reversed"]) | Q(clears_at__isnull=False), name="earning_has_a_clearing_time"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["professional", "state"], name="earnings_of_a_professional"),
            models.Index(F("clears_at"), name="earnings_to_release", condition=Q(state="clearing")),
            models.Index(fields=["market", "professional"], name="earnings_to_pay", condition=Q(state="payable")),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def amount(self) -> Money:
        """Her part."""
        return Money(self.amount_minor, self.currency)

    @property
    def fee(self) -> Money:
        """The platform's part of the same price."""
        return Money(self.fee_minor, self.currency)

    @property
    def subject(self) -> str:
        """The public reference that its history belongs to: a part of an earning, or a goodwill, is named after a slash."""
        return self.reference.partition("/")[0]

    @property
    def price(self) -> Money:
        """What was paid for it: both parts."""
        return self.amount + self.fee


class EarningHold(models.Model):
    """Something that keeps an earning from being paid. Open until it is closed, or its ``until`` has passed."""

    class Reason(models.TextChoices):
        """Why; the words that the professional reads."""

        REPORT = "report", _("The family reported a problem with this visit.")
        DISPUTE = "dispute", _("The family’s bank is questioning the card payment.")
        REVIEW = "review", _("Our team is checking this visit.")
        SUSPENSION = "suspension", _("Your account is paused, and our team gave a reason for holding this.")

    earning = models.ForeignKey(Earning, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    until = models.DateTimeField(null=True, blank=True)
    unblocked_by = models.CharField(max_length=200, blank=True, default="", help_text="what ends it, in words she reads")
    why = models.CharField(max_length=300, blank=True, default="")
    opened_at = models.DateTimeField()
    opened_by_role = models.CharField(max_length=20)
    opened_by_person_id = models.BigIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_role = models.CharField(max_length=20, blank=True, default="")
    closed_by_person_id = models.BigIntegerField(null=True, blank=True)
    closed_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        app_label = "payouts"
        constraints = [
            models.UniqueConstraint(
                fields=["earning", "reason"], condition=Q(closed_at__isnull=True), name="one_open_hold_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} on {self.earning_id}"

    def is_open(self, at: datetime) -> bool:
        """Whether it still keeps the earning."""
        return self.closed_at is None and (self.until is None or self.until > at)


def held_now(at: datetime) -> Q:
    """Holds that keep their earning at this moment; for filters over EarningHold."""
    return Q(closed_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=at))


class EarningStep(Taken):
    """A step of an earning; ``amount_minor`` is hers after it."""

    earning = models.ForeignKey(Earning, models.PROTECT, related_name="steps")
    amount_minor = models.BigIntegerField()

    class Meta(Taken.Meta):
        app_label = "payouts"
