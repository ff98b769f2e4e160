"""Public holidays of the markets. Colombia moves most of hers to the next Monday; the package knows the law."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def of_year(market: str, year: int) -> dict[date, str]:
    """The public holidays of a market (its country code) in a year, with their names in the country's language."""
    return dict(holidays.country_holidays(market, years=year))


def is_holiday(market: str, day: date) -> bool:
    """Whether nobody is expected to work that day."""
    return day in of_year(market, day.year)


def between(market: str, first: date, last: date) -> frozenset[date]:
    """The holidays from ``first`` to ``last``, both included."""
    years = range(first.year, last.year + 1)
    return frozenset(day for year in years for day in of_year(market, year) if first <= day <= last)


def business_days(market: str, after: date) -> Iterator[date]:
    """The days after ``after`` that are neither weekend nor holiday, without end."""
    day = after
    while True:
        day += timedelta(days=1)
        if day.weekday() < 5 and not is_holiday(market, day):
            yield day
