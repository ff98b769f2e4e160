"""A heart: one row a household and professional."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.customers.models import Customer
from accounts.professionals.models import Professional


class Favorite(models.Model):
    """Kept for the household alone: she is not told, and search does not know it."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="favorites")
    professional = models.ForeignKey(Professional, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        app_label = "bookings"
        constraints = [
            models.UniqueConstraint(fields=["customer", "professional"], name="one_heart_each"),
            models.CheckConstraint(condition=~Q(customer=F("professional")), name="nobody_is_her_own_favorite"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.professional_id}"
