"""What everybody may know of a professional's past: two counts, from a view."""

from __future__ import annotations

from django.db import models

from accounts.professionals.models import Professional


class TrackRecord(models.Model):
    """View ``track_record``: visits completed and requests left without an answer. Saying no counts against nobody."""

    professional = models.OneToOneField(Professional, models.DO_NOTHING, primary_key=True, related_name="+")
    completed = models.IntegerField()
    unanswered = models.IntegerField()

    class Meta:
        app_label = "bookings"
        managed = False
        db_table = "track_record"

    def __str__(self) -> str:
        return f"{self.completed} visits of {self.professional_id}"
