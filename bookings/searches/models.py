"""A search that somebody keeps."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.customers.models import Customer


class SavedSearch(models.Model):
    """A search in its one written form (``bookings.directory.canonical``), with a name. ``seen``: who fitted when we last told them."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400, blank=True, default="", help_text="as in the address of the search; without page and day")
    tells = models.BooleanField(default=False, help_text="an e-mail when somebody new fits")
    seen = ArrayField(models.BigIntegerField(), default=list, help_text="professionals")
    looked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        app_label = "bookings"
        verbose_name_plural = "saved searches"
        constraints = [models.UniqueConstraint(fields=["customer", "query"], name="one_saved_search_a_wish")]
        indexes = [models.Index(fields=["looked_at"], name="saved_searches_that_tell", condition=models.Q(tells=True))]

    def __str__(self) -> str:
        return self.name
