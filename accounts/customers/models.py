"""A customer and their addresses."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.places.models import City, Neighborhood
from accounts.places.positions import COARSE_M, Position


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
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True, help_text="as the household's browser said there")
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(null=True, blank=True, help_text="how sure the browser was")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "accounts"
        verbose_name_plural = "addresses"
        constraints = [models.CheckConstraint(
            condition=models.Q(latitude=None, longitude=None, accuracy_m=None)
            | models.Q(latitude__isnull=False, longitude__isnull=False, accuracy_m__isnull=False), name="address_position_is_whole",
        )]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.label}: {self.line}"

    @property
    def position(self) -> Position:
        """Where it is; the center of its neighborhood, which proves nothing, unless the household said where."""
        if self.latitude is None or self.longitude is None or self.accuracy_m is None:
            return Position(self.neighborhood.latitude, self.neighborhood.longitude, COARSE_M)
        return Position(self.latitude, self.longitude, self.accuracy_m)

    @position.setter
    def position(self, where: Position | None) -> None:
        self.latitude, self.longitude, self.accuracy_m = (where.latitude, where.longitude, where.accuracy_m) if where else (None, None, None)
