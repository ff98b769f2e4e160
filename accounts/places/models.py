"""Market → city → neighborhood. Public facts."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import get_language


class Named(models.Model):
    """A name in both languages."""

    name_en = models.CharField(max_length=80)
    name_es = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_es if (get_language() or "").startswith("es") else self.name_en


class Market(Named):
    """A country: its money, time, language and whether it is open."""

    code = models.CharField(max_length=2, primary_key=True)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    is_open = models.BooleanField(default=False)
    minimum_payout_minor = models.BigIntegerField(help_text="a smaller net carries over to the next batch")

    class Meta:
        app_label = "accounts"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Payout days and holidays are reckoned here."""
        return zoneinfo.ZoneInfo(self.time_zone)


class City(Named):
    """Where jobs are; its zone is the one every time of a job is shown in."""

    market = models.ForeignKey(Market, models.PROTECT, related_name="cities")
    slug = models.SlugField(max_length=40, unique=True)
    time_zone = models.CharField(max_length=40)
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)
    is_open = models.BooleanField(default=False)

    class Meta:
        app_label = "accounts"
        verbose_name_plural = "cities"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The city's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def local(self, moment: datetime) -> datetime:
        """A moment as the city's clocks show it."""
        return moment.astimezone(self.zone)


class Neighborhood(models.Model):
    """A part of a city, by its real name; never translated."""

    city = models.ForeignKey(City, models.PROTECT, related_name="neighborhoods")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)

    class Meta:
        app_label = "accounts"
        constraints = [models.UniqueConstraint(fields=["city", "slug"], name="one_neighborhood_a_slug")]

    def __str__(self) -> str:
        return self.name

    def km_to(self, other: Any) -> float:
        """Rough distance to another place with coordinates (flat earth, good enough within a city)."""
        north = float(self.latitude - other.latitude) * 110.57
        east = float(self.longitude - other.longitude) * 110.9
        return (north**2 + east**2) ** 0.5
