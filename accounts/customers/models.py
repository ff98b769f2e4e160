"""A customer and their addresses."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.places.models import City, Neighborhood


class Customer(models.Model):
    """A household's person. The primary key is the person's."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="customer")
    phone = models.CharField(max_length=20, blank=True, default="", help_text="with country code")
    processor_id = models.CharField(max_length=80, blank=True, default="", help_text="the customer at the processor")

    class Meta:
        app_label = "accounts"

    def __str__(self) -> str:
        return str(self.user)

    @property
    def first_name(self) -> str:
        """What the professional calls them."""
        return self.user.first_name or self.user.email.partition("@")[0]


class Address(models.Model):
    """A home. Never deleted, because bookings name it: taken out of the book instead."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses")
    label = models.CharField(max_length=40)
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey(Neighborhood, models.PROTECT, related_name="+")
    line = models.CharField(max_length=160, help_text="street and number, building, apartment")
    notes = models.CharField(max_length=300, blank=True, default="", help_text="how to come in")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "accounts"
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return f"{self.label}: {self.line}"
