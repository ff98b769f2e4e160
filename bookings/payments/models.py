"""Payments and the attempts made at the processor."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.customers.models import Customer
from accounts.professionals.models import Professional
from casaora.kit import attempts
from casaora.kit.money import Money


class Payment(models.Model):
    """One payment by card for one thing. It knows its subject by reference only."""

    OPENING, OPEN, HELD, CAPTURED, RELEASED, EXPIRED, FAILED = (
        "opening", "open", "held", "captured", "released", "expired", "failed",
    )  # fmt: skip
    STATES = [(s, s) for s in (OPENING, OPEN, HELD, CAPTURED, RELEASED, EXPIRED, FAILED)]
    VISIT, TIP, EXTRA_TIME = "visit", "tip", "extra_time"
    KINDS = [(VISIT, _("visit")), (TIP, _("tip")), (EXTRA_TIME, _("extra time"))]
    #: States in which no money can be moved any more without a refund.
    ENDED = (RELEASED, EXPIRED, FAILED)

    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=12, choices=KINDS, default=VISIT)
    subject = models.CharField(max_length=16, help_text="reference of what is paid for")
    visit = models.CharField(max_length=12, help_text="reference of the booking that it belongs to, whose row is locked first")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="payments")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=12, choices=STATES, default=OPENING)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="ours, before the session's")
    session_expires_at = models.DateTimeField()
    session_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    session_url = models.URLField(max_length=500, blank=True, default="")
    intent_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    charge_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    card_brand = models.CharField(max_length=20, blank=True, default="")
    card_last4 = models.CharField(max_length=4, blank=True, default="")
    card_fingerprint = models.CharField(max_length=40, blank=True, default="")
    held_at = models.DateTimeField(null=True, blank=True)
    capture_before = models.DateTimeField(null=True, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    fee_posted_at = models.DateTimeField(null=True, blank=True, help_text="when the processor's fee was entered in the ledger")
    fee_next_try_at = models.DateTimeField(null=True, blank=True, help_text="the fee is not asked for before, after it could not be read")

    class Meta:
        app_label = "bookings"
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_is_positive"),
            models.CheckConstraint(condition=~Q(state__in=["held", "captured"]) | Q(intent_id__isnull=False), name="held_payment_has_an_intent"),
            models.CheckConstraint(condition=Q(kind="visit", visit=F("subject")) | (~Q(kind="visit") & ~Q(visit=F("subject"))), name="payment_of_a_visit_names_it"),
        ]
        indexes = [
            # In the order in which fees are asked for: what pauses is passed over, and a batch is the first hundred.
            models.Index(F("fee_next_try_at").asc(nulls_first=True), F("captured_at"), name="payment_awaiting_fee",
                         condition=Q(fee_posted_at__isnull=True, captured_at__isnull=False)),
            models.Index(F("held_at"), name="payment_held", condition=Q(state="held")),
            models.Index(fields=["customer", "created_at"], name="payments_of_a_customer"),
            models.Index(fields=["subject"], name="payments_of_a_subject"),
            models.Index(fields=["visit"], name="payments_beside_a_visit", condition=~Q(kind="visit")),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def amount(self) -> Money:
        """What the customer pays in all."""
        return Money(self.amount_minor, self.currency)


class Attempt(attempts.Attempt):
    """One call at the processor for a payment. While it is open nobody else may begin another."""

    OPEN_CHECKOUT, EXPIRE_CHECKOUT, CAPTURE, RELEASE, REFUND = "open_checkout", "expire_checkout", "capture", "release", "refund"
    EVIDENCE = "submit_evidence"
    OPERATIONS = [(o, o) for o in (OPEN_CHECKOUT, EXPIRE_CHECKOUT, CAPTURE, RELEASE, REFUND, EVIDENCE)]

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="attempts")
    operation = models.CharField(max_length=20, choices=OPERATIONS)

    class Meta:
        app_label = "bookings"
        constraints = [models.UniqueConstraint(fields=["payment"], condition=Q(outcome=""), name="one_open_attempt")]
        indexes = [
            models.Index(F("opened_at"), name="attempt_open", condition=Q(outcome="")),
            models.Index(fields=["operation", "opened_at"], name="attempts_by_time"),
        ]


class Refund(models.Model):
    """Money on its way back to a card."""

    PENDING, SUCCEEDED, FAILED = "pending", "succeeded", "failed"
    STATES = [(s, s) for s in (PENDING, SUCCEEDED, FAILED)]

    reference = models.CharField(max_length=12, unique=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="refund")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=12, choices=STATES, default=PENDING)
    reason = models.CharField(max_length=60)
    by_role = models.CharField(max_length=20)
    by_person_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    processor_id = models.CharField(max_length=80, unique=True, null=True, blank=True)

    class Meta:
        app_label = "bookings"
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_is_positive")]

    def __str__(self) -> str:
        return self.reference

    @property
    def amount(self) -> Money:
        """What goes back."""
        return Money(self.amount_minor, self.currency)


class Dispute(models.Model):
    """A cardholder's bank questions a payment. Made and moved only by what was read at the processor; its events are hints."""

    WON, LOST, CLOSED = "won", "lost", "closed"
    OUTCOMES = [(o, o) for o in (WON, LOST, CLOSED)]
    #: Card fraud: somebody else's card, not a quarrel about the work.
    FRAUD = "fraudulent"

    processor_id = models.CharField(max_length=80, unique=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="disputes")
    amount_minor = models.BigIntegerField(help_text="what the bank asks for")
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=60, help_text="the processor's word")
    status = models.CharField(max_length=40, help_text="the processor's word, as last read")
    is_inquiry = models.BooleanField(help_text="the bank only asks: no money has moved")
    evidence_due_by = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    read_at = models.DateTimeField(help_text="when it was last read")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True, default="")
    movements = models.JSONField(default=list, help_text="ids of the balance transactions that are in the books")
    taken_minor = models.BigIntegerField(default=0, help_text="what the bank took, less what it gave back before it was lost")
    lost_minor = models.BigIntegerField(default=0, help_text="of that, what it keeps")
    borne_minor = models.BigIntegerField(default=0, help_text="of what is lost, what the platform alone loses")
    beyond_minor = models.BigIntegerField(default=0, help_text="of what is lost, what exceeds the captured and not refunded money")
    evidence_sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True, help_text="when staff decided not to answer")
    answered_by_person_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        app_label = "bookings"
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0, lost_minor__gte=0, lost_minor__lte=F("taken_minor")), name="dispute_loses_what_was_taken"),
            models.CheckConstraint(condition=Q(borne_minor__lte=F("lost_minor"), beyond_minor__lte=F("borne_minor")), name="dispute_divides"),
            models.CheckConstraint(condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")), name="dispute_ends_somehow"),
        ]
        indexes = [models.Index(F("opened_at"), name="disputes_open", condition=Q(closed_at__isnull=True))]

    def __str__(self) -> str:
        return self.processor_id

    @property
    def amount(self) -> Money:
        """What the bank asks for."""
        return Money(self.amount_minor, self.currency)


class OwedRefund(models.Model):
    """A refund that was decided while the bank had the payment in dispute. It is given, or is no longer due, when the bank has decided."""

    REFUNDED, NOT_DUE, FAILED = "refunded", "not_due", "failed"
    OUTCOMES = [(o, o) for o in (REFUNDED, NOT_DUE, FAILED)]

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="owed_refund")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=60)
    parts = models.JSONField(default=dict, help_text="how it divides, as at the claim")
    by_role = models.CharField(max_length=20)
    by_person_id = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True, default="")

    class Meta:
        app_label = "bookings"
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="owed_refund_is_positive")]
        indexes = [models.Index(F("decided_at"), name="refunds_owed", condition=Q(settled_at__isnull=True))]

    def __str__(self) -> str:
        return self.payment.reference

    @property
    def amount(self) -> Money:
        """What would go back."""
        return Money(self.amount_minor, self.currency)
