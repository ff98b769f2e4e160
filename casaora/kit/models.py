"""The floor's tables: what leaves (outbox) and what ran (jobs)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casaora.kit.events import current_request


class Outgoing(models.Model):
    """Something to be done after a commit: written in the same transaction as its cause."""

    topic = models.CharField(max_length=40)
    key = models.CharField(max_length=160, unique=True, help_text="what makes it the same thing: it is put once")
    payload = models.JSONField(default=dict)
    put_at = models.DateTimeField()
    request_id = models.CharField(max_length=16, blank=True, default=current_request, db_default="", help_text="whose request caused it")
    next_try_at = models.DateTimeField(help_text="due from this moment; also the lease while somebody delivers")
    done_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")

    class Meta:
        app_label = "kit"
        verbose_name_plural = "outbox"
        indexes = [models.Index(F("next_try_at"), name="outgoing_due", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return self.key


class JobLease(models.Model):
    """Who may run a clock job now. A row with an expiry, never a session lock: nothing leaks through a pool."""

    job = models.CharField(max_length=60, primary_key=True)
    holder = models.CharField(max_length=80)
    expires_at = models.DateTimeField()

    class Meta:
        app_label = "kit"

    def __str__(self) -> str:
        return f"{self.job} held by {self.holder}"


class JobRun(models.Model):
    """One run of a clock job."""

    RUNNING, SUCCEEDED, FAILED = "running", "succeeded", "failed"

    job = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=20, default=RUNNING)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")
    request_id = models.CharField(max_length=16, blank=True, default=current_request, db_default="", help_text="finds its lines in the log")
    by_role = models.CharField(max_length=20, default="clock", db_default="clock", help_text="the clock, or who asked for it beside the clock")
    by_person_id = models.BigIntegerField(null=True, blank=True)
    seconds = models.FloatField(default=0, db_default=0, help_text="by the machine's clock, which a demo clock does not move")

    class Meta:
        app_label = "kit"
        indexes = [models.Index(F("job"), F("started_at").desc(), name="jobrun_latest")]

    def __str__(self) -> str:
        return f"{self.job} {self.started_at:%Y-%m-%d %H:%M} {self.status}"


class Traffic(models.Model):
    """What one view answered within five minutes, added up over all processes."""

    since = models.DateTimeField()
    view = models.CharField(max_length=80)
    method = models.CharField(max_length=8)
    count = models.PositiveIntegerField()
    failed = models.PositiveIntegerField(help_text="answers of 500 and above")
    limited = models.PositiveIntegerField(help_text="answers of 429")
    refused = models.PositiveIntegerField(help_text="other answers of 400 and above: a wrong signature, a page that is not there")
    total_ms = models.BigIntegerField()
    most_ms = models.PositiveIntegerField()
    within_100 = models.PositiveIntegerField()
    within_300 = models.PositiveIntegerField()
    within_1000 = models.PositiveIntegerField()
    within_3000 = models.PositiveIntegerField()

    class Meta:
        app_label = "kit"
        constraints = [models.UniqueConstraint(fields=["since", "view", "method"], name="one_row_a_view_and_span")]

    def __str__(self) -> str:
        return f"{self.method} {self.view} {self.since:%Y-%m-%d %H:%M}"


class SwitchTurn(models.Model):
    """Somebody turned a switch of the house. The latest row of a name is how it stands; without one its default does."""

    name = models.CharField(max_length=40)
    is_on = models.BooleanField()
    by_role = models.CharField(max_length=20)
    by_person_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    why = models.CharField(max_length=300)

    class Meta:
        app_label = "kit"
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="a_switch_is_turned_for_a_reason")]
        indexes = [models.Index(F("name"), F("id").desc(), name="switch_latest")]

    def __str__(self) -> str:
        return f"{self.name} {'on' if self.is_on else 'off'}"
