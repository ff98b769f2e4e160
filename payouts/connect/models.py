"""A professional's account at the processor, as we last read it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.professionals.models import Professional
from casaora.kit import attempts
from casaora.kit.references import new

#: What the processor says of an account that is no longer ours to pay: disconnected by its owner, or closed.
GONE = ("account_invalid", "resource_missing")


def new_reference() -> str:
    """``PA-…``; the processor keeps it beside its account."""
    return new("PA")


class PayoutAccount(models.Model):
    """Where payouts go. ``processor_id`` is empty until the processor has opened it. All else is a copy of what it says."""

    professional = models.OneToOneField(Professional, models.PROTECT, primary_key=True, related_name="payout_account")
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    processor_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    transfers_active = models.BooleanField(default=False)
    payouts_enabled = models.BooleanField(default=False)
    details_submitted = models.BooleanField(default=False)
    requirements_due = models.JSONField(default=list)
    disabled_reason = models.CharField(max_length=120, blank=True, default="")
    checked_at = models.DateTimeField(null=True, blank=True, help_text="when it was last read")
    ready_at = models.DateTimeField(null=True, blank=True, help_text="when it was first ready")
    changed_at = models.DateTimeField(null=True, blank=True, help_text="when it, or the bank behind it, last changed")
    held_until = models.DateTimeField(null=True, blank=True, help_text="no payout before, after a change")
    bank = models.CharField(max_length=120, blank=True, default="", db_default="", help_text="tells one bank account from another")
    last_change = models.CharField(max_length=80, blank=True, default="", help_text="what changed it: the event's id")

    class Meta:
        app_label = "payouts"

    def __str__(self) -> str:
        return self.reference

    def is_ready(self) -> bool:
        """Whether the processor takes transfers for it and pays them out to her bank."""
        return bool(self.processor_id) and self.transfers_active and self.payouts_enabled

    def is_gone(self) -> bool:
        """Whether the processor, when last asked, had no such account for us any more."""
        return bool(self.processor_id) and self.disabled_reason in GONE

    def is_known(self) -> bool:
        """Whether money was ever to go there, or to the one before: from then on, whoever changes it must prove to be she."""
        return self.details_submitted or self.ready_at is not None or self.held_until is not None

    def is_held(self, at: datetime) -> bool:
        """Whether a change is too recent for a payout."""
        return self.held_until is not None and self.held_until > at

    def why_not(self, at: datetime) -> str:
        """Why no payout can go there now, as a word of ours (no_account, details, disabled, held); empty when one can."""
        if not self.processor_id:
            return "no_account"
        if not self.is_ready():
            return "details" if self.requirements_due or not self.details_submitted else "disabled"
        return "held" if self.is_held(at) else ""


class OpeningAttempt(attempts.Attempt):
    """A claimed call that opens an account at the processor. One open at a time for each professional."""

    account = models.ForeignKey(PayoutAccount, models.PROTECT, related_name="attempts")

    class Meta:
        app_label = "payouts"
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(outcome=""), name="one_open_opening_an_account"),
        ]
