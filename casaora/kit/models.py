"""The floor's tables: what leaves (outbox) and what ran (jobs)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Outgoing(models.Model):
    """Something to be done after a commit: written in the same transaction as its cause."""

    topic = models.CharField(max_length=40)
    key = models.CharField(max_length=160, unique=True, help_text="what makes it the same thing: it is put once")
    payload = models.JSONField(default=dict)
    put_at = models.DateTimeField()
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

    class Meta:
        app_label = "kit"
        indexes = [models.Index(F("job"), F("started_at").desc(), name="jobrun_latest")]

    def __str__(self) -> str:
        return f"{self.job} {self.started_at:%Y-%m-%d %H:%M} {self.status}"
