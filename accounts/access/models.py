"""Where a person is signed in: one row a browser."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class OpenSession(models.Model):
    """A browser that somebody signed in with. Of the browser only its name and system are kept, and no address."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=60, blank=True, default="", help_text="as it calls itself: Firefox, Android")
    begun_at = models.DateTimeField()

    class Meta:
        app_label = "accounts"

    def __str__(self) -> str:
        return f"{self.person_id}: {self.browser}"
