"""A city's neighborhoods as a floor of tiles: where each one lies, roughly. Pure: coordinates in, a drawing out.

It is a scheme and no survey. Centers that lie too close are moved apart, so that every tile can be read and touched; who lies
north, and who is whose neighbor, is kept as far as there is room. The same places always make the same drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, pi, radians, sin, sqrt
from typing import Protocol, SupportsFloat

#: The longer side between the outermost centers in units (few places take less); the shorter one is at least this share of it.
SIDE, FEW, NARROWEST = 320, 110, 0.66
#: How far centers stay apart: a share of the room that each has, at most so many units; and how far a tile reaches of that.
APART, WIDEST, REACH = 0.88, 90, 0.84
CORNERS = 12
STEPS, HOME = 160, 0.02
#: How many tones tell few from many.
TONES = 4
Point = tuple[float, float]


class Placed(Protocol):
    """What can be drawn: degrees, and how much of something there is."""

    @property
    def latitude(self) -> SupportsFloat:
        """Degrees north."""

    @property
    def longitude(self) -> SupportsFloat:
        """Degrees east."""

    @property
    def weight(self) -> int:
        """How much there is of what the tones tell."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One neighborhood: its outline as an SVG ``points`` text, the middle of it, and a tone from 0 (nothing) to ``TONES``."""

    points: str
    x: int
    y: int
    tone: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Tiles in the order in which the places came, in a box of ``width`` by ``height``."""

    width: int
    height: int
    tiles: tuple[Tile, ...]


def plan(places: Sequence[Placed]) -> Plan:
    """Draw them. Nothing, or one place alone, is a drawing too."""
    if not places:
        return Plan(0, 0, ())
    outlines = _outlines(tuple((float(place.longitude), -float(place.latitude)) for place in places))
    left, top = (min(point[axis] for outline in outlines for point in outline) - 4 for axis in (0, 1))
    right, bottom = (max(point[axis] for outline in outlines for point in outline) + 4 for axis in (0, 1))
    weights = [place.weight for place in places]
    tiles = []
    for place, outline in zip(places, outlines, strict=True):
        x, y = _middle(outline)
        points = " ".join(f"{px - left:.1f},{py - top:.1f}" for px, py in outline)
        tiles.append(Tile(points, round(x - left), round(y - top), tone(place.weight, min(weights), max(weights))))
    return Plan(round(right - left), round(bottom - top), tuple(tiles))


def tone(weight: int, least: int, most: int) -> int:
    """0 for nothing, then 1 to ``TONES`` for the most. Where all are equal there is nothing to tell, and all have the second."""
    if weight <= 0:
        return 0
    return 2 if least == most else -(-weight * TONES // most)


@lru_cache(128)  # cities do not move
def _outlines(places: tuple[Point, ...]) -> list[list[Point]]:
    homes, width, height = _flat(places)
    apart = min(APART * sqrt(width * height / len(homes)), WIDEST)
    centers = _spread(homes, apart)
    return [_outline(n, centers, apart * REACH) for n in range(len(centers))]


def _flat(places: Sequence[Point]) -> tuple[list[Point], float, float]:
    """North up, the longer side at most ``SIDE`` long, the shorter one stretched where it would be a thread; and both sides."""
    narrow = cos(radians(sum(south for _east, south in places) / len(places)))
    points = [(east * narrow, south) for east, south in places]
    low = [min(point[axis] for point in points) for axis in (0, 1)]
    span = [max(point[axis] for point in points) - low[axis] for axis in (0, 1)]
    longer, side = max(span) or 1.0, min(SIDE, FEW * sqrt(len(places)))
    sides = [max(part / longer, NARROWEST) * side for part in span]
    x, y = ([(point[axis] - low[axis]) / (span[axis] or 1.0) * sides[axis] for point in points] for axis in (0, 1))
    return list(zip(x, y, strict=True)), sides[0], sides[1]


def _spread(homes: list[Point], apart: float) -> list[Point]:
    """Push apart what is too close, a little at each step, and pull everything a little home."""
    points = [[x, y] for x, y in homes]
    for step in range(STEPS):
        for n, one in enumerate(points):
            for m in range(n + 1, len(points)):
                _push(one, points[m], apart, n - m)
        if step < STEPS * 3 // 4:
            for point, home in zip(points, homes, strict=True):
                for axis in (0, 1):
                    point[axis] += (home[axis] - point[axis]) * HOME
    return [(x, y) for x, y in points]


def _push(one: list[float], other: list[float], apart: float, turn: int) -> None:
    dx, dy = other[0] - one[0], other[1] - one[1]
    far = hypot(dx, dy)
    if far >= apart:
        return
    if far < 0.01:  # the same place: each pair has a direction of its own
        dx, dy, far = cos(turn), sin(turn), 1.0
        move = apart / 2
    else:
        move = (apart - far) / 2
    for point, sign in ((one, -1), (other, 1)):
        point[0] += sign * dx / far * move * 0.5
        point[1] += sign * dy / far * move * 0.5


def _outline(number: int, centers: list[Point], reach: float) -> list[Point]:
    """What lies nearer to this center than to any other, and within reach of it."""
    x, y = centers[number]
    shape = [
        (x + reach * cos(2 * pi * (n + 0.5) / CORNERS), y + reach * sin(2 * pi * (n + 0.5) / CORNERS)) for n in range(CORNERS)
    ]
    for other, (ox, oy) in enumerate(centers):
        if other != number and hypot(ox - x, oy - y) < 2 * reach:
            shape = _nearer(shape, (x, y), (ox, oy))
    return shape


def _nearer(shape: list[Point], here: Point, there: Point) -> list[Point]:
    """The part of a shape on our side of the line half way to ``there``."""
    nx, ny = there[0] - here[0], there[1] - here[1]
    limit = (nx * (here[0] + there[0]) + ny * (here[1] + there[1])) / 2
    kept: list[Point] = []
    for n, (ax, ay) in enumerate(shape):
        bx, by = shape[(n + 1) % len(shape)]
        a, b = nx * ax + ny * ay - limit, nx * bx + ny * by - limit
        if a <= 0:
            kept.append((ax, ay))
        if (a < 0 < b) or (b < 0 < a):
            share = a / (a - b)
            kept.append((ax + (bx - ax) * share, ay + (by - ay) * share))
    return kept


def _middle(shape: list[Point]) -> Point:
    """The centroid."""
    area = x = y = 0.0
    for n, (ax, ay) in enumerate(shape):
        bx, by = shape[(n + 1) % len(shape)]
        cross = ax * by - bx * ay
        area, x, y = area + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    return x / (3 * area), y / (3 * area)
