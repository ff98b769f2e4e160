"""An issue, the evidence for it, what was decided, and every step it took."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.customers.models import Customer
from accounts.professionals.models import Professional
from bookings.issues import process
from bookings.lifecycle.models import Booking
from bookings.payments.models import Attempt
from casaora.kit.money import Money
from casaora.kit.taken import Taken

#: How long the other side has to answer, how long we have to decide, and how long a decision can be appealed.
ANSWER_WITHIN, RULE_WITHIN, APPEAL_WITHIN = timedelta(hours=48), timedelta(days=10), timedelta(days=7)
#: How long after the end of a visit (or after a no-show was said of her) it can be reported.
REPORT_WITHIN = timedelta(hours=48)


class Issue(models.Model):
    """A complaint about one visit by one of its two people. Only verbs change a row, and each leaves a step."""

    class Kind(models.TextChoices):
        """What it is about; the words of the form."""

        QUALITY = "quality", _("The work was not as agreed")
        TIME = "time", _("Time: late, short, or longer than agreed")
        DAMAGE = "damage", _("Something was damaged or is missing")
        BEHAVIOR = "behavior", _("Behavior or safety")
        ABSENCE = "absence", _("Whether somebody came")
        OTHER = "other_issue", _("Something else")

    reference = models.CharField(max_length=12, unique=True)
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="issues")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="+")
    by_role = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.CharField(max_length=2000)
    claimed_minor = models.BigIntegerField(null=True, blank=True, help_text="what the family asks back at most; empty: all of it")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=20, choices=[(s, s) for s in process.STATES], default=process.OPEN)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answer = models.CharField(max_length=2000, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    rule_by = models.DateTimeField(help_text="then it escalates")
    escalated_at = models.DateTimeField(null=True, blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True, help_text="the latest ruling")
    appeal_by = models.DateTimeField(null=True, blank=True)
    appeal = models.CharField(max_length=2000, blank=True, default="")
    appealed_by_role = models.CharField(max_length=20, blank=True, default="")
    appealed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "bookings"
        constraints = [
            models.UniqueConstraint(fields=["booking", "by_role"], condition=~Q(state="issue_closed"), name="one_open_issue_a_reporter"),
            models.CheckConstraint(condition=Q(by_role__in=["customer", "professional"]), name="issue_is_of_a_party"),
            models.CheckConstraint(condition=Q(claimed_minor__isnull=True) | Q(claimed_minor__gt=0), name="issue_claims_something"),
            models.CheckConstraint(condition=~Q(state="issue_ruled") | Q(appeal_by__isnull=False), name="ruled_issue_can_be_appealed"),
        ]
        indexes = [
            models.Index(F("answer_by"), name="issues_to_be_answered", condition=Q(state="issue_open")),
            models.Index(F("rule_by"), name="issues_to_be_ruled", condition=Q(state__in=["issue_review", "issue_appealed"])),
            models.Index(F("appeal_by"), name="issues_to_be_closed", condition=Q(state="issue_ruled")),
            models.Index(fields=["customer", "state"], name="issues_of_a_customer"),
            models.Index(fields=["professional", "state"], name="issues_of_a_professional"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def claimed(self) -> Money | None:
        """What the family asks back at most; None: they did not say, so all of it."""
        return None if self.claimed_minor is None else Money(self.claimed_minor, self.currency)

    @property
    def is_live(self) -> bool:
        """Whether it is not over."""
        return self.state in process.LIVE

    @property
    def other_role(self) -> str:
        """Who is asked to answer."""
        return "professional" if self.by_role == "customer" else "customer"

    @property
    def asking_role(self) -> str:
        """Whose wish the next ruling answers: who appealed, else who reported."""
        return self.appealed_by_role or self.by_role

    def is_overdue(self, at: datetime) -> bool:
        """Whether our team has had its ten days."""
        return self.state in process.WITH_STAFF and at >= self.rule_by


class Evidence(models.Model):
    """A file that one side gave: a photo (made anew, without its EXIF) or a PDF. Kept in the row, so that the row's policy guards it."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="evidence")
    by_role = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    type = models.CharField(max_length=20, choices=[(t, t) for t in ("image/jpeg", "application/pdf")])
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        app_label = "bookings"
        ordering = ["pk"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.name


class Ruling(models.Model):
    """What our team decided. It counts once it is ``given``: after its refund succeeded, where it has one."""

    DISMISS, PARTIAL, FULL, REDO, GOODWILL = "dismiss", "partial_refund", "full_refund", "redo", "goodwill"
    WAITING, REFUNDING, GIVEN, NOT_AGREED, BANK_REFUSED = "waiting", "refunding", "given", "not_agreed", "bank_refused"
    LIVE = (WAITING, REFUNDING)

    class Outcome(models.TextChoices):
        """The words of the form."""

        DISMISS = "dismiss", _("Dismiss: nothing changes")
        PARTIAL = "partial_refund", _("Refund a part")
        FULL = "full_refund", _("Refund all of it")
        REDO = "redo", _("The visit is done anew, at no cost")
        GOODWILL = "goodwill", _("Goodwill: Casaora pays")

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="rulings")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    to_role = models.CharField(max_length=20, help_text="whose wish it answers; who receives a goodwill")
    amount_minor = models.BigIntegerField(default=0)
    of_earning_minor = models.BigIntegerField(default=0)
    of_fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    words = models.CharField(max_length=1000, help_text="why; both sides read it")
    redo_at = models.DateTimeField(null=True, blank=True, help_text="when she comes again, as both agreed")
    is_final = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=[(s, s) for s in (WAITING, REFUNDING, GIVEN, NOT_AGREED, BANK_REFUSED)])
    by_person_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    agreed_by_person_id = models.BigIntegerField(null=True, blank=True, help_text="the second person, above the limit")
    given_at = models.DateTimeField(null=True, blank=True)
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        app_label = "bookings"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["issue"], condition=Q(state__in=["waiting", "refunding"]), name="one_live_ruling"),
            models.UniqueConstraint(fields=["issue", "is_final"], condition=Q(state="given"), name="one_ruling_a_round"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0, of_earning_minor__gte=0, of_fee_minor__gte=0), name="ruling_is_not_negative"),
            models.CheckConstraint(condition=~Q(agreed_by_person_id=F("by_person_id")), name="nobody_agrees_with_herself"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} ({self.state})"

    @property
    def amount(self) -> Money:
        """What goes back to the card, or to her as a goodwill."""
        return Money(self.amount_minor, self.currency)

    @property
    def of_earning(self) -> Money:
        """Of it, what is taken from her earning."""
        return Money(self.of_earning_minor, self.currency)

    @property
    def of_fee(self) -> Money:
        """Of it, what is taken from our fee."""
        return Money(self.of_fee_minor, self.currency)

    @property
    def is_refund(self) -> bool:
        """Whether money goes back to the customer's card for it."""
        return bool(self.amount_minor) and self.to_role == "customer"


class IssueStep(Taken):
    """A change of an issue is a row: which step, from, to, by whom, when."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="steps")

    class Meta(Taken.Meta):
        app_label = "bookings"
