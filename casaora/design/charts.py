"""The geometry of the small charts. Pure: numbers in, coordinates out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SPARK_WIDTH, SPARK_HEIGHT, MARGIN = 200, 44, 4
CHART_WIDTH, FLOOR, TALLEST = 360, 165, 134


def sparkline(values: Sequence[int]) -> tuple[str, str]:
    """The path of a line through the values, and of the area below it, in a box of 200 by 44."""
    if not values:
        return "", ""
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = SPARK_WIDTH / max(1, len(values) - 1)
    room = SPARK_HEIGHT - 2 * MARGIN
    points = [(n * step, SPARK_HEIGHT - MARGIN - (value - low) / span * room) for n, value in enumerate(values)]
    line = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return line, f"{line} L{points[-1][0]:.0f} {SPARK_HEIGHT} L0 {SPARK_HEIGHT}Z"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its box, the middle of it, its words; ``is_highest`` for the one that is marked."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    label: str
    words: str
    is_highest: bool

    @property
    def words_y(self) -> int:
        """Where its words stand."""
        return self.y - 8


def bars(rows: Sequence[tuple[str, int, str]]) -> list[Bar]:
    """Bars of (label, number, words) in a box of 360 by 190. Nothing is negative; the first of equals is the highest."""
    if not rows:
        return []
    numbers = [number for _label, number, _words in rows]
    highest = max(numbers)
    room = CHART_WIDTH // len(rows)
    width = min(34, room - 6)
    made = []
    for n, (label, number, words) in enumerate(rows):
        height = round(number * TALLEST / highest) if highest else 0
        x = n * room + (room - width) // 2
        marked = highest > 0 and n == numbers.index(highest)
        made.append(Bar(x, FLOOR - height, width, height, x + width // 2, label, words, marked))
    return made


def stacked(parts: Sequence[tuple[str, int]]) -> list[dict[str, object]]:
    """Parts of a whole beside each other: where each begins and how wide it is, in the unit of the numbers."""
    made: list[dict[str, object]] = []
    x = 0
    for n, (name, number) in enumerate(parts, 1):
        made.append({"x": x, "width": number, "name": name, "number": number, "order": n})
        x += number
    return made
