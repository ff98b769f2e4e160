"""Batches, payouts, their lines, and the transfers that were attempted. Amounts are frozen when planned (a trigger says so)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.places.models import Market
from accounts.professionals.models import Professional
from casaora.kit import attempts
from casaora.kit.money import Money
from casaora.kit.taken import Taken
from payouts.batches import process
from payouts.earnings.models import Earning


class Batch(models.Model):
    """One run of payouts of a market for a cut-off; ``number`` is above zero for manual ones."""

    batch_id = models.CharField(max_length=40, unique=True)
    market = models.ForeignKey(Market, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    cut_off_at = models.DateTimeField()
    number = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=24, choices=[(s, s) for s in process.BATCH_STATES])
    plan_hash = models.CharField(max_length=64)
    total_minor = models.BigIntegerField()
    payouts_count = models.PositiveIntegerField()
    approvals_needed = models.PositiveSmallIntegerField(default=0)
    planned_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    paused_reason = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        app_label = "payouts"
        verbose_name_plural = "batches"
        constraints = [models.UniqueConstraint(fields=["market", "cut_off_at", "number"], name="one_batch_a_cut_off")]
        indexes = [
            models.Index(F("cut_off_at").desc(), name="batches_by_time"),
            models.Index(fields=["market"], name="batches_to_send", condition=Q(state__in=["approved", "sending"])),
        ]

    def __str__(self) -> str:
        return self.batch_id

    @property
    def total(self) -> Money:
        """The sum of the transfers."""
        return Money(self.total_minor, self.currency)

    def is_paused(self, at: datetime) -> bool:
        """Whether sending waits, for instance because our balance does not suffice."""
        return self.paused_until is not None and self.paused_until > at


class BatchApproval(models.Model):
    """One person of finance approved a batch."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="approvals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "payouts"
        constraints = [models.UniqueConstraint(fields=["batch", "person"], name="one_approval_a_person")]

    def __str__(self) -> str:
        return f"{self.batch_id} by {self.person_id}"


class Payout(models.Model):
    """What one professional receives in one batch."""

    reference = models.CharField(max_length=12, unique=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="payouts")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="payouts")
    account_id = models.CharField(max_length=80, blank=True, default="", help_text="the processor's account, as planned")
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField(help_text="the sum of its lines")
    netted_minor = models.BigIntegerField(default=0, help_text="of it, what settles a debt of hers")
    net_minor = models.BigIntegerField(help_text="what is transferred")
    state = models.CharField(max_length=12, choices=[(s, s) for s in process.PAYOUT_STATES])
    why = models.CharField(max_length=300, blank=True, default="", help_text="why it was withdrawn or failed")
    transfer_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    reversed_minor = models.BigIntegerField(default=0, help_text="of the transfer, what came back")
    planned_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True, help_text="sending passes it over until then, after a fault")

    class Meta:
        app_label = "payouts"
        constraints = [
            models.UniqueConstraint(fields=["batch", "professional"], name="one_payout_a_batch"),
            models.CheckConstraint(condition=Q(gross_minor=F("net_minor") + F("netted_minor"), net_minor__gte=0, netted_minor__gte=0, gross_minor__gt=0), name="payout_adds_up"),
            models.CheckConstraint(condition=Q(reversed_minor__gte=0, reversed_minor__lte=F("net_minor")), name="no_more_comes_back_than_left"),
            models.CheckConstraint(condition=~Q(state="paid") | Q(transfer_id__isnull=False) | Q(net_minor=0), name="paid_by_a_transfer"),
        ]  # fmt: skip
        indexes = [
            models.Index(F("professional"), F("planned_at").desc(), name="payouts_of_a_professional"),
            models.Index(fields=["batch"], name="payouts_to_send", condition=Q(state__in=["planned", "sending"])),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def gross(self) -> Money:
        """The sum of its lines."""
        return Money(self.gross_minor, self.currency)

    @property
    def netted(self) -> Money:
        """Of it, what settles a debt."""
        return Money(self.netted_minor, self.currency)

    @property
    def net(self) -> Money:
        """What is transferred."""
        return Money(self.net_minor, self.currency)


class PayoutLine(models.Model):
    """One earning in a payout. Live until the payout comes to nothing; an earning has at most one live line."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="lines")
    earning = models.ForeignKey(Earning, models.PROTECT, related_name="lines")
    amount_minor = models.BigIntegerField()
    is_live = models.BooleanField(default=True)

    class Meta:
        app_label = "payouts"
        constraints = [
            models.UniqueConstraint(fields=["earning"], condition=Q(is_live=True), name="one_live_line_an_earning"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="line_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.earning_id} in {self.payout_id}"


class TransferAttempt(attempts.Attempt):
    """A claimed transfer. One open at a time for each payout."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="attempts")

    class Meta:
        app_label = "payouts"
        constraints = [
            models.UniqueConstraint(fields=["payout"], condition=Q(outcome=""), name="one_open_transfer_a_payout"),
            models.UniqueConstraint(fields=["payout"], condition=Q(outcome="succeeded"), name="one_transfer_a_payout"),
        ]
        indexes = [
            models.Index(fields=["next_try_at", "opened_at"], name="transfers_to_settle", condition=Q(outcome="")),
            models.Index(fields=["opened_at"], name="transfers_by_time"),
        ]


class BatchStep(Taken):
    """A step of a batch."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="steps")

    class Meta(Taken.Meta):
        app_label = "payouts"


class PayoutStep(Taken):
    """A step of a payout."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="steps")

    class Meta(Taken.Meta):
        app_label = "payouts"
