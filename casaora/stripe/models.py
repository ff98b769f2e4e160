"""The inbox: every event that the processor sent, once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Event(models.Model):
    """An event as it arrived. Handled when ``handled_at`` is set; due when it is not and ``next_try_at`` has passed."""

    processor_id = models.CharField(max_length=80, unique=True, help_text="evt_…: the same event arrives more than once")
    type = models.CharField(max_length=80)
    account = models.CharField(max_length=80, blank=True, default="", help_text="whose it is; empty for our own")
    payload = models.JSONField()
    created_at = models.DateTimeField(help_text="by the processor's clock")
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    ignored = models.BooleanField(default=False, help_text="nothing of ours listens to this type")
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(help_text="due from this moment; also the claim while somebody handles it")
    error = models.TextField(blank=True, default="")

    class Meta:
        app_label = "stripe"
        indexes = [
            # In the order of arrival, as they are swept: after an outage each batch takes the first hundred and leaves the rest alone.
            models.Index(fields=["id", "next_try_at"], name="events_waiting", condition=Q(handled_at__isnull=True)),
            models.Index(F("received_at").desc(), name="event_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.processor_id}"
