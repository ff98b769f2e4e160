"""Alarms: what is wrong now, since when, who has it in hand, and what was wrong before; and remedies that two people decide."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casaora.kit.taken import Taken


class Alarm(models.Model):
    """One thing that is wrong. While it is open the same thing is the same row, however often it is seen."""

    OPEN, CLOSED = "open", "closed"
    PAGE, TICKET = "page", "ticket"

    kind = models.CharField(max_length=60, help_text="a name of casaora.ops.kinds")
    subject = models.CharField(max_length=120, blank=True, default="", help_text="what it is about: a job, a batch, a reference")
    severity = models.CharField(max_length=8, choices=[(PAGE, PAGE), (TICKET, TICKET)], help_text="page: somebody gets up; ticket: today")
    state = models.CharField(max_length=8, choices=[(OPEN, OPEN), (CLOSED, CLOSED)], default=OPEN)
    count = models.PositiveIntegerField(default=1, help_text="how many, as last seen")
    facts = models.JSONField(default=dict, help_text="references and figures; never a person")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="when it was last seen to be so")
    told_at = models.DateTimeField(help_text="when people were last told")
    taken_by_id = models.BigIntegerField(null=True, blank=True, help_text="the staff member who has it in hand")
    closed_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True, default="", help_text="how it ended")

    class Meta:
        app_label = "ops"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(state="open"), name="one_open_alarm_of_a_thing"),
            models.CheckConstraint(condition=Q(state="open", closed_at__isnull=True) | (Q(state="closed", closed_at__isnull=False) & ~Q(why="")), name="alarm_ends_for_a_reason"),
        ]
        indexes = [models.Index(F("opened_at").desc(), name="alarms_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".strip()

    @property
    def key(self) -> str:
        """What it is called where words are counted: in the outbox and in the processor of a webhook."""
        return f"{self.kind}:{self.subject}"


class AlarmStep(Taken):
    """What was done about an alarm."""

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="steps")

    class Meta(Taken.Meta):
        app_label = "ops"


class Asked(models.Model):
    """A remedy that moves money, asked for by one person. Another one lets it happen, and sees the same facts."""

    remedy = models.CharField(max_length=40)
    facts = models.JSONField(default=list, help_text="what the dry run said when it was asked for")
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    why = models.CharField(max_length=300)
    approved_by_id = models.BigIntegerField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "ops"
        verbose_name_plural = "asked"
        constraints = [
            models.CheckConstraint(condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("asked_by_id")), name="a_remedy_has_two_people"),
            models.CheckConstraint(condition=Q(approved_by_id__isnull=True, approved_at__isnull=True) | Q(approved_by_id__isnull=False, approved_at__isnull=False), name="a_remedy_is_approved_whole"),
        ]

    def __str__(self) -> str:
        return self.remedy
