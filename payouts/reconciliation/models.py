"""Runs of the comparison, which entry meets which movement, what does not, and the entries that two people post about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.professionals.models import Professional
from casaora.kit.money import Money
from payouts.ledger.models import Entry


class Reconciliation(models.Model):
    """One comparison of a window. ``finished_at`` stays empty where it broke off: then it says nothing."""

    started_at = models.DateTimeField()
    since = models.DateTimeField(help_text="movements and entries from here …")
    until = models.DateTimeField(help_text="… to just before here")
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, help_text="bucket → currency → how many, and the minor units of their differences")
    balances = models.JSONField(default=dict, help_text="currency → the processor's balance, ours, and what explains the difference; empty for a window of the past")
    new_breaks = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "payouts"
        constraints = [models.CheckConstraint(condition=Q(since__lt=F("until")), name="reconciliation_has_a_window")]
        indexes = [models.Index(F("started_at").desc(), name="latest_reconciliation")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} UTC"

    @property
    def unexplained(self) -> dict[str, int]:
        """By currency, the minor units of the difference that no bucket explains; what moved too fast to be read is left out."""
        return {code: said["unexplained"] for code, said in self.balances.items() if said.get("unexplained")}


class Match(models.Model):
    """An entry that touches the processor's cash and the movement of the processor that it is about. Never changed: neither side is."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="matches")
    movement_id = models.CharField(max_length=80, help_text="the processor's, or the break that a correction of ours closed")
    at = models.DateTimeField()

    class Meta:
        app_label = "payouts"
        constraints = [models.UniqueConstraint(fields=["entry", "movement_id"], name="one_match_of_a_pair")]

    def __str__(self) -> str:
        return f"{self.entry_id} is {self.movement_id}"


class Break(models.Model):
    """What one side knows and the other does not, or knows otherwise; and what waits in suspense. Open until it has come by itself or people close it.

    ``amount_minor`` is what the processor has more (below zero: less) than our books; in suspense, what we owe somebody (below zero: what is missing).
    """

    OURS, THEIRS, DIFFERS, SUSPENSE = "ours_only", "theirs_only", "differs", "suspense"
    BUCKETS = [(OURS, _("only in our books")), (THEIRS, _("only at the processor")), (DIFFERS, _("differs")), (SUSPENSE, _("in suspense"))]
    #: How long one may be open before it is overdue.
    OVERDUE_AFTER = timedelta(days=3)

    key = models.CharField(max_length=120, help_text="what it is about, the same in every run")
    bucket = models.CharField(max_length=12, choices=BUCKETS)
    type = models.CharField(max_length=60, help_text="the processor's word for its movement, or our entry's kind")
    movement_id = models.CharField(max_length=80, blank=True, default="")
    source_id = models.CharField(max_length=80, blank=True, default="", help_text="what the movement is of")
    names = models.JSONField(default=list, help_text="references by which an entry of ours would name this movement")
    gross_minor = models.BigIntegerField(null=True, blank=True, help_text="of the movement, before the processor's fee")
    fee_of_processor_minor = models.BigIntegerField(null=True, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="+", help_text="ours, where only we know it")
    subject = models.CharField(max_length=40, blank=True, default="", help_text="public reference of what it belongs to, where that is known")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    happened_at = models.DateTimeField(help_text="when the money moved, or was posted")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    first_run = models.ForeignKey(Reconciliation, models.PROTECT, related_name="+")
    last_run = models.ForeignKey(Reconciliation, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_role = models.CharField(max_length=20, blank=True, default="")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_why = models.CharField(max_length=300, blank=True, default="")
    accepted_minor = models.BigIntegerField(default=0, help_text="the difference that somebody accepted by closing it without an entry, while it lasts")
    closing_entry = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        app_label = "payouts"
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(closed_at__isnull=True), name="one_open_break_of_a_thing"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by_role="", closed_by__isnull=True, closed_why="", closing_entry__isnull=True)
                | (Q(closed_at__isnull=False, closed_by_role="clock", closed_by__isnull=True) & ~Q(closed_why=""))
                | (Q(closed_at__isnull=False, closed_by_role="staff", closed_by__isnull=False) & ~Q(closed_why="")),
                name="closed_break_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(bucket__in=["theirs_only", "differs"], entry__isnull=True, gross_minor__isnull=False, fee_of_processor_minor__isnull=False)
                & ~Q(movement_id="")
                | Q(bucket="ours_only", entry__isnull=False, movement_id="")
                | Q(bucket="suspense", entry__isnull=True, movement_id=""),
                name="break_is_about_something",
            ),
            # Money in suspense belongs to somebody: only an entry of two people, or its own end, closes it.
            models.CheckConstraint(
                condition=~Q(bucket="suspense", closed_by_role="staff") | Q(closing_entry__isnull=False), name="suspense_is_closed_by_an_entry"
            ),
            models.CheckConstraint(
                condition=Q(accepted_minor=0) | Q(accepted_minor=F("amount_minor"), closed_by_role="staff", closing_entry__isnull=True), name="accepted_as_it_was"
            ),
            models.CheckConstraint(condition=Q(owner__isnull=True, taken_at__isnull=True) | Q(owner__isnull=False, taken_at__isnull=False), name="taken_break_has_an_owner"),
        ]
        indexes = [
            models.Index(fields=["happened_at"], name="breaks_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["key"], name="breaks_of_a_thing"),
            models.Index(fields=["currency"], name="breaks_accepted", condition=~Q(accepted_minor=0)),
        ]

    def __str__(self) -> str:
        return self.movement_id or self.subject or self.key

    @property
    def amount(self) -> Money:
        """The difference, or what waits, with its currency."""
        return Money(self.amount_minor, self.currency)

    def age(self, at: datetime) -> timedelta:
        """Since the money moved; of a closed one, until it was closed."""
        return (self.closed_at or at) - self.happened_at


class Proposal(models.Model):
    """An entry that one person proposes to close a break by, and another posts. Money never moves by one person's word."""

    POSTED, REFUSED = "posted", "refused"
    OUTCOMES = [(POSTED, _("posted")), (REFUSED, _("not posted"))]

    about = models.ForeignKey(Break, models.PROTECT, related_name="proposals")
    recipe = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    professional = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="+", help_text="whose it will be")
    why = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True, default="")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        app_label = "payouts"
        constraints = [
            models.UniqueConstraint(fields=["about"], condition=Q(outcome=""), name="one_open_proposal_of_a_break"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0) & ~Q(why=""), name="proposal_says_what_and_why"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_by__isnull=True, settled_at__isnull=True, entry__isnull=True)
                | Q(outcome="refused", settled_by__isnull=False, settled_at__isnull=False, entry__isnull=True)
                | Q(outcome="posted", settled_by__isnull=False, settled_at__isnull=False, entry__isnull=False) & ~Q(settled_by=F("proposed_by")),
                name="two_people_post_an_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipe} {self.amount}"

    @property
    def amount(self) -> Money:
        """What moves."""
        return Money(self.amount_minor, self.currency)
