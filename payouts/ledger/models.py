"""Entries, their postings, and the seals that chain them. Nothing here is ever updated or deleted.

What the model classes cannot say is said by triggers (migration ``0002_ledger_rules``): the postings of an entry arrive
in one statement, in the transaction of their entry, at least two of them, and sum to zero in each currency.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casaora.kit.money import Money


class Account(models.TextChoices):
    """The accounts. A debit is positive, a credit negative: what we owe is a negative balance."""

    PROCESSOR_CASH = "processor_cash", "processor cash"
    OPERATOR_BANK = "operator_bank", "operator bank"
    HELD_FOR_PROFESSIONALS = "held_for_professionals", "held for professionals"
    PAYABLE_TO = "payable_to", "payable to"
    IN_TRANSIT = "in_transit", "in transit"
    OWED_BY = "owed_by", "owed by"
    SERVICE_FEES_UNEARNED = "service_fees_unearned", "service fees unearned"
    SERVICE_FEES = "service_fees", "service fees"
    TAX_PAYABLE = "tax_payable", "tax payable"
    TIPS_HELD = "tips_held", "tips held"
    CREDITS = "credits", "credits"
    PROCESSING_FEES = "processing_fees", "processing fees"
    REFUNDS_BORNE = "refunds_borne", "refunds borne"
    DISPUTED = "disputed", "disputed"
    WRITE_OFFS = "write_offs", "write-offs"
    SUSPENSE = "suspense", "suspense"


#: Accounts that are kept for each person; the others belong to nobody.
PERSONAL = (
    Account.HELD_FOR_PROFESSIONALS, Account.PAYABLE_TO, Account.IN_TRANSIT, Account.OWED_BY, Account.TIPS_HELD, Account.CREDITS,
)  # fmt: skip


class Entry(models.Model):
    """Something that moved money or a debt. ``(kind, reference)`` makes it the same thing when it is told twice.

    The column ``made_by`` (the transaction that inserted it) is the database's alone, so the model does not know it.
    """

    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=120, help_text="the processor's id where there is one, else our row's")
    subject = models.CharField(
        max_length=40, blank=True, default="", help_text="our public reference whose history it belongs to"
    )
    at = models.DateTimeField()
    memo = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        app_label = "payouts"
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="one_entry_a_reference"),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(reference=""), name="entry_is_named"),
        ]
        indexes = [
            models.Index(fields=["reference"], name="entries_of_a_reference"),
            models.Index(fields=["at"], name="entries_by_time"),
            models.Index(fields=["subject"], name="entries_of_a_subject", condition=~Q(subject="")),
        ]

    def __str__(self) -> str:
        return self.reference


class Posting(models.Model):
    """One leg of an entry."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    account = models.CharField(max_length=30, choices=Account.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    class Meta:
        app_label = "payouts"
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="posting_is_not_nothing"),
            models.CheckConstraint(condition=Q(account__in=[a.value for a in Account]), name="posting_names_an_account"),
            models.CheckConstraint(
                condition=Q(account__in=[a.value for a in PERSONAL], person__isnull=False)
                | (~Q(account__in=[a.value for a in PERSONAL]) & Q(person__isnull=True)),
                name="posting_has_a_person_where_due",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "account", "currency"], include=["amount_minor"], name="balance_of_a_person"),
            models.Index(fields=["account", "currency"], include=["amount_minor"], name="balance_of_an_account"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_minor:+d} {self.currency}"

    @property
    def money(self) -> Money:
        """The amount with its currency; a debit is positive."""
        return Money(self.amount_minor, self.currency)


class Seal(models.Model):
    """One link of the chain: the hash of an entry with its postings, and of the link before."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="seal")
    sequence = models.BigIntegerField(unique=True, help_text="1, 2, 3 … without a gap")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()

    class Meta:
        app_label = "payouts"
        indexes = [models.Index(F("sequence").desc(), name="latest_seal")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"
