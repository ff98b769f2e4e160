"""Payout days. Pure: Tuesday and Friday at 10:00 in the market's zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

TUESDAY, FRIDAY = 1, 4
DAYS = (TUESDAY, FRIDAY)
HOUR = time(10)
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _around(at: datetime, zone: ZoneInfo, days: range) -> list[datetime]:
    today = at.astimezone(zone).date()
    dates = [today + timedelta(days=n) for n in days]
    return [datetime.combine(d, HOUR, zone) for d in dates if d.weekday() in DAYS]


def latest(at: datetime, zone: ZoneInfo) -> datetime:
    """The latest cut-off at or before ``at``."""
    return max(c for c in _around(at, zone, range(-7, 1)) if c <= at)


def following(at: datetime, zone: ZoneInfo) -> datetime:
    """The first cut-off after ``at``."""
    return min(c for c in _around(at, zone, range(0, 8)) if c > at)


def batch_id(market_code: str, cut_off_at: datetime, zone: ZoneInfo, manual: int = 0) -> str:
    """``co-2026-11-24-tue``; a manual one of that day ends in ``-m1``."""
    day = cut_off_at.astimezone(zone)
    return f"{market_code.lower()}-{day:%Y-%m-%d}-{_NAMES[day.weekday()]}" + (f"-m{manual}" if manual else "")
