"""Hours, time off, rules and areas of a professional; and what the database lets everybody know of her being taken."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from accounts.places.models import Neighborhood
from accounts.professionals.models import Professional

DAY = 24 * 60
GRID_MINUTES = 30
#: Nobody is ever asked on shorter notice: the answer's deadline is two hours before the start.
SHORTEST_LEAD = 210
LONGEST_HORIZON = 60


class WeeklyRange(models.Model):
    """Hours of a normal week, in minutes of the city's day. A night is two ranges that meet at midnight."""

    professional = models.ForeignKey(Professional, models.CASCADE, related_name="weekly_ranges")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField(help_text="1440 is midnight at the day's end")

    class Meta:
        app_label = "bookings"
        ordering = ("weekday", "starts_minute")
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekly_range_has_a_weekday"),
            models.CheckConstraint(condition=Q(starts_minute__lt=F("ends_minute"), ends_minute__lte=DAY), name="weekly_range_is_in_a_day"),
            models.CheckConstraint(
                condition=Q(Exact(Mod(F("starts_minute"), GRID_MINUTES), 0)) & Q(Exact(Mod(F("ends_minute"), GRID_MINUTES), 0)),
                name="weekly_range_is_on_the_grid",
            ),
            ExclusionConstraint(
                name="weekly_ranges_never_overlap",
                expressions=[
                    ("professional", "="),
                    ("weekday", "="),
                    (Func(F("starts_minute"), F("ends_minute"), function="int4range"), "&&"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"day {self.weekday}, minutes {self.starts_minute} to {self.ends_minute}"


class TimeOff(models.Model):
    """She is away. The note is hers alone: others only learn that she is not free (``Away``)."""

    professional = models.ForeignKey(Professional, models.CASCADE, related_name="time_off")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        app_label = "bookings"
        ordering = ("starts_at",)
        verbose_name_plural = "time off"
        indexes = [models.Index(fields=["professional", "ends_at"], name="time_off_of_a_professional")]
        constraints = [models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="time_off_ends_after_it_starts")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} to {self.ends_at:%Y-%m-%d}"


class Rules(models.Model):
    """How a professional wishes to be booked. One who never chose has the defaults: ``Rules()``."""

    professional = models.OneToOneField(Professional, models.CASCADE, primary_key=True, related_name="rules")
    lead_minutes = models.PositiveIntegerField(default=SHORTEST_LEAD, help_text="notice before a visit")
    horizon_days = models.PositiveSmallIntegerField(default=LONGEST_HORIZON, help_text="how far ahead")
    buffer_before_minutes = models.PositiveSmallIntegerField(default=30)
    buffer_after_minutes = models.PositiveSmallIntegerField(default=30)
    daily_cap = models.PositiveSmallIntegerField(null=True, blank=True, help_text="visits a day; empty: no limit")
    works_holidays = models.BooleanField(default=False)

    class Meta:
        app_label = "bookings"
        verbose_name_plural = "rules"
        constraints = [
            models.CheckConstraint(condition=Q(lead_minutes__gte=SHORTEST_LEAD, lead_minutes__lte=14 * DAY), name="lead_is_never_too_short"),
            models.CheckConstraint(condition=Q(horizon_days__gte=1, horizon_days__lte=LONGEST_HORIZON), name="horizon_is_bounded"),
            models.CheckConstraint(condition=Q(buffer_before_minutes__lte=240, buffer_after_minutes__lte=240), name="buffers_are_bounded"),
            models.CheckConstraint(condition=Q(daily_cap__isnull=True) | Q(daily_cap__gte=1, daily_cap__lte=12), name="daily_cap_is_sane"),
        ]

    def __str__(self) -> str:
        return f"rules of {self.professional_id}"


class ServedArea(models.Model):
    """A neighborhood that she goes to."""

    professional = models.ForeignKey(Professional, models.CASCADE, related_name="served_areas")
    neighborhood = models.ForeignKey(Neighborhood, models.PROTECT, related_name="+")

    class Meta:
        app_label = "bookings"
        constraints = [models.UniqueConstraint(fields=["professional", "neighborhood"], name="one_row_a_served_area")]

    def __str__(self) -> str:
        return f"{self.professional_id} goes to {self.neighborhood_id}"


class Away(models.Model):
    """View ``away``: when somebody has time off, without her note."""

    professional = models.OneToOneField(Professional, models.DO_NOTHING, primary_key=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        app_label = "bookings"
        managed = False
        db_table = "away"

    def __str__(self) -> str:
        return f"{self.professional_id} is away"


class Busy(models.Model):
    """View ``busy``: the occupied ranges of live bookings, without whose they are. Not a key: a person has many rows."""

    professional = models.OneToOneField(Professional, models.DO_NOTHING, primary_key=True, related_name="+")
    occupied = DateTimeRangeField()

    class Meta:
        app_label = "bookings"
        managed = False
        db_table = "busy"

    def __str__(self) -> str:
        return f"{self.professional_id} is busy"
