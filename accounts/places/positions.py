"""A point on the map, as a browser tells it: where, and how sure it is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

_EARTH_M = 6_371_000
#: A browser that is less sure than this has not seen the sky: it guesses by the network, up to a city wide.
SHARP_M = 100
#: What the center of a neighborhood is worth as the position of a home in it: good for a map, never a proof.
COARSE_M = 1500


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees, and the radius in metres within which the browser believes to be."""

    latitude: Decimal
    longitude: Decimal
    accuracy_m: int

    def is_sharp(self) -> bool:
        """Whether it tells one house from the next street."""
        return self.accuracy_m <= SHARP_M

    def metres_to(self, other: Position) -> int:
        """Along the surface; what either is unsure of is not taken off."""
        north, east = (radians(float(a - b)) for a, b in ((self.latitude, other.latitude), (self.longitude, other.longitude)))
        chord = sin(north / 2) ** 2 + cos(radians(float(self.latitude))) * cos(radians(float(other.latitude))) * sin(east / 2) ** 2
        return round(2 * _EARTH_M * asin(min(1.0, sqrt(chord))))
