"""What a booking remembers of who stood at its door: when, how far from the home, and until when the family was told she waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from accounts.places.positions import Position

#: Within this distance, both positions being sharp, somebody is at the door.
NEAR_M = 150
#: How long she waits, from when the family was told and from the start, whichever is later.
WAIT = timedelta(minutes=30)
#: Earlier than this before the start nobody is at the door for the visit.
DOOR_OPENS = timedelta(minutes=30)


class AtTheDoor(models.Model):
    """The home's position is frozen at the request. Of hers only distances are kept, never where she was."""

    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True, help_text="of the home, as it was at the request")
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    position_accuracy_m = models.PositiveIntegerField(null=True, blank=True, help_text="of the home: a neighborhood's center is no proof")
    arrived_at = models.DateTimeField(null=True, blank=True, help_text="when she said that she is at the door")
    waits_until = models.DateTimeField(null=True, blank=True, help_text="as the customer was told")
    arrival_distance_m = models.PositiveIntegerField(null=True, blank=True, help_text="from the home, where both positions are sharp")
    arrival_accuracy_m = models.PositiveIntegerField(null=True, blank=True)
    start_distance_m = models.PositiveIntegerField(null=True, blank=True)
    start_accuracy_m = models.PositiveIntegerField(null=True, blank=True)
    leaving_distance_m = models.PositiveIntegerField(null=True, blank=True, help_text="after the wait, when nobody had opened")
    leaving_accuracy_m = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def home(self) -> Position | None:
        """Where the home is, if that is known well enough to prove anything."""
        if self.latitude is None or self.longitude is None or self.position_accuracy_m is None:
            return None
        where = Position(self.latitude, self.longitude, self.position_accuracy_m)
        return where if where.is_sharp() else None

    @home.setter
    def home(self, where: Position) -> None:
        self.latitude, self.longitude, self.position_accuracy_m = where.latitude, where.longitude, where.accuracy_m

    def metres_from(self, where: Position | None) -> int | None:
        """How far from the home; None where either position is unknown or too vague to say."""
        home = self.home
        return home.metres_to(where) if home and where and where.is_sharp() else None

    def note_position(self, moment: str, where: Position | None) -> int | None:
        """Keep the distance at a moment (``arrival``, ``start``, ``leaving``) and answer it; of a vague position nothing."""
        metres = self.metres_from(where)
        setattr(self, f"{moment}_distance_m", metres)
        setattr(self, f"{moment}_accuracy_m", where.accuracy_m if where and metres is not None else None)
        return metres

    def is_arrival_proved(self) -> bool:
        """Whether she was at the door in time, by position: "nobody came" is then no fact any more."""
        return self.arrived_at is not None and self.arrival_distance_m is not None and self.arrival_distance_m <= NEAR_M

    def is_waiting(self, at: datetime) -> bool:
        """Whether she stands at the door, as far as the family was told."""
        return self.waits_until is not None and at < self.waits_until

    def forget_arrival(self) -> None:
        """The visit has another time: she has not been there for that one."""
        self.arrived_at = self.waits_until = self.arrival_distance_m = self.arrival_accuracy_m = None
